"""Shapes of the pages about self-evaluations."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Count, Q, Sum
from django.utils import timezone

from cycles.models import Phase
from datapacks.lines import Line, indicator
from datapacks.reports import trend_picture
from indicators.models import Comparison
from selfeval import rich_text, statuses
from selfeval.actions.carrying import earlier_of
from selfeval.actions.moving import parts_in
from selfeval.blockers import Blocker, blockers
from selfeval.models import (
    Answer,
    Chapter,
    ChapterPart,
    Clash,
    Comment,
    Evidence,
    Prompt,
    Release,
    SelfEvaluation,
    Share,
)
from selfeval.wording import style_hint

STATE_COLOURS = {
    "not_started": "grey",
    "drafting": "blue",
    "with_owner": "yellow",
    "returned": "orange",
    "agreed": "green",
    "locked": "green",
    "review": "yellow",
    "signed": "green",
    "endorsed": "green",
    "submitted": "turquoise",
    "archived": "grey",
}
MOVE_WORDS = {
    "hand_over": "Hand to the chapter’s owner",
    "agree": "Agree this chapter",
    "return": "Return it to be changed",
    "send_for_review": "Send to the director for review",
    "reopen": "Reopen it for changes",
    "sign": "Sign it",
    "endorse": "Endorse it",
    "submit": "Release it to the group",
    "revise": "Start a new version",
}
HERE = timedelta(seconds=45)


def coloured(thing):
    """(word, colour) of a state."""
    return thing.get_state_display(), STATE_COLOURS[thing.state]


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
    blockers: list[Blocker]
    moves: list[tuple[str, str]]
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
    return EvaluationPage(
        evaluation=evaluation,
        state=coloured(evaluation),
        rows=rows,
        total_words=sum(row.words for row in rows),
        agreed=sum(row.chapter.state in ("agreed", "locked") for row in rows),
        blockers=blockers(evaluation) if leads and evaluation.can_be_edited else [],
        moves=[(name, MOVE_WORDS[name]) for name in possible],
        releases=list(
            Release.objects.visible_to(person).filter(evaluation=evaluation).select_related("released_by")
        ),
        shares=list(evaluation.shares.filter(ended_at=None).select_related("authority")) if leads else [],
        share_day=evaluation.cycle.day_of(Phase.Kind.SHARE),
        sign_off_day=evaluation.cycle.day_of(Phase.Kind.SIGN_OFF),
        leads=leads,
        directs=directs,
        earlier=earlier_of(evaluation) if leads and has_empty_answers(evaluation) else None,
    )


def has_empty_answers(evaluation):
    return (
        evaluation.can_be_edited and Answer.objects.filter(chapter__evaluation=evaluation, version=0).exists()
    )


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


@dataclass(frozen=True)
class Field:
    """One prompt on the writing page, with its answer where it takes one."""

    prompt: Prompt
    answer: Answer | None
    clash: Clash | None
    comments: list[Comment]

    @property
    def plain(self) -> str:
        """The text for a box without scripts."""
        return rich_text.plain(self.answer.text)

    @property
    def is_long(self) -> bool:
        """Longer than the guide, which warns and never cuts."""
        return bool(self.prompt.word_guide) and self.answer.words > self.prompt.word_guide

    @property
    def hint(self) -> str:
        return style_hint(self.answer.text)

    @property
    def rows(self) -> list[list[tuple[dict, str]]]:
        """The table's rows as (column, value) pairs."""
        columns = self.prompt.columns
        return [[(column, row.get(column["key"], "")) for column in columns] for row in self.answer.rows]

    @property
    def rows_to_fill(self) -> list[list[tuple[dict, str]]]:
        """Those rows, and an empty one."""
        return [*self.rows, [(column, "") for column in self.prompt.columns]]


@dataclass(frozen=True)
class Figure:
    """An indicator beside the prompts: its sentence, flag and picture."""

    line: Line
    picture: str


@dataclass(frozen=True)
class ChapterPage:
    chapter: Chapter
    state: tuple[str, str]
    fields: list[Field]
    figures: list[Figure]
    comments: list[Comment]
    evidence: list[Evidence]
    moves: list[tuple[str, str]]
    parts: list[ChapterPart]
    may_edit: bool
    may_give_parts: bool
    others_here: list["Other"]
    previous: Chapter | None
    next: Chapter | None


def chapter_page(chapter: Chapter, person) -> ChapterPage:
    answers = {answer.prompt_id: answer for answer in chapter.answers.select_related("prompt", "saved_by")}
    clashes = {one.answer_id: one for one in Clash.objects.filter(answer__chapter=chapter, settled_at=None)}
    comments = list(chapter.comments.select_related("by").filter(settled_at=None))
    parts = parts_in(chapter.evaluation, person, chapter)
    may_edit = chapter.evaluation.can_be_edited and chapter.state != statuses.Chapter.LOCKED
    readable = list(
        Chapter.objects.visible_to(person).filter(evaluation=chapter.evaluation_id).select_related("of")
    )
    place = readable.index(chapter)
    return ChapterPage(
        chapter=chapter,
        state=coloured(chapter),
        fields=[
            field(prompt, answers.get(prompt.pk), clashes, comments) for prompt in chapter.of.prompts.all()
        ],
        figures=figures(chapter),
        comments=[one for one in comments if one.prompt_id is None],
        evidence=list(chapter.evidence.select_related("added_by")),
        moves=chapter_moves(chapter, parts) if may_edit else [],
        parts=list(chapter.parts.select_related("person")),
        may_edit=may_edit and Chapter.objects.editable_by(person).filter(pk=chapter.pk).exists(),
        may_give_parts=may_edit and bool(parts & {*statuses.LEADERS, statuses.Part.OWNER}),
        others_here=others_here(chapter, person),
        previous=readable[place - 1] if place else None,
        next=readable[place + 1] if place + 1 < len(readable) else None,
    )


def chapter_moves(chapter, parts):
    names = statuses.possible(statuses.CHAPTER_MOVES, state=chapter.state, parts=parts)
    return [(name, MOVE_WORDS[name]) for name in names]


def field(prompt: Prompt, answer: Answer | None, clashes: dict[int, Clash], comments: list[Comment]) -> Field:
    about = [one for one in comments if one.prompt_id == prompt.pk]
    return Field(prompt, answer, clashes.get(answer.pk) if answer else None, about)


def figures(chapter: Chapter) -> list[Figure]:
    """The chapter's indicators with the authority's newest figures, in the template's order."""
    found = Comparison.objects.filter(
        authority=chapter.evaluation.authority_id, indicator__in=chapter.of.indicators.all()
    ).select_related("indicator", "authority", "region_area")
    lines = sorted((Line(one) for one in found), key=lambda line: line.indicator.position)
    return [Figure(line, trend_picture(indicator(line))) for line in lines]


class Other(NamedTuple):
    """Someone else who has the chapter open, and the prompt where they were last."""

    name: str
    prompt: int | None


def others_here(chapter: Chapter, person) -> list[Other]:
    seen = chapter.presences.filter(seen_at__gte=timezone.now() - HERE).exclude(person=person)
    return [Other(one.person.name, one.prompt_id) for one in seen.select_related("person")]


@dataclass(frozen=True)
class MyPage:
    """What a person writes, leads and may read."""

    own: list[SelfEvaluation]
    chapters: list[Chapter]
    open_now: list[Release]
    later: list[Share]


def my_page(person) -> MyPage:
    own = SelfEvaluation.objects.of_own_authority(person).select_related("authority__region", "cycle__region")
    chapters = Chapter.objects.filter(
        pk__in=Chapter.objects.visible_to(person), parts__person=person
    ).select_related("of", "evaluation__authority", "evaluation__cycle__region")
    open_shares = Share.objects.open_to(person)
    releases = Release.objects.in_force().filter(evaluation__in=open_shares.values("evaluation"))
    later = Share.objects.live_for(person).exclude(evaluation__in=releases.values("evaluation"))
    return MyPage(
        own=list(own),
        chapters=list(chapters.order_by("evaluation", "of__number")),
        open_now=list(releases.select_related("evaluation__authority", "evaluation__cycle__region")),
        later=list(later.select_related("evaluation__authority", "evaluation__cycle__region")),
    )
