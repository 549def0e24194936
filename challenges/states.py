"""The states of a challenge, its findings and its written feedback, and the only moves between them.

Pure: no Django.
"""

from dataclasses import dataclass
from enum import StrEnum, auto

from challenges.parts import Part


class State(StrEnum):
    PLANNED = auto()
    CONFIRMED = auto()
    UNDER_WAY = auto()
    FOLLOWED_UP = auto()  # after its last day: the note, actions, evaluation
    CLOSED = auto()
    CANCELLED = auto()


class Note(StrEnum):
    DRAFT = auto()
    WITH_HOST = auto()  # the host checks facts, and nothing else
    FINAL = auto()
    RELEASED = auto()


class FindingState(StrEnum):
    SUGGESTED = auto()  # by anyone of the team
    EMERGING = auto()
    EVIDENCED = auto()  # by two types of source at least
    DROPPED = auto()


class MoveRefused(Exception):  # noqa: N818
    """``reasons`` are fit to show, each says what to do."""

    def __init__(self, *reasons: str):
        super().__init__(" ".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True)
class Move:
    """From some states to one, by people of some parts. ``name`` is the word for it."""

    name: str
    start: frozenset[str]
    end: str
    parts: frozenset[Part]


def move(name: str, *start: str, to: str, by: set[Part]) -> Move:
    return Move(name, frozenset(start), to, frozenset(by))


CHALLENGE_MOVES = (
    move("confirm", State.PLANNED, to=State.CONFIRMED, by={Part.MANAGER}),
    move("begin", State.CONFIRMED, to=State.UNDER_WAY, by={Part.MANAGER, Part.LEAD}),
    move("end", State.UNDER_WAY, to=State.FOLLOWED_UP, by={Part.MANAGER, Part.LEAD}),
    move("close", State.FOLLOWED_UP, to=State.CLOSED, by={Part.MANAGER}),
    move("cancel", State.PLANNED, State.CONFIRMED, to=State.CANCELLED, by={Part.MANAGER}),
)

NOTE_MOVES = (
    move("send", Note.DRAFT, to=Note.WITH_HOST, by={Part.LEAD}),
    move("take_back", Note.WITH_HOST, to=Note.DRAFT, by={Part.LEAD}),
    move("make_final", Note.WITH_HOST, to=Note.FINAL, by={Part.LEAD}),
    move("release", Note.FINAL, to=Note.RELEASED, by={Part.HOST}),
)

FOUND = (FindingState.SUGGESTED, FindingState.EMERGING, FindingState.EVIDENCED)
FINDING_MOVES = (
    move("take_up", FindingState.SUGGESTED, to=FindingState.EMERGING, by={Part.LEAD}),
    move("evidence", FindingState.EMERGING, to=FindingState.EVIDENCED, by={Part.LEAD}),
    move("take_back", FindingState.EVIDENCED, to=FindingState.EMERGING, by={Part.LEAD}),
    move("drop", *FOUND, to=FindingState.DROPPED, by={Part.LEAD}),
    move("bring_back", FindingState.DROPPED, to=FindingState.EMERGING, by={Part.LEAD}),
)

NOT_NOW = "That cannot be done now. Someone may have done it already: look at the page again."
NOT_YOURS = "That is for someone else to do."


def find(moves: tuple[Move, ...], name: str, *, state: str, parts: set[Part] | frozenset[Part]) -> Move:
    """The move of this name. Raises MoveRefused from another state, or for someone of none of its parts."""
    found = next((one for one in moves if one.name == name), None)
    if found is None or state not in found.start:
        raise MoveRefused(NOT_NOW)
    if not parts & found.parts:
        raise MoveRefused(NOT_YOURS)
    return found


def possible(moves: tuple[Move, ...], *, state: str, parts: set[Part] | frozenset[Part]) -> list[str]:
    """The names of the moves that someone of these parts can make from this state."""
    return [one.name for one in moves if state in one.start and parts & one.parts]
