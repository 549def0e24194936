"""Last year's answers, carried into this year's empty ones. Each is unreviewed until someone looks at it."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from audit.models import record
from regions.models import Person
from selfeval import statuses
from selfeval.actions.writing import Draft, Locked, cleaned, hold_open
from selfeval.models import Answer, AnswerVersion, Chapter, SelfEvaluation


def earlier_of(evaluation: SelfEvaluation) -> SelfEvaluation | None:
    """The authority's newest self-evaluation of the same form in a cycle before this one."""
    return (
        SelfEvaluation.objects.filter(
            authority=evaluation.authority_id,
            template__slug=evaluation.template.slug,
            cycle__starts_on__lt=evaluation.cycle.starts_on,
        )
        .order_by("-cycle__starts_on", "-template__version")
        .select_related("cycle")
        .first()
    )


@transaction.atomic
def carry_forward(*, evaluation: SelfEvaluation, by: Person) -> int:
    """Fill every answer that nobody has begun from last year's to the same question; returns how many. Raises Locked.

    A question is the same if its chapter's title, its kind and its words are. What was written already stays.
    """
    evaluation = SelfEvaluation.objects.select_for_update(of=("self",)).get(pk=evaluation.pk)
    if not evaluation.can_be_edited:
        raise Locked("The document is signed. Reopen it to carry answers forward.")
    empty = answers(evaluation).exclude(chapter__state=statuses.Chapter.LOCKED)
    count = fill_from_earlier(empty, evaluation, by)
    record("answers_carried_forward", evaluation, by=by, answers=count)
    return count


@transaction.atomic
def carry_chapter(*, chapter: Chapter, by: Person) -> int:
    """The same for one chapter."""
    evaluation = hold_open(chapter.pk).evaluation
    count = fill_from_earlier(answers(evaluation).filter(chapter=chapter), evaluation, by)
    record("answers_carried_forward", chapter, by=by, answers=count)
    return count


def fill_from_earlier(wanted: QuerySet[Answer], evaluation: SelfEvaluation, by: Person) -> int:
    earlier = earlier_of(evaluation)
    read = (
        answers(earlier).visible_to(by) if earlier else []
    )  # whoever had no part then reads nothing of it now
    written = {question(one): one for one in read if one.words or one.choice}
    empty = wanted.filter(version=0)
    carried = [one for one in empty if question(one) in written and fill(one, written[question(one)], by)]
    Chapter.objects.filter(
        pk__in={one.chapter_id for one in carried}, state=statuses.Chapter.NOT_STARTED
    ).update(state=statuses.Chapter.DRAFTING, state_since=timezone.now())
    return len(carried)


def answers(evaluation: SelfEvaluation):
    found = Answer.objects.filter(chapter__evaluation=evaluation)
    return found.select_related("chapter__of", "chapter__evaluation", "prompt")


def question(answer: Answer) -> tuple[str, str, str]:
    return answer.chapter.of.title, answer.prompt.kind, answer.prompt.text


def fill(answer: Answer, earlier: Answer, by: Person) -> bool:
    """Whether the earlier answer was copied; not if someone has saved one meanwhile."""
    draft = Draft(text=earlier.text, rows=tuple(earlier.rows), choice=earlier.choice)
    now, values = timezone.now(), cleaned(draft, answer.prompt)
    since = earlier.carried_from_id or earlier.chapter.evaluation.cycle_id
    is_filled = Answer.objects.filter(pk=answer.pk, version=0).update(
        **values, version=1, is_unreviewed=True, carried_from=since, saved_at=now, saved_by=by
    )
    if is_filled:
        content = {key: values[key] for key in answer.content}
        AnswerVersion.objects.create(
            answer=answer, number=1, begun_at=now, saved_at=now, saved_by=by, is_carried=True, **content
        )
    return bool(is_filled)
