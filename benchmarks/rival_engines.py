"""The same comparisons the usual ways: pandas, and plain Python loops. Both start from data in their own form.

Each gives the answers for current authorities as an ``Answers`` of [indicator, slot, authority] arrays.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from math import isnan, nan

import numpy as np
import pandas as pd

from indicators.engine import BEST, NO_SPREAD, WORST, Cube
from indicators.stats import FEWEST_FOR_QUARTILES, FEWEST_NEIGHBOURS

SLOT = ["indicator", "slot"]


@dataclass(frozen=True)
class Answers:
    rank: np.ndarray
    band: np.ndarray
    percentile: np.ndarray
    neighbour_mean: np.ndarray
    change: np.ndarray


@dataclass(frozen=True)
class LoopInput:
    """Python lists, NaN where a figure is missing: values[indicator][slot][authority]."""

    values: list[list[list[float]]]
    polarity: list[int]
    neighbours: list[list[int]]


def among_current(cube: Cube) -> Cube:
    """The cube of current authorities alone, the only areas that the rivals have to deal with."""
    current = np.flatnonzero(cube.ranked_areas)
    place = np.full(len(cube.ranked_areas) + 1, -1)
    place[current] = np.arange(len(current))
    values = np.ascontiguousarray(cube.values[..., current])
    return Cube(values, cube.polarity, np.ones(len(current), bool), place[cube.neighbours[current]])


def long_frame(cube: Cube) -> pd.DataFrame:
    """One row a figure, missing ones included, sorted by indicator, authority and slot."""
    indicator, slot, area = (axis.ravel() for axis in np.indices(cube.values.shape))
    frame = pd.DataFrame({"indicator": indicator, "slot": slot, "area": area, "value": cube.values.ravel()})
    frame["polarity"] = cube.polarity[indicator]
    return frame.sort_values(["indicator", "area", "slot"], ignore_index=True)


def by_pandas(frame: pd.DataFrame, neighbours: np.ndarray) -> Answers:
    grouped = frame.groupby(SLOT, sort=False)["value"]
    high, low = frame["polarity"] > 0, frame["polarity"] < 0
    rising, falling = grouped.rank(method="min"), grouped.rank(method="min", ascending=False)
    total = grouped.transform("count")
    lower, higher = rising - 1, falling - 1
    worse = lower.where(~low, higher)
    columns = {
        "rank": falling.where(high, rising).where(high | low, 0).fillna(0),
        "band": _pandas_band(frame, grouped, high, low),
        "percentile": 50 * (2 * worse + total - lower - higher) / total,
        "neighbour_mean": _pandas_neighbours(frame, neighbours),
        "change": frame.groupby(["indicator", "area"], sort=False)["value"].diff(),
    }
    shape = tuple(frame[column].iloc[-1] + 1 for column in ("indicator", "area", "slot"))
    return Answers(
        **{name: column.to_numpy().reshape(shape).swapaxes(1, 2) for name, column in columns.items()}
    )


def _pandas_band(frame: pd.DataFrame, grouped, high: pd.Series, low: pd.Series) -> pd.Series:
    cuts = grouped.quantile([0.25, 0.5, 0.75]).unstack()
    cuts[grouped.count() < FEWEST_FOR_QUARTILES] = np.nan
    cuts.columns = ["q25", "q50", "q75"]
    joined = frame[[*SLOT, "value"]].merge(cuts, left_on=SLOT, right_index=True, how="left")
    above = sum((joined["value"] > joined[cut]).astype(int) for cut in cuts)
    band = (WORST - above).where(high, BEST + above)
    band = band.mask(joined["q25"] == joined["q75"], NO_SPREAD)
    return band.where((high | low) & joined["value"].notna() & joined["q25"].notna(), 0)


def _pandas_neighbours(frame: pd.DataFrame, neighbours: np.ndarray) -> pd.Series:
    wide = frame.pivot(index=SLOT, columns="area", values="value")
    means = {area: _mean_of_enough(wide[chosen]) for area, chosen in enumerate(neighbours)}
    stacked = pd.DataFrame(means).rename_axis(columns="area").stack(future_stack=True).rename("mean")
    return frame.merge(stacked, left_on=[*SLOT, "area"], right_index=True, how="left")["mean"]


def _mean_of_enough(chosen: pd.DataFrame) -> pd.Series:
    return chosen.mean(axis=1).where(chosen.count(axis=1) >= FEWEST_NEIGHBOURS)


def loop_input(cube: Cube) -> LoopInput:
    return LoopInput(cube.values.tolist(), cube.polarity.tolist(), cube.neighbours.tolist())


def by_loops(given: LoopInput) -> list[list[list[tuple]]]:
    """A tuple (rank, band, percentile, neighbour mean, change) a figure, in lists [indicator][slot]."""
    answers = []
    for slots, polarity in zip(given.values, given.polarity, strict=True):
        before = [nan] * len(slots[0])
        answers.append([])
        for row in slots:
            answers[-1].append(_loop_row(row, before, polarity, given.neighbours))
            before = row
    return answers


def answers_of(loops: list[list[list[tuple]]]) -> Answers:
    return Answers(*np.moveaxis(np.array(loops), -1, 0))


def _loop_row(
    row: list[float], before: list[float], polarity: int, neighbours: list[list[int]]
) -> list[tuple]:
    ordered = sorted(value for value in row if not isnan(value))
    cuts = (
        [_loop_quantile(ordered, p) for p in (0.25, 0.5, 0.75)]
        if len(ordered) >= FEWEST_FOR_QUARTILES
        else []
    )
    answers = []
    for value, previous, chosen in zip(row, before, neighbours, strict=True):
        valid = [row[one] for one in chosen if not isnan(row[one])]
        mean = sum(valid) / len(valid) if len(valid) >= FEWEST_NEIGHBOURS else nan
        place = (0, 0, nan) if isnan(value) else _loop_place(value, ordered, cuts, polarity)
        answers.append((*place, mean, value - previous))
    return answers


def _loop_place(
    value: float, ordered: list[float], cuts: list[float], polarity: int
) -> tuple[int, int, float]:
    total = len(ordered)
    lower, not_higher = bisect_left(ordered, value), bisect_right(ordered, value)
    higher, equal = total - not_higher, not_higher - lower
    percentile = 50 * (2 * (higher if polarity < 0 else lower) + equal) / total
    if not polarity:
        return 0, 0, percentile
    rank = 1 + (higher if polarity > 0 else lower)
    if not cuts:
        return rank, 0, percentile
    above = sum(value > cut for cut in cuts)
    band = NO_SPREAD if cuts[0] == cuts[2] else WORST - above if polarity > 0 else BEST + above
    return rank, band, percentile


def _loop_quantile(ordered: list[float], p: float) -> float:
    height = (len(ordered) - 1) * p
    below = int(height)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (height - below) * (ordered[above] - ordered[below])
