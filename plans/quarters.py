"""Quarters of the financial year that begins in April. Pure: no Django."""

from calendar import monthrange
from datetime import date, timedelta


def quarter_of(day: date) -> date:
    """The first day of the quarter that the day is in."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def after(quarter: date) -> date:
    """The first day of the next one."""
    return date(quarter.year + quarter.month // 10, (quarter.month + 3) % 12, 1)


def before(quarter: date) -> date:
    """The first day of the one before."""
    return quarter_of(quarter - timedelta(days=1))


def last_day_of(quarter: date) -> date:
    return after(quarter) - timedelta(days=1)


def words_for(quarter: date) -> str:
    """Such as "April to June 2027"."""
    return f"{quarter:%B} to {last_day_of(quarter):%B %Y}"


def three_months_from(day: date) -> date:
    """The last day of the three months that begin on the day: from 1 April, 30 June."""
    year, month = day.year + (day.month + 2) // 12, (day.month + 2) % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1])) - timedelta(days=1)
