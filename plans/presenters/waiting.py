"""What waits for a person in needs and offers, ballots and development plans, for their home page."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from challenges.models import Support, Turn
from plans.models import Ballot, DevelopmentPlan, Match, Need, Plan, Priority
from plans.presenters.development import with_waiting
from plans.presenters.support import OLD_AFTER
from plans.states import DevelopmentState, MatchState, PlanState
from regions.models import Region
from regions.roles import Permission, Role


@dataclass(frozen=True)
class Waiting:
    matches: list[Match]  # that the person has not agreed to yet
    raised: list[tuple[Region, int]]  # how many were raised in challenges, and are not on the region's list
    old: list[tuple[Region, int]]  # how many needs wait without a match, where the person brokers


def waiting_for(person) -> Waiting:
    """Three queries at most, and none for someone who neither speaks for an authority nor brokers."""
    own, _ = person.places_where(Permission.RAISE_SUPPORT)
    brokered = person.regions_where(Permission.BROKER_SUPPORT)
    return Waiting(
        matches=to_agree(own) if own else [],
        raised=raised_by(person, own) if own else [],
        old=old_needs(brokered) if brokered else [],
    )


def to_agree(own: set[int]) -> list[Match]:
    """Those that wait for one of these authorities."""
    waits = Q(need__authority__in=own, need_agreed_by=None) | Q(
        offer__authority__in=own, offer_agreed_by=None
    )
    found = Match.objects.filter(waits, state=MatchState.SUGGESTED)
    return list(found.select_related("need__authority", "offer__authority"))


def raised_by(person, own: set[int]) -> list[tuple[Region, int]]:
    held = {one.region_id: one.region for one in person.authorities_where(Permission.RAISE_SUPPORT)}
    found = Support.objects.filter(
        need=None, offer=None, authority__in=own, turn__in=Turn.objects.visible_to(person)
    )
    counted = found.order_by().values_list("authority__region").annotate(number=Count("pk"))
    return [(held[region], number) for region, number in counted]


def old_needs(regions: list[Region]) -> list[tuple[Region, int]]:
    since = timezone.now() - timedelta(days=OLD_AFTER + 1)
    found = Need.objects.open().filter(region__in=regions, at__lt=since)
    counted = dict(found.order_by().values_list("region").annotate(number=Count("pk")))
    return [(region, counted[region.pk]) for region in regions if region.pk in counted]


def ballots_for(person) -> list[tuple[Plan, int]]:
    """Plans whose ballot waits for the person, each with how many priorities they have not answered; one query."""
    votes = Q()
    for post in person.posts_now:
        if post.role in (Role.DCS, Role.LEAD_MEMBER):
            votes |= Q(authority=post.authority_id, role=post.role)
    if not votes:
        return []
    given = Ballot.objects.filter(votes, priority=OuterRef("pk"), version=OuterRef("version"))
    regions = [post.authority.region_id for post in person.posts_now if post.authority_id]
    waits = Priority.objects.filter(
        ~Exists(given), plan__state=PlanState.BALLOT, plan__cycle__region__in=regions, dropped_at=None
    ).select_related("plan__cycle__region")
    counted = Counter(one.plan for one in waits)
    return list(counted.items())


@dataclass(frozen=True)
class DevelopmentWaiting:
    to_comment: list[
        DevelopmentPlan
    ]  # shared with the person, who has neither commented nor said that they will not
    to_answer: list[tuple[DevelopmentPlan, int]]  # with how many comments nobody has answered


def development_for(person) -> DevelopmentWaiting:
    """Two queries at most, and none for someone who neither directs services nor writes a plan."""
    return DevelopmentWaiting(
        to_comment=to_comment(person) if person.may(Permission.READ_SHARED) else [],
        to_answer=to_answer(person) if person.may(Permission.WRITE_DEVELOPMENT_PLAN) else [],
    )


def to_comment(person) -> list[DevelopmentPlan]:
    return list(with_waiting(person).filter(waits=True).select_related("authority", "cycle"))


def to_answer(person) -> list[tuple[DevelopmentPlan, int]]:
    shared = DevelopmentPlan.objects.editable_by(person).filter(state=DevelopmentState.SHARED)
    counted = shared.annotate(number=Count("comments", filter=Q(comments__answer=""))).filter(number__gt=0)
    return [(one, one.number) for one in counted.select_related("authority", "cycle")]
