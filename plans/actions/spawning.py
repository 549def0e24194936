"""What a confirmed priority begins with: an activity for each agreed match that it rests on, or the first step."""

from django.utils import timezone

from plans.models import Activity, Match, Plan, Priority, Visibility
from plans.quarters import after, last_day_of, quarter_of
from plans.states import MatchState
from regions.models import Person

FIRST_STEP = "Agree what is done first"


def begin_activities(plan: Plan, *, by: Person) -> None:
    """For every live priority that has none yet. Only matches of a need and an offer that the region may see."""
    for priority in plan.priorities.filter(dropped_at=None, activities=None).select_related("sponsor"):
        matches = matches_behind(priority)
        Activity.objects.bulk_create(
            [supported(priority, one, by) for one in matches] or [first_step(priority, by)]
        )


def matches_behind(priority: Priority) -> list[Match]:
    found = Match.objects.filter(
        need__provenance__priority=priority,
        need__visibility=Visibility.REGION,
        offer__visibility=Visibility.REGION,
        state=MatchState.AGREED,
    )
    return list(found.select_related("need__authority", "offer__authority").distinct())


def supported(priority: Priority, match: Match, by: Person) -> Activity:
    giver, taker = match.offer.authority, match.need.authority
    return Activity(
        priority=priority,
        kind=Activity.Kind.SUPPORT,
        title=f"{giver.name} helps {taker.name}",
        owner=giver.name,
        lead=giver,
        starts_on=match.starts_on,
        ends_on=match.ends_on,
        match=match,
        by=by,
    )


def first_step(priority: Priority, by: Person) -> Activity:
    """To the end of the quarter after this one: its sponsor sees to it, or the region's programme."""
    today = timezone.localdate()
    return Activity(
        priority=priority,
        kind=Activity.Kind.OTHER,
        title=FIRST_STEP,
        owner=priority.sponsor.name if priority.sponsor else "The region’s programme",
        starts_on=today,
        ends_on=last_day_of(after(quarter_of(today))),
        by=by,
    )
