"""What is to be grouped, and what is asked of the groups."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum, auto
from functools import cached_property

FEWEST = 6  # two groups of three
Pair = tuple[int, int]


def pair(one: int, other: int) -> Pair:
    """Two members in one order, whichever is named first."""
    return (one, other) if one < other else (other, one)


class Rule(StrEnum):
    """What may be weighed. That pairs should not meet again is no weight: it goes before all of these."""

    DISTANCE = auto()  # near enough to visit
    HELP = auto()  # someone is strong where a member has a challenge
    STAGES = auto()  # members at different stages of improvement
    NEIGHBOURS = auto()  # closest statistical neighbours apart, or together
    DIRECTORS = auto()  # each new director with an experienced one
    LOAD = auto()  # those that were in groups of four lately are in one of three


LEVELS = ((0, "Off"), (1, "Low"), (2, "Medium"), (4, "High"), (8, "Very high"))
USUAL = {
    Rule.DISTANCE: 2,
    Rule.HELP: 2,
    Rule.STAGES: 2,
    Rule.NEIGHBOURS: 1,
    Rule.DIRECTORS: 2,
    Rule.LOAD: 1,
}


@dataclass(frozen=True)
class Member:
    """One authority, by its number. ``stage`` is empty where it is not known."""

    number: int
    stage: str = ""
    challenges: frozenset[str] = frozenset()
    strengths: frozenset[str] = frozenset()
    closest: frozenset[int] = frozenset()
    has_new_director: bool = False
    fours: int = 0  # how many of the cycles looked back at had it in a group of four


@dataclass(frozen=True)
class Problem:
    """Members in order of their numbers, whatever order they were given in.

    ``met`` says how many cycles ago a pair was last in one group. ``together`` holds sets of members that
    stay in one group, ``fixed`` whole groups that stay as they are. ``neighbours_together`` prefers closest
    neighbours in one group, where otherwise it avoids them.
    """

    members: tuple[Member, ...]
    distances: Mapping[Pair, float] = field(default_factory=dict)
    met: Mapping[Pair, int] = field(default_factory=dict)
    look_back: int = 2
    apart: frozenset[Pair] = frozenset()
    together: tuple[frozenset[int], ...] = ()
    fixed: tuple[frozenset[int], ...] = ()
    weights: Mapping[Rule, int] = field(default_factory=lambda: USUAL)
    neighbours_together: bool = False
    seed: int = 1

    def __post_init__(self) -> None:
        object.__setattr__(self, "members", tuple(sorted(self.members, key=lambda one: one.number)))

    @cached_property
    def numbers(self) -> tuple[int, ...]:
        return tuple(one.number for one in self.members)

    @cached_property
    def positions(self) -> dict[int, int]:
        """Where each number stands among the members."""
        return {number: position for position, number in enumerate(self.numbers)}

    @property
    def fours(self) -> int:
        """How many groups have four; the others have three."""
        return len(self.members) % 3

    @property
    def threes(self) -> int:
        return (len(self.members) - 4 * self.fours) // 3

    @cached_property
    def blocks(self) -> tuple[frozenset[int], ...]:
        """What stays in one group, those that share a member as one."""
        found: list[frozenset[int]] = []
        for one in self.together:
            touching = [block for block in found if block & one]
            found = [block for block in found if not block & one] + [one.union(*touching)]
        return tuple(found)
