"""The golden thread as a page: stages from figure to figure, each with what this reader may see of it."""

import json
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from challenges.models import AgreedAction, Finding, LineOfEnquiry, Turn
from challenges.movement import movements_of
from challenges.parts import Right
from challenges.readable import rights_by_turn
from datapacks.lines import Line
from indicators.models import Comparison
from plans.following import Pair, Walk, followed
from plans.models import Activity, Match, Measure, Need, Priority
from plans.moved import moved_at, since_words, views_of
from selfeval.models import Release


@dataclass(frozen=True)
class Node:
    title: str
    text: str = ""
    note: str = ""  # who and when
    url: str = ""
    thread_url: str = ""  # where its own thread is followed
    is_here: bool = False  # what the walk began with


@dataclass(frozen=True)
class Stage:
    title: str
    nodes: list[Node]
    empty: str


@dataclass(frozen=True)
class ThreadPage:
    title: str
    back: str
    stages: list[Stage]


def figure_thread(pair: Pair, person) -> ThreadPage:
    """Follows one figure of one authority on to what came of it."""
    walk = Walk(person, pairs={(pair.authority.pk, pair.indicator.pk): pair})
    title = f"{pair.indicator.title}: {pair.authority.name}"
    back = f"{pair.indicator.get_absolute_url()}?authority={pair.authority.pk}"
    return page_of(walk, title, back, here=pair)


def thread_from(thing: Finding | AgreedAction | Need | Priority, person, *, back: str) -> ThreadPage:
    """Follows a thing that the person may see, both ways."""
    walk = Walk(person)
    stage = {Finding: "findings", AgreedAction: "actions", Need: "needs", Priority: "priorities"}[type(thing)]
    getattr(walk, stage)[thing.pk] = thing
    title = thing.title if isinstance(thing, Priority) else thing.text
    return page_of(walk, title, back, here=thing)


def page_of(walk: Walk, title: str, back: str, *, here) -> ThreadPage:
    followed(walk)
    figures = Figures(walk)
    return ThreadPage(
        title=title,
        back=back,
        stages=[
            Stage("Figure", figures.before(here), "No figure is linked to it."),
            Stage(
                walk.person.self_evaluation_name.capitalize(),
                claims(walk),
                "Nothing that you may read says anything of it yet.",
            ),
            Stage("Challenge", challenged(walk), "No challenge that you know of has looked at it yet."),
            Stage("Findings", findings(walk, here), "No finding that you may read yet."),
            Stage("Agreed actions", agreed(walk, here), "No agreed action that you may read yet."),
            Stage("Needs and help", needed(walk, here), "No need that you may see yet."),
            Stage("Priorities of the region", planned(walk, here), "It is in no plan that you may read yet."),
            Stage("What is done", done(walk), "No activity yet."),
            Stage("Figure since", figures.since(), "No figure is linked to it."),
        ],
    )


class Figures:
    """What the walk’s figures were and are, by the numbers of the plan’s pages."""

    def __init__(self, walk: Walk):
        self.walk = walk
        rows = Comparison.objects.filter(any_of(walk.pairs.values()))
        rows = rows.select_related("indicator", "authority", "region_area").defer("series")
        self.lines = {(row.authority_id, row.indicator_id): Line(row) for row in rows}
        measures = Measure.objects.filter(priority__in=walk.priorities).select_related(
            "indicator", "priority__plan__cycle__region"
        )
        self.measures = {one.indicator_id: one for one in measures}

    def before(self, here) -> list[Node]:
        """As they stood when a plan was confirmed, or else as they stand; those of the region by name alone."""
        pairs = [
            Node(
                title=f"{pair.indicator.title}: {pair.authority.name}",
                text=self.as_it_was(key),
                url=f"{pair.indicator.get_absolute_url()}?authority={pair.authority.pk}",
                thread_url="" if pair == here else thread_url(pair),
                is_here=pair == here,
            )
            for key, pair in self.walk.pairs.items()
        ]
        of_region = [
            Node(title=one.title, text="Of the whole region", url=one.get_absolute_url())
            for one in self.walk.figures.values()
        ]
        return of_region + pairs

    def as_it_was(self, key: tuple[int, int]) -> str:
        line = self.lines.get(key)
        if line is None:
            return "No figure is published."
        period, value = self.baseline(key)
        if value is not None:
            return f"{line.show(value)} ({period}) when the plan was confirmed"
        return f"{line.value} ({line.of.period}). {line.flag_words}"

    def baseline(self, key: tuple[int, int]) -> tuple[str, float | None]:
        authority, indicator = key
        kept = self.measures[indicator].baseline if indicator in self.measures else {}
        return kept.get("period", ""), kept.get("authorities", {}).get(str(authority))

    def since(self) -> list[Node]:
        moved = self.of_actions()
        of_authorities = [
            Node(title=f"{pair.indicator.title}: {pair.authority.name}", text=self.words(key, moved))
            for key, pair in self.walk.pairs.items()
            if key in self.lines
        ]
        return [*self.of_region(), *of_authorities]

    def words(self, key: tuple[int, int], moved: dict) -> str:
        """Since the plan was confirmed, or since the challenge, or as it stands."""
        line = self.lines[key]
        period, value = self.baseline(key)
        if value is not None:
            return since_words(moved_at("", line, value, line.of.value, ""), period, line.of.period)
        if key in moved:
            return moved[key][0].upper() + moved[key][1:]
        return f"{line.value} ({line.of.period}); nothing earlier to compare it with"

    def of_actions(self) -> dict[tuple[int, int], str]:
        """What the figures of agreed actions did since the challenge, in words."""
        by_turn = defaultdict(list)
        for action in self.walk.actions.values():
            if action.indicator_id:
                by_turn[action.turn].append(action)
        return {
            (turn.host_id, one.indicator.pk): one.words
            for turn, actions in by_turn.items()
            for one in movements_of(turn, actions)
        }

    def of_region(self) -> list[Node]:
        if not self.measures:
            return []
        region = next(iter(self.measures.values())).priority.plan.cycle.region
        return [
            Node(title=f"{view.measure.indicator.title}: {region.name}", text=view.words)
            for view in views_of(self.measures.values(), region)
            if view.words
        ]


def any_of(pairs) -> Q:
    found = Q(pk__in=[])
    for pair in pairs:
        found |= Q(authority=pair.authority, indicator=pair.indicator)
    return found


def thread_url(pair: Pair) -> str:
    return reverse("plans:figure_thread", args=[pair.authority.pk, pair.indicator.slug])


def claims(walk: Walk) -> list[Node]:
    """What the newest releases that the person reads say of the figures: their comment on an exception, or where the
    figure stands."""
    by_authority = defaultdict(set)
    for pair in walk.pairs.values():
        by_authority[pair.authority.pk].add(pair.indicator.title)
    if not by_authority:
        return []
    in_force = Release.objects.visible_to(walk.person).in_force()
    keys = list(in_force.filter(evaluation__authority__in=by_authority).values_list("pk", flat=True))
    releases = Release.objects.filter(pk__in=keys)  # their texts are asked for only where they are read
    found = []
    for release in releases.select_related("evaluation__authority", "evaluation__cycle__region"):
        content = json.loads(release.content)
        for title in sorted(by_authority[release.evaluation.authority_id]):
            text, chapters = said_of(content, title)
            if text or chapters:
                found.append(
                    Node(
                        title=str(release),
                        text=text or f"{title} stands in {', '.join(chapters)}.",
                        url=release.get_absolute_url(),
                    )
                )
    return found


def said_of(content: dict, title: str) -> tuple[str, list[str]]:
    """The comment on the figure of this title, and the chapters in which the figure stands."""
    comments, chapters = [], []
    for chapter in content["chapters"]:
        if any(figure.get("title") == title for figure in chapter["figures"]):
            chapters.append(f"chapter {chapter['number']}, {chapter['title']}")
        for answer in chapter["answers"]:
            if answer["kind"] == "exceptions":
                comments += [row[2] for row in answer["rows"] if row[0] == title and row[2]]
    return " ".join(comments), chapters


def challenged(walk: Walk) -> list[Node]:
    """Turns of which the person may know what was looked at, by their lines of enquiry."""
    about = Q(pk__in={one.turn_id for one in [*walk.findings.values(), *walk.actions.values()]})
    for pair in walk.pairs.values():
        about |= Q(host=pair.authority, focus_indicators=pair.indicator)
        about |= Q(host=pair.authority, lines__indicator=pair.indicator)
    turns = Turn.objects.visible_to(walk.person).filter(about).distinct()
    turns = list(turns.select_related("challenge", "host"))
    rights = rights_by_turn([one.pk for one in turns], walk.person)
    turns = [one for one in turns if Right.READ_SCOPE in rights[one.pk]]
    lines = defaultdict(list)
    for line in LineOfEnquiry.objects.filter(turn__in=turns):
        lines[line.turn_id].append(line.text)
    return [
        Node(
            title=f"{turn.challenge.name}: {turn.host.name}",
            text="; ".join(lines[turn.pk]) or turn.focus,
            note=f"{turn.challenge.first_day:%-d %B %Y}",
            url=turn.get_absolute_url(),
        )
        for turn in turns
    ]


def findings(walk: Walk, here) -> list[Node]:
    return [
        Node(
            title=one.text,
            note=one.turn.host.name,
            thread_url="" if one == here else reverse("plans:finding_thread", args=[one.pk]),
            is_here=one == here,
        )
        for one in walk.findings.values()
    ]


def agreed(walk: Walk, here) -> list[Node]:
    return [
        Node(
            title=one.text,
            note=f"{one.turn.host.name}; {one.owner}, by {one.due_on:%-d %B %Y}: {one.get_state_display().lower()}",
            url=reverse("challenges:actions", args=[one.turn_id]),
            thread_url="" if one == here else reverse("plans:action_thread", args=[one.pk]),
            is_here=one == here,
        )
        for one in walk.actions.values()
    ]


def needed(walk: Walk, here) -> list[Node]:
    """Needs, each with who helps, where the person may know."""
    matches = (
        Match.objects.visible_to(walk.person).filter(need__in=walk.needs).select_related("offer__authority")
    )
    helped = defaultdict(list)
    for match in matches:
        helped[match.need_id].append(f"{match.offer.authority.name} ({match.get_state_display().lower()})")
    return [
        Node(
            title=one.text,
            text=f"Helped by {', '.join(helped[one.pk])}" if helped[one.pk] else "",
            note=f"{one.authority.name}; {one.theme}, {one.get_state_display().lower()}",
            url=one.get_absolute_url(),
            thread_url="" if one == here else reverse("plans:need_thread", args=[one.pk]),
            is_here=one == here,
        )
        for one in walk.needs.values()
    ]


def planned(walk: Walk, here) -> list[Node]:
    return [
        Node(
            title=one.title,
            note=f"{one.plan}: {one.plan.get_state_display().lower()}",
            url=one.get_absolute_url(),
            thread_url="" if one == here else reverse("plans:priority_thread", args=[one.pk]),
            is_here=one == here,
        )
        for one in walk.priorities.values()
    ]


def done(walk: Walk) -> list[Node]:
    rows = Activity.objects.filter(priority__in=walk.priorities).select_related("priority")
    return [
        Node(
            title=one.title,
            text=f"{one.goes}. {one.rag_because}".strip(),
            note=f"{one.owner}; {one.starts_on:%-d %B %Y} to {one.ends_on:%-d %B %Y}",
            url=f"{one.priority.get_absolute_url()}#activity-{one.pk}",
        )
        for one in rows
    ]
