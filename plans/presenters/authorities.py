"""A section for each authority in the region's plan: what it leads, its figures, support and its own plan."""

from dataclasses import dataclass, field

from plans.models import Activity, Match, Measure, Need, Offer, Plan
from plans.moved import MeasureView, Moved, views_of
from plans.presenters.development import Status, Statuses, statuses_of
from plans.states import MatchState, NeedState
from regions.models import LocalAuthority

HELPED = [MatchState.AGREED, MatchState.CLOSED]


@dataclass(frozen=True)
class Figure:
    """One measure of the plan at one authority."""

    view: MeasureView
    here: Moved


@dataclass
class Section:
    authority: LocalAuthority
    leads: list[Activity] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    received: list[Match] = field(default_factory=list)
    given: list[Match] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    status: Status | None = None
    has_no_plan: bool = False  # and the reader may know it


@dataclass(frozen=True)
class AuthoritiesPage:
    plan: Plan
    sections: list[Section]


def authorities_page(plan: Plan, person) -> AuthoritiesPage:
    """``plan`` with its cycle and region. The same queries however many authorities there are."""
    region = plan.cycle.region
    authorities = list(region.authorities.current().order_by("name"))
    sections = {one.pk: Section(one) for one in authorities}
    add_activities(sections, plan)
    add_figures(sections, plan)
    add_support(sections, plan, person)
    add_statuses(sections, statuses_of(plan.cycle, authorities, person))
    return AuthoritiesPage(plan, list(sections.values()))


def add_activities(sections: dict[int, Section], plan: Plan) -> None:
    led = Activity.objects.filter(priority__plan=plan, priority__dropped_at=None, lead__in=sections)
    for one in led.select_related("priority"):
        sections[one.lead_id].leads.append(one)


def add_figures(sections: dict[int, Section], plan: Plan) -> None:
    """Each figure once, as its priority's page shows it."""
    measures = Measure.objects.filter(priority__plan=plan, priority__dropped_at=None)
    once = {one.indicator_id: one for one in measures.select_related("indicator")}
    by_name = {one.authority.name: one for one in sections.values()}
    for view in views_of(once.values(), plan.cycle.region):
        for here in view.authorities:
            if here.place in by_name:
                by_name[here.place].figures.append(Figure(view, here))


def add_support(sections: dict[int, Section], plan: Plan, person) -> None:
    """What was agreed to or is done, and what is on the list, as far as the reader sees it."""
    region = plan.cycle.region_id
    matches = Match.objects.visible_to(person).filter(need__region=region, state__in=HELPED)
    for match in matches.select_related("need__authority", "offer__authority"):
        if match.need.authority_id in sections:
            sections[match.need.authority_id].received.append(match)
        if match.offer.authority_id in sections:
            sections[match.offer.authority_id].given.append(match)
    live = [NeedState.OPEN, NeedState.MATCHED]
    for need in Need.objects.visible_to(person).filter(authority__in=sections, state__in=live):
        sections[need.authority_id].needs.append(need)
    for offer in Offer.objects.visible_to(person).standing().filter(authority__in=sections):
        sections[offer.authority_id].offers.append(offer)


def add_statuses(sections: dict[int, Section], statuses: Statuses) -> None:
    for key, section in sections.items():
        section.status = statuses.by_authority.get(key)
        section.has_no_plan = section.status is None and key in statuses.may_know
