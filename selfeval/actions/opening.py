"""Opening a cycle's self-evaluations, and giving people their parts in them."""

from django.db import transaction

from audit.models import record
from cycles.models import Cycle
from regions.models import Person
from selfeval.actions.improvement import build_exceptions, build_thread
from selfeval.actions.telling import tell_opened
from selfeval.actions.templates import freeze
from selfeval.models import Answer, Chapter, ChapterPart, Prompt, SelfEvaluation, Template


@transaction.atomic
def open_cycle(*, cycle: Cycle, template: Template, by: Person | None) -> list[SelfEvaluation]:
    """A self-evaluation for every current authority of the cycle's region that has none; the template freezes."""
    freeze(template)
    made = []
    for authority in cycle.region.authorities.current():
        evaluation, is_new = SelfEvaluation.objects.get_or_create(
            cycle=cycle, authority=authority, template=template
        )
        if is_new:
            _fill(evaluation)
            build_thread(evaluation=evaluation, by=by)
            made.append(evaluation)
    build_exceptions(evaluations=made, by=by)
    if by is not None:
        tell_opened(evaluations=made)
    record("self_evaluations_opened", cycle, by=by, template=template.pk, authorities=len(made))
    return made


def _fill(evaluation: SelfEvaluation) -> None:
    """Its chapters, and an empty answer to each prompt that takes one: a save is then always an update."""
    chapters = Chapter.objects.bulk_create(
        Chapter(evaluation=evaluation, of=of) for of in evaluation.template.chapters.all()
    )
    by_template = {chapter.of_id: chapter for chapter in chapters}
    prompts = Prompt.objects.filter(chapter__template=evaluation.template)
    Answer.objects.bulk_create(
        Answer(chapter=by_template[prompt.chapter_id], prompt=prompt)
        for prompt in prompts
        if prompt.takes_an_answer
    )


@transaction.atomic
def give_part(*, chapter: Chapter, person: Person, part: ChapterPart.Part, by: Person) -> ChapterPart:
    """Make the person the chapter's owner, in place of whoever was, or a contributor."""
    if part == ChapterPart.Part.OWNER:
        chapter.parts.filter(part=part).exclude(person=person).delete()
    given, _ = ChapterPart.objects.update_or_create(chapter=chapter, person=person, defaults={"part": part})
    record("chapter_part_given", chapter, by=by, person=person.pk, part=str(part))
    return given


@transaction.atomic
def take_part_away(*, part: ChapterPart, by: Person) -> None:
    """The person's access to the chapter ends at once; what they wrote stays."""
    record("chapter_part_taken", part.chapter, by=by, person=part.person_id)
    part.delete()


@transaction.atomic
def set_open_to_members(*, evaluation: SelfEvaluation, is_open: bool, by: Person) -> None:
    """Let the lead member and chief executive read the draft, or no longer."""
    SelfEvaluation.objects.filter(pk=evaluation.pk).update(is_open_to_members=is_open)
    record("draft_opened_to_members" if is_open else "draft_closed_to_members", evaluation, by=by)
