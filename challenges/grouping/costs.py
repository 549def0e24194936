"""What any group costs by each rule, in points: whole numbers, so that sums never depend on their order.

A thousand points are one member as far from its group as members are on average, one member whose challenges
nobody in the group can help with, one pair too many, and so on; then weights multiply them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from challenges.grouping.problem import Pair, Problem, Rule

POINTS = 1000
Group = tuple[int, ...]  # members' numbers in order
Rows = NDArray[np.intp]  # one row a group: its members' positions
Reals = NDArray[np.float64]
Points = NDArray[np.int64]


@dataclass(frozen=True)
class Cost:
    """Of one group or of a whole grouping: pairs that met lately, and weighted points by rule."""

    repeats: int
    points: Mapping[Rule, int]

    @property
    def total(self) -> int:
        return sum(self.points.values())


class Costing:
    """A problem's members as arrays, so that all groups of a size are costed at once."""

    def __init__(self, problem: Problem) -> None:
        members = problem.members
        self.problem = problem
        self.weights = np.array([problem.weights.get(rule, 0) for rule in Rule])
        self.distance = self._of_pairs(problem.distances)
        self.met = self._of_pairs(
            {pair: 1.0 for pair, ago in problem.met.items() if 1 <= ago <= problem.look_back}
        )
        self.apart = self._of_pairs(dict.fromkeys(problem.apart, 1.0))
        self.closest = self._of_pairs(closest_pairs(problem))
        self.stages = flags({one.stage} - {""} for one in members)
        topics = sorted(frozenset().union(*(one.challenges for one in members)))
        self.challenges = flags((one.challenges for one in members), of=topics)
        self.strengths = flags((one.strengths for one in members), of=topics)
        self.is_new = np.array([one.has_new_director for one in members], dtype=np.int64)
        self.fours = np.array([one.fours for one in members], dtype=np.int64)

    def of(self, groups: Iterable[Group]) -> Cost:
        """The cost of these groups together."""
        repeats, points = 0, np.zeros(len(Rule), dtype=np.int64)
        for group in groups:
            row = np.array([[self.problem.positions[number] for number in group]])
            repeats += int(self.repeats(row)[0])
            points += self.points(row)[0]
        return Cost(repeats, dict(zip(Rule, points.tolist(), strict=True)))

    def repeats(self, rows: Rows) -> Points:
        """How many pairs of each group met lately."""
        return over_pairs(self.met, rows).astype(np.int64)

    def are_apart(self, rows: Rows) -> NDArray[np.bool_]:
        """Whether each group has no pair that must be kept apart."""
        found: NDArray[np.bool_] = over_pairs(self.apart, rows) == 0
        return found

    def points(self, rows: Rows) -> Points:
        """Weighted points of each group, a column a rule."""
        by_rule = {
            Rule.DISTANCE: self._distance(rows),
            Rule.HELP: self._without_help(rows),
            Rule.STAGES: self._same_stage(rows),
            Rule.NEIGHBOURS: self._neighbours(rows),
            Rule.DIRECTORS: self._directors(rows),
            Rule.LOAD: self._load(rows),
        }
        costs = np.stack([by_rule[rule] for rule in Rule], axis=1)
        found: Points = np.rint(POINTS * self.weights * costs).astype(np.int64)
        return found

    def _distance(self, rows: Rows) -> Reals:
        """Each member's mean distance to the others, against that of all pairs."""
        everywhere = [far for far in self.problem.distances.values() if far > 0]
        if not everywhere:
            return np.zeros(len(rows))
        usual = sum(sorted(everywhere)) / len(everywhere)
        size = rows.shape[1]
        found: Reals = over_pairs(self.distance, rows) * 2 / (size - 1) / usual
        return found

    def _without_help(self, rows: Rows) -> Reals:
        """Of each member's challenges, the part in which no other member is strong."""
        strong = self.strengths[rows]
        helped = strong.sum(axis=1, keepdims=True) - strong > 0  # by somebody else
        faced = self.challenges[rows]
        alone = (faced & ~helped).sum(axis=2) / np.maximum(faced.sum(axis=2), 1)
        found: Reals = alone.sum(axis=1)
        return found

    def _same_stage(self, rows: Rows) -> Reals:
        """Members whose stage another member has already."""
        at = self.stages[rows]
        found: Reals = (at.sum(axis=(1, 2)) - at.any(axis=1).sum(axis=1)).astype(float)
        return found

    def _neighbours(self, rows: Rows) -> Reals:
        """Closest neighbours that are together; or, where that is preferred, members with none of theirs."""
        if not self.problem.neighbours_together:
            return over_pairs(self.closest, rows)
        beside = self.closest[rows[:, :, None], rows[:, None, :]].any(axis=2)
        found: Reals = (~beside).sum(axis=1).astype(float)
        return found

    def _directors(self, rows: Rows) -> Reals:
        """New directors without an experienced one of their own."""
        new = self.is_new[rows].sum(axis=1)
        found: Reals = np.maximum(2 * new - rows.shape[1], 0).astype(float)
        return found

    def _load(self, rows: Rows) -> Reals:
        """In a group of four, how often its members were in one lately."""
        if rows.shape[1] == 3:
            return np.zeros(len(rows))
        found: Reals = self.fours[rows].sum(axis=1).astype(float)
        return found

    def _of_pairs(self, values: Mapping[Pair, float]) -> Reals:
        """A symmetric matrix; pairs with somebody who is no member are left out."""
        at = self.problem.positions
        matrix = np.zeros((len(at), len(at)))
        for (one, other), value in values.items():
            if one in at and other in at:
                matrix[at[one], at[other]] = matrix[at[other], at[one]] = value
        return matrix


def over_pairs(matrix: Reals, rows: Rows) -> Reals:
    """The sum of the matrix over every pair of each group."""
    found: Reals = sum(
        (matrix[rows[:, one], rows[:, other]] for one, other in combinations(range(rows.shape[1]), 2)),
        start=np.zeros(len(rows)),
    )
    return found


def closest_pairs(problem: Problem) -> dict[Pair, float]:
    """Pairs of which either has the other among its closest neighbours."""
    return {
        (one.number, other.number): 1.0
        for one, other in combinations(problem.members, 2)
        if other.number in one.closest or one.number in other.closest
    }


def flags(sets: Iterable[Iterable[str]], *, of: Sequence[str] | None = None) -> NDArray[np.bool_]:
    """A row a member, a column a name: whether it has it."""
    having = [set(one) for one in sets]
    names = sorted(frozenset[str]().union(*having)) if of is None else of
    return np.array([[name in one for name in names] for one in having], dtype=bool)
