"""The states of a practice example, and what leads from one to another. Pure: no Django."""

from enum import StrEnum, auto


class PracticeState(StrEnum):
    DRAFT = auto()
    PROPOSED = auto()  # waits for the authority's director
    RELEASED = auto()  # the region reads it from its day on
    WITHDRAWN = auto()


BEING_WRITTEN = frozenset({PracticeState.DRAFT, PracticeState.PROPOSED})

# From which to which; releasing, which needs a day and a director, has a page of its own.
PRACTICE_MOVES = {
    "propose": (frozenset({PracticeState.DRAFT}), PracticeState.PROPOSED),
    "withdraw": (BEING_WRITTEN | {PracticeState.RELEASED}, PracticeState.WITHDRAWN),
    "write_again": (frozenset({PracticeState.WITHDRAWN}), PracticeState.DRAFT),
}
