"""The calendar files, read back as a calendar would."""

from datetime import date

import pytest
from icalendar import Calendar

from cycles.actions import change_phase
from cycles.calendars import calendar_of
from cycles.models import Phase

pytestmark = pytest.mark.django_db
Kind = Phase.Kind


def entries(cycle):
    """The events by their summary's beginning."""
    calendar = Calendar.from_ical(calendar_of(cycle, cycle.phases.all()))
    return {str(event["summary"]).partition(" (")[0]: event for event in calendar.walk("VEVENT")}


def test_every_step_is_an_all_day_entry_that_ends_the_day_after(year):
    found = entries(year)

    writing, sign_off = found["Self-evaluations written"], found["Self-evaluations signed off"]
    assert len(found) == year.phases.count()
    assert (writing["dtstart"].dt, writing["dtend"].dt) == (date(2026, 11, 2), date(2026, 12, 12))
    assert (sign_off["dtstart"].dt, sign_off["dtend"].dt) == (date(2026, 12, 15), date(2026, 12, 16))
    assert sign_off["dtstart"].params["VALUE"] == "DATE"
    assert sign_off["summary"] == "Self-evaluations signed off (North 2026/27)"
    assert sign_off["url"] == f"https://testserver/cycles/{year.pk}/"


def test_a_moved_step_keeps_its_name_and_raises_its_sequence(year, cast):
    before = entries(year)["Self-evaluations signed off"]

    change_phase(phase=year.phases.get(kind=Kind.SIGN_OFF), by=cast.mo, due_on=date(2026, 12, 14))

    after = entries(year)["Self-evaluations signed off"]
    assert after["uid"] == before["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 1)
    assert after["dtstart"].dt == date(2026, 12, 14)


def test_a_step_switched_off_is_cancelled_so_that_calendars_let_it_go(year, cast):
    change_phase(phase=year.phases.get(kind=Kind.WORKSHOP), by=cast.mo, is_off=True)

    entry = entries(year)["Workshop on the regional plan"]
    assert (entry["status"], entry["sequence"]) == ("CANCELLED", 1)


def test_no_two_steps_share_a_name_and_a_files_lines_are_folded(year, cast):
    phase = year.phases.get(kind=Kind.PLAN)
    change_phase(phase=phase, by=cast.mo, name="Regional plan; drafted, and – at length – read by everyone")
    content = calendar_of(year, year.phases.all())

    assert len({str(event["uid"]) for event in entries(year).values()}) == year.phases.count()
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert "Regional plan; drafted, and – at length – read by everyone" in entries(year)
