"""Groups that a person made or changed: whether they may be, and what they cost."""

from collections.abc import Sequence
from enum import StrEnum

import numpy as np

from challenges.grouping.candidates import keeps_pins
from challenges.grouping.costs import Costing, Group
from challenges.grouping.problem import Problem
from challenges.grouping.solving import Grouping


class Fault(StrEnum):
    """Fit to show. The last one does not say who must be kept apart: that is private."""

    SAME_GROUP = "They are in the same group. Choose two authorities of different groups."
    NOT_EVERYONE = "Each authority must be in exactly one group of three or four."
    PINNED = "That would take apart what is pinned. Take off the pin first."
    APART = "That is not a possible grouping. Choose others."


class NotAllowed(Exception):  # noqa: N818
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def check(problem: Problem, groups: Sequence[Group]) -> Grouping:
    """The groups in order with their cost. Raises NotAllowed."""
    costing = Costing(problem)
    members = sorted(number for group in groups for number in group)
    sizes = sorted(map(len, groups))
    if members != list(problem.numbers) or sizes != [3] * problem.threes + [4] * problem.fours:
        raise NotAllowed(Fault.NOT_EVERYONE)
    for group in groups:
        row = np.array([[problem.positions[number] for number in group]])
        if not keeps_pins(problem, row).all():
            raise NotAllowed(Fault.PINNED)
        if not costing.are_apart(row).all():
            raise NotAllowed(Fault.APART)
    ordered = tuple(sorted(tuple(sorted(group)) for group in groups))
    return Grouping(ordered, costing.of(ordered))


def swap(problem: Problem, groups: Sequence[Group], one: int, other: int) -> Grouping:
    """The two in each other's place. Raises NotAllowed."""
    if any(one in group and other in group for group in groups):
        raise NotAllowed(Fault.SAME_GROUP)
    places = {one: other, other: one}
    return check(problem, [tuple(places.get(number, number) for number in group) for group in groups])
