"""The page of one authority's self-evaluation: its chapters, what is missing, who reads it."""

import json
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, Sum

from cycles.models import Phase
from regions.roles import ROLE_LABELS
from selfeval import statuses
from selfeval.actions.carrying import earlier_of
from selfeval.actions.moving import parts_in
from selfeval.blockers import Blocker, blockers
from selfeval.content import sha256_of, text_of
from selfeval.models import (
    Answer,
    Chapter,
    ChapterPart,
    Endorsement,
    Release,
    SelfEvaluation,
    Share,
    Signature,
)
from selfeval.models.evaluations import CHAPTER_STATES, DOCUMENT_STATES, endorsements_awaited
from selfeval.models.releases import read_by_others
from selfeval.presenters.states import MOVE_WORDS, STATE_COLOURS, coloured
from selfeval.reports import safe


@dataclass(frozen=True)
class ChapterRow:
    chapter: Chapter
    words: int
    people: str
    comments: int
    state: tuple[str, str]
    is_readable: bool


@dataclass(frozen=True)
class EvaluationPage:
    evaluation: SelfEvaluation
    state: tuple[str, str]
    rows: list[ChapterRow]
    total_words: int
    agreed: int
    bar: list[tuple[str, str, int]]
    blockers: list[Blocker]
    moves: list[tuple[str, str]]
    may_sign: bool
    reads_whole: bool
    read_as: str
    signature: Signature | None
    endorsed: list[Endorsement]
    awaited: list[str]
    in_force: Release | None
    releases: list[Release]
    shares: list[Share]
    share_day: date | None
    sign_off_day: date | None
    leads: bool
    directs: bool
    earlier: SelfEvaluation | None


def evaluation_page(evaluation: SelfEvaluation, person) -> EvaluationPage:
    """The authority's overview: every chapter's state and size, what is missing, and what may be done."""
    readable = set(
        Chapter.objects.visible_to(person).filter(evaluation=evaluation).values_list("pk", flat=True)
    )
    rows = [chapter_row(chapter, readable) for chapter in chapters_with_counts(evaluation)]
    parts = parts_in(evaluation, person)
    directs = statuses.Part.DIRECTOR in parts
    leads = directs or statuses.Part.COORDINATOR in parts
    possible = statuses.possible(statuses.DOCUMENT_MOVES, state=evaluation.state, parts=parts)
    missing = blockers(evaluation) if leads and evaluation.can_be_edited else []
    awaited = endorsements_awaited(evaluation)
    if awaited:
        possible = [name for name in possible if name != "submit"]
    may_sign = "sign" in possible and not missing
    releases = list(
        Release.objects.visible_to(person)
        .filter(evaluation=evaluation)
        .select_related("released_by")
        .defer("content")
    )
    in_force = evaluation.releases.in_force().defer("content").first()
    return EvaluationPage(
        evaluation=evaluation,
        state=told(evaluation),
        rows=rows,
        total_words=sum(row.words for row in rows),
        agreed=sum(row.chapter.state in ("agreed", "locked") for row in rows),
        bar=bar_of(rows),
        blockers=missing,
        moves=[(name, MOVE_WORDS[name]) for name in sorted(possible, key=leads_back) if name != "sign"],
        may_sign=may_sign,
        reads_whole=is_unreleased(evaluation) and may_read_whole(evaluation, person),
        read_as=sha256_of(text_of(evaluation)) if may_sign else "",
        signature=signature_that_counts(evaluation),
        endorsed=list(evaluation.endorsements.select_related("by")),
        awaited=[ROLE_LABELS[role].lower() for role in sorted(awaited)],
        in_force=in_force,
        releases=releases,
        shares=list(evaluation.shares.filter(ended_at=None).select_related("authority")) if leads else [],
        share_day=evaluation.cycle.day_of(Phase.Kind.SHARE),
        sign_off_day=evaluation.cycle.day_of(Phase.Kind.SIGN_OFF),
        leads=leads,
        directs=directs,
        earlier=earlier_of(evaluation) if leads and has_empty_answers(evaluation) else None,
    )


def told(evaluation: SelfEvaluation) -> tuple[str, str]:
    """The state's word and colour, as people are told it."""
    is_released = evaluation.state == statuses.Document.SUBMITTED
    is_read = is_released and SelfEvaluation.objects.filter(read_by_others(), pk=evaluation.pk).exists()
    state = statuses.shown(evaluation.state, is_read_by_others=is_read)
    return dict(DOCUMENT_STATES)[state], STATE_COLOURS[state]


def signature_that_counts(evaluation: SelfEvaluation) -> Signature | None:
    """The newest, unless the document was reopened since."""
    if evaluation.can_be_edited:
        return None
    return evaluation.signatures.select_related("signed_by").defer("content").first()


def leads_back(move: str) -> bool:
    """Whether the move undoes work; what goes on stands before it on the page."""
    return move in ("reopen", "revise")


def is_unreleased(evaluation: SelfEvaluation) -> bool:
    return evaluation.state not in (statuses.Document.SUBMITTED, statuses.Document.ARCHIVED)


def may_read_whole(evaluation: SelfEvaluation, person) -> bool:
    return SelfEvaluation.objects.visible_to(person).filter(pk=evaluation.pk).exists()


@dataclass(frozen=True)
class WholePage:
    """The document for who signs or endorses it: as it was signed, or as it would be."""

    evaluation: SelfEvaluation
    signature: Signature | None
    document: dict
    sha256: str


def whole_page(evaluation: SelfEvaluation) -> WholePage:
    signature = signature_that_counts(evaluation)
    text = signature.content if signature else text_of(evaluation)
    return WholePage(evaluation, signature, safe(json.loads(text)), sha256_of(text))


def has_empty_answers(evaluation):
    return (
        evaluation.can_be_edited and Answer.objects.filter(chapter__evaluation=evaluation, version=0).exists()
    )


def bar_of(rows: list[ChapterRow]) -> list[tuple[str, str, int]]:
    """(state, its word, how many chapters), from the least done to the most; locked ones are agreed."""
    order = ("not_started", "drafting", "returned", "with_owner", "agreed")
    states = [row.chapter.state.replace("locked", "agreed") for row in rows]
    words = dict(CHAPTER_STATES)
    return [(state, words[state].lower(), states.count(state)) for state in order if state in states]


def chapters_with_counts(evaluation):
    return (
        evaluation.chapters.select_related("of")
        .prefetch_related("parts__person")
        .annotate(
            words=Sum("answers__words", default=0),
            open_comments=Count("comments", filter=Q(comments__settled_at=None), distinct=True),
        )
        .order_by("of__number")
    )


def chapter_row(chapter, readable) -> ChapterRow:
    people = sorted(chapter.parts.all(), key=lambda part: part.part != ChapterPart.Part.OWNER)
    return ChapterRow(
        chapter=chapter,
        words=chapter.words,
        people=", ".join(part.person.name for part in people),
        comments=chapter.open_comments,
        state=coloured(chapter),
        is_readable=chapter.pk in readable,
    )
