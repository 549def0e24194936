"""What people said of a challenge, without names; and the learning notes of one's own people."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, Sum

from challenges.models import Challenge, Evaluation, Protocol, Seat, Turn
from regions.models import Conflict
from regions.roles import Permission

LEAST = 3  # fewer answers would say whose they are


@dataclass(frozen=True)
class Answers:
    """For the project manager: each question's answers by the alphabet, so that none leads to another."""

    number: int
    asked: int
    worked: list[str]
    change: list[str]
    hours: int

    @property
    def are_shown(self) -> bool:
        return self.number >= LEAST


def answers_to(challenge: Challenge) -> Answers:
    found = challenge.evaluations.all()
    number = found.count()
    asked = challenge.seats.filter(state=Seat.State.ACCEPTED).count()
    if number < LEAST:
        return Answers(number, asked, [], [], 0)
    return Answers(
        number,
        asked,
        *(sorted(found.exclude(**{name: ""}).values_list(name, flat=True)) for name in ("worked", "change")),
        hours=found.aggregate(total=Sum("hours"))["total"] or 0,
    )


@dataclass(frozen=True)
class Lessons:
    """What people said of past challenges under a protocol, or under the one that it was copied from."""

    challenges: int
    worked: list[str]
    change: list[str]


def lessons_about(protocol: Protocol, person) -> Lessons:
    """Of those challenges that the person manages and enough people have answered for. Two queries."""
    run = Challenge.objects.managed_by(person).filter(
        protocol__in=[protocol.pk, protocol.copied_from_id or protocol.pk]
    )
    told = run.annotate(answers=Count("evaluations")).filter(answers__gte=LEAST)
    keys = list(told.values_list("pk", flat=True))
    said = list(Evaluation.objects.filter(challenge__in=keys).values_list("worked", "change"))
    return Lessons(
        challenges=len(keys),
        worked=sorted({worked for worked, _ in said if worked}),
        change=sorted({change for _, change in said if change}),
    )


def may_evaluate(challenge: Challenge, person) -> bool:
    """Whoever has an accepted seat, and the director of an authority that was looked at."""
    own, _ = person.places_where(Permission.SIGN_SELF_EVALUATION)
    seated = Seat.objects.holding(person).open_to_papers().filter(challenge=challenge)
    directed = Turn.objects.visible_to(person).filter(challenge=challenge, host__in=own)
    return seated.exists() or directed.exists()


def learning_of(person):
    """The learning notes that are the person's own, and those of the people who took part from where they direct: not
    of a challenge that looked at an authority to which the director declared a tie."""
    own, _ = person.places_where(Permission.SIGN_SELF_EVALUATION)
    mine = Q(person=person)
    tied = Conflict.objects.live().filter(person=person).values("authority")
    of_a_tie = Turn.objects.filter(challenge=OuterRef("challenge"), host__in=tied)
    people = Q(seat__authority__in=own) & ~Q(Exists(of_a_tie))
    return (
        Evaluation.objects.filter(mine | people)
        .exclude(take_home="")
        .select_related("person", "challenge", "seat__authority")
        .order_by("-at")
    )
