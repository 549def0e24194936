"""XmR charts of a quarterly series: which figures are more than the usual to and fro? Pure: no Django.

The individuals chart of NHS England's "Making Data Count", for series whose periods do not overlap.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

FEWEST_POINTS = 8
RUN = 7
LIMITS_IN_RANGES = 2.66  # 3 / 1.128: three sigmas, worked out from the mean range between two neighbours


@dataclass(frozen=True)
class Chart:
    """Mean and limits in the unit of the figures, and for each figure whether it signals."""

    mean: float
    mean_range: float
    lower: float
    upper: float
    signals: tuple[bool, ...]


def chart(figures: Sequence[float]) -> Chart | None:
    """A figure signals outside the limits, or as one of seven or more in a row on one side of the mean.

    None for fewer than eight figures.
    """
    if len(figures) < FEWEST_POINTS:
        return None
    mean = fmean(figures)
    mean_range = fmean(abs(after - before) for before, after in pairwise(figures))
    lower, upper = mean - LIMITS_IN_RANGES * mean_range, mean + LIMITS_IN_RANGES * mean_range
    in_run = _in_long_run([(figure > mean) - (figure < mean) for figure in figures])
    signals = (not lower <= one <= upper or run for one, run in zip(figures, in_run, strict=True))
    return Chart(mean, mean_range, lower, upper, tuple(signals))


def _in_long_run(sides: list[int]) -> list[bool]:
    """Whether each stands in a run of seven or more on its side; one on the mean is on neither."""
    marks: list[bool] = []
    while len(marks) < len(sides):
        start = len(marks)
        end = next((at for at in range(start, len(sides)) if sides[at] != sides[start]), len(sides))
        marks += [sides[start] != 0 and end - start >= RUN] * (end - start)
    return marks
