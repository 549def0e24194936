"""Which figures a data pack points to: strengths, challenges, things to watch. Pure: no Django.

The rules are the portal's own, version 2; a pack stores the version that it was made with. Three readings
they leave open are settled here. A short series (under five points) is never good news and takes no part
in trend rules, but a level plainly worse than similar areas and in band D is still a challenge. Where a
long enough series has no testable trend, it is not "getting better". And a figure that is worse than
similar areas is never a strength, however good its band and trend (since version 2).

With many indicators at 95%, some flags arise by chance: say how many were compared.
"""

from dataclasses import dataclass
from enum import StrEnum
from statistics import stdev

from indicators.intervals import Comparison, Interval, compare
from indicators.polarity import Polarity
from indicators.stats import Band, is_better
from indicators.trend import POINTS, WIDTH_OF_95_IN_ERRORS, Direction, Outlook, outlook

RULES_VERSION = "2"
PLAIN_GAP = 0.1
PLAIN_NEIGHBOURS = 7


class Flag(StrEnum):
    STRENGTH = "strength"
    CHALLENGE = "challenge"
    WATCH = "watch"
    NO_JUDGEMENT_OUTLIER = "no_judgement_outlier"
    CANNOT_SAY = "cannot_say"
    NONE = "none"


@dataclass(frozen=True)
class Facts:
    """What is known of one authority's latest figure of one indicator.

    ``value`` is None where the figure is missing or suppressed; ``is_reliable`` is false for symbol u.
    ``neighbour_values`` are the valid figures of its statistical neighbours and ``neighbour_mean`` their
    mean, None where it was refused. ``interval`` holds 95% limits, None without a numerator. ``points``
    counts the comparable annual figures up to the latest. ``in_worst_fifth`` is of its region.
    """

    polarity: Polarity
    value: float | None
    points: int
    neighbour_mean: float | None = None
    neighbour_values: tuple[float, ...] = ()
    interval: Interval | None = None
    band: Band | None = None
    direction: Direction = Direction.CANNOT_SAY
    in_worst_fifth: bool = False
    is_reliable: bool = True


def flag(facts: Facts) -> Flag:
    """The one flag of a figure. Strength and challenge cannot both hold: they need different bands."""
    if facts.value is None or not facts.is_reliable:
        return Flag.CANNOT_SAY
    if facts.points < POINTS:
        is_plain = below_similar(facts) and facts.band is Band.D
        return Flag.CHALLENGE if is_plain else Flag.CANNOT_SAY
    if facts.polarity is Polarity.NONE:
        differs = against_similar(facts) in (Comparison.HIGHER, Comparison.LOWER)
        return Flag.NO_JUDGEMENT_OUTLIER if differs else Flag.NONE
    return _judgement(facts)


def below_similar(facts: Facts) -> bool:
    """Worse than similar areas by more than chance, or plainly so where there is no interval."""
    return against_similar(facts) is Comparison.WORSE


def against_similar(facts: Facts) -> Comparison | None:
    """Against the neighbours' mean, which is treated as fixed. None where either is missing.

    With an interval: whether it leaves out the mean. Without: better or worse only if by at least 10% of
    the mean and than at least 7 neighbours (of ten, even where fewer have a figure); never higher or lower.
    """
    if facts.value is None or facts.neighbour_mean is None:
        return None
    tested = compare(facts.interval, facts.neighbour_mean, facts.polarity)
    return tested or _plain_difference(facts, facts.value, facts.neighbour_mean)


def standardised_gap(facts: Facts) -> float | None:
    """Distance from the neighbours' mean in standard errors, positive when worse: orders the challenges.

    The error comes from the 95% interval; without one, the standard deviation of the neighbours' values
    stands in for it. None without polarity, value or mean, or where the error is 0.
    """
    if facts.value is None or facts.neighbour_mean is None or facts.polarity is Polarity.NONE:
        return None
    error = _error(facts)
    if not error:
        return None
    distance = (facts.value - facts.neighbour_mean) / error
    return distance if facts.polarity is Polarity.LOW else -distance


def _judgement(facts: Facts) -> Flag:
    level = against_similar(facts)
    heading = outlook(facts.direction, facts.polarity)
    improving = heading is Outlook.GETTING_BETTER
    worsening = heading is Outlook.GETTING_WORSE
    is_ahead = level is Comparison.BETTER and facts.band is Band.A
    is_rising = facts.band in (Band.A, Band.B) and improving and level is not Comparison.WORSE
    if is_ahead or is_rising:
        return Flag.STRENGTH
    is_behind = facts.band is Band.D or (facts.band is Band.C and not improving)
    if (level is Comparison.WORSE and is_behind) or (facts.band is Band.D and worsening):
        return Flag.CHALLENGE
    return Flag.WATCH if worsening or facts.in_worst_fifth else Flag.NONE


def _plain_difference(facts: Facts, value: float, mean: float) -> Comparison:
    # A hair's breadth of room, so that 2.7 against 3.0 counts as the tenth that it is.
    far = abs(value - mean) >= PLAIN_GAP * abs(mean) * (1 - 1e-9)
    better_than = sum(is_better(value, other, facts.polarity) for other in facts.neighbour_values)
    worse_than = sum(is_better(other, value, facts.polarity) for other in facts.neighbour_values)
    if far and is_better(value, mean, facts.polarity) and better_than >= PLAIN_NEIGHBOURS:
        return Comparison.BETTER
    if far and is_better(mean, value, facts.polarity) and worse_than >= PLAIN_NEIGHBOURS:
        return Comparison.WORSE
    return Comparison.SIMILAR


def _error(facts: Facts) -> float | None:
    if facts.interval is not None and facts.interval.lower is not None:
        return (facts.interval.upper - facts.interval.lower) / WIDTH_OF_95_IN_ERRORS
    return stdev(facts.neighbour_values) if len(facts.neighbour_values) > 1 else None
