"""Writes about the year: starting, opening and closing a cycle, and changing its steps."""

from datetime import date

from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone

from audit.models import record
from cycles.models import Cycle, Phase
from cycles.rules import HAS_COME, SHARE, CycleIsClosed, OutOfOrder, date_faults
from cycles.standard_years import Step, steps_of
from cycles.working_days import after, between, on_or_after
from regions.models import Person, Region

FIRST_SUMMER_MONTH = 6
IN_CALENDARS = {"name", "starts_on", "due_on", "is_off"}  # a change to these changes entries in calendars


class AlreadyThere(Exception):  # noqa: N818
    """The region has a cycle of that year."""


class AnotherIsOpen(Exception):  # noqa: N818
    """The region has an open cycle, which is to be closed first."""


def year_name(year: int) -> str:
    """2026 is "2026/27"."""
    return f"{year}/{(year + 1) % 100:02}"


def year_of(cycle: Cycle) -> int:
    """The year in whose September the cycle's year begins; its first step may come in the summer before."""
    return cycle.starts_on.year if cycle.starts_on.month >= FIRST_SUMMER_MONTH else cycle.starts_on.year - 1


@transaction.atomic
def start_cycle(*, region: Region, pattern: str, year: int, by: Person | None) -> Cycle:
    """A cycle to prepare, with the steps of a standard year, which stays as it is. Raises AlreadyThere."""
    cycle = make_cycle(region, year, steps_of(pattern, year))
    record("cycle_started", cycle, by=by, region=region.name, name=cycle.name, pattern=pattern)
    return cycle


@transaction.atomic
def copy_cycle(*, cycle: Cycle, by: Person | None) -> Cycle:
    """The next year's cycle to prepare: the same steps, as many working days apart. Raises AlreadyThere.

    Steps that were switched off are left behind.
    """
    start = cycle.starts_on
    next_start = on_or_after(same_day_next_year(start))

    def moved(day: date | None) -> date | None:
        return day and after(next_start, between(start, day))

    steps = [
        Step(phase.kind, phase.name, moved(phase.starts_on), moved(phase.due_on), phase.reminds)
        for phase in cycle.phases.filter(is_off=False)
    ]
    copy = make_cycle(cycle.region, year_of(cycle) + 1, steps)
    record("cycle_copied", copy, by=by, region=cycle.region.name, name=copy.name, copied=cycle.name)
    return copy


def same_day_next_year(day: date) -> date:
    return day.replace(year=day.year + 1, day=min(day.day, 28) if day.month == 2 else day.day)


def make_cycle(region: Region, year: int, steps: list[Step]) -> Cycle:
    name = year_name(year)
    hold(region.pk)
    if Cycle.objects.filter(region=region, name=name).exists():
        raise AlreadyThere
    days = [day for step in steps for day in (step.starts_on, step.due_on) if day]
    cycle = Cycle.objects.create(region=region, name=name, starts_on=min(days), ends_on=max(days))
    Phase.objects.bulk_create(
        Phase(
            cycle=cycle,
            kind=step.kind,
            name=step.name,
            position=position,
            starts_on=step.starts_on,
            due_on=step.due_on,
            reminds=step.reminds,
        )
        for position, step in enumerate(steps, 1)
    )
    return cycle


@transaction.atomic
def open_cycle(*, cycle: Cycle, by: Person | None) -> Cycle:
    """From now on the cycle is the region's year. Raises AnotherIsOpen; one that is open stays so."""
    hold(cycle.region_id)
    cycle = still_changing(cycle)
    if cycle.is_open:
        return cycle
    if Cycle.objects.open().filter(region=cycle.region_id).exists():
        raise AnotherIsOpen
    cycle.opened_at = timezone.now()
    cycle.save(update_fields=["opened_at"])
    record("cycle_opened", cycle, by=by, name=cycle.name)
    return cycle


@transaction.atomic
def close_cycle(*, cycle: Cycle, by: Person | None) -> Cycle:
    """The cycle is over: it is kept as it is, and reminds nobody."""
    cycle = still_changing(cycle)
    if not cycle.is_open:
        raise CycleIsClosed
    cycle.closed_at = timezone.now()
    cycle.save(update_fields=["closed_at"])
    record("cycle_closed", cycle, by=by, name=cycle.name)
    return cycle


@transaction.atomic
def add_phase(*, cycle: Cycle, kind: str, by: Person | None, **fields) -> Phase:
    """Another step. Raises OutOfOrder when its dates cannot stand."""
    cycle = still_changing(cycle)
    phase = Phase(cycle=cycle, kind=kind, position=cycle.phases.count() + 1, **fields)
    check(phase)
    phase.save()
    stretch(cycle)
    record("phase_added", phase, by=by, cycle=cycle.name, kind=kind, due_on=str(phase.due_on))
    return phase


@transaction.atomic
def change_phase(*, phase: Phase, by: Person | None, **changes) -> Phase:
    """Rename, move, switch off or on, remind or not. Raises OutOfOrder when the dates cannot stand."""
    cycle = still_changing(phase.cycle)
    phase = Phase.objects.get(pk=phase.pk, cycle=cycle)
    changed = {name: value for name, value in changes.items() if getattr(phase, name) != value}
    if not changed:
        return phase
    if "due_on" in changed:
        refuse_if_it_has_come(phase)
    for name, value in changed.items():
        setattr(phase, name, value)
    check(phase)
    phase.sequence += not IN_CALENDARS.isdisjoint(changed)
    phase.save()
    stretch(cycle)
    record("phase_changed", phase, by=by, cycle=cycle.name, **{k: str(v) for k, v in changed.items()})
    return phase


@transaction.atomic
def remove_phase(*, phase: Phase, by: Person | None) -> None:
    """Take the step out for good. Entries in people's calendars stay: switching it off takes them away.

    Raises OutOfOrder for a share date that has come.
    """
    cycle = still_changing(phase.cycle)
    refuse_if_it_has_come(phase)
    record("phase_removed", phase, by=by, cycle=cycle.name, name=phase.name, due_on=str(phase.due_on))
    phase.delete()
    stretch(cycle)


def hold(region_id: int) -> None:
    """Let nobody else start or open a cycle of the region until the end of the transaction."""
    Region.objects.select_for_update().get(pk=region_id)


def still_changing(cycle: Cycle) -> Cycle:
    """The cycle's row, held until the end of the transaction. Raises CycleIsClosed."""
    cycle = Cycle.objects.select_for_update().get(pk=cycle.pk)
    if cycle.is_closed:
        raise CycleIsClosed
    return cycle


def check(phase: Phase) -> None:
    faults = date_faults(
        phase.cycle,
        kind=phase.kind,
        starts_on=phase.starts_on,
        due_on=phase.due_on,
        is_off=phase.is_off,
        but=phase,
    )
    if faults:
        raise OutOfOrder(faults)


def refuse_if_it_has_come(phase: Phase) -> None:
    """Reading is counted from the share date: to move one that has come would let people read again."""
    if phase.kind == SHARE and phase.cycle.is_open and phase.due_on <= timezone.localdate():
        raise OutOfOrder({"due_on": HAS_COME})


def stretch(cycle: Cycle) -> None:
    """The cycle lasts from the first day of its steps to the last."""
    days = cycle.phases.aggregate(start=Min("starts_on"), first=Min("due_on"), last=Max("due_on"))
    if days["last"] is None:
        return
    cycle.starts_on = min(day for day in (days["start"], days["first"]) if day)
    cycle.ends_on = days["last"]
    cycle.save(update_fields=["starts_on", "ends_on"])
