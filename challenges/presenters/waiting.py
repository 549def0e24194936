"""What waits for a person in challenges, for their home page."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from challenges.models import Challenge, ChallengeStep, Seat, Turn
from challenges.presenters.challenges import steps_of
from cycles.rules import in_words
from regions.roles import Permission


@dataclass(frozen=True)
class Coming:
    """A challenge that the person takes part in, and the step that comes next in it."""

    challenge: Challenge
    next_step: ChallengeStep | None  # the first that is neither done nor overdue
    seat_to_open: Seat | None  # its principles are not accepted yet

    @property
    def words(self) -> str:
        if self.seat_to_open:
            return "Read how it works and accept it: its papers open to you then."
        if self.next_step is None:
            return f"{self.challenge.get_state_display()}."
        return f"Next: {self.next_step.of.name}, {in_words(self.next_step.due_on)}."


@dataclass(frozen=True)
class Waiting:
    invitations: list[Seat]
    challenges: list[Coming]


def invitations_for(person) -> list[Seat]:
    """Those that wait for the person's answer."""
    return list(Seat.objects.waiting_for(person).select_related("challenge"))


def waiting_for(person) -> Waiting:
    """Invitations, and the live challenges in which the person has a seat or whose host they direct or prepare.

    Two queries where there is none, and no more with each of them.
    """
    own = Q(pk__in=Seat.objects.waiting_for(person)) | Q(pk__in=Seat.objects.holding(person))
    seats = list(Seat.objects.filter(own).select_related("challenge"))
    held = {seat.challenge_id: seat for seat in seats if seat.state == Seat.State.ACCEPTED}
    hosts = [one.pk for one in person.authorities_where(Permission.EDIT_SELF_EVALUATION)]
    hosted = Exists(Turn.objects.filter(challenge=OuterRef("pk"), host__in=hosts))
    coming = steps_of(Challenge.objects.live().filter(Q(pk__in=held) | hosted), timezone.localdate())
    return Waiting(
        invitations=[seat for seat in seats if seat.state == Seat.State.INVITED],
        challenges=[Coming(one, next_of(lines), to_open(held.get(one.pk))) for one, lines in coming],
    )


def next_of(lines) -> ChallengeStep | None:
    return next((line.step for line in lines if line.state in ("Today", "Next")), None)


def to_open(seat: Seat | None) -> Seat | None:
    return seat if seat and seat.principles_at is None else None
