"""The states of a plan, a ballot's answers, an update and support, with what may follow. Pure: no Django."""

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


class UpdateState(StrEnum):
    DRAFT = auto()
    FILED = auto()


NOT_REPORTED = "Not reported yet"
RAG_COLOURS = {Rag.GREEN: "green", Rag.AMBER: "yellow", Rag.RED: "red", Rag.DONE: "blue"}  # of tags


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


class DevelopmentState(StrEnum):
    DRAFT = auto()
    SHARED = auto()  # the directors of the authority's group read it and comment
    CLOSED = auto()


# From which to which; each move's name stands on its button.
DEVELOPMENT_MOVES = {
    "share": (frozenset({DevelopmentState.DRAFT}), DevelopmentState.SHARED),
    "take_back": (frozenset({DevelopmentState.SHARED}), DevelopmentState.DRAFT),
    "close": (frozenset({DevelopmentState.DRAFT, DevelopmentState.SHARED}), DevelopmentState.CLOSED),
}


class WorkState(StrEnum):
    """How far an action of a group, or a line of a development plan, is. The values are those of an agreed action."""

    PLANNED = auto()
    UNDER_WAY = auto()
    DONE = auto()
    STOPPED = auto()


WORK_WORDS = {
    WorkState.PLANNED: "Not started",
    WorkState.UNDER_WAY: "Under way",
    WorkState.DONE: "Done",
    WorkState.STOPPED: "Stopped",
}


class Aspect(StrEnum):
    """Under which of four a peer comments on a plan."""

    CLARITY = auto()
    AMBITION = auto()
    MEASURE = auto()
    REALISM = auto()


ASPECT_WORDS = {
    Aspect.CLARITY: "Clarity: is it plain what is done, and by whom?",
    Aspect.AMBITION: "Ambition: is it enough of a difference for children?",
    Aspect.MEASURE: "Measure: will they know whether it worked?",
    Aspect.REALISM: "Realism: can it be done by then?",
}
