"""Templates: loading the standard ones, copying one to edit it, freezing it when it is used."""

import json
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from audit.models import record
from indicators.models import Indicator
from regions.models import Person, Region
from selfeval.models import Prompt, Template, TemplateChapter

STANDARD = Path(__file__).resolve().parent.parent / "standard"


class TemplateFrozen(Exception):  # noqa: N818
    """Self-evaluations use this version; copy it to change it."""


@transaction.atomic
def load_standard() -> int:
    """Store the standard templates that are not there yet; returns how many were added."""
    spine = json.loads((STANDARD / "spine.json").read_text())
    added = 0
    for path in sorted(STANDARD.glob("*.json")):
        if path.name != "spine.json":
            added += _load(json.loads(path.read_text()), spine)
    return added


def _load(form: dict, spine: list[dict]) -> bool:
    template, is_new = Template.objects.get_or_create(
        slug=form["slug"], version=1, region=None, defaults={"name": form["name"], "about": form["about"]}
    )
    if not is_new:
        return False
    by_slug = Indicator.objects.in_bulk(field_name="slug")
    for raw in form["chapters"]:
        chapter = TemplateChapter.objects.create(
            template=template, number=raw["number"], title=raw["title"], usual_owner=raw["owner"]
        )
        chapter.indicators.set([by_slug[slug] for slug in raw["indicators"] if slug in by_slug])
        Prompt.objects.bulk_create(_prompts(chapter, [*raw["prompts"], *(spine if raw["spine"] else [])]))
    template.frozen_at = timezone.now()
    template.save(update_fields=["frozen_at"])
    return True


def _prompts(chapter: TemplateChapter, raw: list[dict]) -> Iterator[Prompt]:
    for position, one in enumerate(raw, start=1):
        yield Prompt(
            chapter=chapter,
            position=position,
            kind=one["kind"],
            role=one.get("role", ""),
            text=one["text"],
            help=one.get("help", ""),
            word_guide=one.get("guide"),
            is_required=one.get("required", False),
            columns=one.get("columns", []),
            choices=one.get("choices", []),
        )


@transaction.atomic
def copy(*, template: Template, region: Region, by: Person) -> Template:
    """The region's next version of this template, to edit; what it was copied from stays as it is."""
    newest = Template.objects.filter(slug=template.slug, region=region).aggregate(n=Max("version"))["n"] or 0
    made = Template.objects.create(
        slug=template.slug,
        version=newest + 1,
        region=region,
        name=template.name,
        about=template.about,
        copied_from=template,
    )
    for chapter in template.chapters.prefetch_related("prompts", "indicators"):
        indicators, prompts = list(chapter.indicators.all()), list(chapter.prompts.all())
        chapter.pk, chapter.template = None, made
        chapter._state.adding = True
        chapter.save()
        chapter.indicators.set(indicators)
        for prompt in prompts:
            prompt.pk, prompt.chapter = None, chapter
        Prompt.objects.bulk_create(prompts)
    record("template_copied", made, by=by, source=template.pk)
    return made


def freeze(template: Template) -> None:
    """From here on this version never changes: self-evaluations answer it."""
    Template.objects.filter(pk=template.pk, frozen_at=None).update(frozen_at=timezone.now())
