"""Every group that could be: of three or four, nobody in it kept apart from another, and what is pinned kept."""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from challenges.grouping.costs import Costing, Group, Points, Rows
from challenges.grouping.problem import Problem


class Candidates:
    """The groups in order of size and numbers, with what each costs."""

    def __init__(self, costing: Costing) -> None:
        self.problem = costing.problem
        rows = [self._possible(costing, size) for size in (3, 4)]
        self.rows = [row for block in rows for row in block.tolist()]
        self.sizes = np.repeat([3, 4], [len(block) for block in rows])
        self.repeats: Points = np.concatenate([costing.repeats(block) for block in rows])
        self.totals: Points = np.concatenate([costing.points(block).sum(axis=1) for block in rows])

    def __len__(self) -> int:
        return len(self.rows)

    def group(self, column: int) -> Group:
        return tuple(self.problem.numbers[position] for position in self.rows[column])

    def without_repeats(self) -> NDArray[np.intp]:
        """Which of them have no pair that met lately."""
        return np.flatnonzero(self.repeats == 0)

    def _possible(self, costing: Costing, size: int) -> Rows:
        members = range(len(self.problem.members))
        wanted = self.problem.threes if size == 3 else self.problem.fours
        every = list(combinations(members, size)) if wanted else []
        rows = np.array(every, dtype=np.intp).reshape(-1, size)
        return rows[costing.are_apart(rows) & keeps_pins(self.problem, rows)]


def keeps_pins(problem: Problem, rows: Rows) -> NDArray[np.bool_]:
    """Whether each group has all or none of what is pinned together, and is itself one that is kept if it has any."""
    kept = np.ones(len(rows), dtype=bool)
    for block in problem.blocks:
        inside = members_in(block, problem, rows)
        kept &= (inside == 0) | (inside == len(block))
    for group in problem.fixed:
        inside = members_in(group, problem, rows)
        kept &= (inside == 0) | ((inside == len(group)) & (rows.shape[1] == len(group)))
    return kept


def members_in(wanted: frozenset[int], problem: Problem, rows: Rows) -> Points:
    is_wanted = np.array([number in wanted for number in problem.numbers], dtype=np.int64)
    found: Points = is_wanted[rows].sum(axis=1)
    return found
