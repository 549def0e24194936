"""How one authority's figure sits among others: ranks, bands, percentiles, neighbours. Pure: no Django.

Figures are unrounded and in the indicator's own unit. A missing figure is ``None`` and gives ``None``
back; ``values`` holds valid figures only, that of the authority itself included. ``engine`` works out
the same answers for everything at once; the functions here are the rule it is tested against.

Rank and band follow the rules of the Department for Education's Local Authority Interactive Tool.
"""

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean, median
from typing import Generic, NamedTuple, TypeVar

from indicators.polarity import Polarity

FEWEST_FOR_QUARTILES = 20
FEWEST_NEIGHBOURS = 5
EXCEPTION_SHARE = 0.2

Area = TypeVar("Area", bound=Hashable)


class Band(StrEnum):
    """A is the best quarter, D the worst. Only for an indicator with a polarity."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    NO_SPREAD = "no spread"


class Quarter(StrEnum):
    """Position without judgement."""

    LOWEST = "lowest quarter"
    SECOND = "second quarter"
    THIRD = "third quarter"
    HIGHEST = "highest quarter"
    NO_SPREAD = "no spread"


class QuartileCuts(NamedTuple):
    q25: float
    q50: float
    q75: float


@dataclass(frozen=True)
class Rank:
    """Place 1 is best; ties share the better place."""

    place: int
    ranked: int

    def __str__(self) -> str:
        return f"{self.place} of {self.ranked}"


@dataclass(frozen=True)
class NeighbourSummary:
    """Simple, unweighted averages of ``count`` valid neighbours; ``None`` where fewer than five are valid."""

    mean: float | None
    median: float | None
    count: int


@dataclass(frozen=True)
class Exceptions(Generic[Area]):
    """The two ends of a region: best and worst, or highest and lowest where polarity is none."""

    top: frozenset[Area]
    bottom: frozenset[Area]


def quantile(values: Sequence[float], p: float) -> float:
    """Linear interpolation between order statistics, type 7 of Hyndman and Fan (1996).

    ``p`` is a proportion, 0 to 1. Raises ValueError when there are no values.
    """
    if not values:
        raise ValueError("A quantile needs at least one value")
    ordered = sorted(values)
    height = (len(ordered) - 1) * p
    below = math.floor(height)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (height - below) * (ordered[above] - ordered[below])


def quartile_cuts(values: Sequence[float]) -> QuartileCuts | None:
    """The three cuts, or None with fewer than 20 values: too few for a quarter to mean much."""
    if len(values) < FEWEST_FOR_QUARTILES:
        return None
    return QuartileCuts(quantile(values, 0.25), quantile(values, 0.5), quantile(values, 0.75))


def quarter(value: float | None, cuts: QuartileCuts | None) -> Quarter | None:
    """Which quarter of all authorities the value is in. A value on a cut belongs to the lower quarter."""
    if value is None or cuts is None:
        return None
    if cuts.q25 == cuts.q75:
        return Quarter.NO_SPREAD
    ascending = (Quarter.LOWEST, Quarter.SECOND, Quarter.THIRD, Quarter.HIGHEST)
    return ascending[sum(value > cut for cut in cuts)]


BAND_OF_QUARTER = {
    Polarity.HIGH: dict(zip(Quarter, (Band.D, Band.C, Band.B, Band.A, Band.NO_SPREAD), strict=True)),
    Polarity.LOW: dict(zip(Quarter, (Band.A, Band.B, Band.C, Band.D, Band.NO_SPREAD), strict=True)),
}


def band(value: float | None, cuts: QuartileCuts | None, polarity: Polarity) -> Band | None:
    """Letter band; None without a polarity. A value on a cut belongs to the lower-valued side both ways."""
    place = quarter(value, cuts)
    if place is None or polarity is Polarity.NONE:
        return None
    return BAND_OF_QUARTER[polarity][place]


def is_better(value: float, other: float, polarity: Polarity) -> bool:
    """Whether the first is strictly better; never, where polarity is none."""
    if polarity is Polarity.HIGH:
        return value > other
    return polarity is Polarity.LOW and value < other


def rank(value: float | None, values: Sequence[float], polarity: Polarity) -> Rank | None:
    """One more than the number strictly better ("min" method for ties)."""
    if value is None or polarity is Polarity.NONE:
        return None
    better = sum(is_better(other, value, polarity) for other in values)
    return Rank(better + 1, len(values))


def percentile(value: float | None, values: Sequence[float], polarity: Polarity) -> float | None:
    """Mid-rank percentile, 0 to 100: the share strictly worse and half of those equal, itself included.

    100 is best; where polarity is none, 100 is highest.
    """
    if value is None or not values:
        return None
    if polarity is Polarity.LOW:
        worse = sum(other > value for other in values)
    else:
        worse = sum(other < value for other in values)
    equal = sum(other == value for other in values)
    return 100 * (worse + 0.5 * equal) / len(values)


def neighbour_summary(values: Sequence[float | None]) -> NeighbourSummary:
    """Mean and median of an authority's statistical neighbours; missing figures are left out."""
    valid = [value for value in values if value is not None]
    if len(valid) < FEWEST_NEIGHBOURS:
        return NeighbourSummary(None, None, len(valid))
    return NeighbourSummary(fmean(valid), median(valid), len(valid))


def pooled_rate(counts: Sequence[tuple[float | None, float | None]], multiplier: float) -> float | None:
    """A region's own rate from (numerator, denominator) of each member, never the mean of their rates.

    A member with either part missing is left out of both sums. None without a denominator.
    """
    whole = [(top, bottom) for top, bottom in counts if top is not None and bottom is not None]
    denominator = math.fsum(bottom for _, bottom in whole)
    if denominator <= 0:
        return None
    return multiplier * math.fsum(top for top, _ in whole) / denominator


def region_exceptions(values: Mapping[Area, float], polarity: Polarity) -> Exceptions[Area]:
    """Areas among the top and the bottom 20% of a region (rounded down, at least one), ties included."""
    if not values:
        return Exceptions(frozenset(), frozenset())
    ordered = sorted(values.values())
    count = max(1, math.floor(EXCEPTION_SHARE * len(ordered)))
    low = frozenset(area for area, value in values.items() if value <= ordered[count - 1])
    high = frozenset(area for area, value in values.items() if value >= ordered[-count])
    return Exceptions(low, high) if polarity is Polarity.LOW else Exceptions(high, low)


def spine_position(
    value: float, england: float, *, lowest: float, highest: float, polarity: Polarity
) -> float:
    """Place on a spine chart: 0 worst authority, 0.5 England, 1 best (lowest to highest without polarity).

    A value beyond either end is drawn at that end.
    """
    if value == england:
        return 0.5
    sign = -1 if polarity is Polarity.LOW else 1
    ahead = sign * (value - england)
    reach = sign * (highest - england), sign * (lowest - england)
    room = max(reach) if ahead > 0 else -min(reach)
    if room <= 0:
        return 1.0 if ahead > 0 else 0.0
    return 0.5 + 0.5 * max(-1.0, min(1.0, ahead / room))


def change(latest: float | None, previous: float | None) -> float | None:
    """Latest less previous, only where both are present."""
    if latest is None or previous is None:
        return None
    return latest - previous
