"""The standard years as dated steps of one year (``standard_years.toml``). Pure: no Django, and no rows."""

import re
import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from cycles.working_days import after, before, on_or_after, on_or_before

FIRST_MONTH = 9  # a cycle's year begins in September
FROM_ANOTHER_STEP = re.compile(r"(\d+) working days? (before|after) (\w+)")
Written = dict[str, Any]

STANDARD_YEARS: dict[str, Written] = tomllib.loads(
    Path(__file__).with_name("standard_years.toml").read_text(encoding="utf-8")
)
PATTERN_NAMES = [(slug, year["name"]) for slug, year in STANDARD_YEARS.items()]


@dataclass(frozen=True)
class Step:
    kind: str
    name: str
    starts_on: date | None
    due_on: date
    reminds: bool


def steps_of(pattern: str, year: int) -> list[Step]:
    """The steps of the pattern in the cycle that starts in the September of the year."""
    written: list[Written] = STANDARD_YEARS[pattern]["steps"]
    by_kind = {step["kind"]: step for step in written}

    def last_day(step: Written) -> date:
        return on_or_before(day_of(step["due"]))

    def first_day(step: Written) -> date | None:
        return on_or_after(day_of(step["starts"])) if "starts" in step else None

    def day_of(text: str) -> date:
        rule = FROM_ANOTHER_STEP.fullmatch(text)
        if rule is None:
            return calendar_day(text, year)
        number, side, kind = int(rule[1]), rule[2], rule[3]
        other = by_kind[kind]
        if side == "before":
            return before(first_day(other) or last_day(other), number)
        return after(last_day(other), number)

    return [
        Step(step["kind"], step["name"], first_day(step), last_day(step), step.get("reminds", False))
        for step in written
    ]


def calendar_day(text: str, year: int) -> date:
    """ "15 December" or "30 September next year", in the cycle that starts in the September of the year."""
    words = text.removesuffix(" next year")
    month_and_day = datetime.strptime(f"{words} 2000", "%d %B %Y").date()
    later = (month_and_day.month < FIRST_MONTH) + (words != text)
    return month_and_day.replace(year=year + later)
