"""Shape of the page of questions: what each reader may know before their release, and the list after it."""

from dataclasses import dataclass, field
from datetime import date

from challenges.models import ProtocolStep, Question, Turn
from challenges.parts import Part, Right
from challenges.states import State


@dataclass(frozen=True)
class Asked:
    """A question with what it is about in words; ``writers`` only where they may be known."""

    question: Question
    chapter: str
    writers: str = ""


@dataclass(frozen=True)
class QuestionsPage:
    turn: Turn
    items: list[Asked] = field(default_factory=list)  # the list, for whoever may read it now
    drafts: list[Asked] = field(default_factory=list)  # those that are not on it
    merged: list[Asked] = field(default_factory=list)
    number_of_drafts: int | None = None  # for the manager, who reads none
    due_on: date | None = None
    may_draft: bool = False
    may_merge: bool = False
    may_answer: bool = False
    may_note: bool = False

    @property
    def is_out(self) -> bool:
        return self.turn.questions_out_at is not None


def questions_page(turn: Turn, person) -> QuestionsPage:
    """Before the release, drafts for their writers and the lead alone. Expects the turn as ``views.finding`` does."""
    is_out, is_live = turn.questions_out_at is not None, not turn.challenge.is_over
    leads = Right.MERGE_QUESTIONS in turn.rights
    drafts = drafts_for(turn, person)
    return QuestionsPage(
        turn=turn,
        items=items_of(turn, names=leads) if leads or is_out else [],
        drafts=[one for one in drafts if one.question.merged_into_id is None],
        merged=[one for one in drafts if one.question.merged_into_id],
        number_of_drafts=turn.questions.drafts().count()
        if Part.MANAGER in turn.parts and not is_out
        else None,
        due_on=None if is_out else day_of_release(turn),
        may_draft=Right.DRAFT_QUESTIONS in turn.rights and is_live and not is_out,
        may_merge=leads and is_live and not is_out,
        may_answer=Right.ANSWER_QUESTIONS in turn.rights and is_live and is_out,
        may_note=leads and is_out and turn.challenge.state in (State.UNDER_WAY, State.FOLLOWED_UP),
    )


def drafts_for(turn: Turn, person) -> list[Asked]:
    if Right.DRAFT_QUESTIONS not in turn.rights:
        return []
    drafts = turn.questions.drafts().select_related("by", "line", "indicator").order_by("at", "pk")
    if Right.MERGE_QUESTIONS not in turn.rights:
        drafts = drafts.filter(by=person)
    chapters = chapters_of(turn)
    return [asked(one, chapters, writers=one.by.name) for one in drafts]


def items_of(turn: Turn, *, names: bool) -> list[Asked]:
    rows = turn.questions.on_list().select_related("line", "indicator", "answered_by", "heard_by")
    if names:
        rows = rows.prefetch_related("merged_from__by")
    chapters = chapters_of(turn)
    return [asked(one, chapters, writers=writers_of(one) if names else "") for one in rows]


def writers_of(question: Question) -> str:
    return ", ".join(dict.fromkeys(draft.by.name for draft in question.merged_from.all()))


def asked(question: Question, chapters: dict[int, str], writers: str) -> Asked:
    title = chapters.get(question.chapter, "")
    return Asked(question, f"{question.chapter}. {title}" if title else "", writers)


def chapters_of(turn: Turn) -> dict[int, str]:
    """The titles of the chapters of what is read, by their numbers."""
    if turn.evaluation is None:
        return {}
    return dict(turn.evaluation.template.chapters.values_list("number", "title"))


def day_of_release(turn: Turn) -> date | None:
    steps = turn.challenge.steps.filter(of__kind=ProtocolStep.Kind.QUESTIONS_OUT)
    return steps.values_list("due_on", flat=True).first()
