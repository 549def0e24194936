"""Pages of the region's groups: the list, one group, one meeting, and what this person may do there."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Min, Prefetch, Q
from django.utils import timezone

from plans.assigned import without_ties, words_read
from plans.models import Decision, GroupAction, Meeting, Membership, Plan, Priority, RegionalGroup
from regions.models import Post, Region
from regions.roles import Permission

WORK_COLOURS = {"planned": "grey", "under_way": "blue", "done": "green", "stopped": "orange"}
TITLE_WORDS = 30  # as the page cuts it


@dataclass(frozen=True)
class GroupLine:
    """What everyone of the region may know of a group."""

    group: RegionalGroup
    members: int
    next_day: date | None


@dataclass(frozen=True)
class GroupList:
    region: Region
    lines: list[GroupLine]
    ended: list[GroupLine]
    may_set_up: bool


def group_list(region: Region, person) -> GroupList:
    """Three queries, however many groups there are."""
    groups = list(RegionalGroup.objects.visible_to(person).filter(region=region).select_related("chair"))
    lines = lines_of(groups)
    return GroupList(
        region=region,
        lines=[one for one in lines if one.group.ended_at is None],
        ended=[one for one in lines if one.group.ended_at is not None],
        may_set_up=person.may(Permission.MANAGE_GROUPS, at=region),
    )


def lines_of(groups: list[RegionalGroup]) -> list[GroupLine]:
    members = Membership.objects.current().filter(group__in=groups)
    counted = dict(members.order_by().values_list("group").annotate(number=Count("pk")))
    coming = Meeting.objects.filter(group__in=groups, cancelled_at=None, starts_at__gt=timezone.now())
    soonest = dict(coming.order_by().values_list("group").annotate(first=Min("starts_at")))
    return [
        GroupLine(
            group=one,
            members=counted.get(one.pk, 0),
            next_day=timezone.localdate(soonest[one.pk]) if one.pk in soonest else None,
        )
        for one in groups
    ]


@dataclass(frozen=True)
class MemberLine:
    membership: Membership
    place: str
    is_chair: bool


@dataclass(frozen=True)
class PriorityLine:
    priority: Priority
    activities: list[tuple[str, str, str]]  # title, how it goes, its colour


@dataclass(frozen=True)
class ActionLine:
    """``text`` is empty where the person does not read what was agreed."""

    action: GroupAction
    text: str
    priority: Priority | None
    may_change: bool
    may_tell: bool  # write what the group should know of it

    @property
    def colour(self) -> str:
        return WORK_COLOURS[self.action.state]

    @property
    def title(self) -> str:
        if self.text:
            return self.text
        return f"An action agreed in a challenge of {self.action.agreed.turn.host.name}"

    @property
    def is_long(self) -> bool:
        """Whether the title is cut, so that the text stands below it."""
        return len(self.text.split()) > TITLE_WORDS


@dataclass
class GroupPage:
    """Whoever may not read the group's work gets its line alone."""

    line: GroupLine
    is_read: bool
    may_manage: bool  # the group, its members, meetings, decisions and actions
    may_end: bool  # and set up others, and give it actions agreed in challenges
    may_report: bool
    may_see_list: bool
    members: list[MemberLine] = field(default_factory=list)
    coming: list[Meeting] = field(default_factory=list)
    past: list[Meeting] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    actions: list[ActionLine] = field(default_factory=list)
    priorities: list[PriorityLine] = field(default_factory=list)

    @property
    def group(self) -> RegionalGroup:
        return self.line.group


def group_page(group: RegionalGroup, person) -> GroupPage:
    """``group`` with its region and chair. The same queries, however much the group has done."""
    may_manage = RegionalGroup.objects.managed_by(person).filter(pk=group.pk).exists()
    page = GroupPage(
        line=lines_of([group])[0],
        is_read=RegionalGroup.objects.read_by(person).filter(pk=group.pk).exists(),
        may_manage=may_manage,
        may_end=person.may(Permission.MANAGE_GROUPS, at=group.region),
        may_report=may_manage or is_live_and_own(group, person),
        may_see_list=person.may(Permission.VIEW_REGION, at=group.region),
    )
    if page.is_read:
        fill(page, person)
    return page


def is_live_and_own(group: RegionalGroup, person) -> bool:
    live = RegionalGroup.objects.filter(pk=group.pk, ended_at=None)
    return live.filter(RegionalGroup.objects.own(person)).exists()


def fill(page: GroupPage, person) -> None:
    group = page.group
    meetings = list(group.meetings.all())
    page.members = member_lines(group)
    page.coming = [one for one in meetings if not one.has_begun]
    page.past = [one for one in reversed(meetings) if one.has_begun]
    page.decisions = list(decisions_read(group.decisions, person))
    page.actions = action_lines(group.actions, person, may_manage=page.may_manage)
    page.priorities = priority_lines(group, person)


def priorities_read(person):
    """Priorities of the plans that the person reads."""
    return Priority.objects.filter(plan__in=Plan.objects.visible_to(person))


def decisions_read(decisions, person):
    read = priorities_read(person)
    return decisions.select_related("meeting", "by", "withdrawn_by").prefetch_related(
        Prefetch("priorities", queryset=read, to_attr="priorities_read")
    )


def member_lines(group: RegionalGroup) -> list[MemberLine]:
    members = list(group.memberships.current().select_related("person"))
    places = places_in(group.region, [one.person_id for one in members if one.person_id])
    lines = [
        MemberLine(
            membership=one,
            place=places.get(one.person_id, "") if one.person_id else one.organisation,
            is_chair=one.person_id is not None and one.person_id == group.chair_id,
        )
        for one in members
    ]
    return sorted(lines, key=lambda line: (not line.is_chair, line.membership.name))


def places_in(region: Region, people: list[int]) -> dict[int, str]:
    """Where in the region each holds a post today."""
    held = Post.objects.held_on(timezone.localdate()).filter(
        Q(region=region) | Q(authority__region=region), person__in=people
    )
    return {post.person_id: str(post.place) for post in held.select_related("authority", "region")}


def action_lines(actions, person, *, may_manage: bool = False) -> list[ActionLine]:
    """Open ones first, those due first first; without those of an authority to which the person declared a tie."""
    related = ("owner__person", "said_by", "agreed__turn__host", "priority")
    seen = without_ties(actions.select_related(*related), person)
    read = words_read(seen, person)
    keys = [one.priority_id for one in seen if one.priority_id]
    priorities = set(priorities_read(person).filter(pk__in=keys).values_list("pk", flat=True))
    directed, _ = person.places_where(Permission.SIGN_SELF_EVALUATION)
    return [
        ActionLine(
            action=one,
            text=text_of(one, read),
            priority=one.priority if one.priority_id in priorities else None,
            may_change=may_manage and one.agreed is None,
            may_tell=one.agreed is not None and one.agreed.turn.host_id in directed,
        )
        for one in sorted(seen, key=lambda one: (not one.is_open, one.due))
    ]


def text_of(action: GroupAction, read: set[int]) -> str:
    """``read`` are the agreed actions whose words the person reads."""
    if action.agreed is None:
        return action.text
    return action.agreed.text if action.agreed_id in read else ""


def priority_lines(group: RegionalGroup, person) -> list[PriorityLine]:
    found = priorities_read(person).filter(group=group, dropped_at=None)
    return [
        PriorityLine(
            priority=one,
            activities=[(each.title, each.goes, each.colour) for each in one.activities.all()],
        )
        for one in found.select_related("plan__cycle__region").prefetch_related("activities")
    ]


@dataclass(frozen=True)
class MeetingPage:
    meeting: Meeting
    present: list[str]
    decisions: list[Decision]
    may_manage: bool

    @property
    def may_change(self) -> bool:
        return self.may_manage and self.meeting.cancelled_at is None


def meeting_page(meeting: Meeting, person) -> MeetingPage:
    """``meeting`` with its group."""
    return MeetingPage(
        meeting=meeting,
        present=sorted(one.name for one in meeting.present.select_related("person")),
        decisions=list(decisions_read(meeting.decisions, person)),
        may_manage=RegionalGroup.objects.managed_by(person).filter(pk=meeting.group_id).exists(),
    )
