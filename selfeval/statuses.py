"""The states of a self-evaluation and of its chapters, and the only moves between them. Pure: no Django."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto


class Document(StrEnum):
    DRAFTING = auto()
    REVIEW = auto()
    SIGNED = auto()
    ENDORSED = auto()
    SUBMITTED = auto()
    SHARED = auto()  # worked out when it is asked for, and never stored
    ARCHIVED = auto()


class Chapter(StrEnum):
    NOT_STARTED = auto()
    DRAFTING = auto()
    WITH_OWNER = auto()
    AGREED = auto()
    RETURNED = auto()
    LOCKED = auto()


class Part(StrEnum):
    """What someone is to a self-evaluation, which is what the moves ask."""

    DIRECTOR = auto()
    COORDINATOR = auto()
    OWNER = auto()
    CONTRIBUTOR = auto()
    MEMBER = auto()
    PORTAL = auto()


@dataclass(frozen=True)
class Move:
    """From some states to one, by people of some parts. ``name`` is the word for it."""

    name: str
    start: frozenset[str]
    end: str
    parts: frozenset[Part]


class MoveNotAllowed(Exception):  # noqa: N818
    """The move is not in the table; the words are fit to show."""


def move(name: str, *start: str, to: str, by: set[Part]) -> Move:
    return Move(name, frozenset(start), to, frozenset(by))


LEADERS = {Part.DIRECTOR, Part.COORDINATOR}

CHAPTER_MOVES = (
    move(
        "hand_over",
        Chapter.DRAFTING,
        Chapter.RETURNED,
        to=Chapter.WITH_OWNER,
        by={*LEADERS, Part.OWNER, Part.CONTRIBUTOR},
    ),
    move(
        "agree",
        Chapter.NOT_STARTED,
        Chapter.DRAFTING,
        Chapter.WITH_OWNER,
        Chapter.RETURNED,
        to=Chapter.AGREED,
        by={*LEADERS, Part.OWNER},
    ),
    move("return", Chapter.WITH_OWNER, Chapter.AGREED, to=Chapter.RETURNED, by={*LEADERS, Part.OWNER}),
)

DOCUMENT_MOVES = (
    move("send_for_review", Document.DRAFTING, to=Document.REVIEW, by=LEADERS),
    move(
        "reopen",
        Document.REVIEW,
        Document.SIGNED,
        Document.ENDORSED,
        to=Document.DRAFTING,
        by={Part.DIRECTOR},
    ),
    move("sign", Document.REVIEW, to=Document.SIGNED, by={Part.DIRECTOR}),
    move("endorse", Document.SIGNED, to=Document.ENDORSED, by={Part.MEMBER}),
    move("submit", Document.SIGNED, Document.ENDORSED, to=Document.SUBMITTED, by={Part.DIRECTOR}),
    move("revise", Document.SUBMITTED, to=Document.DRAFTING, by={Part.DIRECTOR}),
    move(
        "archive",
        Document.SUBMITTED,
        Document.DRAFTING,
        Document.REVIEW,
        to=Document.ARCHIVED,
        by={Part.PORTAL},
    ),
)


def find(moves: tuple[Move, ...], name: str, *, state: str, parts: set[Part]) -> Move:
    """The move of this name. Raises MoveNotAllowed from another state, or for someone of none of its parts."""
    found = next((one for one in moves if one.name == name), None)
    if found is None or state not in found.start:
        raise MoveNotAllowed(
            "That cannot be done now. Someone may have done it already: look at the page again."
        )
    if not parts & found.parts:
        raise MoveNotAllowed("That is for someone else to do.")
    return found


def possible(moves: tuple[Move, ...], *, state: str, parts: set[Part]) -> list[str]:
    """The names of the moves that someone of these parts can make from this state."""
    return [one.name for one in moves if state in one.start and parts & one.parts]


def shown(state: str, *, is_read_by_others: bool) -> str:
    """The state as people are told it: a released document that another authority may read by now is shared."""
    return Document.SHARED if state == Document.SUBMITTED and is_read_by_others else state


def is_late(state: str, *, due: date | None, today: date) -> bool:
    """Whether a document's signing day has passed without its signature."""
    return due is not None and today > due and state in (Document.DRAFTING, Document.REVIEW)
