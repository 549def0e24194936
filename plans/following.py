"""The golden thread, walked: from one thing back to the figures it began with, and on to what came of it.

The walk passes through what the reader may see and nothing else, so that what stands behind something hidden is not
given away by it.
"""

from dataclasses import dataclass, field

from django.db.models import Q

from challenges.models import AgreedAction, Finding
from challenges.readable import read_actions, read_findings
from indicators.models import Indicator
from plans.models import Need, Plan, Priority
from regions.models import LocalAuthority


@dataclass(frozen=True)
class Pair:
    """One figure of one authority."""

    authority: LocalAuthority
    indicator: Indicator


@dataclass
class Walk:
    """What was passed, by key, and for whom. Lists keep the order of their stage."""

    person: object
    pairs: dict[tuple[int, int], Pair] = field(default_factory=dict)
    figures: dict[int, Indicator] = field(default_factory=dict)  # of the whole region
    findings: dict[int, Finding] = field(default_factory=dict)
    actions: dict[int, AgreedAction] = field(default_factory=dict)
    needs: dict[int, Need] = field(default_factory=dict)
    priorities: dict[int, Priority] = field(default_factory=dict)

    # -- What the person may see --------------------------------------------------------------------------------

    def see_findings(self, condition: Q) -> list[Finding]:
        rows = Finding.objects.filter(condition).select_related("indicator", "line__indicator")
        return read_findings(rows, self.person)

    def see_actions(self, condition: Q) -> list[AgreedAction]:
        rows = AgreedAction.objects.filter(condition).select_related("indicator", "question__indicator")
        return read_actions(rows, self.person)

    def see_needs(self, condition: Q) -> list[Need]:
        rows = Need.objects.visible_to(self.person).filter(condition)
        return list(rows.select_related("authority", "indicator"))

    def see_priorities(self, condition: Q) -> list[Priority]:
        rows = Priority.objects.filter(condition, plan__in=Plan.objects.visible_to(self.person))
        return list(rows.filter(dropped_at=None).select_related("plan__cycle__region").distinct())

    # -- The walk -----------------------------------------------------------------------------------------------

    def back(self) -> None:
        """From priorities to needs and the region's figures, from needs and actions to findings."""
        if self.priorities:
            keep(self.needs, self.see_needs(Q(provenance__priority__in=self.priorities)))
            keep(self.figures, figures_of(self.priorities))
        behind = {one.finding_id for one in [*self.needs.values(), *self.actions.values()]} - {None}
        if behind:
            keep(self.findings, self.see_findings(Q(pk__in=behind)))

    def on(self) -> None:
        """From the figures that the walk began with to findings, actions and needs, and on to priorities."""
        measured = Q(pk__in=[])
        for pair in self.pairs.values():
            hosted = Q(turn__host=pair.authority)
            keep(self.findings, self.see_findings(hosted & about(pair.indicator, "line__")))
            keep(self.actions, self.see_actions(hosted & about(pair.indicator, "question__")))
            keep(self.needs, self.see_needs(Q(authority=pair.authority, indicator=pair.indicator)))
            measured |= Q(figures=pair.indicator, plan__cycle__region=pair.authority.region_id)
        if self.findings:
            keep(self.actions, self.see_actions(Q(finding__in=self.findings)))
            keep(
                self.needs,
                self.see_needs(Q(finding__in=self.findings) | Q(support__finding__in=self.findings)),
            )
        if self.needs:
            measured |= Q(provenance__need__in=self.needs)
        keep(self.priorities, self.see_priorities(measured))

    def meet(self) -> None:
        """The figures that everything passed is about."""
        for finding in self.findings.values():
            self.add(finding.turn.host, finding.indicator or (finding.line and finding.line.indicator))
        for action in self.actions.values():
            self.add(action.turn.host, action.indicator or (action.question and action.question.indicator))
        for need in self.needs.values():
            self.add(need.authority, need.indicator)

    def add(self, authority: LocalAuthority, indicator: Indicator | None) -> None:
        if indicator:
            self.pairs[authority.pk, indicator.pk] = Pair(authority, indicator)


def followed(walk: Walk) -> Walk:
    """The walk from what was put into it, back and on."""
    walk.back()
    walk.on()
    walk.meet()
    return walk


def about(indicator: Indicator, through: str) -> Q:
    return Q(indicator=indicator) | Q(**{f"{through}indicator": indicator})


def figures_of(priorities: dict[int, Priority]) -> list[Indicator]:
    rows = Priority.figures.through.objects.filter(priority__in=priorities).select_related("indicator")
    return [row.indicator for row in rows]


def keep(into: dict, rows) -> None:
    into.update({one.pk: one for one in rows if one.pk not in into})
