"""Why there can be no groups, in words that say what to do."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from challenges.grouping.candidates import Candidates
from challenges.grouping.problem import FEWEST, Problem


class Kind(StrEnum):
    TOO_FEW = "Choose at least six authorities: fewer do not make two groups of three."
    TOO_MANY_TOGETHER = "{names} are to stay together, and a group has at most four. Take off a pin."
    WRONG_SIZE = "{names} are kept as a group, and a group has three or four. Take off that pin."
    KEPT_TWICE = "{names}: kept in more than one group. Take off a pin."
    SPLIT = (
        "{names} are to stay together, and some of them are in a group that is kept as it is. Take off a pin."
    )
    TOO_MANY_FOURS = "{names}: this many groups of four do not fit this many authorities. Take off a pin."
    TOO_MANY_THREES = "{names}: this many groups of three do not fit this many authorities. Take off a pin."
    IN_NO_GROUP = "{names}: no possible group has room. Take off pins, or leave them out of these groups."
    OUT_OF_TIME = "The groups were not found in time. Take off a pin or change what counts, and try again."
    NOTHING_FITS = (
        "No set of groups keeps apart who must be kept apart and together what is pinned. "
        "Take off a pin, or leave an authority out."
    )


@dataclass(frozen=True)
class Obstacle:
    kind: Kind
    members: tuple[int, ...] = ()

    def in_words(self, names: Mapping[int, str]) -> str:
        return self.kind.value.format(names=", ".join(names[number] for number in self.members))


class NoGroups(Exception):  # noqa: N818
    def __init__(self, found: Iterable[Obstacle]) -> None:
        super().__init__("No groups can be made.")
        self.obstacles = tuple(found)


def obstacles(problem: Problem) -> tuple[Obstacle, ...]:
    """What can be said before any group is looked at."""
    if len(problem.members) < FEWEST:
        return (Obstacle(Kind.TOO_FEW),)
    return tuple(_of_pins(problem))


def without_room(candidates: Candidates, *, is_proved: bool) -> tuple[Obstacle, ...]:
    """What can be said when no grouping was found: who is in no possible group, or else that nothing fits."""
    placed = {position for row in candidates.rows for position in row}
    lonely = [number for number, at in candidates.problem.positions.items() if at not in placed]
    if lonely:
        return (Obstacle(Kind.IN_NO_GROUP, tuple(lonely)),)
    return (Obstacle(Kind.NOTHING_FITS if is_proved else Kind.OUT_OF_TIME),)


def _of_pins(problem: Problem) -> Iterator[Obstacle]:
    for block in problem.blocks:
        if len(block) > 4:
            yield _about(Kind.TOO_MANY_TOGETHER, block)
        elif any(block & group and not block <= group for group in problem.fixed):
            yield _about(Kind.SPLIT, block)
    for group in problem.fixed:
        if len(group) not in (3, 4):
            yield _about(Kind.WRONG_SIZE, group)
    often = Counter(number for group in problem.fixed for number in group)
    if twice := [number for number, times in often.items() if times > 1]:
        yield _about(Kind.KEPT_TWICE, twice)
    yield from _of_sizes(problem)


def _of_sizes(problem: Problem) -> Iterator[Obstacle]:
    fixed = list(problem.fixed)
    free = [block for block in problem.blocks if not any(block <= group for group in fixed)]
    fours = [one for one in [*fixed, *free] if len(one) == 4]
    threes = [one for one in fixed if len(one) == 3]
    if len(fours) > problem.fours:
        yield _about(Kind.TOO_MANY_FOURS, frozenset().union(*fours))
    if len(threes) > problem.threes:
        yield _about(Kind.TOO_MANY_THREES, frozenset().union(*threes))


def _about(kind: Kind, members: Iterable[int]) -> Obstacle:
    return Obstacle(kind, tuple(sorted(members)))
