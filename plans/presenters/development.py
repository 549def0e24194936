"""Pages of an authority's development plan: the whole, the group's list, and the counts for who follows them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from challenges.models import Turn
from cycles.models import Cycle
from plans.actions.development import missing_for
from plans.models import (
    DevelopmentComment,
    DevelopmentLine,
    DevelopmentPlan,
    Need,
    NothingToSay,
    Plan,
)
from plans.models.support import group_shares
from plans.states import DEVELOPMENT_MOVES, DevelopmentState, WorkState
from regions.models import LocalAuthority
from regions.roles import Permission
from selfeval.models import Release

STATE_COLOURS = {"draft": "grey", "shared": "yellow", "closed": "blue"}
LINE_COLOURS = {"planned": "grey", "under_way": "yellow", "done": "green", "stopped": "red"}
MOVE_WORDS = {
    "share": "Share it with the directors of your group",
    "take_back": "Take it back to the draft",
    "close": "Close the development plan",
}
Source = DevelopmentLine.Source
OVER = (WorkState.DONE, WorkState.STOPPED)


# -- One plan ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CameFrom:
    """What a line comes from. ``words`` are empty for a reader outside who does not read the thing itself."""

    kind: str
    words: str
    url: str


@dataclass(frozen=True)
class LineView:
    line: DevelopmentLine
    colour: str
    is_stale: bool
    came: CameFrom | None
    comments: list[DevelopmentComment]


@dataclass(frozen=True)
class DevelopmentPage:
    plan: DevelopmentPlan
    colour: str
    lines: list[LineView]
    of_the_whole: list[DevelopmentComment]
    of_lines_left_out: list[DevelopmentComment]
    silent: list[str]  # the authorities whose directors have no comment
    shows_priorities: bool
    moves: list[tuple[str, str, str]]  # name, words, what is missing
    may_write: bool
    voice: LocalAuthority | None  # for which authority the person may comment
    has_spoken: bool  # the person's authority has commented, or has no comment

    @property
    def done(self) -> int:
        return sum(one.line.state == WorkState.DONE for one in self.lines)

    @property
    def may_comment(self) -> bool:
        return self.voice is not None and self.plan.state == DevelopmentState.SHARED


def development_page(plan: DevelopmentPlan, person) -> DevelopmentPage:
    """``plan`` with its authority, cycle and region. The same queries however many lines and comments there are."""
    lines = list(plan.lines.filter(dropped_at=None).select_related("indicator", "priority", "action"))
    comments = list(plan.comments.select_related("authority", "by", "answered_by", "line"))
    of_line = defaultdict(list)
    for one in comments:
        of_line[one.line_id].append(one)
    here = {one.pk for one in lines}
    silent = list(NothingToSay.objects.filter(plan=plan).select_related("authority"))
    may_write = DevelopmentPlan.objects.editable_by(person).filter(pk=plan.pk).exists()
    voice = voice_of(person, plan)
    spoken = {one.authority_id for one in [*comments, *silent]}
    return DevelopmentPage(
        plan=plan,
        colour=STATE_COLOURS[plan.state],
        lines=views_of(lines, of_line, person, plan),
        of_the_whole=of_line[None],
        of_lines_left_out=[one for one in comments if one.line_id and one.line_id not in here],
        silent=[one.authority.name for one in silent],
        shows_priorities=Plan.objects.visible_to(person).filter(cycle=plan.cycle_id).exists(),
        moves=moves_of(plan, person),
        may_write=may_write,
        voice=voice,
        has_spoken=voice is not None and voice.pk in spoken,
    )


def moves_of(plan: DevelopmentPlan, person) -> list[tuple[str, str, str]]:
    if not DevelopmentPlan.objects.directed_by(person).filter(pk=plan.pk).exists():
        return []
    names = [name for name, (before, _) in DEVELOPMENT_MOVES.items() if plan.state in before]
    return [(name, MOVE_WORDS[name], missing_for(plan, name)) for name in names]


def voice_of(person, plan: DevelopmentPlan) -> LocalAuthority | None:
    """The authority for which the person comments: one that they direct, of the plan's group."""
    shares = group_shares(person).filter(
        evaluation__authority=plan.authority_id, evaluation__cycle=plan.cycle_id
    )
    share = shares.select_related("authority").first()
    return share.authority if share else None


def views_of(lines, of_line, person, plan: DevelopmentPlan) -> list[LineView]:
    today, days = timezone.localdate(), plan.cycle.region.activity_stale_after
    is_own = person.may(Permission.TAKE_PART, at=plan.authority)
    seen = seen_sources(lines, person)
    return [
        LineView(
            line=line,
            colour=LINE_COLOURS[line.state],
            is_stale=is_stale(line.state, line.starts_on, line.state_at, today, days=days),
            came=came_from(line, seen, is_own),
            comments=of_line[line.pk],
        )
        for line in lines
    ]


def seen_sources(lines: list[DevelopmentLine], person) -> dict[str, dict[int, str]]:
    """The addresses of the turns, releases and needs behind the lines that the person sees. Three queries."""
    behind = {
        Source.ACTION: (Turn, {key_behind(line) for line in lines if line.source == Source.ACTION}),
        Source.AREA: (Release, {key_behind(line) for line in lines if line.source == Source.AREA}),
        Source.NEED: (Need, {key_behind(line) for line in lines if line.source == Source.NEED}),
    }
    return {
        kind: {
            one.pk: one.get_absolute_url()
            for one in model.objects.visible_to(person).filter(pk__in=keys - {None}).only("pk")
        }
        for kind, (model, keys) in behind.items()
    }


def key_behind(line: DevelopmentLine) -> int | None:
    """The turn of an action, the release of an area, or the need; None where the thing is there no more."""
    if line.source == Source.ACTION:
        return line.action.turn_id if line.action else None
    return line.release_id if line.source == Source.AREA else line.need_id


def came_from(line: DevelopmentLine, seen: dict[str, dict[int, str]], is_own: bool) -> CameFrom | None:
    """The authority's own people read the words; others where they read the thing itself, and an action's never."""
    if not line.source:
        return None
    url = seen[line.source].get(key_behind(line), "")
    shows = is_own or (url and line.source != Source.ACTION)
    return CameFrom(line.get_source_display(), line.source_words if shows else "", url)


def is_stale(
    state: str, starts_on: date | None, state_at: datetime | None, today: date, *, days: int
) -> bool:
    """Begun, not over, and nothing said of it for longer than an activity of the region's plan may be silent."""
    last = timezone.localdate(state_at) if state_at else starts_on
    if state in OVER or last is None or (starts_on and starts_on > today):
        return False
    return (today - last).days > days


# -- Lists ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OwnPlans:
    """What stands of development plans on the page of plans."""

    plans: list[DevelopmentPlan]
    to_draft: list[tuple[Cycle, LocalAuthority]]
    may_comment: bool  # whether plans of the group may come to the person


def own_plans(person) -> OwnPlans:
    """Of the person's own authorities. Two queries at most."""
    own = {one.pk for one in person.authorities_where(Permission.TAKE_PART)}
    if not own:
        return OwnPlans([], [], may_comment=False)
    found = DevelopmentPlan.objects.filter(authority__in=own).select_related("authority", "cycle__region")
    plans = list(found)
    return OwnPlans(plans, to_draft(person, plans), may_comment=person.may(Permission.READ_SHARED))


def to_draft(person, plans: list[DevelopmentPlan]) -> list[tuple[Cycle, LocalAuthority]]:
    """The open cycles for which the person may draft one, with the authority that has none yet."""
    written = person.authorities_where(Permission.WRITE_DEVELOPMENT_PLAN)
    if not written:
        return []
    there = {(one.cycle_id, one.authority_id) for one in plans}
    cycles = Cycle.objects.open().filter(region__in={one.region_id for one in written})
    return [
        (cycle, one)
        for cycle in cycles.select_related("region")
        for one in written
        if one.region_id == cycle.region_id and (cycle.pk, one.pk) not in there
    ]


@dataclass(frozen=True)
class GroupRow:
    plan: DevelopmentPlan
    waits: bool
    comments: int


def group_rows(person) -> list[GroupRow]:
    """The plans that the person's group shares with them, those that wait for a comment first. One query."""
    found = with_waiting(person).annotate(number=Count("comments")).order_by("authority__name")
    rows = [
        GroupRow(one, one.waits, one.number) for one in found.select_related("authority", "cycle__region")
    ]
    return sorted(rows, key=lambda row: not row.waits)


def with_waiting(person):
    """The plans shared with the person; ``waits`` is whether they still wait for a comment of their authority."""
    directed, _ = person.places_where(Permission.READ_SHARED)
    spoken = [
        Exists(model.objects.filter(plan=OuterRef("pk"), authority__in=directed))
        for model in (DevelopmentComment, NothingToSay)
    ]
    waits = Q(~spoken[0], ~spoken[1], state=DevelopmentState.SHARED)
    return DevelopmentPlan.objects.shared_with(person).annotate(waits=waits)


# -- Counts -----------------------------------------------------------------------------------------------------


@dataclass
class Status:
    """How a development plan stands, in numbers; ``url`` is empty where the reader may not read it."""

    plan: int
    state: str
    colour: str
    comments: int
    answered: int
    url: str
    lines: int = 0
    done: int = 0
    stale: int = 0


@dataclass(frozen=True)
class Statuses:
    by_authority: dict[int, Status]
    may_know: frozenset[int]  # authorities of which the reader may know that there is none


def statuses_of(cycle: Cycle, authorities: Iterable[LocalAuthority], person) -> Statuses:
    """Three queries however many authorities there are; no text is looked up."""
    plans = DevelopmentPlan.objects.status_visible_to(person).filter(cycle=cycle)
    counted = plans.annotate(
        comments_given=Count("comments"), comments_answered=Count("comments", filter=~Q(comments__answer=""))
    ).defer("introduction")
    read = set(DevelopmentPlan.objects.visible_to(person).filter(cycle=cycle).values_list("pk", flat=True))
    found = {
        one.pk: Status(
            plan=one.pk,
            state=one.get_state_display(),
            colour=STATE_COLOURS[one.state],
            comments=one.comments_given,
            answered=one.comments_answered,
            url=one.get_absolute_url() if one.pk in read else "",
        )
        for one in counted
    }
    by_authority = {one.authority_id: found[one.pk] for one in counted}
    today = timezone.localdate()
    lines = DevelopmentLine.objects.filter(plan__in=found, dropped_at=None).order_by()
    for plan, state, starts_on, state_at in lines.values_list("plan", "state", "starts_on", "state_at"):
        status = found[plan]
        status.lines += 1
        status.done += state == WorkState.DONE
        status.stale += is_stale(state, starts_on, state_at, today, days=cycle.region.activity_stale_after)
    follows = person.may(Permission.VIEW_DEVELOPMENT_STATUS, at=cycle.region)
    own, _ = person.places_where(Permission.TAKE_PART)
    known = {one.pk for one in authorities if follows or one.pk in own}
    return Statuses(by_authority, frozenset(known))
