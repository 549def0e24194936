"""95% and 99.8% intervals for proportions and rates, and comparison with a fixed figure. Pure: no Django.

Formulae: Wilson (1927); Byar's approximation (Breslow and Day 1987, volume II); exact Poisson limits from
the chi-squared distribution; the combined rule for rates is that of the Office for Health Improvement
and Disparities; Student's t for means whose spread is known. There is none for medians or money, nor for
a published mean alone: those have the interval their publisher gives, or none.

Local authority returns are full counts, not samples: an interval describes the play of chance in the
process behind the count.
"""

import math
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from statistics import NormalDist

from indicators.polarity import Polarity

CONFIDENCE_95 = 0.95
CONFIDENCE_998 = 0.998
BYAR_FROM = 10


@dataclass(frozen=True)
class Interval:
    """Both limits in the unit of the value. The lower is None where the formula gives a negative one."""

    lower: float | None
    upper: float

    def times(self, factor: float) -> "Interval":
        return Interval(None if self.lower is None else self.lower * factor, self.upper * factor)


class Comparison(StrEnum):
    BETTER = "better"
    SIMILAR = "similar"
    WORSE = "worse"
    HIGHER = "higher"
    LOWER = "lower"


def z_score(confidence: float) -> float:
    """Two-sided: 1.959964 for 0.95, 3.090232 for 0.998."""
    return NormalDist().inv_cdf((1 + confidence) / 2)


def wilson(count: float, denominator: float, confidence: float = CONFIDENCE_95) -> Interval:
    """Wilson score limits of a proportion, 0 to 1.

    Raises ValueError unless 0 <= count <= denominator and denominator > 0.
    """
    if not 0 <= count <= denominator or denominator <= 0:
        raise ValueError(f"{count} of {denominator} is not a proportion")
    z = z_score(confidence)
    spread = z * math.sqrt(z * z + 4 * count * (1 - count / denominator))
    scale = 2 * (denominator + z * z)
    # At the two ends the limit is exact; the formula leaves rounding dust there.
    lower = 0.0 if count == 0 else (2 * count + z * z - spread) / scale
    upper = 1.0 if count == denominator else (2 * count + z * z + spread) / scale
    return Interval(lower, upper)


def byar(count: float, confidence: float = CONFIDENCE_95) -> Interval:
    """Byar's limits of a count. Raises ValueError unless count > 0."""
    if count <= 0:
        raise ValueError("Byar's limits need a count above 0")
    z = z_score(confidence)
    lower = count * (1 - 1 / (9 * count) - z / (3 * math.sqrt(count))) ** 3
    above = count + 1
    upper = above * (1 - 1 / (9 * above) + z / (3 * math.sqrt(above))) ** 3
    return Interval(lower if lower >= 0 else None, upper)


@lru_cache(maxsize=1024)
def exact_poisson(count: float, confidence: float = CONFIDENCE_95) -> Interval:
    """Exact limits of a count: chi-squared quantiles on 2x and 2x + 2 degrees of freedom, halved.

    Raises ValueError when count < 0. Meant for small counts; remembered, since they come again and again.
    """
    if count < 0:
        raise ValueError("A count cannot be negative")
    tail = (1 - confidence) / 2
    lower = 0.0 if count == 0 else _gamma_quantile(tail, count)
    return Interval(lower, _gamma_quantile(1 - tail, count + 1))


def proportion_interval(
    numerator: float | None,
    denominator: float | None,
    multiplier: float = 100,
    confidence: float = CONFIDENCE_95,
) -> Interval | None:
    """Wilson limits times the multiplier. None where a part is missing or they make no proportion:
    a few published percentages are truly above 100.
    """
    if numerator is None or denominator is None:
        return None
    if not 0 <= numerator <= denominator or denominator <= 0:
        return None
    return wilson(numerator, denominator, confidence).times(multiplier)


def rate_interval(
    numerator: float | None,
    denominator: float | None,
    multiplier: float,
    confidence: float = CONFIDENCE_95,
) -> Interval | None:
    """Limits of a rate: exact Poisson below 10 events, Byar from 10. None where a part is missing."""
    if numerator is None or denominator is None or numerator < 0 or denominator <= 0:
        return None
    limits = exact_poisson if numerator < BYAR_FROM else byar
    return limits(numerator, confidence).times(multiplier / denominator)


def mean_interval(mean: float, deviation: float, count: int, confidence: float = CONFIDENCE_95) -> Interval:
    """Student's t limits of a mean of ``count`` figures with this standard deviation, on count - 1 degrees
    of freedom, in the unit of the mean. Raises ValueError for fewer than two figures.
    """
    if count < 2:
        raise ValueError("A mean of fewer than two figures has no interval")
    reach = _t_quantile(confidence, count - 1) * deviation / math.sqrt(count)
    return Interval(mean - reach, mean + reach)


def _t_quantile(confidence: float, freedom: int) -> float:
    """The t that this share of the distribution lies within, both ways; found by halving its angle."""
    low, high = 0.0, math.pi / 2
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if _share_within(middle, freedom) < confidence else (low, middle)
    return math.sqrt(freedom) * math.tan(low)


def _share_within(angle: float, freedom: int) -> float:
    """Of Student's t within tan(angle) * sqrt(freedom) both ways (Abramowitz and Stegun 26.7.3 and 26.7.4)."""
    is_odd = freedom % 2
    term = math.cos(angle) if is_odd else 1.0
    total = 0.0
    for power in range(is_odd, freedom - 1, 2):
        total += term
        term *= (power + 1) / (power + 2) * math.cos(angle) ** 2
    share = math.sin(angle) * total
    return 2 / math.pi * (angle + share) if is_odd else share


def control_limits(
    comparator: float, denominator: float, multiplier: float = 100, confidence: float = CONFIDENCE_95
) -> Interval | None:
    """Wilson limits around a comparator for an authority of this size: outside them, it differs.

    For funnel plots. ``comparator`` is in the unit of the value.
    """
    return proportion_interval(denominator * comparator / multiplier, denominator, multiplier, confidence)


def compare(interval: Interval | None, comparator: float | None, polarity: Polarity) -> Comparison | None:
    """Similar if the interval holds the comparator, else better or worse (higher or lower without polarity).

    The comparator is treated as fixed: its own error is ignored. None where a limit is missing.
    """
    if interval is None or interval.lower is None or comparator is None:
        return None
    if interval.lower <= comparator <= interval.upper:
        return Comparison.SIMILAR
    is_higher = interval.lower > comparator
    if polarity is Polarity.NONE:
        return Comparison.HIGHER if is_higher else Comparison.LOWER
    return Comparison.BETTER if is_higher == (polarity is Polarity.HIGH) else Comparison.WORSE


def _gamma_quantile(probability: float, shape: float) -> float:
    """Where the gamma distribution function reaches the probability, by bisection to the last bit."""
    low, high = 0.0, shape + 1
    while _gamma_share(shape, high) < probability:
        low, high = high, 2 * high
    while True:
        middle = (low + high) / 2
        if middle in (low, high):
            return middle
        if _gamma_share(shape, middle) < probability:
            low = middle
        else:
            high = middle


def _gamma_share(shape: float, x: float) -> float:
    """Regularised lower incomplete gamma function P(shape, x), by its power series.

    Every term is positive, so nothing cancels; ample for the small x of counts below 10.
    """
    term = total = 1.0
    step = shape
    while term > total * 1e-17:
        step += 1
        term *= x / step
        total += term
    return total * math.exp(shape * math.log(x) - x - math.lgamma(shape + 1))
