"""The demonstration’s plans: one confirmed and under way, one being confirmed. All invented."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from cycles.models import Cycle
from plans.actions import plans, progress
from plans.models import Activity, Plan, Priority
from plans.states import Rag, Vote
from regions.models import Post
from regions.roles import Role
from sli_portal.demonstration_challenges import holder

CONFIRMED, ASKED = "north-west", "east-midlands"
WHY = "Demonstration: why directors would choose it. The words are invented; what it comes from is listed below."
# Kind, title, days from today to its beginning and its end, how it goes, in a sentence.
ACTIVITIES = (
    (
        Activity.Kind.ANALYSIS,
        "Demonstration: what the figures leave out",
        -40,
        60,
        Rag.GREEN,
        "Demonstration",
    ),
    (
        Activity.Kind.SEMINAR,
        "Demonstration: a seminar for team leaders",
        -20,
        120,
        Rag.AMBER,
        "Demonstration",
    ),
    (Activity.Kind.PRACTICE, "Demonstration: three visits to see it done", 30, 200, None, ""),
)


@transaction.atomic
def seed():
    """For the open cycle of two regions that has no plan yet; a second call changes nothing."""
    for cycle in Cycle.objects.open().filter(region__slug__in=[CONFIRMED, ASKED], plan=None):
        manager = holder(Role.PROJECT_MANAGER, region=cycle.region)
        plan = plans.draft(cycle=cycle, by=manager)
        word(plan, manager)
        if not plan.priorities.exists():
            continue
        plans.move(plan=plan, name="open_ballot", by=manager)
        confirms = cycle.region.slug == CONFIRMED
        answer(plan, every=1 if confirms else 3)
        if confirms:
            plans.move(plan=plan, name="confirm", by=manager)
            carry_out(plan, manager)


def word(plan: Plan, manager) -> None:
    """Four priorities with words; the rest of the draft is left out."""
    directors = list(Post.objects.filter(role=Role.DCS, authority__region=plan.cycle.region)[:4])
    for number, priority in enumerate(list(plan.priorities.all())):
        if number >= len(directors):
            plans.drop_priority(priority=priority, by=manager)
            continue
        plans.change_priority(
            priority=priority,
            figures=list(priority.figures.all()),
            built_on=0,
            by=manager,
            area=priority.area,
            title=f"Demonstration: {priority.area}",
            why=WHY,
            sponsor=directors[number].person,
        )


def answer(plan: Plan, *, every: int) -> None:
    """The directors and lead members of every first, second or third authority agree; one asks for a change."""
    for place, authority in enumerate(plan.cycle.region.authorities.current().order_by("name")):
        if place % every:
            continue
        for priority in plan.priorities.filter(dropped_at=None):
            wants_change = place == every
            plans.answer(
                priority=priority,
                authority=authority,
                role=Role.DCS,
                vote=Vote.AMEND if wants_change else Vote.AGREE,
                change="Demonstration: a change that a director would ask for." if wants_change else "",
                built_on=priority.version,
                by=holder(Role.DCS, authority=authority),
            )


def carry_out(plan: Plan, manager) -> None:
    priority = plan.priorities.filter(dropped_at=None).first()
    for kind, title, starts, ends, rag, because in ACTIVITIES:
        activity = start(priority, kind, title, starts, ends, manager)
        if rag:
            progress.set_rag(activity=activity, rag=rag, because=because, by=manager)
    progress.comment(priority=priority, text="Demonstration: what would be said of a quarter.", by=manager)


def start(priority: Priority, kind: str, title: str, starts: int, ends: int, manager) -> Activity:
    today = timezone.localdate()
    activity = progress.add_activity(
        priority=priority,
        kind=kind,
        title=title,
        owner="Demonstration: the programme",
        starts_on=today + timedelta(days=starts),
        ends_on=today + timedelta(days=ends),
        by=manager,
    )
    progress.add_milestone(
        activity=activity,
        text="Demonstration: a first date",
        due_on=today + timedelta(days=(starts + ends) // 2),
        by=manager,
    )
    return activity
