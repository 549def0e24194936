"""Days checked against the calendar by hand: weekends, Easter, substitute holidays and the Christmas pause."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cycles.working_days import (
    after,
    before,
    between,
    in_christmas_pause,
    is_working,
    on_or_after,
    on_or_before,
    reminder_days,
)

KNOWN = st.dates(date(2024, 3, 1), date(2028, 10, 1))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 12, 15), True),
        (date(2026, 12, 19), False),  # a Saturday
        (date(2027, 3, 26), False),  # Good Friday
        (date(2027, 3, 29), False),  # Easter Monday
        (date(2026, 12, 28), False),  # Boxing Day was a Saturday
        (date(2026, 12, 29), True),
        (date(2027, 12, 28), False),  # Boxing Day was a Sunday, and Christmas Day took the Monday
        (date(2028, 1, 3), False),  # New Year's Day was a Saturday
        (date(2026, 8, 3), True),  # a holiday in Scotland alone
    ],
)
def test_weekends_and_englands_bank_holidays_are_not_working_days(day, works):
    assert is_working(day) == works


@pytest.mark.parametrize(
    ("day", "number", "found"),
    [
        (date(2026, 12, 15), 0, date(2026, 12, 15)),
        (date(2026, 12, 15), 1, date(2026, 12, 14)),
        (date(2026, 12, 15), 5, date(2026, 12, 8)),
        (date(2027, 3, 30), 1, date(2027, 3, 25)),  # over Easter
        (date(2027, 1, 4), 1, date(2026, 12, 31)),
        (date(2027, 1, 4), 3, date(2026, 12, 29)),
        (date(2026, 12, 19), 1, date(2026, 12, 18)),
    ],
)
def test_so_many_working_days_before(day, number, found):
    assert before(day, number) == found


@pytest.mark.parametrize(
    ("day", "number", "found"),
    [
        (date(2026, 12, 15), 3, date(2026, 12, 18)),
        (date(2026, 12, 18), 1, date(2026, 12, 21)),
        (date(2027, 3, 25), 1, date(2027, 3, 30)),  # over Easter
        (date(2026, 12, 24), 1, date(2026, 12, 29)),
        (date(2027, 12, 24), 1, date(2027, 12, 29)),
    ],
)
def test_so_many_working_days_after(day, number, found):
    assert after(day, number) == found


def test_a_day_off_moves_to_the_working_day_on_either_side():
    sunday = date(2026, 11, 1)

    assert (on_or_before(sunday), on_or_after(sunday)) == (date(2026, 10, 30), date(2026, 11, 2))


def test_reminders_before_a_december_day():
    assert reminder_days(date(2026, 12, 15)) == [
        date(2026, 11, 17),
        date(2026, 12, 1),
        date(2026, 12, 8),
        date(2026, 12, 14),
    ]


def test_reminders_that_would_fall_at_christmas_come_before_it():
    """Due on 8 January: 1 day before is the 7th, 5 is 31 December, 10 is 22 December, 20 is the 8th."""
    assert reminder_days(date(2027, 1, 8)) == [
        date(2026, 12, 8),
        date(2026, 12, 22),
        date(2026, 12, 23),
        date(2027, 1, 7),
    ]


def test_reminders_that_christmas_brings_together_are_one():
    """Due on 4 January: 1 working day before is 31 December, and 5 is the 23rd already."""
    assert reminder_days(date(2027, 1, 4)) == [date(2026, 12, 2), date(2026, 12, 16), date(2026, 12, 23)]


@given(KNOWN)
def test_no_reminder_is_late_or_at_christmas_or_on_a_day_off(due):
    for day in reminder_days(due):
        assert day < due
        assert is_working(day)
        assert not in_christmas_pause(day)


@given(KNOWN, st.integers(1, 40))
def test_going_back_and_forth_ends_on_the_same_working_day(day, number):
    start = on_or_after(day)

    assert before(after(start, number), number) == start


@given(KNOWN, st.integers(0, 60))
def test_the_count_between_two_days_is_what_takes_one_to_the_other(day, number):
    assert between(day, after(day, number)) == number


@given(KNOWN, st.integers(0, 90))
def test_counting_backwards_is_the_same_number_below_zero(day, number):
    other = day + timedelta(days=number)

    assert between(other, day) == -between(day, other)
