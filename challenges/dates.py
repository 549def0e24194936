"""The days of a challenge's steps: all of them working days. Pure: no Django."""

from datetime import date, timedelta

from cycles.working_days import DAYS_LATE, after, before, in_christmas_pause, is_working, reminder_days

REMINDERS = (5, 1)  # working days before a step is due


def last_day_of(first: date, days: int) -> date:
    """The last of so many working days in a row from ``first``."""
    return after(first, days - 1)


def day_of(offset: int, *, first: date, last: date) -> date:
    """The working day that is ``offset`` working days before the first day, or after the last."""
    return before(first, -offset) if offset < 0 else after(last, offset) if offset else first


def fault_of(first: date, *, today: date) -> str:
    """What is wrong with a first day, in words that say what to do; empty if nothing is."""
    if not is_working(first):
        return "Choose a working day: this is a weekend or a bank holiday"
    if first < today:
        return "Choose a day that has not passed"
    return ""


def days_of(first: date, last: date) -> list[date]:
    """The working days of a challenge, in order."""
    days = [first]
    while days[-1] < last:
        days.append(after(days[-1], 1))
    return days


def lasts_to(due: date, *, first: date, last: date) -> date:
    """The last day on which a step is in time: what is due on the first day, as the event is, has until the last."""
    return last if due == first else due


def reminded_on(due: date, today: date) -> date | None:
    """The reminder day that today is, or that passed a short while ago; None on a day that reminds nobody.

    Nobody is reminded on a weekend, on a bank holiday, in the Christmas pause or once the step is due.
    """
    if today >= due or not is_working(today) or in_christmas_pause(today):
        return None
    days = reminder_days(due, REMINDERS)
    return max((day for day in days if timedelta() <= today - day <= timedelta(days=DAYS_LATE)), default=None)


def day_words(offset: int) -> str:
    """ "10 working days before", "the first day"."""
    if offset == 0:
        return "the first day"
    number = abs(offset)
    days = f"{number} working day{'' if number == 1 else 's'}"
    return f"{days} before the first day" if offset < 0 else f"{days} after the last day"
