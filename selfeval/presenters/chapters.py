"""The page of one chapter: its questions, the figures beside them, who is here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from django.utils import timezone

from datapacks.lines import Line, indicator
from datapacks.register import register_of
from datapacks.reports import trend_picture
from indicators.models import Comparison
from selfeval import rich_text, statuses
from selfeval.actions.carrying import earlier_of
from selfeval.actions.moving import parts_in
from selfeval.gathered import Gathered, gathered
from selfeval.models import (
    Answer,
    Chapter,
    ChapterPart,
    Clash,
    Comment,
    Evidence,
    Invitation,
    Prompt,
    SelfEvaluation,
)
from selfeval.presenters.states import MOVE_WORDS, coloured
from selfeval.wording import style_hint

HERE = timedelta(seconds=45)


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
    may_discuss: bool
    may_give_parts: bool
    may_invite: bool
    invitations: list[Invitation]
    others_here: list["Other"]
    gathered: Gathered
    earlier: SelfEvaluation | None  # whose answers the empty ones may start from
    previous: Chapter | None
    next: Chapter | None


def chapter_page(chapter: Chapter, person) -> ChapterPage:
    found = chapter.answers.select_related("prompt", "saved_by", "carried_from__region")
    answers = {answer.prompt_id: answer for answer in found}
    clashes = {one.answer_id: one for one in Clash.objects.filter(answer__chapter=chapter, settled_at=None)}
    may_discuss = Chapter.objects.discussed_by(person).filter(pk=chapter.pk).exists()
    comments = list(chapter.comments.select_related("by").filter(settled_at=None)) if may_discuss else []
    parts = parts_in(chapter.evaluation, person, chapter)
    may_edit = chapter.evaluation.can_be_edited and chapter.state != statuses.Chapter.LOCKED
    edits = may_edit and Chapter.objects.editable_by(person).filter(pk=chapter.pk).exists()
    readable = list(
        Chapter.objects.visible_to(person).filter(evaluation=chapter.evaluation_id).select_related("of")
    )
    place = readable.index(chapter)
    may_give_parts = may_edit and bool(parts & {*statuses.LEADERS, statuses.Part.OWNER})
    may_invite = may_edit and bool(parts & {*statuses.LEADERS})
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
        may_edit=edits,
        may_discuss=may_discuss,
        may_give_parts=may_give_parts,
        may_invite=may_invite,
        invitations=list(chapter.invitations.waiting()) if may_invite else [],
        others_here=others_here(chapter, person),
        gathered=gathered(chapter, person, may_edit=edits),
        earlier=earlier_read(chapter, person) if edits and has_empty(answers.values()) else None,
        previous=readable[place - 1] if place else None,
        next=readable[place + 1] if place + 1 < len(readable) else None,
    )


def earlier_read(chapter: Chapter, person) -> SelfEvaluation | None:
    """The last self-evaluation, if the person reads its chapter of the same title."""
    earlier = earlier_of(chapter.evaluation)
    read = Chapter.objects.visible_to(person).filter(evaluation=earlier, of__title=chapter.of.title)
    return earlier if earlier and read.exists() else None


def has_empty(answers: Iterable[Answer]) -> bool:
    return any(one.version == 0 for one in answers)


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
    register = register_of(chapter.evaluation.authority)
    lines = sorted((Line(one, register) for one in found), key=lambda line: line.indicator.position)
    return [Figure(line, trend_picture(indicator(line))) for line in lines]


class Other(NamedTuple):
    """Someone else who has the chapter open, and the prompt where they were last."""

    name: str
    prompt: int | None


def others_here(chapter: Chapter, person) -> list[Other]:
    seen = chapter.presences.filter(seen_at__gte=timezone.now() - HERE).exclude(person=person)
    return [Other(one.person.name, one.prompt_id) for one in seen.select_related("person")]
