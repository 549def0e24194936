"""Months, years from April to March, and half days. Pure: no Django."""

from calendar import monthrange
from datetime import date

MONTHS_AHEAD = 18


def months_from(day: date, count: int = MONTHS_AHEAD) -> list[date]:
    """The first days of so many months, beginning with the month that the day is in."""
    numbers = range(day.year * 12 + day.month - 1, day.year * 12 + day.month - 1 + count)
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]


def last_day_of(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])


def year_of(day: date) -> int:
    """The calendar year in which the day's year of 1 April to 31 March began."""
    return day.year if day.month >= 4 else day.year - 1


def days_of_year(year: int) -> tuple[date, date]:
    return date(year, 4, 1), date(year + 1, 3, 31)


def year_words(year: int) -> str:
    """Such as "2027/28"."""
    return f"{year}/{(year + 1) % 100:02}"


def ago_words(day: date, today: date) -> str:
    """How long ago in whole months, and in whole years from two years on: "14 months ago"."""
    months = (today.year - day.year) * 12 + today.month - day.month - (today.day < day.day)
    if months < 1:
        return "less than a month ago"
    if months < 24:
        return "1 month ago" if months == 1 else f"{months} months ago"
    return f"{months // 12} years ago"


def in_days(half_days: int) -> str:
    """Half days as days: 6 reads "3", and 5 "2.5"."""
    whole, half = divmod(half_days, 2)
    return f"{whole}.5" if half else str(whole)


def days_words(half_days: int) -> str:
    return "1 day" if half_days == 2 else f"{in_days(half_days)} days"
