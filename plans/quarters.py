"""Quarters of the financial year that begins in April. Pure: no Django."""

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
