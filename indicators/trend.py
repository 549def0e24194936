"""Recent trend: have the last five annual figures moved by more than chance would? Pure: no Django.

The rule of the Office for Health Improvement and Disparities' Fingertips: a chi-squared test for a slope
over the latest five points, and the six slopes (all five points, and each four of them) must agree in
sign. It points to something to look at; it is not an analysis. For annual, non-overlapping periods only.

One difference from the published code, which counts a slope of exactly 0 as upward, so that it can pass
for a rise but never for a fall: here a flat slope breaks agreement both ways.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from indicators.polarity import Polarity

POINTS = 5
CRITICAL_VALUE = 9.54953570608324  # chi-squared, 1 degree of freedom, p = 0.002
FLAT = 1e-12
WIDTH_OF_95_IN_ERRORS = 3.92

Point = TypeVar("Point")


class Direction(StrEnum):
    INCREASING = "increasing"
    DECREASING = "decreasing"
    NO_CHANGE = "no_change"
    CANNOT_SAY = "cannot_say"


class Outlook(StrEnum):
    GETTING_BETTER = "getting_better"
    GETTING_WORSE = "getting_worse"


@dataclass(frozen=True)
class Trend:
    direction: Direction
    chi_squared: float | None = None


@dataclass(frozen=True)
class Proportion:
    numerator: float
    denominator: float

    @property
    def log_odds(self) -> float:
        return math.log(self.numerator / (self.denominator - self.numerator))


@dataclass(frozen=True)
class Estimate:
    """A figure with its 95% limits, all in one unit."""

    value: float
    lower: float
    upper: float

    @property
    def weight(self) -> float:
        return (WIDTH_OF_95_IN_ERRORS / (self.upper - self.lower)) ** 2


CANNOT_SAY = Trend(Direction.CANNOT_SAY)


def proportion_trend(series: Sequence[Proportion | None]) -> Trend:
    """Trend of consecutive annual proportions since any break in the series, oldest first, None a gap.

    Cannot be said with a gap in the last five, or where nobody or everybody is counted in one of them.
    """
    points = _latest(series)
    if points is None or not all(0 < point.numerator < point.denominator for point in points):
        return CANNOT_SAY
    return _trend(points, _proportion_chi_squared(points), _log_odds_slope)


def estimate_trend(series: Sequence[Estimate | None]) -> Trend:
    """The same for rates and other figures with limits. Cannot be said where limits do not differ."""
    points = _latest(series)
    if points is None or not all(point.lower < point.upper for point in points):
        return CANNOT_SAY
    times = range(1, POINTS + 1)
    slope = _weighted_slope(times, [p.value for p in points], [p.weight for p in points])
    variance = _slope_variance(times, [p.weight for p in points])
    return _trend(points, slope * slope / variance, _estimate_slope)


def outlook(direction: Direction, polarity: Polarity) -> Outlook | None:
    """Better or worse, where the figure has moved and it is known which way is good."""
    if polarity is Polarity.NONE or direction not in (Direction.INCREASING, Direction.DECREASING):
        return None
    rising_is_good = polarity is Polarity.HIGH
    is_rising = direction is Direction.INCREASING
    return Outlook.GETTING_BETTER if is_rising == rising_is_good else Outlook.GETTING_WORSE


def _latest(series: Sequence[Point | None]) -> list[Point] | None:
    points = [point for point in series[-POINTS:] if point is not None]
    return points if len(points) == POINTS else None


def _trend(
    points: Sequence[Point], chi_squared: float, slope: Callable[[Sequence[int], Sequence[Point]], float]
) -> Trend:
    times = range(1, POINTS + 1)
    slopes = [slope(times, points)]
    for left_out in range(POINTS):
        kept = [i for i in range(POINTS) if i != left_out]
        slopes.append(slope([times[i] for i in kept], [points[i] for i in kept]))
    direction = Direction.NO_CHANGE
    if chi_squared > CRITICAL_VALUE:
        if all(each > FLAT for each in slopes):
            direction = Direction.INCREASING
        elif all(each < -FLAT for each in slopes):
            direction = Direction.DECREASING
    return Trend(direction, chi_squared)


def _proportion_chi_squared(points: Sequence[Proportion]) -> float:
    """Chi-squared for trend in proportions (Armitage 1955), 1 degree of freedom."""
    n = math.fsum(p.denominator for p in points)
    x = math.fsum(p.numerator for p in points)
    xt = math.fsum(p.numerator * t for t, p in enumerate(points, 1))
    nt = math.fsum(p.denominator * t for t, p in enumerate(points, 1))
    ntt = math.fsum(p.denominator * t * t for t, p in enumerate(points, 1))
    return n * (n * xt - x * nt) ** 2 / (x * (n - x) * (n * ntt - nt * nt))


def _log_odds_slope(times: Sequence[int], points: Sequence[Proportion]) -> float:
    return _weighted_slope(times, [point.log_odds for point in points], [1.0] * len(points))


def _estimate_slope(times: Sequence[int], points: Sequence[Estimate]) -> float:
    return _weighted_slope(times, [p.value for p in points], [p.weight for p in points])


def _weighted_slope(times: Sequence[int], values: Sequence[float], weights: Sequence[float]) -> float:
    """Slope of weighted least squares. Figures are taken from the first, so equal ones give exactly 0."""
    rises = [value - values[0] for value in values]
    total = math.fsum(weights)
    centre = math.fsum(w * t for w, t in zip(weights, times, strict=True)) / total
    moved = math.fsum(w * (t - centre) * r for w, t, r in zip(weights, times, rises, strict=True))
    return moved * _slope_variance(times, weights)


def _slope_variance(times: Sequence[int], weights: Sequence[float]) -> float:
    total = math.fsum(weights)
    centre = math.fsum(w * t for w, t in zip(weights, times, strict=True)) / total
    return 1 / math.fsum(w * (t - centre) ** 2 for w, t in zip(weights, times, strict=True))
