"""A plan of the North that holds one of everything, in any state."""

from datetime import date, datetime

from plans.actions import plans as actions
from plans.actions import progress
from plans.models import Plan
from tests.factories.figures import make_indicator
from tests.plans.test_plans import compare, vote
from tests.plans.world import clock_at, make_offer, raise_need
from tests.selfeval.world import LONDON

CONFIRMED_AT = datetime(2027, 3, 20, 12, tzinfo=LONDON)
MOVED_AT = datetime(2027, 6, 10, 12, tzinfo=LONDON)


def full_plan(world, *, title="Reviews in time", words="Children wait too long.", priorities=1):
    """A draft with sources, a figure, an activity with milestones and what was said of a quarter."""
    late = make_indicator("late", title="Late reviews", topic="Care")
    compare(late, (7.0, 8.0, 9.0), region_value=8.0)
    raise_need(world, theme="Care", visibility="region", text="Help with reviews")
    make_offer(world, theme="Care")
    plan = actions.draft(cycle=world.evaluation.cycle, by=world.people["mo"])
    plan.priorities.update(title=title, why=words, sponsor=world.people["ada"])
    more = {"area": "Workforce", "title": title, "why": words, "sponsor": None}
    for _ in range(priorities - 1):
        actions.add_priority(plan=plan, figures=[late], by=world.people["mo"], **more)
    for priority in plan.priorities.all():
        fill(world, priority, title, words)
    return Plan.objects.select_related("cycle__region").get(pk=plan.pk)


def fill(world, priority, title, words):
    by = world.people["mo"]
    days = {"starts_on": date(2027, 4, 1), "ends_on": date(2028, 3, 31)}
    lead = world.evaluation.authority
    activity = progress.add_activity(
        priority=priority, kind="project", title=title, owner="Jo Lee", lead=lead, by=by, **days
    )
    progress.set_rag(activity=activity, rag="amber", because=words[:300], by=by)
    first = progress.add_milestone(activity=activity, text=title, due_on=date(2027, 6, 30), by=by)
    progress.set_milestone(milestone=first, is_done=True, by=by)
    progress.add_milestone(activity=activity, text="Second step", due_on=date(2027, 9, 30), by=by)
    progress.comment(priority=priority, text=words, by=by)


def confirm(world, plan):
    """Voted on by two of the region's authorities, and confirmed."""
    region = plan.cycle.region
    region.ballot_quorum = 50
    region.save()
    actions.move(plan=plan, name="open_ballot", by=world.people["mo"])
    for priority in plan.priorities.filter(dropped_at=None):
        vote(world, priority, "ada", "Northmere", "dcs")
        vote(world, priority, "nia", "Southby", "dcs")
    with clock_at(CONFIRMED_AT):
        actions.move(plan=plan, name="confirm", by=world.people["mo"])
    plan.refresh_from_db()
