"""Pages of the region's plan: the whole, one priority, the ballot, and what this person may do there."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.db.models import F
from django.utils import timezone

from cycles.models import Cycle
from plans.actions.plans import missing_for, tallies
from plans.balloting import Tally
from plans.models import Activity, Ballot, DevelopmentPlan, Measure, Need, Offer, Plan, Priority, Provenance
from plans.moved import MeasureView, views_of
from plans.quarters import quarter_of, words_for
from plans.states import MOVES, NOT_REPORTED, RAG_WORDS, PlanState, Rag
from regions.models import LocalAuthority
from regions.roles import Permission, Role

STATE_COLOURS = {"draft": "grey", "ballot": "yellow", "confirmed": "green", "closed": "blue"}
MOVE_WORDS = {
    "open_ballot": "Ask directors and lead members",
    "back_to_draft": "Take it back to the draft",
    "confirm": "Confirm the plan",
    "close": "Close the plan",
}


WORST_FIRST = (
    RAG_WORDS[Rag.RED],
    RAG_WORDS[Rag.AMBER],
    RAG_WORDS[Rag.GREEN],
    RAG_WORDS[Rag.DONE],
    NOT_REPORTED,
)


def how_they_go(activities: Iterable[Activity]) -> list[tuple[str, str]]:
    """Such as "2 on track", with its colour, for each that there is."""
    said = Counter((one.goes, one.colour) for one in activities)
    order = sorted(said, key=lambda pair: WORST_FIRST.index(pair[0]))
    return [(f"{said[words, colour]} {words.lower()}", colour) for words, colour in order]


@dataclass(frozen=True)
class PriorityLine:
    priority: Priority
    tally: Tally | None
    activities: list[Activity]
    measures: list[MeasureView]

    @property
    def goes(self) -> list[tuple[str, str]]:
        """How its activities go, by number: words and their colour, the worst first."""
        return how_they_go(self.activities)


@dataclass(frozen=True)
class PlanPage:
    plan: Plan
    colour: str
    lines: list[PriorityLine]
    moves: list[tuple[str, str, str]]  # name, words, what is missing
    kinds: list[tuple[str, int]]  # activities by kind
    may_manage: bool
    may_answer: bool
    developments: list[DevelopmentPlan]  # of the reader's own authorities in the same cycle

    @property
    def carried(self) -> int:
        return sum(line.tally.is_carried for line in self.lines if line.tally)


def plan_page(plan: Plan, person) -> PlanPage:
    """``plan`` with its cycle and region. Eleven queries, however many priorities there are."""
    may_manage = Plan.objects.editable_by(person).filter(pk=plan.pk).exists()
    counted = tallies(plan) if plan.state == PlanState.BALLOT else {}
    priorities = plan.priorities.filter(dropped_at=None).select_related("sponsor", "group")
    activities = list(Activity.objects.filter(priority__plan=plan, priority__dropped_at=None))
    of_priority = defaultdict(list)
    for one in activities:
        of_priority[one.priority_id].append(one)
    measures = measures_of(plan)
    labels = dict(Activity.Kind.choices)
    kinds = Counter(one.kind for one in activities)
    names = [name for name, (before, _) in MOVES.items() if before == plan.state]
    return PlanPage(
        plan=plan,
        colour=STATE_COLOURS[plan.state],
        lines=[
            PriorityLine(one, counted.get(one.pk), of_priority[one.pk], measures[one.pk])
            for one in priorities
        ],
        moves=[(name, MOVE_WORDS[name], missing_for(plan, name)) for name in names] if may_manage else [],
        kinds=[(labels[kind], number) for kind, number in kinds.most_common()],
        may_manage=may_manage,
        may_answer=plan.state == PlanState.BALLOT and bool(voices_of(person, plan)),
        developments=own_developments(plan, person),
    )


def measures_of(plan: Plan) -> dict[int, list[MeasureView]]:
    """By priority, of those that stand."""
    measures = Measure.objects.filter(priority__plan=plan, priority__dropped_at=None)
    found = defaultdict(list)
    for view in views_of(measures.select_related("indicator"), plan.cycle.region):
        found[view.measure.priority_id].append(view)
    return found


def own_developments(plan: Plan, person) -> list[DevelopmentPlan]:
    own, _ = person.places_where(Permission.TAKE_PART)
    found = DevelopmentPlan.objects.filter(cycle=plan.cycle_id, authority__in=own)
    return list(found.select_related("authority", "cycle")) if own else []


def voices_of(person, plan: Plan) -> list[tuple[LocalAuthority, str]]:
    """For whom, and in which role, the person answers in the ballot."""
    return [
        (post.authority, post.role)
        for post in person.posts_now
        if post.role in (Role.DCS, Role.LEAD_MEMBER)
        and post.authority.region_id == plan.cycle.region_id
        and post.authority.is_current
    ]


@dataclass(frozen=True)
class Came:
    """Where a priority comes from, and the thing itself for who may see it."""

    words: str
    kind: str
    url: str


@dataclass(frozen=True)
class ActivityLine:
    activity: Activity
    milestones: list
    is_stale: bool


@dataclass(frozen=True)
class PriorityPage:
    priority: Priority
    came: list[Came]
    measures: list[MeasureView]
    activities: list[ActivityLine]
    commentaries: list
    quarter: str
    tally: Tally | None
    votes: list[Ballot]  # with a change asked for, for those who manage the plan
    may_manage: bool
    may_change: bool


def priority_page(priority: Priority, person) -> PriorityPage:
    """``priority`` with its plan, cycle, region and sponsor."""
    plan = priority.plan
    may_manage = Plan.objects.editable_by(person).filter(pk=plan.pk).exists()
    counted = tallies(plan) if plan.state == PlanState.BALLOT else {}
    asked = priority.votes.filter(version=F("priority__version")).exclude(change="")
    return PriorityPage(
        priority=priority,
        came=came_from(priority, person),
        measures=views_of(priority.measures.select_related("indicator"), plan.cycle.region),
        activities=activity_lines(priority),
        commentaries=[(words_for(one.quarter), one) for one in priority.commentaries.select_related("by")],
        quarter=words_for(quarter_of(timezone.localdate())),
        tally=counted.get(priority.pk),
        votes=list(asked.select_related("authority")) if may_manage else [],
        may_manage=may_manage,
        may_change=may_manage and plan.may_change and priority.dropped_at is None,
    )


def came_from(priority: Priority, person) -> list[Came]:
    """Every source's words; a need or an offer that the person no longer sees is a source without its words."""
    rows = list(priority.provenance.select_related("indicator", "need", "offer"))
    seen = sources_seen(rows, person)
    return [came(row, seen) for row in rows]


def sources_seen(rows: list[Provenance], person) -> dict[type[models.Model], set[int]]:
    """The needs and the offers among the sources that the person sees; two queries."""
    return {
        model: set(
            model.objects.visible_to(person)
            .filter(pk__in=[getattr(row, f"{name}_id") for row in rows])
            .values_list("pk", flat=True)
        )
        for name, model in (("need", Need), ("offer", Offer))
    }


def came(row: Provenance, seen: dict) -> Came:
    kind = row.get_kind_display()
    if row.indicator:
        return Came(row.words, kind, row.indicator.get_absolute_url())
    for thing, model in ((row.need, Need), (row.offer, Offer)):
        if thing is not None:
            if thing.pk in seen[model]:
                return Came(row.words, kind, thing.get_absolute_url())
            return Came(f"{kind}, no longer shown", kind, "")
    return Came(row.words, kind, "")


def activity_lines(priority: Priority) -> list[ActivityLine]:
    today = timezone.localdate()
    return [
        ActivityLine(
            activity=one,
            milestones=list(one.milestones.all()),
            is_stale=one.is_stale(today, priority.plan.cycle.region.activity_stale_after),
        )
        for one in priority.activities.select_related("lead").prefetch_related("milestones")
    ]


@dataclass(frozen=True)
class BallotRow:
    priority: Priority
    mine: Ballot | None


@dataclass(frozen=True)
class BallotPage:
    plan: Plan
    names: str  # of the authorities that the person answers for
    rows: list[BallotRow]

    @property
    def left(self) -> int:
        return sum(row.mine is None for row in self.rows)


def ballot_page(plan: Plan, voices: list[tuple[LocalAuthority, str]]) -> BallotPage:
    """``voices`` are those that answer at once: what the first said, all said."""
    authority, role = voices[0]
    votes = Ballot.objects.filter(
        priority__plan=plan, version=F("priority__version"), authority=authority, role=role
    )
    mine = {one.priority_id: one for one in votes}
    priorities = plan.priorities.filter(dropped_at=None)
    return BallotPage(plan, names_of(voices), [BallotRow(one, mine.get(one.pk)) for one in priorities])


def names_of(voices: list[tuple[LocalAuthority, str]]) -> str:
    return " and ".join(authority.name for authority, _ in voices)


def plans_for(person) -> list[Plan]:
    found = Plan.objects.visible_to(person)
    return list(found.select_related("cycle__region"))


def cycles_to_draft(person):
    """The open cycles of regions in which the person writes the plan, that have none yet."""
    regions = person.region_codes_where(Permission.MANAGE_PLAN)
    return Cycle.objects.open().filter(region__in=regions, plan=None).select_related("region")
