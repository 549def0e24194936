"""A small self-evaluation of Northmere's to write in: two chapters of three prompts each."""

from cycles.actions import start_cycle
from selfeval.actions.opening import give_part, open_cycle
from selfeval.models import ChapterPart, Prompt, SelfEvaluation, Template, TemplateChapter

COLUMNS = [{"key": "what", "label": "What"}, {"key": "why", "label": "Why"}]


def make_template(prompts_in_first=3):
    template = Template.objects.create(slug="small", name="Small")
    for number in (1, 2):
        chapter = TemplateChapter.objects.create(template=template, number=number, title=f"Part {number}")
        make_prompts(chapter)
        if number == 1:
            for position in range(4, prompts_in_first + 1):
                Prompt.objects.create(
                    chapter=chapter, position=position, kind=Prompt.Kind.NARRATIVE, text=f"Also {position}?"
                )
    return template


def make_prompts(chapter):
    kinds = Prompt.Kind
    Prompt.objects.create(
        chapter=chapter, position=1, kind=kinds.NARRATIVE, text="What is known?", word_guide=5
    )
    Prompt.objects.create(
        chapter=chapter, position=2, kind=kinds.TABLE, text="What is weak?", columns=COLUMNS
    )
    Prompt.objects.create(
        chapter=chapter, position=3, kind=kinds.JUDGEMENT, text="How sure?", choices=["Strong", "Thin"]
    )


def make_evaluation(cast, *, year=2026, template=None):
    """Northmere's, with Rob as contributor of its first chapter."""
    cycle = start_cycle(region=cast.north, pattern="north-west", year=year, by=cast.mo)
    open_cycle(cycle=cycle, template=template or make_template(), by=None)
    evaluation = SelfEvaluation.objects.get(cycle=cycle, authority=cast.northmere)
    first = evaluation.chapters.first()
    give_part(chapter=first, person=cast.rob, part=ChapterPart.Part.CONTRIBUTOR, by=cast.ada)
    return evaluation


def answer_of(evaluation, kind=Prompt.Kind.NARRATIVE):
    """The first answer of this kind in the first chapter."""
    answers = evaluation.chapters.first().answers.select_related("prompt", "chapter__evaluation")
    return answers.filter(prompt__kind=kind).first()
