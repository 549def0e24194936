"""A small template that asks one thing of every kind that matters here."""

from django.utils import timezone

from selfeval.models import Prompt, Template, TemplateChapter

COLUMNS = [{"key": "what", "label": "What", "required": True}, {"key": "cause", "label": "Cause"}]
PROMPTS = [
    {"kind": "narrative", "text": "What do we know?", "is_required": True, "word_guide": 400},
    {"kind": "judgement", "text": "How sure are we?", "choices": ["Strong", "Thin"]},
    {"kind": "table", "role": "areas", "text": "What is not good enough?", "columns": COLUMNS},
    {"kind": "interventions", "text": "What was tried?"},
    {"kind": "exceptions", "text": "Exceptions"},
    {"kind": "thread", "text": "Three years"},
]


def make_template(slug="small", *, chapters=("Care", "Voice")):
    """A standard one, frozen as the loaded ones are; every prompt stands in each chapter."""
    template = Template.objects.create(slug=slug, name=f"Small {slug}", frozen_at=timezone.now())
    for number, title in enumerate(chapters):
        chapter = TemplateChapter.objects.create(template=template, number=number, title=title)
        Prompt.objects.bulk_create(
            Prompt(chapter=chapter, position=position, **prompt) for position, prompt in enumerate(PROMPTS, 1)
        )
    return template
