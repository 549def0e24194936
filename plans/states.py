"""The states of a plan, a ballot's answers and how a priority stands, with what may follow. Pure: no Django."""

from enum import StrEnum, auto


class PlanState(StrEnum):
    DRAFT = auto()
    BALLOT = auto()  # directors and lead members are answering
    CONFIRMED = auto()
    CLOSED = auto()


# From where to where; each move's name stands on its button.
MOVES = {
    "open_ballot": (PlanState.DRAFT, PlanState.BALLOT),
    "back_to_draft": (PlanState.BALLOT, PlanState.DRAFT),
    "confirm": (PlanState.BALLOT, PlanState.CONFIRMED),
    "close": (PlanState.CONFIRMED, PlanState.CLOSED),
}


class Vote(StrEnum):
    AGREE = auto()
    AMEND = auto()
    ABSTAIN = auto()


class Rag(StrEnum):
    GREEN = auto()
    AMBER = auto()
    RED = auto()
    DONE = auto()


RAG_WORDS = {
    Rag.GREEN: "On track",
    Rag.AMBER: "At risk",
    Rag.RED: "Off track",
    Rag.DONE: "Done",
}


class NeedState(StrEnum):
    OPEN = auto()
    MATCHED = auto()
    CLOSED = auto()
    TAKEN_BACK = auto()


class MatchState(StrEnum):
    SUGGESTED = auto()  # put to both sides
    AGREED = auto()  # both have said yes to its scope and dates
    CLOSED = auto()
    DECLINED = auto()


class WorkState(StrEnum):
    """How far an action of a group is."""

    PLANNED = auto()
    UNDER_WAY = auto()
    DONE = auto()
    STOPPED = auto()
