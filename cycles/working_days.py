"""Working days in England, and the days on which a reminder goes out. Pure: no Django.

Bank holidays are GOV.UK's, as they came with the library: nothing is fetched. Past the last year it knows
(2028 at the time of writing) only weekends count, until the library is brought up to date.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from itertools import islice

from govuk_bank_holidays.bank_holidays import BankHolidays

ENGLAND = BankHolidays.ENGLAND_AND_WALES
CALENDAR = BankHolidays(use_cached_holidays=True)
REMINDERS = (20, 10, 5, 1)  # working days before a step is due
DAYS_LATE = 3  # a reminder that was not sent on its day, as when the portal was down, goes out so much later


@cache
def is_working(day: date) -> bool:
    return bool(CALENDAR.is_work_day(day, division=ENGLAND))


def before(day: date, number: int) -> date:
    """The working day that lies ``number`` working days before the day; the day itself for 0."""
    return next(islice(CALENDAR.work_days_before(ENGLAND, day), number - 1, None)) if number else day


def after(day: date, number: int) -> date:
    """The working day that lies ``number`` working days after the day; the day itself for 0."""
    return next(islice(CALENDAR.work_days_after(ENGLAND, day), number - 1, None)) if number else day


def on_or_before(day: date) -> date:
    return day if is_working(day) else before(day, 1)


def on_or_after(day: date) -> date:
    return day if is_working(day) else after(day, 1)


def between(start: date, end: date) -> int:
    """How many working days after ``start`` up to and with ``end``; negative when ``end`` is the earlier."""
    if end < start:
        return -between(end, start)
    days = (start + timedelta(days=number) for number in range(1, (end - start).days + 1))
    return sum(map(is_working, days))


def in_christmas_pause(day: date) -> bool:
    """From 24 December to 2 January nobody is reminded of anything."""
    return (day.month, day.day) >= (12, 24) or (day.month, day.day) <= (1, 2)


def before_the_pause(day: date) -> date:
    """The day, or the last working day before the Christmas pause that it falls in."""
    if not in_christmas_pause(day):
        return day
    return before(date(day.year if day.month == 12 else day.year - 1, 12, 24), 1)


def reminder_days(due: date, numbers: Iterable[int] = REMINDERS) -> list[date]:
    """The days on which to remind of what is due, in order: never in the Christmas pause, never late.

    Those that the pause brings together are one reminder.
    """
    return sorted({before_the_pause(before(due, number)) for number in numbers})
