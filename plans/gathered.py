"""What the records of a period say, in plain sentences: the texts that a regional update begins with.

They count and never tell which authority is how far. An authority is named in one place alone: as the host of a
closed challenge whose feedback it released to every director of the region.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from challenges.models import Challenge, FeedbackNote
from challenges.presenters.headlines import published_at, words_for
from challenges.presenters.scoping import off_the_flags_words
from challenges.states import Note, State
from cycles.models import Cycle, Phase
from cycles.presenters import cycle_state, steps_of
from cycles.rules import in_words
from plans.models import Activity, Match, Measure, Need, Offer, Plan, Priority, UpdateSection
from plans.moved import MeasureView, views_of
from plans.paragraphs import HEADING, points
from plans.quarters import quarter_of, three_months_from
from plans.quarters import words_for as quarter_words
from plans.states import MatchState, NeedState, PlanState
from regions.models import Region
from selfeval.models import Release, SelfEvaluation
from selfeval.models.releases import read_by_others
from selfeval.statuses import Document

Kind = UpdateSection.Kind
NOT_SIGNED = (Document.DRAFTING, Document.REVIEW)


@dataclass(frozen=True)
class Period:
    region: Region
    starts_on: date
    ends_on: date

    def of(self, field: str) -> Q:
        """The rows whose moment lies in it."""
        return Q(**{f"{field}__date__gte": self.starts_on, f"{field}__date__lte": self.ends_on})

    def holds(self, day: date | None) -> bool:
        return day is not None and self.starts_on <= day <= self.ends_on


def texts_of(period: Period) -> dict[Kind, str]:
    """Every section's text, in the order of an update. The same number of queries whatever the region's size."""
    cycle, plan = cycle_of(period), plan_of(period.region)
    return {
        Kind.YEAR: year_text(period, cycle),
        Kind.CHALLENGES: challenges_text(period, cycle),
        Kind.HEADLINES: headlines_text(cycle),
        Kind.PLAN: plan_text(period, plan),
        Kind.SUPPORT: support_text(period),
        Kind.MOVED: moved_text(plan),
        Kind.DATES: dates_text(period),
    }


def cycle_of(period: Period) -> Cycle | None:
    """The one under way of those that the period touches, or else the latest."""
    found = Cycle.objects.filter(
        region=period.region, starts_on__lte=period.ends_on, ends_on__gte=period.starts_on
    )
    cycles = list(found.select_related("region").prefetch_related("phases", "themes"))
    return next((one for one in cycles if one.is_open), next(iter(cycles), None))


def plan_of(region: Region) -> Plan | None:
    """The latest that is confirmed, or else the latest there is."""
    plans = list(Plan.objects.filter(cycle__region=region).select_related("cycle__region"))
    return next((one for one in plans if one.state == PlanState.CONFIRMED), next(iter(plans), None))


# -- Where the year stands ----------------------------------------------------------------------------------------


def year_text(period: Period, cycle: Cycle | None) -> str:
    if cycle is None:
        return "No cycle of the region falls in this period."
    today = timezone.localdate()
    steps = steps_of(cycle, today)
    of_period = [
        f"{step.phase.name}, {days_of(step.phase)}: {step.state.lower()}"
        for step in steps
        if step.state != "Switched off"
        and (period.holds(step.phase.due_on) or period.holds(step.phase.done_on))
    ]
    coming = next((step.phase for step in steps if step.state in ("Now", "Next")), None)
    parts = [f"On {in_words(today)} the cycle {cycle.name} is {cycle_state(cycle)[0].lower()}."]
    if of_period:
        parts += ["Steps of this period:", points(of_period)]
    if coming:
        parts.append(f"Next: {coming.name}, {days_of(coming)}.")
    return "\n".join([*parts, evaluations_sentence(cycle)])


def evaluations_sentence(cycle: Cycle) -> str:
    """How many, and never whose."""
    authorities = cycle.region.authorities.current().count()
    evaluations = SelfEvaluation.objects.filter(cycle=cycle, authority__in=cycle.region.authorities.current())
    released = Release.objects.in_force().filter(evaluation__in=evaluations)
    numbers = [
        number_of(evaluations),
        number_of(evaluations.exclude(state__in=NOT_SIGNED)),
        released.order_by().values("evaluation__authority").distinct().count(),
        number_of(evaluations.filter(read_by_others())),
    ]
    named = cycle.region.self_evaluation_name.capitalize()
    return (
        f"{named}s of {counted(authorities, 'authority', 'authorities')}: {numbers[0]} opened, "
        f"{numbers[1]} signed, {numbers[2]} released, {numbers[3]} shared with others now."
    )


def number_of(evaluations) -> int:
    """Authorities, however many documents each of them has."""
    return evaluations.order_by().values("authority").distinct().count()


def days_of(phase: Phase) -> str:
    if phase.starts_on and phase.starts_on != phase.due_on:
        return f"{in_words(phase.starts_on)} to {in_words(phase.due_on)}"
    return in_words(phase.due_on)


def counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


# -- Challenges and headlines ---------------------------------------------------------------------------------------


def challenges_text(period: Period, cycle: Cycle | None) -> str:
    of_region = Challenge.objects.filter(cycle__region=period.region).exclude(state=State.CANCELLED)
    until = min(period.ends_on, timezone.localdate())
    held = of_region.exclude(state=State.PLANNED).filter(last_day__gte=period.starts_on, last_day__lte=until)
    planned = of_region.filter(state__in=[State.PLANNED, State.CONFIRMED], first_day__gt=until)
    hosts = (
        FeedbackNote.objects.filter(
            turn__challenge__in=held.filter(state=State.CLOSED),
            state=Note.RELEASED,
            audience=FeedbackNote.Audience.REGION,
        )
        .order_by("turn__host__name")
        .values_list("turn__host__name", flat=True)
        .distinct()
    )
    parts = by_kind("Held in this period", held) + by_kind("Planned", planned)
    if names := list(hosts):
        parts.append(f"Feedback released to every director of the region: {', '.join(names)}.")
    if cycle and (choices := off_the_flags_words(cycle)):
        parts.append(f"{cycle.name}: {choices}")
    return "\n".join(parts)


def by_kind(words: str, challenges) -> list[str]:
    """How many, of each protocol."""
    kinds = Counter(challenges.order_by("protocol__name").values_list("protocol__name", flat=True))
    if not kinds:
        return [f"{words}: none."]
    of_each = [f"{name}: {number}" for name, number in kinds.items()]
    return [f"{words}: {counted(kinds.total(), 'challenge', 'challenges')}.", points(of_each)]


def headlines_text(cycle: Cycle | None) -> str:
    """The published ones with their rounded numbers, and no names: a consent may be taken back, a filed text not."""
    themes = (
        sorted((one for one in cycle.themes.all() if one.shown), key=lambda one: -one.shown) if cycle else []
    )
    if not themes:
        return "No headline is published."
    lines = [headline_words(one) for one in themes]
    return f"Published on {in_words(timezone.localdate(published_at(cycle)))}:\n{points(lines)}"


def headline_words(theme) -> str:
    about = f" {theme.about}" if theme.about else ""
    return f"{theme.name}: {words_for(theme.shown).lower()}.{about}"


# -- The plan -------------------------------------------------------------------------------------------------------


def plan_text(period: Period, plan: Plan | None) -> str:
    if plan is None:
        return "The region has no plan yet."
    priorities = plan.priorities.filter(dropped_at=None).select_related("sponsor")
    found = priorities.prefetch_related("activities__milestones", "commentaries")
    parts = [f"{plan.cycle.name}: {plan.get_state_display().lower()}."]
    for priority in found:
        parts += priority_lines(period, priority)
    return "\n".join(parts)


def priority_lines(period: Period, priority: Priority) -> list[str]:
    activities = list(priority.activities.all())
    lines = [f"{HEADING}{priority.title}"]
    if priority.sponsor:
        lines.append(f"Sponsored by {priority.sponsor.name}.")
    lines.append(points([activity_words(one) for one in activities]) or "No activity yet.")
    reached = [
        f"{milestone.text} ({in_words(milestone.done_on)})"
        for one in activities
        for milestone in one.milestones.all()
        if period.holds(milestone.done_on)
    ]
    if reached:
        lines.append(f"Reached in this period: {'; '.join(reached)}.")
    quarters = quarters_of(period)
    return lines + [
        f"{quarter_words(said.quarter)}: {said.text}"
        for said in reversed(priority.commentaries.all())
        if said.quarter in quarters
    ]


def quarters_of(period: Period) -> set[date]:
    """The first days of the quarters that the period touches."""
    days = (period.ends_on - period.starts_on).days
    return {quarter_of(period.starts_on + timedelta(days=number)) for number in range(days + 1)}


def activity_words(one: Activity) -> str:
    day = f", as of {in_words(timezone.localdate(one.rag_at))}" if one.rag_at else ""
    because = f". {one.rag_because}" if one.rag_because else ""
    return f"{one.title}: {one.goes.lower()}{day}{because}"


# -- Support --------------------------------------------------------------------------------------------------------


def support_text(period: Period) -> str:
    """Counts by theme, of what was raised, made, agreed and closed in the period."""
    needs = Need.objects.filter(period.of("at"), region=period.region).exclude(state=NeedState.TAKEN_BACK)
    offers = Offer.objects.filter(period.of("at"), region=period.region, taken_back_at=None)
    matches = Match.objects.filter(need__region=period.region)
    agreed = matches.filter(period.of("agreed_at")).exclude(state=MatchState.DECLINED)
    closed = matches.filter(period.of("closed_at"), state=MatchState.CLOSED)
    found = (
        (needs.values_list("theme", flat=True), "need raised", "needs raised"),
        (offers.values_list("theme", flat=True), "offer made", "offers made"),
        (agreed.values_list("need__theme", flat=True), "match agreed", "matches agreed"),
        (closed.values_list("need__theme", flat=True), "match closed", "matches closed"),
    )
    by_theme: dict[str, list[str]] = defaultdict(list)
    totals = []
    for themes, one, many in found:
        numbers = Counter(themes.order_by())
        totals.append(counted(numbers.total(), one, many))
        for theme, number in numbers.items():
            by_theme[theme].append(counted(number, one, many))
    return "\n".join(
        [
            f"{', '.join(totals)}.",
            points([f"{theme}: {', '.join(by_theme[theme])}" for theme in sorted(by_theme)]),
        ]
    ).strip()


# -- What moved, and what comes -------------------------------------------------------------------------------------


def moved_text(plan: Plan | None) -> str:
    """The region's value of each figure of the plan, when it was confirmed and now; no word on why."""
    if plan is None:
        return "The region has no plan yet."
    measures = Measure.objects.filter(priority__plan=plan, priority__dropped_at=None).select_related(
        "indicator"
    )
    once = {one.indicator_id: one for one in measures}.values()
    return points(moved_lines(views_of(once, plan.cycle.region))) or "The plan has no figures."


def moved_lines(views: Iterable[MeasureView]) -> list[str]:
    return [f"{view.measure.indicator.title}: {moved_words(view)}" for view in views]


def moved_words(view: MeasureView) -> str:
    if view.region is None:
        return "no figure is stored for the region"
    now = f"{view.region.now} ({view.period})"
    if not view.region.before:
        return f"{now} in the region"
    if not view.is_newer:
        return f"{now} in the region, no newer figure since the plan was confirmed"
    change = f": {view.region.change}" if view.region.change else ""
    return f"{view.region.before} ({view.since}) in the region when the plan was confirmed, now {now}{change}"


def dates_text(period: Period) -> str:
    """Steps of the region's cycles in the three months after the period."""
    first = period.ends_on + timedelta(days=1)
    last = three_months_from(first)
    coming = Phase.objects.filter(
        cycle__region=period.region, cycle__closed_at=None, is_off=False, due_on__gte=first
    )
    phases = coming.filter(Q(starts_on__isnull=True, due_on__lte=last) | Q(starts_on__lte=last))
    lines = [f"{days_of(one)}: {one.name}" for one in phases]
    until = f"From {in_words(first)} to {in_words(last)}"
    return f"{until}:\n{points(lines)}" if lines else f"{until} the cycle has no dates."
