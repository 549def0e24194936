"""Questions: peers draft them, the lead merges and orders a list and releases it to the host, who may answer.

What is on the list is the lead's own wording; the drafts behind it stay as their writers left them.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from audit.models import record
from challenges.actions.ordering import last_place, move_in
from challenges.models import Question, Turn
from challenges.notices import QUESTIONS, hand_over
from regions.models import Person

RELEASED = "The questions are with the host, so they stay as they are."
ON_THE_LIST = "The lead has put this question on the list. Ask the lead to change it."
NOTHING_ON_THE_LIST = "No question is on the list yet. Put at least one on it, then release it."
CHANGED = "The list was changed since you opened the page. Look at it again, then release it."
GONE = "One of these drafts was taken away or is on the list already. Look at the page again."
OVERTAKEN = (
    "Someone else saved an answer while you were writing. Theirs is shown above your text. "
    "Save again to put yours in its place."
)


class QuestionRefused(Exception):  # noqa: N818
    """The words are fit to show."""


def held_open(turn_pk: int) -> Turn:
    """The turn's row, held until the end of the transaction. Raises QuestionRefused once questions are out."""
    row = Turn.objects.select_for_update(of=("self",)).get(pk=turn_pk)
    if row.questions_out_at:
        raise QuestionRefused(RELEASED)
    return row


@transaction.atomic
def draft(*, turn: Turn, by: Person, **given) -> Question:
    """Raises QuestionRefused once the list is released."""
    made = Question.objects.create(turn=held_open(turn.pk), by=by, **given)
    record("question_drafted", turn, by=by, question=made.pk)
    return made


@transaction.atomic
def edit(*, question: Question, by: Person, **given) -> None:
    """A writer's own draft, or the lead's wording of one on the list. Raises QuestionRefused."""
    turn = held_open(question.turn_id)
    if not Question.objects.filter(pk=question.pk, merged_into=None).update(**given):
        raise QuestionRefused(ON_THE_LIST)
    record("question_changed", turn, by=by, question=question.pk)


@transaction.atomic
def remove(*, question: Question, by: Person) -> None:
    """Take a draft away, or a question off the list: those behind it are drafts again. Raises QuestionRefused."""
    turn = held_open(question.turn_id)
    gone, _ = Question.objects.filter(pk=question.pk, merged_into=None).delete()
    if not gone:
        raise QuestionRefused(ON_THE_LIST)
    record("question_removed", turn, by=by, question=question.pk)


@transaction.atomic
def put_on_list(*, turn: Turn, drafts: Collection[int], by: Person, **given) -> Question:
    """One question on the list for one draft or several. Raises QuestionRefused."""
    row = held_open(turn.pk)
    waiting = row.questions.filter(pk__in=drafts, position=None, merged_into=None)
    if not drafts or waiting.count() != len(set(drafts)):
        raise QuestionRefused(GONE)
    made = Question.objects.create(turn=row, by=by, position=last_place(row.questions), **given)
    waiting.update(merged_into=made)
    record("questions_merged", row, by=by, question=made.pk, drafts=len(set(drafts)))
    return made


@transaction.atomic
def move(*, question: Question, up: bool, by: Person) -> None:
    """Raises QuestionRefused once the list is released."""
    turn = held_open(question.turn_id)
    if move_in(turn.questions.on_list(), question.pk, up=up):
        record("question_moved", turn, by=by, question=question.pk)


@transaction.atomic
def release(*, turn: Turn, seen: int, by: Person) -> int:
    """The list goes to the host and is fixed; returns how many. ``seen`` is the number that was confirmed.

    Raises QuestionRefused where it is empty, has another number by now, or is out already.
    """
    row = held_open(turn.pk)
    number = row.questions.on_list().count()
    if not number:
        raise QuestionRefused(NOTHING_ON_THE_LIST)
    if number != seen:
        raise QuestionRefused(CHANGED)
    if not Turn.objects.filter(pk=row.pk, questions_out_at=None).update(questions_out_at=timezone.now()):
        raise QuestionRefused(RELEASED)
    hand_over(row, QUESTIONS, by=by)
    record("questions_released", row, by=by, number=number)
    return number


@transaction.atomic
def reply(*, question: Question, kind: str, text: str, built_on: datetime | None, by: Person) -> None:
    """The host's answer in writing (``answer``), or the lead's note of what was said on the day (``heard``).

    ``built_on`` is when the text that was changed had been saved. Raises QuestionRefused for an outdated one.
    """
    stem = {"answer": "answered", "heard": "heard"}[kind]
    as_read = Question.objects.filter(pk=question.pk, **{f"{stem}_at": built_on})
    if not as_read.update(**{kind: text, f"{stem}_by": by, f"{stem}_at": timezone.now()}):
        raise QuestionRefused(OVERTAKEN)
    record(f"question_{stem}", question.turn, by=by, question=question.pk)
