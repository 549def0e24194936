"""Shapes of the pages about the year: every state is a word, with the days left or over beside it."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from cycles import reminders
from cycles.models import Cycle, Phase
from cycles.rules import in_words
from cycles.working_days import between
from regions.models import Region
from regions.roles import Permission

# These come with the day: nobody has to do them.
COME_BY_THEMSELVES = {Phase.Kind.SHARE, Phase.Kind.READ, Phase.Kind.LIVE}
COLOURS = {"Overdue": "red", "Now": "blue", "Next": "purple", "Done": "green"}  # the others are grey


@dataclass(frozen=True)
class Step:
    """A step as a person reads it today."""

    phase: Phase
    state: str
    note: str
    follows_today: bool = False  # the first one that today has not left behind

    @property
    def colour(self) -> str:
        return COLOURS.get(self.state, "grey")

    @property
    def is_over(self) -> bool:
        return self.state in ("Done", "Past", "Switched off")


def working_days(number: int) -> str:
    return f"{number} working day{'' if number == 1 else 's'}"


def steps_of(cycle: Cycle, today: date) -> list[Step]:
    """The steps in their order, with their states; expects ``phases`` to be fetched."""
    steps, has_next, has_passed_today = [], False, False
    for phase in cycle.phases.all():
        state, note = state_of(cycle, phase, today)
        if state == "Later" and not has_next:
            state, has_next = "Next", True
        follows_today = phase.due_on >= today and not has_passed_today
        has_passed_today |= follows_today
        steps.append(Step(phase, state, note, follows_today))
    return steps


def state_of(cycle: Cycle, phase: Phase, today: date) -> tuple[str, str]:
    if phase.is_off:
        return "Switched off", ""
    if phase.done_on:
        return "Done", f"marked as done on {in_words(phase.done_on)}"
    if phase.due_on < today:
        if phase.kind in COME_BY_THEMSELVES or not cycle.is_open:
            return "Past", ""
        return "Overdue", f"by {working_days(between(phase.due_on, today))}"
    if phase.first_day <= today:
        left = between(today, phase.due_on)
        return "Now", f"{working_days(left)} left" if left else "today is its last day"
    return "Later", f"in {working_days(between(today, phase.first_day))}"


def cycle_state(cycle: Cycle) -> tuple[str, str]:
    """The state's word, and its colour."""
    if cycle.is_closed:
        return "Closed", "grey"
    return ("Open", "green") if cycle.is_open else ("Being prepared", "yellow")


@dataclass(frozen=True)
class NextReminder:
    phase: Phase
    day: date
    people: int


@dataclass(frozen=True)
class CyclePage:
    cycle: Cycle
    state: str
    colour: str
    today: date
    steps: list[Step]
    may_manage: bool
    may_change: bool
    next_reminder: NextReminder | None

    @property
    def is_past(self) -> bool:
        """Whether today lies behind every step."""
        return bool(self.steps) and not any(step.follows_today for step in self.steps)


def cycle_page(cycle: Cycle, person) -> CyclePage:
    today = timezone.localdate()
    state, colour = cycle_state(cycle)
    may_manage = person.may(Permission.MANAGE_CYCLES, at=cycle.region)
    return CyclePage(
        cycle=cycle,
        state=state,
        colour=colour,
        today=today,
        steps=steps_of(cycle, today),
        may_manage=may_manage,
        may_change=may_manage and not cycle.is_closed,
        next_reminder=next_reminder(cycle, today) if may_manage else None,
    )


def next_reminder(cycle: Cycle, today: date) -> NextReminder | None:
    """The first e-mail still to come from an open cycle."""
    if not cycle.is_open:
        return None
    coming = [(day, phase) for phase in cycle.phases.all() for day in reminders.days_of(phase) if day > today]
    if not coming:
        return None
    day, phase = min(coming, key=lambda pair: pair[0])
    return NextReminder(phase, day, len(reminders.people_for(phase)))


@dataclass(frozen=True)
class ComingReminder:
    day: date
    words: reminders.Words


def coming_reminders(phase: Phase) -> list[ComingReminder]:
    """What will be sent about the step, and when."""
    today = timezone.localdate()
    return [
        ComingReminder(day, reminders.words_on(day, phase)) for day in reminders.days_of(phase) if day > today
    ]


@dataclass(frozen=True)
class CycleRow:
    cycle: Cycle
    state: str
    colour: str
    step: Step | None  # what is overdue, going on or next


@dataclass(frozen=True)
class RegionCycles:
    region: Region
    rows: list[CycleRow]
    may_manage: bool


def cycles_by_region(person) -> list[RegionCycles]:
    """The cycles of each region that the person may see, newest first."""
    today = timezone.localdate()
    rows: dict[int, list[CycleRow]] = {}
    for cycle in Cycle.objects.visible_to(person).select_related("region").prefetch_related("phases"):
        row = CycleRow(cycle, *cycle_state(cycle), current_step(cycle, today) if cycle.is_open else None)
        rows.setdefault(cycle.region_id, []).append(row)
    return [
        RegionCycles(region, rows.get(region.pk, []), person.may(Permission.MANAGE_CYCLES, at=region))
        for region in Region.objects.visible_to(person)
    ]


def current_step(cycle: Cycle, today: date) -> Step | None:
    """The step to look at first: one that is overdue, then one that is going on, then the next."""
    steps = steps_of(cycle, today)
    by_state = {step.state: step for step in reversed(steps)}
    return by_state.get("Overdue") or by_state.get("Now") or by_state.get("Next")
