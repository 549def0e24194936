"""What waits for a person in challenges, for their home page."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from challenges.models import Challenge, ChallengeStep, Seat, Turn
from cycles.rules import in_words
from regions.roles import Permission


@dataclass(frozen=True)
class Coming:
    """A challenge that the person takes part in, and the date that comes next in it.

    Whether the portal sees that step done already is on the challenge's own page: it takes a score of queries.
    """

    challenge: Challenge  # with ``next_name`` and ``next_on``
    seat_to_open: Seat | None  # its principles are not accepted yet

    @property
    def words(self) -> str:
        if self.seat_to_open:
            return "Read how it works and accept it: its papers open to you then."
        day = self.challenge.next_on
        if day is None:
            return f"{self.challenge.get_state_display()}."
        return f"Next date: {self.challenge.next_name}, {in_words(day)}."


@dataclass(frozen=True)
class Waiting:
    invitations: list[Seat]
    challenges: list[Coming]


def invitations_for(person) -> list[Seat]:
    """Those that wait for the person's answer."""
    return list(Seat.objects.waiting_for(person).select_related("challenge"))


def waiting_for(person) -> Waiting:
    """Invitations, and the live challenges in which the person has a seat or whose host they direct or prepare.

    Two queries.
    """
    own = Q(pk__in=Seat.objects.waiting_for(person)) | Q(pk__in=Seat.objects.holding(person))
    seats = list(Seat.objects.filter(own).select_related("challenge"))
    held = {seat.challenge_id: seat for seat in seats if seat.state == Seat.State.ACCEPTED}
    hosts = [one.pk for one in person.authorities_where(Permission.EDIT_SELF_EVALUATION)]
    hosted = Exists(Turn.objects.filter(challenge=OuterRef("pk"), host__in=hosts))
    coming = ChallengeStep.objects.filter(
        challenge=OuterRef("pk"), due_on__gte=timezone.localdate(), done_at=None
    )
    found = Challenge.objects.live().filter(Q(pk__in=held) | hosted)
    challenges = found.annotate(
        next_name=Subquery(coming.values("of__name")[:1]), next_on=Subquery(coming.values("due_on")[:1])
    )
    return Waiting(
        invitations=[seat for seat in seats if seat.state == Seat.State.INVITED],
        challenges=[Coming(one, to_open(held.get(one.pk))) for one in challenges],
    )


def to_open(seat: Seat | None) -> Seat | None:
    return seat if seat and seat.principles_at is None else None
