"""Chasing: one e-mail to everyone who holds what is overdue in a region's year."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from audit.models import record
from challenges.dates import lasts_to
from challenges.facts import facts_of, left_of
from challenges.models import Challenge, ChallengeStep
from challenges.reminding import tell_late
from cycles.models import Cycle, Phase
from regions.actions import memoranda
from regions.models import Memorandum, Person
from selfeval.actions import telling


@dataclass(frozen=True)
class Chased:
    """How many signatures, self-evaluations and steps of challenges are overdue, and who holds the steps."""

    signatures: int
    self_evaluations: int
    steps: int
    people: int

    @property
    def is_nothing(self) -> bool:
        return not (self.signatures or self.self_evaluations or self.steps)


@transaction.atomic
def chase(*, cycle: Cycle, by: Person) -> Chased:
    """E-mail whoever holds what is overdue, each once a day: signatures, self-evaluations, steps of challenges."""
    today, memorandum = timezone.localdate(), memorandum_due(cycle)
    signatures = memoranda.remind(memorandum=memorandum, by=by) if memorandum else 0
    documents, late = telling.chase(cycle=cycle, by=by), overdue_steps(cycle)
    people = {person.pk for step in late for person in tell_late(step, today, by=by)}
    record("challenges_chased", cycle, by=by, steps=[step.pk for step in late], people=len(people))
    return Chased(signatures, len(documents), len(late), len(people))


def memorandum_due(cycle: Cycle) -> Memorandum | None:
    """The one in force, once the day by which the cycle wants it signed has passed."""
    day = cycle.day_of(Phase.Kind.MEMORANDUM)
    if day is None or day >= timezone.localdate():
        return None
    return Memorandum.objects.in_force().filter(region=cycle.region_id).select_related("region").first()


def overdue_steps(cycle: Cycle) -> list[ChallengeStep]:
    """Steps of the cycle's challenges whose last day has passed and that are not done."""
    today = timezone.localdate()
    live = Challenge.objects.live().filter(cycle=cycle).select_related("protocol", "cycle__region")
    challenges = {one.pk: one for one in live}
    facts = facts_of(challenges.values())
    passed = ChallengeStep.objects.filter(challenge__in=challenges, due_on__lt=today)
    found = []
    for step in passed.select_related("of"):
        step.challenge = of = challenges[step.challenge_id]
        is_late = lasts_to(step.due_on, first=of.first_day, last=of.last_day) < today
        if is_late and left_of(step, of, facts[of.pk]):
            found.append(step)
    return found
