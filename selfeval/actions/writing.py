"""Writing: saving an answer on the version it was built on, settling a clash, commenting.

The chapter's row is locked for the length of a save, so that signing (which locks the chapters) and saving cannot
pass each other. The version is compared in the UPDATE itself: of two saves on one version, one is refused whatever
their timing, and the refused text is kept as a clash.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from audit.models import record
from cycles.models import Cycle
from regions.models import Person
from selfeval import rich_text, statuses
from selfeval.models import Answer, AnswerVersion, Chapter, Clash, Comment, Prompt
from selfeval.printable import without_controls
from selfeval.wording import plain_words

ONE_SITTING = timedelta(minutes=5)


LOCKED = "This chapter is locked: it is being signed, or has been. Copy your text before you leave."


class Locked(Exception):  # noqa: N818
    """The chapter cannot be changed now; the words are fit to show."""


@dataclass(frozen=True)
class Draft:
    """What someone wrote: any HTML, rows of a table, or a choice with its reason as text."""

    text: str = ""
    rows: tuple[dict, ...] = ()
    choice: str = ""


def hold_open(chapter_id: int) -> Chapter:
    """The chapter's row, held until the end of the transaction. Raises Locked."""
    chapter = Chapter.objects.select_for_update(of=("self",)).select_related("evaluation").get(pk=chapter_id)
    if chapter.state == statuses.Chapter.LOCKED or not chapter.evaluation.can_be_edited:
        raise Locked(LOCKED)
    return chapter


@transaction.atomic
def save_answer(
    *, answer: Answer, draft: Draft, built_on: int, by: Person, settles: bool = False
) -> Answer | Clash:
    """Keep the draft if it was built on the newest version; otherwise keep it as a clash.

    What says the same as the newest version is that version: a save sent again after its answer was lost is kept
    once. One that settles a clash is a version of its own, so that the text before it stays. Raises Locked, TooLong.
    """
    chapter = hold_open(answer.chapter_id)
    values = cleaned(draft, answer.prompt)
    now = timezone.now()
    values |= {"is_unreviewed": False, "carried_from": still_from(answer, values, built_on)}
    saved = Answer.objects.filter(pk=answer.pk, version=built_on).update(
        **values, version=F("version") + 1, saved_at=now, saved_by=by
    )
    current = Answer.objects.select_related("prompt", "saved_by", "chapter").get(pk=answer.pk)
    if not saved:
        return current if is_the_same(current, values) else keep_clash(current, values, built_on, by)
    keep_version(current, by, goes_on=not settles)
    if chapter.state == statuses.Chapter.NOT_STARTED:
        Chapter.objects.filter(pk=chapter.pk).update(state=statuses.Chapter.DRAFTING, state_since=now)
        current.chapter.state = statuses.Chapter.DRAFTING
    return current


def cleaned(draft: Draft, prompt: Prompt) -> dict:
    """The columns of an answer: clean HTML, only the prompt's own columns, only a choice that it offers."""
    text = rich_text.clean(draft.text)
    keys = [column["key"] for column in prompt.columns]
    rows = [{key: without_controls(row.get(key, "")).strip()[:2000] for key in keys} for row in draft.rows]
    rows = [row for row in rows if any(row.values())]
    counted = rich_text.words(text) + sum(len(value.split()) for row in rows for value in row.values())
    return {
        "text": text,
        "rows": rows,
        "choice": draft.choice if draft.choice in prompt.choices else "",
        "words": counted,
    }


def still_from(answer: Answer, values: dict, built_on: int) -> Cycle | None:
    """The cycle that the answer was carried from, if what is saved is still that answer."""
    is_still = answer.version == built_on and is_the_same(answer, values)
    return answer.carried_from if is_still else None


def is_the_same(current: Answer, values: dict) -> bool:
    return current.content == {key: values[key] for key in current.content}


def keep_version(answer: Answer, by: Person, *, goes_on: bool) -> None:
    """A row of history. What one person saves within five minutes is one row, unless half of it went."""
    now = answer.saved_at
    latest = answer.versions.first()
    kept = {**answer.content, "number": answer.version, "saved_at": now}
    goes_on = goes_on and latest is not None and latest.saved_by_id == by.pk and not latest.is_carried
    if goes_on and now - latest.begun_at < ONE_SITTING and answer.words * 2 >= len(plain_words(latest)):
        AnswerVersion.objects.filter(pk=latest.pk).update(**kept)
    else:
        AnswerVersion.objects.create(answer=answer, begun_at=now, saved_by=by, **kept)


def keep_clash(answer: Answer, values: dict, built_on: int, by: Person) -> Clash:
    """The refused text; sent again, it is the same clash, settled or not."""
    content = {key: values[key] for key in answer.content}
    for clash in answer.clashes.filter(saved_by=by, built_on=built_on):
        if clash.content == content:
            return clash
    return Clash.objects.create(answer=answer, built_on=built_on, saved_by=by, **content)


@transaction.atomic
def settle(*, clash: Clash, draft: Draft, built_on: int, by: Person) -> Answer | Clash:
    """Keep what a person made of the two texts, and close the clash. A newer save meanwhile is a clash again.

    Earlier texts that the same person built on the same version are closed with it: they are drafts of its text.
    """
    kept = save_answer(answer=clash.answer, draft=draft, built_on=built_on, by=by, settles=True)
    if isinstance(kept, Answer):
        drafts = clash.answer.clashes.filter(
            pk__lte=clash.pk, saved_by=clash.saved_by_id, built_on=clash.built_on, settled_at=None
        )
        drafts.update(settled_at=timezone.now(), settled_by=by)
        record("clash_settled", clash, by=by)
    return kept


@transaction.atomic
def confirm_unchanged(*, answer: Answer, by: Person) -> None:
    """Last year's answer, carried forward, still stands: from now on it says since when it is unchanged."""
    unlocked = Chapter.objects.exclude(state=statuses.Chapter.LOCKED)
    waiting = Answer.objects.filter(pk=answer.pk, is_unreviewed=True, chapter__in=unlocked)
    if waiting.update(is_unreviewed=False, saved_by=by):
        record("answer_confirmed", answer, by=by)


@transaction.atomic
def comment(*, chapter: Chapter, text: str, by: Person, prompt: Prompt | None = None) -> Comment:
    made = Comment.objects.create(chapter=chapter, prompt=prompt, by=by, text=text.strip())
    record("comment_added", made, by=by)
    return made


@transaction.atomic
def settle_comment(*, comment: Comment, by: Person) -> None:
    if Comment.objects.filter(pk=comment.pk, settled_at=None).update(
        settled_at=timezone.now(), settled_by=by
    ):
        record("comment_settled", comment, by=by)
