"""Groups of the North: a network that Nora of Eastby chairs, with Rob of Northmere and a partner of health in it."""

from datetime import date, datetime

from plans.actions import group_actions, groups, meetings
from tests.plans.world import at
from tests.selfeval.world import LONDON

SINCE = date(2027, 1, 1)


def make_group(world, name="SEND network", chair="nora", members=("rob",), **fields):
    given = {"kind": "network", "purpose": "Sharing what works"} | fields
    mo = world.people["mo"]
    chaired_by = world.people[chair] if chair else None
    made = groups.set_up(region=at("Northmere").region, name=name, chair=chaired_by, by=mo, **given)
    for one in members:
        groups.add_member(group=made, person=world.people[one], since=SINCE, by=mo)
    return made


def add_partner(world, group, name="Hen Health"):
    return groups.add_member(
        group=group, partner=name, organisation="Health board", since=SINCE, by=world.people["mo"]
    )


def set_meeting(world, group, day=date(2027, 4, 20), **fields):
    given = {"place": "Room 4", "agenda": "A candid agenda"} | fields
    starts_at, ends_at = (datetime(day.year, day.month, day.day, hour, tzinfo=LONDON) for hour in (10, 12))
    return meetings.set_meeting(
        group=group, starts_at=starts_at, ends_at=ends_at, by=world.people["mo"], **given
    )


def past_meeting(world, group, *, note="A candid note", **fields):
    """Held in February, with everyone of the group that day."""
    made = set_meeting(world, group, date(2027, 2, 16), **fields)
    present = list(group.memberships.on(date(2027, 3, 10)))
    meetings.write_note(meeting=made, present=present, note=note, built_on=0, by=world.people["mo"])
    made.refresh_from_db()
    return made


def add_action(world, group, **fields):
    given = {"text": "A candid action", "due_on": date(2027, 6, 30), "owner_words": "The analyst"} | fields
    return group_actions.add_action(group=group, by=world.people["mo"], **given)


__all__ = ["SINCE", "add_action", "add_partner", "make_group", "past_meeting", "set_meeting"]
