"""Planning a challenge: its turns and dated steps, moving its day, and its way from planned to closed."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from audit.models import record
from challenges import states
from challenges.actions import timetable
from challenges.actions.protocols import freeze
from challenges.checks import missing
from challenges.dates import day_of, days_of, fault_of, last_day_of
from challenges.facts import facts_of
from challenges.models import Challenge, ChallengeStep, Protocol, Turn
from challenges.models.challenges import parts_by_turn
from challenges.parts import Part
from challenges.states import CHALLENGE_MOVES, MoveRefused, State
from cycles.models import Cycle
from regions.models import LocalAuthority, Memorandum, Person
from selfeval.models import SelfEvaluation
from selfeval.models.releases import end_of_access


class CannotPlan(Exception):  # noqa: N818
    """The words are fit to show."""


@transaction.atomic
def plan_challenge(
    *,
    cycle: Cycle,
    protocol: Protocol,
    name: str,
    authorities: Sequence[LocalAuthority],
    first_day: date,
    by: Person | None,
    group: str = "",
    place: str = "",
    is_pilot: bool = False,
) -> Challenge:
    """A challenge with its turns and the days of its steps; from then on its protocol's version never changes.

    ``authorities`` are the group in the order in which they host; where a protocol does not go round, the first
    is the host, the second leads and the third observes. Raises CannotPlan.
    """
    if fault := fault_of(first_day, today=timezone.localdate()):
        raise CannotPlan(fault)
    memorandum = Memorandum.objects.in_force().filter(region=cycle.region_id).first()
    if memorandum is None:
        raise CannotPlan("Issue the region’s memorandum first: it says how long others may read.")
    last_day = last_day_of(first_day, protocol.days)
    freeze(protocol)
    challenge = Challenge.objects.create(
        cycle=cycle,
        protocol=protocol,
        name=name,
        group=group,
        first_day=first_day,
        last_day=last_day,
        access_ends_on=end_of_access(last_day, memorandum.access_days_after),
        place=place,
        is_pilot=is_pilot,
        made_by=by,
    )
    make_turns(challenge, list(authorities))
    make_steps(challenge)
    record("challenge_planned", challenge, by=by, protocol=protocol.pk, first_day=str(first_day))
    return challenge


def make_turns(challenge: Challenge, group: list[LocalAuthority]) -> None:
    """Each authority's turn in a protocol that goes round, led by the next and observed by the one after."""
    hosts = group if challenge.protocol.goes_round else group[:1]
    read = {
        one.authority_id: one
        for one in SelfEvaluation.objects.filter(cycle=challenge.cycle, authority__in=hosts).order_by("pk")
    }
    for place, host in enumerate(hosts):
        others = [group[(place + step) % len(group)] for step in range(1, len(group))]
        Turn.objects.create(
            challenge=challenge,
            position=place + 1,
            host=host,
            lead=others[0] if others else None,
            observer=others[1] if len(others) > 1 else None,
            evaluation=read.get(host.pk),
        )


def make_steps(challenge: Challenge) -> None:
    ChallengeStep.objects.bulk_create(
        ChallengeStep(
            challenge=challenge,
            of=step,
            due_on=day_of(step.offset, first=challenge.first_day, last=challenge.last_day),
        )
        for step in challenge.protocol.steps.all()
    )


@transaction.atomic
def move_day(*, challenge: Challenge, first_day: date, by: Person | None) -> Challenge:
    """Another first day: every step that is not done moves with it, and so do sessions and entries in calendars."""
    challenge = held(challenge)
    if challenge.state not in (State.PLANNED, State.CONFIRMED):
        raise CannotPlan("It has begun, so its days stay as they are.")
    if fault := fault_of(first_day, today=timezone.localdate()):
        raise CannotPlan(fault)
    kept = challenge.access_ends_on - challenge.last_day
    was = days_of(challenge.first_day, challenge.last_day)
    challenge.first_day = first_day
    challenge.last_day = last_day_of(first_day, challenge.protocol.days)
    challenge.access_ends_on = challenge.last_day + kept
    challenge.sequence += 1
    challenge.save(update_fields=["first_day", "last_day", "access_ends_on", "sequence"])
    for step in challenge.steps.filter(done_at=None).select_related("of"):
        step.due_on = day_of(step.of.offset, first=challenge.first_day, last=challenge.last_day)
        step.save(update_fields=["due_on"])
    timetable.follow(challenge=challenge, was=was, by=by)
    record("challenge_moved", challenge, by=by, first_day=str(first_day))
    return challenge


def held(challenge: Challenge) -> Challenge:
    """Its row, held until the end of the transaction."""
    rows = Challenge.objects.select_for_update(of=("self",)).select_related("protocol", "cycle__region")
    return rows.get(pk=challenge.pk)


def parts_of(challenge: Challenge, person: Person) -> set[Part]:
    """What the person is to any of its turns."""
    turns = challenge.turns.select_related("host__region", "challenge__cycle__region")
    return set().union(*parts_by_turn(turns, person).values())


@transaction.atomic
def move_challenge(*, challenge: Challenge, name: str, by: Person) -> Challenge:
    """Raises MoveRefused with every reason, each of them something to do."""
    challenge = held(challenge)
    move = states.find(CHALLENGE_MOVES, name, state=challenge.state, parts=parts_of(challenge, by))
    if reasons := gate(challenge, name):
        raise MoveRefused(*reasons)
    if name == "begin" and timezone.localdate() < challenge.first_day:
        raise MoveRefused("It begins on its first day.")
    if name == "end" and timezone.localdate() < challenge.last_day:
        raise MoveRefused("It ends on its last day.")
    challenge.state, challenge.state_since = move.end, timezone.now()
    if name == "cancel":
        challenge.sequence += 1
    challenge.save(update_fields=["state", "state_since", "sequence"])
    record(f"challenge_{name}", challenge, by=by)
    return challenge


def gate(challenge: Challenge, name: str) -> list[str]:
    """What is left before the move, of the steps that stand before it."""
    facts = facts_of([challenge])[challenge.pk]
    return [
        f"{step.of.name}: {reason}"
        for step in challenge.steps.filter(of__gate=name).select_related("of")
        for reason in missing(step.of.kind, facts, is_said_done=step.done_at is not None)
    ]


@transaction.atomic
def say_done(*, step: ChallengeStep, is_done: bool, by: Person) -> None:
    """Somebody's word for a step that the portal cannot see; it can be taken back."""
    now = timezone.now() if is_done else None
    ChallengeStep.objects.filter(pk=step.pk).update(done_at=now, done_by=by if is_done else None)
    record(
        "challenge_step_done" if is_done else "challenge_step_not_done", step.challenge, by=by, step=step.pk
    )
