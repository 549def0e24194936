"""What an authority's development plan is drafted from: what it agreed to after challenges, the areas for development
of its released self-evaluation, and its open needs. Only what is not in the plan yet, with its words as they are."""

import json
from dataclasses import dataclass
from datetime import date

from challenges.models import AgreedAction
from indicators.models import Indicator
from plans.models import DevelopmentLine, DevelopmentPlan, Need
from plans.states import WorkState
from selfeval.models import Prompt, Release

LONGEST = DevelopmentLine._meta.get_field("title").max_length
Source = DevelopmentLine.Source
OPEN_STATES = [WorkState.PLANNED, WorkState.UNDER_WAY]


@dataclass(frozen=True)
class Proposed:
    """The fields of a line. One of ``action``, ``release`` with ``chapter``, and ``need`` is given."""

    source: str
    source_words: str
    title: str
    done: str = ""
    owner: str = ""
    ends_on: date | None = None
    success: str = ""
    state: str = WorkState.PLANNED
    indicator: Indicator | None = None
    action: AgreedAction | None = None
    release: Release | None = None
    chapter: int | None = None
    need: Need | None = None


def what_is_new(plan: DevelopmentPlan) -> list[Proposed]:
    """What stands and no line of the plan comes from, lines that were left out included."""
    lines = plan.lines.all()
    actions = actions_of(plan).exclude(pk__in=lines.filter(action__isnull=False).values("action"))
    needs = Need.objects.open().filter(authority=plan.authority_id)
    needs = needs.exclude(pk__in=lines.filter(need__isnull=False).values("need"))
    there = set(lines.filter(source=Source.AREA).values_list("source_words", flat=True))
    return [
        *(of_action(one) for one in actions.select_related("indicator")),
        *(one for one in areas_of(plan) if one.source_words not in there),
        *(of_need(one) for one in needs.select_related("indicator").order_by("at")),
    ]


def actions_of(plan: DevelopmentPlan):
    """Those of the cycle that are neither done nor stopped; a pilot's are no agreement."""
    return AgreedAction.objects.filter(
        turn__host=plan.authority_id,
        turn__challenge__cycle=plan.cycle_id,
        turn__challenge__is_pilot=False,
        state__in=OPEN_STATES,
    )


def of_action(action: AgreedAction) -> Proposed:
    return Proposed(
        source=Source.ACTION,
        source_words=action.text,
        title=shortened(action.success or action.text),
        done=action.text,
        owner=action.owner,
        ends_on=action.due_on,
        success=action.success,
        state=action.state,
        indicator=action.indicator,
        action=action,
    )


def of_need(need: Need) -> Proposed:
    return Proposed(
        source=Source.NEED,
        source_words=f"{need.theme}: {need.text}",
        title=shortened(need.text),
        indicator=need.indicator,
        need=need,
    )


def areas_of(plan: DevelopmentPlan) -> list[Proposed]:
    """The rows of the newest releases' tables of areas for development; the same words in two chapters once."""
    releases = Release.objects.in_force().filter(
        evaluation__authority=plan.authority_id, evaluation__cycle=plan.cycle_id
    )
    found = {}
    for release in releases.select_related("evaluation").order_by("pk"):
        for chapter, words in area_rows(release):
            found.setdefault(words, of_area(release, chapter, words))
    return list(found.values())


def of_area(release: Release, chapter: int, words: str) -> Proposed:
    return Proposed(
        source=Source.AREA, source_words=words, title=shortened(words), release=release, chapter=chapter
    )


def area_rows(release: Release) -> list[tuple[int, str]]:
    """Chapter and first column of each row, from the text as it was released."""
    asked = set(
        Prompt.objects.filter(
            chapter__template=release.evaluation.template_id,
            kind=Prompt.Kind.TABLE,
            role=Prompt.Role.AREAS,
        ).values_list("chapter__number", "text")
    )
    return [
        (chapter["number"], row[0].strip())
        for chapter in json.loads(release.content)["chapters"]
        for answer in chapter["answers"]
        if answer["kind"] == Prompt.Kind.TABLE and (chapter["number"], answer["prompt"]) in asked
        for row in answer["rows"]
        if row and row[0].strip()
    ]


def shortened(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1].rstrip()}…"
