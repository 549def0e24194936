"""The demonstration's challenges: one of each region's kind, planned, with people in their seats. All invented."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from challenges.actions import planning, seating
from challenges.actions.protocols import load_standard
from challenges.models import Challenge, Protocol
from challenges.parts import SeatRole
from cycles.models import Cycle
from cycles.working_days import after, on_or_after
from regions.models import Person, Post
from regions.roles import Role
from selfeval.actions.grouping import groups_of

DAYS_AHEAD = 45  # working days: steps lie on both sides of today
PROTOCOLS = {
    "east-midlands": ("triad-conversation", "Conversation of {group} (Demonstration)"),
    "north-west": ("challenge-day", "Challenge day for {host} (Demonstration)"),
    "south-east": ("two-day-visit", "Visit to {host} (Demonstration)"),
}
# Of a group's authorities in their order: which of their people take which seat.
DIRECTORS = {
    "east-midlands": (SeatRole.DIRECTOR,) * 4,
    "north-west": (SeatRole.HOST, SeatRole.LEAD, SeatRole.PANEL, SeatRole.PANEL),
    "south-east": (SeatRole.HOST, SeatRole.LEAD, SeatRole.OBSERVER),
}
COLLEAGUES = {
    "east-midlands": SeatRole.SENIOR_TEAM,
    "north-west": SeatRole.HOST_TEAM,
    "south-east": SeatRole.TEAM,
}


@transaction.atomic
def seed():
    """One challenge in each open cycle that has groups and none yet; a second call changes nothing."""
    load_standard()
    cycles = Cycle.objects.open().filter(region__slug__in=PROTOCOLS, challenges=None).select_related("region")
    for cycle in cycles:
        group = first_group(cycle)
        if len(group) >= 3:
            plan(cycle, group)


def first_group(cycle):
    """The authorities of "Group 1", in order of name."""
    numbers = [number for number, name in groups_of(cycle).items() if name == "Group 1"]
    return list(cycle.region.authorities.filter(pk__in=numbers).order_by("name"))


def plan(cycle, group) -> Challenge:
    slug, name = PROTOCOLS[cycle.region.slug]
    manager = holder(Role.PROJECT_MANAGER, region=cycle.region)
    challenge = planning.plan_challenge(
        cycle=cycle,
        protocol=Protocol.objects.get(slug=slug, region=None, version=1),
        name=name.format(group="Group 1", host=group[0].name),
        authorities=group,
        group="Group 1",
        first_day=first_day(),
        place="Demonstration: a room that does not exist",
        by=manager,
    )
    for authority, role in zip(group, DIRECTORS[cycle.region.slug], strict=False):
        take(challenge, holder(Role.DCS, authority=authority), role, manager, authority)
    role = COLLEAGUES[cycle.region.slug]
    for authority in group[:1] if role == SeatRole.HOST_TEAM else group:
        if role == SeatRole.TEAM and authority == group[0]:
            continue
        take(challenge, holder(Role.CONTRIBUTOR, authority=authority), role, manager, authority)
    return challenge


def first_day() -> date:
    return after(on_or_after(timezone.localdate()), DAYS_AHEAD)


def take(challenge, person, role, manager, authority) -> None:
    seat = seating.invite(
        challenge=challenge, role=role, email=person.email, name=person.name, authority=authority, by=manager
    )
    seating.accept(seat=seat, by=person)
    seat.refresh_from_db()
    seating.accept_principles(seat=seat, access_needs="", wants_payment=False, by=person)


def holder(role, **place) -> Person:
    posts = Post.objects.filter(role=role, person__is_demonstration=True, **place)
    return posts.select_related("person").earliest("pk").person
