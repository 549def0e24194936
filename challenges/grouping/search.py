"""The least partitions of tens of thousands of columns, by way of the few hundred that can be in one.

Solved in parts, the partition has a least cost, and each column a price on top of it (its reduced cost). With the
columns of the lowest prices alone, partitions are found fast; a column whose price is more than the dearest of these
is above the least cost can be in none that is better, so it may be left out, and the answer is still the answer
for all columns.
"""

from dataclasses import dataclass

import numpy as np

from challenges.grouping.candidates import Candidates
from challenges.grouping.costs import Reals
from challenges.grouping.model import Columns, Limit, Model

FIRST, FURTHER = 500, 6  # how many columns are tried at first, and how many times more when they do not do
ROOM = 0.01  # of a point, for the solver's rounding


@dataclass(frozen=True)
class Found:
    """Partitions, the least first. With fewer than were asked for, and proved, there are no more."""

    partitions: tuple[Columns, ...]
    is_proved: bool


def least(
    candidates: Candidates, columns: Columns, costs: Reals, *, count: int = 1, limit: Limit | None = None
) -> Found:
    """The partitions whose costs sum to the least, each with a group that no earlier one has."""
    if not len(columns):
        return Found((), is_proved=True)
    priced = Model(candidates, columns, costs, limit=limit, is_whole=False).prices()
    bound, prices = priced or (0.0, costs[columns])
    by_price = np.argsort(prices, kind="stable")
    tried = FIRST
    while True:
        near = np.sort(columns[by_price[:tried]])
        found = in_order(Model(candidates, near, costs, limit=limit, is_whole=True), count, len(candidates))
        if tried >= len(columns):
            return found
        if len(found.partitions) < count:
            tried *= FURTHER
            continue
        dearest = float(costs[found.partitions[-1]].sum())
        needed = int((prices <= dearest - bound + ROOM).sum())
        if needed <= tried:
            return found
        tried = needed


def in_order(model: Model, count: int, candidates: int) -> Found:
    """The model's least partition, then the next, until there are enough or no more."""
    partitions: list[Columns] = []
    is_proved = True
    while is_proved and len(partitions) < count:
        run = model.run()
        is_proved = run.is_proved
        if run.columns is None:
            break
        partitions.append(run.columns)
        taken = np.zeros(candidates)
        taken[run.columns] = 1.0
        model.at_most(Limit(taken, len(run.columns) - 1))
    return Found(tuple(partitions), is_proved)
