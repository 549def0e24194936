"""Has a weak figure failed to shift, although something was tried? Pure: no Django.

A figure has not shifted when it was worse than similar areas in its latest period and in at least three of its
last five, and is not getting better. If enough was tried, long enough ago, that is said; if not, the question is
asked. Where no trend can be tested, it counts as none: the figure is "not getting better".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from indicators.trend import POINTS, Outlook

YEARS_BELOW = 3
LONGEST_LABEL_OF_ONE_YEAR = 4
LAST_DAYS = {
    "financial": (3, 31),
    "snapshot_31_march": (3, 31),
    "academic": (8, 31),
    "snapshot_30_september": (9, 30),
    "snapshot_january": (1, 31),
}
LAST_OF_YEAR = (12, 31)


class Shift(StrEnum):
    NOT_SHIFTED = "not_shifted"
    UNLOGGED = "not_shifted_unlogged"
    NONE = "none"


@dataclass(frozen=True)
class History:
    """What is known of a figure over time.

    ``standings`` are against the neighbours' mean, oldest first, the latest period last. ``points`` counts the
    periods with a figure. ``begun`` holds the first day of everything tried that is linked to the figure or its
    topic, and ``needed`` how many of them make "several".
    """

    standings: Sequence[str]
    points: int
    outlook: str
    latest_ends: date
    begun: Sequence[date] = ()
    needed: int = 2


def shift(history: History) -> Shift:
    """Whether the figure has not shifted, and whether enough was tried to say so."""
    recent = history.standings[-POINTS:]
    if history.points < POINTS or not recent or recent[-1] != "worse":
        return Shift.NONE
    if years_below(recent) < YEARS_BELOW or history.outlook == Outlook.GETTING_BETTER:
        return Shift.NONE
    had_time = tried_in_time(history.begun, history.latest_ends)
    return Shift.NOT_SHIFTED if had_time >= history.needed else Shift.UNLOGGED


def years_below(standings: Sequence[str]) -> int:
    """In how many of the last five periods the figure was worse than similar areas."""
    return sum(one == "worse" for one in standings[-POINTS:])


def tried_in_time(begun: Sequence[date], latest_ends: date) -> int:
    """How many began at least twelve months before the end of the latest period."""
    return sum(day <= year_before(latest_ends) for day in begun)


def year_before(day: date) -> date:
    """The same day a year earlier; 28 February for 29 February."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def end_of_period(label: str, year_type: str) -> date:
    """The last day of a period: "2023/24" ends in 2024, "2024" in 2024; the month comes from the kind of year."""
    digits = re.sub(r"\D", "", label)
    year = int(digits[:LONGEST_LABEL_OF_ONE_YEAR])
    if len(digits) > LONGEST_LABEL_OF_ONE_YEAR:
        year += 1
    month, day = LAST_DAYS.get(year_type, LAST_OF_YEAR)
    return date(year, month, day)
