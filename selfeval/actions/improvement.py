"""Exceptions that must be commented on, and the thread from last year's rows to this year's."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from audit.models import record
from datapacks.lines import Line
from datapacks.register import register_of
from indicators.models import Comparison, IndicatorSet
from indicators.polarity import Polarity
from indicators.stats import region_exceptions
from regions.models import Person, Region
from selfeval.actions.writing import Locked, hold_open
from selfeval.models import Answer, Chapter, ExceptionComment, Prompt, SelfEvaluation, ThreadRow

FIFTHS = {
    Polarity.NONE: ("Among the highest fifth of the region", "Among the lowest fifth of the region"),
    Polarity.HIGH: ("Among the best fifth of the region", "Among the worst fifth of the region"),
    Polarity.LOW: ("Among the best fifth of the region", "Among the worst fifth of the region"),
}
FOLLOWED = (Prompt.Role.STRENGTHS, Prompt.Role.AREAS)
SIGNED = "The document is signed. Reopen it to change this."


class SavedMeanwhile(Exception):  # noqa: N818
    """Someone else saved a moment ago; the words are fit to show, and nothing was written over."""


@transaction.atomic
def build_exceptions(*, evaluations: Iterable[SelfEvaluation], by: Person | None) -> int:
    """Bring the lists up to the newest figures, in one region's documents that ask for them; returns how many.

    A figure that stands out no longer leaves the list unless it was commented on.
    """
    asking = [one for one in evaluations if asks_for(one, Prompt.Kind.EXCEPTIONS) and one.can_be_edited]
    if not asking:
        return 0
    lines = lines_by_authority(asking[0].authority.region)
    fifths = fifths_of(lines)
    total = 0
    for evaluation in asking:
        register = register_of(evaluation.authority)
        found = {}
        for one in lines[evaluation.authority_id]:
            reasons = reasons_for(Line(one, register), fifths)
            if reasons:
                found[one.indicator_id] = reasons
        keep_exceptions(evaluation, found)
        record("exceptions_listed", evaluation, by=by, number=len(found))
        total += len(found)
    return total


def asks_for(evaluation: SelfEvaluation, kind: Prompt.Kind) -> bool:
    return Prompt.objects.filter(chapter__template=evaluation.template_id, kind=kind).exists()


def lines_by_authority(region: Region) -> dict[int, list[Comparison]]:
    """The region's newest comparisons, in its set of indicators, by authority."""
    chosen = IndicatorSet.objects.for_region(region)
    found = Comparison.objects.filter(
        authority__in=region.authorities.current(), indicator__sets=chosen
    ).select_related("indicator")
    by_authority = defaultdict(list)
    for one in found:
        by_authority[one.authority_id].append(one)
    return by_authority


def fifths_of(lines: dict[int, list[Comparison]]) -> dict[tuple[int, int], str]:
    """The words for a figure in a fifth of the region, by (indicator, authority)."""
    values: dict = defaultdict(dict)
    for one in (one for of in lines.values() for one in of):
        if one.value is not None and one.symbol != "u":
            values[one.indicator][one.authority_id] = one.value
    words = {}
    for indicator, by_area in values.items():
        polarity = Polarity(indicator.polarity)
        ends = region_exceptions(by_area, polarity)
        for areas, said in zip((ends.top, ends.bottom), FIFTHS[polarity], strict=True):
            words |= {(indicator.pk, area): said for area in areas}
    return words


def reasons_for(line: Line, fifths: dict[tuple[int, int], str]) -> list[str]:
    """Why the figure needs a comment, in words; empty when it does not."""
    one = line.of
    fifth = fifths.get((one.indicator_id, one.authority_id))
    return [
        *([fifth] if fifth else []),
        *(["In the weakest quarter of all authorities (band D)"] if one.quartile_band == "D" else []),
        *(["Getting worse"] if one.outlook == "getting_worse" else []),
        *([line.shift_words] if line.shift_words else []),
    ]


def keep_exceptions(evaluation: SelfEvaluation, found: dict[int, list[str]]) -> None:
    """One row a figure. What anybody wrote stays, whatever the figures do."""
    there = {one.indicator_id: one for one in evaluation.exceptions.all()}
    gone = [one.pk for key, one in there.items() if key not in found and not one.is_done]
    ExceptionComment.objects.filter(pk__in=gone, text="", no_comment_because="").delete()
    changed = [one for key, one in there.items() if key in found and one.reasons != found[key]]
    for one in changed:
        one.reasons = found[one.indicator_id]
    ExceptionComment.objects.bulk_update(changed, ["reasons"])
    ExceptionComment.objects.bulk_create(
        ExceptionComment(evaluation=evaluation, indicator_id=key, reasons=reasons)
        for key, reasons in found.items()
        if key not in there
    )


@transaction.atomic
def comment_on(
    *, exception: ExceptionComment, text: str, no_comment_because: str, built_on: int, by: Person
) -> None:
    """Keep the comment, or the reason for none. Raises Locked, and SavedMeanwhile for an outdated version."""
    evaluation = SelfEvaluation.objects.select_for_update(of=("self",)).get(pk=exception.evaluation_id)
    if not evaluation.can_be_edited:
        raise Locked(SIGNED)
    saved = ExceptionComment.objects.filter(pk=exception.pk, version=built_on).update(
        text=text,
        no_comment_because=no_comment_because,
        version=F("version") + 1,
        saved_at=timezone.now(),
        saved_by=by,
    )
    if not saved:
        raise SavedMeanwhile(
            "Someone else saved a comment on this figure while you were writing. Theirs is shown above your text. "
            "Save again to put yours in its place."
        )
    record("exception_commented", exception, by=by)


@transaction.atomic
def build_thread(*, evaluation: SelfEvaluation, by: Person | None) -> int:
    """Bring last year's strengths and areas in, once; returns how many came."""
    earlier = (
        SelfEvaluation.objects.filter(
            authority=evaluation.authority_id, cycle__starts_on__lt=evaluation.cycle.starts_on
        )
        .order_by("-cycle__starts_on", "-pk")
        .first()
    )
    if earlier is None or ThreadRow.objects.filter(chapter__evaluation=evaluation).exists():
        return 0
    chapters = {chapter.of.title: chapter for chapter in evaluation.chapters.select_related("of")}
    gathering = {role: gathering_chapter(evaluation, role) for role in FOLLOWED}
    led = {row.now: row.earlier for row in ThreadRow.objects.filter(chapter__evaluation=earlier) if row.now}
    rows = [
        ThreadRow(
            chapter=chapters.get(answer.chapter.of.title) or gathering[answer.prompt.role],
            role=answer.prompt.role,
            earlier=words,
            before=led.get(words, ""),
        )
        for answer in answers_with_rows(earlier)
        for words in rows_in_words(answer)
    ]
    ThreadRow.objects.bulk_create(rows)
    if rows:
        record("thread_begun", evaluation, by=by, rows=len(rows))
    return len(rows)


def gathering_chapter(evaluation: SelfEvaluation, role: str) -> Chapter:
    """Where rows of a chapter go that is there no more: the chapter that gathers them from all, else the first."""
    gathers = evaluation.chapters.filter(of__prompts__kind=Prompt.Kind.ROLLUP, of__prompts__role=role)
    return gathers.first() or evaluation.chapters.first()


def answers_with_rows(evaluation: SelfEvaluation):
    """The answers that hold its strengths and areas for development."""
    return Answer.objects.filter(
        chapter__evaluation=evaluation, prompt__kind=Prompt.Kind.TABLE, prompt__role__in=FOLLOWED
    ).select_related("prompt", "chapter__of")


def rows_in_words(answer: Answer) -> list[str]:
    """Each row by its first column, which says what it is."""
    if not answer.prompt.columns:
        return []
    key = answer.prompt.columns[0]["key"]
    return [row[key] for row in answer.rows if row.get(key)]


@transaction.atomic
def follow(*, row: ThreadRow, state: str, now: str, by: Person) -> None:
    """Say what became of last year's row, and which of this year's it is. Raises Locked."""
    chapter = hold_open(row.chapter_id)
    ThreadRow.objects.filter(pk=row.pk).update(
        state=state, now="" if state == ThreadRow.State.CLOSED else now, saved_at=timezone.now(), saved_by=by
    )
    record("thread_followed", chapter, by=by, row=row.pk, state=state)
