"""A cycle's draft of groups as a page: cards, a picture, what each rule costs, other answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from challenges.actions.grouping import asked_of
from challenges.gathered import Asked, problem_of
from challenges.grouping import LABELS, LEVELS, USUAL, Rule, reasons
from challenges.models import Grouping
from cycles.models import Cycle, Phase
from regions.models import LocalAuthority
from ui.charts import About, Place, places_chart

POINTS = 1000


@dataclass(frozen=True)
class Choices:
    """Who may take part, and who has fully signed the memorandum."""

    authorities: list[LocalAuthority]
    parties: frozenset[int]

    def usual(self) -> Asked:
        """What is asked for if nobody says otherwise."""
        return Asked(members=tuple(sorted(self.parties)), weights=USUAL)


def choices_of(cycle: Cycle) -> Choices:
    current = cycle.region.authorities.current()
    return Choices(
        authorities=list(current.order_by("name")),
        parties=frozenset(current.party_to_memorandum().values_list("pk", flat=True)),
    )


@dataclass(frozen=True)
class Card:
    """One group."""

    number: int
    members: list[str]
    reasons: list[str]
    is_kept: bool


@dataclass(frozen=True)
class RuleRow:
    """What one rule costs, of a hundred for its bar."""

    label: str
    level: str
    points: str
    share: int


@dataclass(frozen=True)
class Other:
    """Another answer: how much more it costs, and its groups that these do not have."""

    number: int
    words: str
    different: list[str]


@dataclass(frozen=True)
class Pin:
    names: str
    key: str
    is_group: bool


@dataclass(frozen=True)
class DraftPage:
    cycle: Cycle
    grouping: Grouping
    names: Mapping[int, str]
    cards: list[Card]
    picture: str
    rows: list[RuleRow]
    total: str
    others: list[Other]
    pins: list[Pin]
    left_out: list[str]
    share_day: object

    @property
    def solved_at(self) -> datetime:
        return self.grouping.solved_at

    @property
    def standing(self) -> str:
        """Whether these are the best there are."""
        best = self.grouping.answers[0]
        more = total_of(self.grouping.cost) - total_of(best["cost"])
        if self.grouping.groups == best["groups"]:
            return (
                "These are the best groups there are for what you asked: every possible group was weighed."
                if self.grouping.is_proved
                else "These are the best groups that were found in time. There may be better ones."
            )
        against = "more" if more >= 0 else "less"
        return (
            f"You changed these. They cost {shown(abs(more))} points {against} than the best that were found."
        )

    @property
    def meeting_again(self) -> str:
        """What is said of pairs that met lately."""
        back, repeats = self.grouping.look_back, self.grouping.cost["repeats"]
        if not back:
            return "Whether authorities have met before did not count."
        lately = "in the last cycle" if back == 1 else f"in the last {back} cycles"
        if not repeats:
            return f"Nobody meets again whom they were grouped with {lately}."
        again = f"{repeats} {'pair meets' if repeats == 1 else 'pairs meet'} again {lately}."
        fewest = self.grouping.answers[0]["cost"]["repeats"]
        if not self.grouping.is_proved or repeats > fewest:
            return again
        return f"{again} It is proved that no groups with what you asked have fewer."


def draft_page(grouping: Grouping) -> DraftPage:
    """The same number of queries for any number of authorities."""
    cycle, asked = grouping.cycle, asked_of(grouping)
    authorities = list(cycle.region.authorities.current().order_by("name"))
    names = {one.pk: one.name for one in authorities}
    problem = problem_of(cycle, asked)
    return DraftPage(
        cycle=cycle,
        grouping=grouping,
        names=names,
        cards=[
            Card(
                number=number,
                members=[names[one] for one in group],
                reasons=reasons(problem, tuple(group), names),
                is_kept=group in grouping.fixed,
            )
            for number, group in enumerate(grouping.groups, start=1)
        ],
        picture=picture(grouping, authorities),
        rows=rule_rows(grouping),
        total=shown(total_of(grouping.cost)),
        others=others(grouping, names),
        pins=[pin(one, names, is_group=False) for one in grouping.together]
        + [pin(one, names, is_group=True) for one in grouping.fixed],
        left_out=[one.name for one in authorities if one.pk not in grouping.members],
        share_day=cycle.day_of(Phase.Kind.SHARE),
    )


def picture(grouping: Grouping, authorities: list[LocalAuthority]) -> str:
    """The groups on a map, of authorities whose place is known; empty if there are none."""
    group_of = {one: number for number, group in enumerate(grouping.groups, start=1) for one in group}
    places = [
        Place(one.name, one.longitude, one.latitude, group_of[one.pk])
        for one in authorities
        if one.pk in group_of and one.longitude is not None
    ]
    about = About(
        title=f"Groups of {grouping.cycle}",
        description="Each authority where it lies, with the number of its group and lines to the others in it. "
        "The list of groups below says the same.",
        id_prefix="groups-map",
    )
    return places_chart(places, about=about) if places else ""


def rule_rows(grouping: Grouping) -> list[RuleRow]:
    points = grouping.cost["points"]
    highest = max(points.values(), default=0) or 1
    levels = dict(LEVELS)
    return [
        RuleRow(
            label=label_of(rule, grouping),
            level=levels[grouping.weights[rule]],
            points=shown(points[rule]),
            share=round(100 * points[rule] / highest),
        )
        for rule in Rule
    ]


def label_of(rule: Rule, grouping: Grouping) -> str:
    if rule is not Rule.NEIGHBOURS:
        return LABELS[rule]
    return f"{LABELS[rule]} {'in one group' if grouping.neighbours_together else 'in different groups'}"


def others(grouping: Grouping, names: Mapping[int, str]) -> list[Other]:
    """The answers that are not the groups chosen now."""
    return [
        Other(
            number=number,
            words=difference(answer["cost"], grouping.cost),
            different=[
                ", ".join(names[one] for one in group)
                for group in answer["groups"]
                if group not in grouping.groups
            ],
        )
        for number, answer in enumerate(grouping.answers)
        if answer["groups"] != grouping.groups
    ]


def difference(cost: dict, now: dict) -> str:
    more = total_of(cost) - total_of(now)
    words = f"{shown(abs(more))} points {'more' if more >= 0 else 'less'} than these"
    if again := cost["repeats"] - now["repeats"]:
        words += f", and {abs(again)} {'more' if again > 0 else 'fewer'} of pairs meeting again"
    return words


def pin(members: list[int], names: Mapping[int, str], *, is_group: bool) -> Pin:
    return Pin(", ".join(names[one] for one in members), "-".join(map(str, members)), is_group)


def total_of(cost: dict) -> int:
    return sum(cost["points"].values())


def shown(points: int) -> str:
    return f"{points / POINTS:.1f}"
