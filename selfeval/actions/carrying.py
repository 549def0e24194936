"""Last year's answers, carried into this year's empty ones. Each is unreviewed until someone looks at it."""

from django.db import transaction
from django.utils import timezone

from audit.models import record
from regions.models import Person
from selfeval import statuses
from selfeval.actions.writing import Draft, Locked, cleaned
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
    earlier = earlier_of(evaluation)
    written = {question(one): one for one in answers(earlier) if one.words or one.choice} if earlier else {}
    empty = answers(evaluation).filter(version=0).exclude(chapter__state=statuses.Chapter.LOCKED)
    carried = [one for one in empty if question(one) in written and fill(one, written[question(one)], by)]
    Chapter.objects.filter(
        pk__in={one.chapter_id for one in carried}, state=statuses.Chapter.NOT_STARTED
    ).update(state=statuses.Chapter.DRAFTING, state_since=timezone.now())
    record("answers_carried_forward", evaluation, by=by, answers=len(carried))
    return len(carried)


def answers(evaluation: SelfEvaluation):
    return Answer.objects.filter(chapter__evaluation=evaluation).select_related("chapter__of", "prompt")


def question(answer: Answer) -> tuple[str, str, str]:
    return answer.chapter.of.title, answer.prompt.kind, answer.prompt.text


def fill(answer: Answer, earlier: Answer, by: Person) -> bool:
    """Whether the earlier answer was copied; not if someone has saved one meanwhile."""
    draft = Draft(text=earlier.text, rows=tuple(earlier.rows), choice=earlier.choice)
    now, values = timezone.now(), cleaned(draft, answer.prompt)
    is_filled = Answer.objects.filter(pk=answer.pk, version=0).update(
        **values, version=1, is_unreviewed=True, saved_at=now, saved_by=by
    )
    if is_filled:
        content = {key: values[key] for key in answer.content}
        AnswerVersion.objects.create(
            answer=answer, number=1, begun_at=now, saved_at=now, saved_by=by, is_carried=True, **content
        )
    return bool(is_filled)
