"""The best groups there are, and the next best: every group that could be is weighed, and the search ends in proof.

Pairs that met lately come first: only groups without such a pair are tried, and where it is proved that those do
not suffice, the fewest such pairs are settled before anything else is weighed. Points are whole numbers; below
one point the seed breaks ties. One thread and columns in a fixed order: the same question has the same answer.
"""

from dataclasses import dataclass

import numpy as np

from challenges.grouping.candidates import Candidates
from challenges.grouping.costs import Cost, Costing, Group, Reals
from challenges.grouping.model import Columns, Limit
from challenges.grouping.obstacles import NoGroups, obstacles, without_room
from challenges.grouping.problem import Problem
from challenges.grouping.search import Found, least


@dataclass(frozen=True)
class Grouping:
    """Groups in order of their first members, and what they cost."""

    groups: tuple[Group, ...]
    cost: Cost


@dataclass(frozen=True)
class Answer:
    """``is_proved`` is false only where a search ran out of time."""

    best: Grouping
    others: tuple[Grouping, ...]
    is_proved: bool

    @property
    def must_repeat(self) -> bool:
        """Whether it is proved that no grouping keeps apart all who met lately."""
        return self.is_proved and self.best.cost.repeats > 0


def solve(problem: Problem, *, others: int = 2) -> Answer:
    """The best grouping, and up to so many others. Raises NoGroups, with reasons, where there is none."""
    if found := obstacles(problem):
        raise NoGroups(found)
    costing = Costing(problem)
    candidates = Candidates(costing)
    best = best_of(candidates, candidates.totals + ties(problem, len(candidates)), 1 + others)
    if not best.partitions:
        raise NoGroups(without_room(candidates, is_proved=best.is_proved))
    made = [grouping(costing, candidates, columns) for columns in best.partitions]
    return Answer(made[0], tuple(made[1:]), best.is_proved)


def best_of(candidates: Candidates, costs: Reals, count: int) -> Found:
    apart = least(candidates, candidates.without_repeats(), costs, count=count)
    if apart.partitions:
        return apart
    every = np.arange(len(candidates))
    repeats = candidates.repeats.astype(float)
    fewest = least(candidates, every, repeats)
    if not fewest.partitions:
        return fewest
    limit = Limit(repeats, repeats[fewest.partitions[0]].sum())
    found = least(candidates, every, costs, count=count, limit=limit)
    return Found(found.partitions, apart.is_proved and fewest.is_proved and found.is_proved)


def ties(problem: Problem, count: int) -> Reals:
    """So little for each group that even the dearest sum of them is under one point."""
    groups = problem.threes + problem.fours
    return np.random.default_rng(problem.seed).random(count) * 0.9 / groups


def grouping(costing: Costing, candidates: Candidates, columns: Columns) -> Grouping:
    groups = tuple(sorted(candidates.group(column) for column in columns.tolist()))
    return Grouping(groups, costing.of(groups))
