"""Every day of every standard protocol, for every first day of two years: pure arithmetic."""

import tomllib
from datetime import date, timedelta

import pytest

from challenges.actions.protocols import STANDARD
from challenges.dates import REMINDERS, day_of, last_day_of, reminded_on
from cycles.working_days import CALENDAR, ENGLAND, between, in_christmas_pause, is_working

PROTOCOLS = tomllib.loads(STANDARD.read_text())
YEARS = [date(2026, 9, 1) + timedelta(days=number) for number in range(731)]
FIRST_DAYS = [day for day in YEARS if is_working(day)]
HOLIDAYS = {date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1), date(2027, 3, 26), date(2027, 5, 3)}


def test_the_calendar_knows_bank_holidays():
    assert not any(is_working(day) for day in HOLIDAYS)
    assert all(CALENDAR.is_holiday(day, division=ENGLAND) for day in HOLIDAYS)


@pytest.mark.parametrize("days", sorted({raw["days"] for raw in PROTOCOLS.values()}))
def test_every_offset_of_every_standard_protocol_lands_on_a_working_day(days):
    offsets = {step["offset"] for raw in PROTOCOLS.values() if raw["days"] == days for step in raw["steps"]}
    assert len(offsets) > 5

    for first in FIRST_DAYS:
        last = last_day_of(first, days)
        assert is_working(last)
        assert between(first, last) == days - 1
        for offset in offsets:
            day = day_of(offset, first=first, last=last)
            assert is_working(day), (first, offset)
            assert (day - first).days * offset >= 0, "on the wrong side of its first day"


def reminders_of(due):
    """Every day on which the step is said, if the portal runs every day and never says a thing twice."""
    said = {}
    for number in range(60, -3, -1):
        today = due - timedelta(days=number)
        if (day := reminded_on(due, today)) is not None:
            said.setdefault(day, today)
    return sorted(said.values())


def test_nobody_is_reminded_on_a_day_off_or_in_the_pause_or_too_late():
    seen = set()
    for due in FIRST_DAYS:
        days = reminders_of(due)
        assert 1 <= len(days) <= len(REMINDERS), due
        for day in days:
            assert is_working(day)
            assert not in_christmas_pause(day)
            assert day < due
        left = {between(day, due) for day in days}
        touches_pause = any(in_christmas_pause(due - timedelta(days=number)) for number in range(12))
        assert left == set(REMINDERS) or touches_pause, due
        seen |= left
    assert set(REMINDERS) < seen, "the pause brings some forward"


def test_a_reminder_missed_on_its_day_goes_out_on_a_later_working_day():
    due = date(2027, 2, 9)  # a Tuesday: five working days before is the Tuesday before

    assert reminded_on(due, date(2027, 2, 2)) == date(2027, 2, 2)
    assert reminded_on(due, date(2027, 2, 4)) == date(2027, 2, 2)
    assert reminded_on(due, date(2027, 2, 6)) is None  # a Saturday
    assert reminded_on(due, date(2027, 2, 8)) == date(2027, 2, 8)
    assert reminded_on(due, due) is None


def test_the_pause_brings_a_reminder_forward_to_its_last_working_day():
    assert reminders_of(date(2027, 1, 4)) == [date(2026, 12, 23)]
