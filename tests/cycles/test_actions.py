"""Starting, copying, opening, closing and changing a region's year."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.models import Event
from cycles.actions import (
    AlreadyThere,
    AnotherIsOpen,
    add_phase,
    change_phase,
    close_cycle,
    copy_cycle,
    open_cycle,
    remove_phase,
    start_cycle,
)
from cycles.models import Cycle, Phase
from cycles.rules import CycleIsClosed, OutOfOrder
from cycles.standard_years import STANDARD_YEARS, steps_of
from cycles.working_days import between

pytestmark = pytest.mark.django_db
Kind = Phase.Kind


def step(cycle, kind):
    return cycle.phases.get(kind=kind)


def test_a_started_cycle_has_the_patterns_steps_and_is_not_open_yet(cast):
    cycle = start_cycle(region=cast.north, pattern="east-midlands", year=2026, by=cast.mo)

    assert (cycle.name, cycle.starts_on, cycle.ends_on) == ("2026/27", date(2026, 9, 1), date(2027, 9, 30))
    assert cycle.phases.count() == len(STANDARD_YEARS["east-midlands"]["steps"])
    assert (cycle.opened_at, list(Cycle.objects.open())) == (None, [])
    assert Event.objects.get(action="cycle_started").actor == cast.mo


def test_changing_a_copy_never_changes_the_pattern(year, cast):
    before = steps_of("east-midlands", 2026)

    change_phase(phase=step(year, Kind.WRITE), by=cast.mo, name="Drafting", due_on=date(2026, 12, 1))
    remove_phase(phase=step(year, Kind.WORKSHOP), by=cast.mo)
    other = start_cycle(region=cast.west, pattern="east-midlands", year=2026, by=None)

    assert steps_of("east-midlands", 2026) == before
    assert [phase.name for phase in other.phases.order_by("position")] == [one.name for one in before]


def test_a_region_has_one_cycle_a_year(year, cast):
    with pytest.raises(AlreadyThere):
        start_cycle(region=cast.north, pattern="north-west", year=2026, by=cast.mo)


def test_only_one_cycle_of_a_region_is_open(year, cast):
    second = start_cycle(region=cast.north, pattern="north-west", year=2027, by=cast.mo)

    with pytest.raises(AnotherIsOpen):
        open_cycle(cycle=second, by=cast.mo)
    with pytest.raises(IntegrityError), transaction.atomic():
        Cycle.objects.filter(pk=second.pk).update(opened_at=year.opened_at)
    close_cycle(cycle=year, by=cast.mo)
    open_cycle(cycle=second, by=cast.mo)

    assert list(Cycle.objects.open()) == [second]


def test_the_next_years_copy_keeps_every_gap_in_working_days(year, cast):
    copy = copy_cycle(cycle=year, by=cast.mo)

    def gaps(cycle):
        return [
            (phase.name, between(cycle.starts_on, phase.first_day), between(cycle.starts_on, phase.due_on))
            for phase in cycle.phases.all()
        ]

    assert (copy.name, copy.starts_on) == ("2027/28", date(2027, 9, 1))
    assert gaps(copy) == gaps(year)
    assert step(copy, Kind.SIGN_OFF).due_on == date(2027, 12, 15)
    assert step(copy, Kind.SHARE).due_on == date(2027, 12, 20)  # three working days later, over a weekend


def test_copying_leaves_the_copied_cycle_and_what_was_switched_off(year, cast):
    change_phase(phase=step(year, Kind.WORKSHOP), by=cast.mo, is_off=True)
    before = list(year.phases.values())

    copy = copy_cycle(cycle=year, by=cast.mo)

    assert list(year.phases.values()) == before
    assert not copy.phases.filter(kind=Kind.WORKSHOP).exists()


def test_a_copy_that_is_there_already_is_not_made_again(year, cast):
    copy_cycle(cycle=year, by=cast.mo)

    with pytest.raises(AlreadyThere):
        copy_cycle(cycle=year, by=cast.mo)


@pytest.mark.parametrize(
    ("change", "rises"),
    [
        ({"due_on": date(2026, 12, 14)}, 1),
        ({"name": "Signed"}, 1),
        ({"is_off": True}, 1),
        ({"reminds": False}, 0),
        ({"done_on": date(2026, 11, 24)}, 0),
        ({"due_on": date(2026, 12, 15)}, 0),  # as it was
    ],
)
def test_the_sequence_rises_when_calendars_must_change_their_entry(year, cast, change, rises):
    phase = change_phase(phase=step(year, Kind.SIGN_OFF), by=cast.mo, **change)

    assert phase.sequence == rises


def test_a_change_is_recorded_with_what_it_changed(year, cast):
    change_phase(phase=step(year, Kind.SIGN_OFF), by=cast.mo, due_on=date(2026, 12, 14), reminds=True)

    event = Event.objects.get(action="phase_changed")
    assert (event.actor, event.detail) == (cast.mo, {"cycle": "2026/27", "due_on": "2026-12-14"})


@pytest.mark.parametrize(
    ("kind", "due_on", "words"),
    [
        (
            Kind.SHARE,
            date(2026, 12, 14),
            "The share date must not be before the sign-off date, 15 December 2026",
        ),
        (
            Kind.SIGN_OFF,
            date(2026, 12, 19),
            "The sign-off date must not be after the share date, 18 December 2026",
        ),
        (Kind.WRITE, date(2026, 10, 1), "The last day must not be before the first day, 2 November 2026"),
        (Kind.PLAN, date(2062, 3, 8), "The year must be between 2024 and 2028. Check that it is right"),
    ],
)
def test_dates_that_cannot_stand_are_refused_in_words(year, cast, kind, due_on, words):
    with pytest.raises(OutOfOrder) as refused:
        change_phase(phase=step(year, kind), by=cast.mo, due_on=due_on)

    assert refused.value.faults == {"due_on": words}


def test_sharing_may_begin_on_the_day_of_the_sign_off(year, cast):
    change_phase(phase=step(year, Kind.SHARE), by=cast.mo, due_on=date(2026, 12, 15))

    assert year.day_of(Kind.SHARE) == year.day_of(Kind.SIGN_OFF)


def test_a_year_without_sign_off_may_share_on_any_day(year, cast):
    change_phase(phase=step(year, Kind.SIGN_OFF), by=cast.mo, is_off=True)

    change_phase(phase=step(year, Kind.SHARE), by=cast.mo, due_on=date(2026, 12, 1))

    assert (year.day_of(Kind.SIGN_OFF), year.day_of(Kind.SHARE)) == (None, date(2026, 12, 1))


def test_a_sharing_that_is_switched_off_opens_nothing(year, cast):
    change_phase(phase=step(year, Kind.SHARE), by=cast.mo, is_off=True)

    assert year.day_of(Kind.SHARE) is None


def test_a_cycle_has_one_share_date(year, cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        add_phase(cycle=year, kind=Kind.SHARE, by=cast.mo, name="Again", due_on=date(2026, 12, 20))


def test_the_cycle_lasts_from_its_first_step_to_its_last(year, cast):
    added = add_phase(cycle=year, kind=Kind.REVIEW, by=cast.mo, name="Look back", due_on=date(2027, 11, 1))
    year.refresh_from_db()
    longer = year.ends_on
    remove_phase(phase=added, by=cast.mo)
    year.refresh_from_db()

    assert (longer, year.ends_on) == (date(2027, 11, 1), date(2027, 9, 30))


def test_a_closed_cycle_is_kept_as_it_was(year, cast):
    phase = step(year, Kind.SHARE)
    close_cycle(cycle=year, by=cast.mo)

    for change in (
        lambda: change_phase(phase=phase, by=cast.mo, name="Later"),
        lambda: remove_phase(phase=phase, by=cast.mo),
        lambda: add_phase(cycle=year, kind=Kind.PLAN, by=cast.mo, name="More", due_on=date(2027, 1, 4)),
        lambda: open_cycle(cycle=year, by=cast.mo),
    ):
        with pytest.raises(CycleIsClosed):
            change()


def test_people_see_the_cycles_of_their_own_region(year, cast):
    seen = {
        name
        for name in ("ada", "rob", "pat", "ana", "wil", "gus", "sam", "old", "adi")
        if Cycle.objects.visible_to(getattr(cast, name)).exists()
    }

    assert seen == {"ada", "rob", "pat", "ana"}


@pytest.mark.parametrize("state", ["on", "off"])
def test_a_share_date_that_has_come_is_neither_moved_nor_removed(year, cast, state):
    change_phase(phase=step(year, Kind.SHARE), by=cast.mo, is_off=state == "off")
    Phase.objects.filter(cycle=year, kind__in=[Kind.SIGN_OFF, Kind.SHARE]).update(due_on=timezone.localdate())
    later = timezone.localdate() + timedelta(days=30)

    with pytest.raises(OutOfOrder, match="has come"):
        change_phase(phase=step(year, Kind.SHARE), by=cast.mo, due_on=later)
    with pytest.raises(OutOfOrder, match="has come"):
        remove_phase(phase=step(year, Kind.SHARE), by=cast.mo)
    assert change_phase(phase=step(year, Kind.SHARE), by=cast.mo, name="Opened").name == "Opened"
