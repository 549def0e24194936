"""The demonstration’s groups with their meetings, decisions and actions. All invented: nobody ever decided this."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from cycles.working_days import on_or_after, on_or_before
from plans.actions import group_actions, groups, meetings
from plans.models import RegionalGroup
from regions.models import Region
from regions.roles import Role
from sli_portal.demonstration_challenges import PROTOCOLS, holder

Kind = RegionalGroup.Kind
# Name, kind, what it is for, whose people are in it, and its partner without an account, if there is one.
GROUPS = (
    (
        "Directors’ group",
        Kind.DIRECTORS,
        "Demonstration: steers the region’s programme and answers for its plan.",
        (Role.DCS,),
        "",
    ),
    (
        "Social care and safeguarding group",
        Kind.SECOND_TIER,
        "Demonstration: takes the plan’s priorities on social care forward.",
        (Role.CONTRIBUTOR,),
        "",
    ),
    (
        "SEND network",
        Kind.NETWORK,
        "Demonstration: shares practice with health and parent carers.",
        (Role.LA_COORDINATOR,),
        "A parent carer (Demonstration)",
    ),
)
ACTIONS = (
    ("Demonstration: write down who can help whom with supervision.", 30, "The project manager"),
    ("Demonstration: bring two examples of audits to the next meeting.", -7, "The chair"),
)


@transaction.atomic
def seed():
    """In each region of the demonstration that has none yet; a second call changes nothing."""
    for region in Region.objects.filter(slug__in=PROTOCOLS, groups=None):
        manager = holder(Role.PROJECT_MANAGER, region=region)
        for described in GROUPS:
            set_up(region, *described, by=manager)


def set_up(region, name, kind, purpose, roles, partner, *, by):
    """With one member of each role at each of four authorities; the first chairs it."""
    authorities = list(region.authorities.current().order_by("name")[:4])
    people = [holder(role, authority=authority) for authority in authorities for role in roles]
    group = groups.set_up(region=region, name=name, kind=kind, purpose=purpose, chair=people[0], by=by)
    since = timezone.localdate() - timedelta(days=90)
    for person in people[1:]:
        groups.add_member(group=group, person=person, since=since, by=by)
    if partner:
        groups.add_member(group=group, partner=partner, organisation="Parent carer forum", since=since, by=by)
    hold_meetings(group, by=by)
    for text, days, owner in ACTIONS:
        due_on = timezone.localdate() + timedelta(days=days)
        group_actions.add_action(group=group, text=text, due_on=due_on, owner_words=owner, by=by)


def hold_meetings(group, *, by):
    """One four weeks ago with a decision, and one in two weeks."""
    today = timezone.localdate()
    set_meeting(group, on_or_before(today - timedelta(days=28)), by=by)
    set_meeting(group, on_or_after(today + timedelta(days=14)), by=by)
    held = group.meetings.first()
    present = list(held.members_then_or_now())
    note = "Demonstration: members said what they work on, and what they would like to do together."
    meetings.write_note(meeting=held, present=present, note=note, built_on=held.version, by=by)
    held.refresh_from_db()
    text = "Demonstration: the group meets each half term and reports to the directors."
    meetings.decide_at(meeting=held, text=text, priorities=[], by=by)


def set_meeting(group, day, *, by):
    starts_at, ends_at = (timezone.make_aware(datetime.combine(day, time(hour))) for hour in (10, 12))
    meetings.set_meeting(
        group=group,
        starts_at=starts_at,
        ends_at=ends_at,
        place="Online (Demonstration)",
        agenda="Demonstration: 1. How the actions go. 2. What the figures say. 3. What comes next.",
        by=by,
    )
