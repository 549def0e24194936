"""A pilot: its steps may change while it runs, each change is logged, and all become a new version if wanted.

The frozen version stays as it is: with the first change, the challenge gets one of its own.
"""

from datetime import date

from django.db import transaction
from django.utils import timezone

from audit.models import record
from challenges.actions.editing import append_step, put_in_order
from challenges.actions.planning import held
from challenges.actions.protocols import copy
from challenges.models import Challenge, ChallengeStep, Protocol, ProtocolEdit, ProtocolStep
from cycles.rules import in_words
from cycles.working_days import between
from regions.models import Person

LONGEST = 300


class NoPilot(Exception):  # noqa: N818
    """It is no pilot, or it is over."""


def offset_of(day: date, challenge: Challenge) -> int:
    """Working days before its first day, or after its last; none in between."""
    if day < challenge.first_day:
        return -between(day, challenge.first_day)
    return max(between(challenge.last_day, day), 0)


def own_protocol(challenge: Challenge, by: Person) -> Protocol:
    """The pilot's own version: made of the one that it was planned under at the first change."""
    if challenge.protocol.is_pilot:
        return challenge.protocol
    was = challenge.protocol
    own = copy(
        protocol=was,
        region=challenge.cycle.region,
        by=by,
        slug=f"pilot-{challenge.pk}",
        name=f"{was.name[:100]} (pilot)",
        is_pilot=True,
        frozen_at=timezone.now(),
    )
    by_place = {step.position: step for step in own.steps.all()}
    for step in challenge.steps.select_related("of"):
        step.of = by_place[step.of.position]
        step.save(update_fields=["of"])
    challenge.protocol = own
    challenge.save(update_fields=["protocol"])
    return own


def piloted(challenge: Challenge) -> Challenge:
    challenge = held(challenge)
    if not challenge.is_pilot or challenge.is_over:
        raise NoPilot
    return challenge


@transaction.atomic
def change_step(*, step: ChallengeStep, name: str, day: date, by: Person) -> None:
    """Give a step of a pilot another name or day. Raises NoPilot."""
    challenge = piloted(step.challenge)
    protocol = own_protocol(challenge, by)
    step = challenge.steps.select_related("of").get(pk=step.pk)
    said = []
    if name != step.of.name:
        said.append(f"“{step.of.name[:120]}” is called “{name[:120]}”")
    if day != step.due_on:
        said.append(f"“{name[:120]}” is on {in_words(day)}, not {in_words(step.due_on)}")
    if not said:
        return
    ProtocolStep.objects.filter(pk=step.of_id).update(name=name, offset=offset_of(day, challenge))
    put_in_order(protocol)
    step.due_on = day
    step.save(update_fields=["due_on"])
    for words in said:
        log(challenge, words, step=step, by=by)


@transaction.atomic
def add_step(*, challenge: Challenge, name: str, day: date, who: str, by: Person) -> ChallengeStep:
    """Add a step that somebody says is done. Raises NoPilot."""
    challenge = piloted(challenge)
    protocol = own_protocol(challenge, by)
    fields = {"name": name, "who": who, "kind": ProtocolStep.Kind.OTHER, "offset": offset_of(day, challenge)}
    of = append_step(protocol, **fields)
    put_in_order(protocol)
    step = ChallengeStep.objects.create(challenge=challenge, of=of, due_on=day)
    log(challenge, f"“{name[:160]}” is added, on {in_words(day)}", step=step, by=by)
    return step


def log(challenge: Challenge, words: str, *, step: ChallengeStep, by: Person) -> None:
    ProtocolEdit.objects.create(challenge=challenge, words=words[:LONGEST], step=step, by=by)
    record("pilot_changed", challenge, by=by, step=step.pk)


@transaction.atomic
def offer(*, challenge: Challenge, by: Person) -> Protocol:
    """The region's next version of the protocol that the pilot was planned under, with what was changed in it.

    Raises NoPilot where nothing was changed.
    """
    own = challenge.protocol
    if not own.is_pilot or own.copied_from is None:
        raise NoPilot
    was = own.copied_from
    return copy(protocol=own, region=challenge.cycle.region, by=by, slug=was.slug, name=was.name)
