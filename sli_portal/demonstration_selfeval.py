"""The demonstration's self-evaluations: opened, shared in groups, partly written. All their text is invented."""

from datetime import date

from django.db import transaction

from cycles.models import Cycle
from datapacks.actions import log_intervention
from datapacks.assembly import lines_of
from datapacks.register import Register
from indicators.models import IndicatorSet
from regions.models import Person, Post
from regions.roles import Role
from selfeval.actions import improvement, moving, opening, releasing, writing
from selfeval.actions.templates import load_standard
from selfeval.models import ChapterPart, Prompt, SelfEvaluation, Template, ThreadRow

TEMPLATES = {
    "east-midlands": "childrens-services",
    "north-west": "north-west-self-view",
    "south-east": "south-east-summary",
}
WRITTEN_CHAPTERS = (
    4  # of those that are being written; the first authority of each group has all of its chapters
)
TEXT = (
    "<p>Demonstration: this shows what an answer looks like. It says nothing of any real council.</p>"
    "<h3>What children would notice</h3>"
    "<ul><li>A first point.</li><li>A second, with <strong>one thing</strong> that matters.</li></ul>"
    "<p>The figures beside the question are official; the words are invented.</p>"
)
CELL = "Demonstration"
NOTE = "Demonstration: invented words, which say nothing of any real council."
TOPICS_TRIED = 2
TRIES = (
    ("Demonstration: a first thing tried", date(2021, 9, 1)),
    ("Demonstration: a second thing tried", date(2022, 4, 1)),
)
LAST_YEAR = (
    ("Demonstration: an area that is improving", ThreadRow.State.IMPROVING),
    ("Demonstration: an area of which nothing is said yet", ""),
)


@transaction.atomic
def seed():
    """Open the self-evaluations of each region's open cycle; one that has some already stays as it is."""
    load_standard()
    for cycle in Cycle.objects.open().filter(region__slug__in=TEMPLATES, self_evaluations=None):
        template = Template.objects.get(slug=TEMPLATES[cycle.region.slug], region=None)
        for group in groups_of(cycle):
            log_tries(group[0])
        opening.open_cycle(cycle=cycle, template=template, by=None)
        for number, group in enumerate(groups_of(cycle), start=1):
            releasing.share_among(cycle=cycle, authorities=group, group=f"Group {number}", by=None)
            for place, authority in enumerate(group):
                evaluation = SelfEvaluation.objects.get(cycle=cycle, authority=authority)
                write(evaluation, all_chapters=place == 0)
                if place == 0:
                    follow_last_year(evaluation)
                    comment_on_exceptions(evaluation)
                    sign_and_release(evaluation)
                elif place == 1:
                    follow_last_year(evaluation)
                    comment_on_exceptions(evaluation, most=3)


def groups_of(cycle):
    """Threes, and fours for what is left over, in order of name."""
    authorities = list(cycle.region.authorities.current().order_by("name"))
    fours = len(authorities) % 3
    sizes = [3] * ((len(authorities) - 4 * fours) // 3) + [4] * fours
    starts = [sum(sizes[:index]) for index in range(len(sizes))]
    return [authorities[start : start + size] for start, size in zip(starts, sizes, strict=True)]


def write(evaluation, *, all_chapters):
    """Invented answers in the first chapters, or in all; the contributor has the second chapter."""
    director = holder(Role.DCS, evaluation)
    contributor = holder(Role.CONTRIBUTOR, evaluation)
    chapters = list(evaluation.chapters.select_related("of"))
    opening.give_part(chapter=chapters[1], person=contributor, part=ChapterPart.Part.OWNER, by=director)
    for chapter in chapters if all_chapters else chapters[:WRITTEN_CHAPTERS]:
        for answer in chapter.answers.select_related("prompt"):
            writing.save_answer(answer=answer, draft=draft_for(answer.prompt), built_on=0, by=director)
        if all_chapters:
            agree(chapter, director)


def log_tries(authority):
    """Invented entries about the first topics in which a figure has not moved: two make it "not shifted"."""
    if authority.interventions.exists():
        return
    silent = [
        line.indicator
        for line in lines_of(authority, IndicatorSet.objects.for_region(authority.region), Register())
        if line.shift == "not_shifted_unlogged"
    ]
    for indicator in silent[:TOPICS_TRIED]:
        for title, began in TRIES:
            log_intervention(
                authority=authority,
                title=title,
                topic=indicator.topic,
                began_on=began,
                what_changed=NOTE,
                indicators=[indicator],
                by=None,
            )


def comment_on_exceptions(evaluation, most=None):
    director = holder(Role.DCS, evaluation)
    for one in evaluation.exceptions.all()[:most]:
        improvement.comment_on(exception=one, text=NOTE, no_comment_because="", built_on=0, by=director)


def follow_last_year(evaluation):
    """Rows as last year's self-evaluation would have left them; the demonstration has no last year."""
    chapter = evaluation.chapters.filter(of__prompts__role=Prompt.Role.AREAS).first()
    director = holder(Role.DCS, evaluation)
    for words, state in LAST_YEAR:
        row = ThreadRow.objects.create(chapter=chapter, role=Prompt.Role.AREAS, earlier=words)
        if state:
            improvement.follow(row=row, state=state, now=CELL, by=director)


def draft_for(prompt):
    if prompt.kind == Prompt.Kind.TABLE:
        row = {column["key"]: column.get("choices", [CELL])[0] for column in prompt.columns}
        return writing.Draft(rows=(row,))
    return writing.Draft(text=TEXT, choice=prompt.choices[0] if prompt.choices else "")


def agree(chapter, director):
    """Agreed from wherever it is: a chapter of lists alone was never started."""
    chapter.refresh_from_db()
    moving.move_chapter(chapter=chapter, name="agree", by=director)


def sign_and_release(evaluation):
    director = holder(Role.DCS, evaluation)
    for name in ("send_for_review", "sign"):
        evaluation = moving.move_document(evaluation=evaluation, name=name, by=director)
    releasing.submit(evaluation=evaluation, by=director)


def holder(role, evaluation) -> Person:
    post = Post.objects.select_related("person").get(
        role=role, authority=evaluation.authority, person__is_demonstration=True
    )
    return post.person
