"""Changing a region's own template while no self-evaluation uses it."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F, Max, Model

from audit.models import record
from indicators.models import Indicator
from regions.models import Person
from selfeval.actions.templates import TemplateFrozen
from selfeval.models import Prompt, Template, TemplateChapter

PARKED = 9999  # a place that nothing has, while two things change theirs


def locked(template_id: int) -> Template:
    """The template, held until the transaction ends. Raises TemplateFrozen."""
    template = Template.objects.select_for_update(of=("self",)).get(pk=template_id)
    if not template.is_editable:
        raise TemplateFrozen
    return template


@transaction.atomic
def rename(*, template: Template, name: str, about: str, by: Person) -> None:
    template = locked(template.pk)
    Template.objects.filter(pk=template.pk).update(name=name, about=about)
    record("template_changed", template, by=by)


@transaction.atomic
def add_chapter(
    *, template: Template, title: str, usual_owner: str, indicators: Iterable[Indicator], by: Person
) -> TemplateChapter:
    """Add it after the last one."""
    template = locked(template.pk)
    last = template.chapters.aggregate(n=Max("number"))["n"]
    made = TemplateChapter.objects.create(
        template=template, number=0 if last is None else last + 1, title=title, usual_owner=usual_owner
    )
    made.indicators.set(indicators)
    record("template_changed", template, by=by)
    return made


@transaction.atomic
def change_chapter(
    *, chapter: TemplateChapter, title: str, usual_owner: str, indicators: Iterable[Indicator], by: Person
) -> None:
    template = locked(chapter.template_id)
    TemplateChapter.objects.filter(pk=chapter.pk).update(title=title, usual_owner=usual_owner)
    chapter.indicators.set(indicators)
    record("template_changed", template, by=by)


@transaction.atomic
def move_chapter(*, chapter: TemplateChapter, up: bool, by: Person) -> None:
    """Change places with the one before or after; at either end, nothing moves."""
    template = locked(chapter.template_id)
    exchange(chapter, template.chapters.all(), "number", up=up)
    record("template_changed", template, by=by)


@transaction.atomic
def remove_chapter(*, chapter: TemplateChapter, by: Person) -> None:
    template = locked(chapter.template_id)
    number = chapter.number
    chapter.delete()
    close_gap(template.chapters.filter(number__gt=number), "number")
    record("template_changed", template, by=by)


@transaction.atomic
def add_prompt(*, chapter: TemplateChapter, by: Person, **values) -> Prompt:
    """Add it after the last one."""
    template = locked(chapter.template_id)
    last = chapter.prompts.aggregate(n=Max("position"))["n"] or 0
    made = Prompt.objects.create(chapter=chapter, position=last + 1, **values)
    record("template_changed", template, by=by)
    return made


@transaction.atomic
def change_prompt(*, prompt: Prompt, by: Person, **values) -> None:
    template = locked(prompt.chapter.template_id)
    Prompt.objects.filter(pk=prompt.pk).update(**values)
    record("template_changed", template, by=by)


@transaction.atomic
def move_prompt(*, prompt: Prompt, up: bool, by: Person) -> None:
    """Change places with the one before or after; at either end, nothing moves."""
    template = locked(prompt.chapter.template_id)
    exchange(prompt, prompt.chapter.prompts.all(), "position", up=up)
    record("template_changed", template, by=by)


@transaction.atomic
def remove_prompt(*, prompt: Prompt, by: Person) -> None:
    template = locked(prompt.chapter.template_id)
    chapter, position = prompt.chapter, prompt.position
    prompt.delete()
    close_gap(chapter.prompts.filter(position__gt=position), "position")
    record("template_changed", template, by=by)


def exchange(thing: Model, siblings, field: str, *, up: bool) -> None:
    things = list(siblings.order_by(field))
    here = things.index(thing)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(things):
        return
    one, other = things[here], things[there]
    place, its_place = getattr(one, field), getattr(other, field)
    for moved, to in ((one, PARKED), (other, place), (one, its_place)):
        type(moved).objects.filter(pk=moved.pk).update(**{field: to})


def close_gap(after, field: str) -> None:
    """One at a time, in order: two are never in one place."""
    for pk in list(after.order_by(field).values_list("pk", flat=True)):
        after.model.objects.filter(pk=pk).update(**{field: F(field) - 1})
