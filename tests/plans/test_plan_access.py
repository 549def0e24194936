"""Who sees and does what with the region's plan: written from the access policy, not from the code."""

import pytest
from django.urls import reverse

from plans.actions import plans as actions
from plans.actions import progress
from plans.models import Plan
from tests.factories.figures import make_indicator
from tests.plans.test_plans import compare
from tests.plans.test_support_access import EVERYBODY

pytestmark = [pytest.mark.django_db, pytest.mark.either]

WRITE = {"mo", "pat"}
EARLY = WRITE | {"ana", "ada", "cora", "nia", "tia", "nora"}  # directors and coordinators of the region
LEADERS = {"lena", "cleo", "sol"}  # lead members and a chief executive
STAFF = {"rob", "owen", "wyn", "sid", "rhea"}
VOICES = {"ada", "lena", "nia", "sol", "tia", "nora"}
READS = {"draft": EARLY, "ballot": EARLY | LEADERS, "confirmed": EARLY | LEADERS | STAFF}
READS["closed"] = READS["confirmed"]


def url(name, *args):
    return reverse(f"plans:{name}", args=args)


@pytest.fixture
def plan(world):
    compare(make_indicator("late", title="Late reviews", topic="Care"), (7.0, 8.0, 9.0))
    made = actions.draft(cycle=world.evaluation.cycle, by=world.people["mo"])
    made.priorities.update(why="Because")
    return made


def who(world, address, status=200, method="get"):
    return {name for name in EVERYBODY if getattr(world.client(name), method)(address).status_code == status}


@pytest.mark.parametrize("state", READS)
def test_who_reads_the_plan_in_each_state(world, plan, state):
    Plan.objects.update(state=state)
    priority = plan.priorities.get()
    for address in (url("plan", plan.pk), url("plan_results", plan.pk), url("priority", priority.pk)):
        assert who(world, address) == READS[state]
    listed = {
        name
        for name in READS["confirmed"]
        if plan.get_absolute_url() in world.client(name).get(url("plans")).content.decode()
    }
    assert listed == READS[state]


@pytest.mark.parametrize("state", READS)
def test_who_writes_in_it(world, plan, state):
    priority = plan.priorities.get()
    activity = progress.add_activity(
        priority=priority,
        by=world.people["mo"],
        kind="other",
        title="x",
        owner="x",
        starts_on=priority.plan.cycle.starts_on,
        ends_on=priority.plan.cycle.ends_on,
    )
    Plan.objects.update(state=state)
    may = set() if state == "closed" else WRITE
    for name, key in (
        ("plan_priority_add", plan.pk),
        ("priority_edit", priority.pk),
        ("priority_activity_add", priority.pk),
        ("priority_commentary_add", priority.pk),
        ("activity", activity.pk),
        ("activity_rag", activity.pk),
        ("activity_milestone_add", activity.pk),
    ):
        assert who(world, url(name, key)) == may
    for name, key in (("plan_move", plan.pk), ("priority_drop", priority.pk)):
        assert not who(world, url(name, key), 302, "post") - WRITE - {"nobody"}


def test_who_drafts_one(world):
    assert who(world, url("plan_draft", world.evaluation.cycle_id), 302, "post") == WRITE | {"nobody"}


def test_only_directors_and_lead_members_of_the_region_answer(world, plan):
    priority = plan.priorities.get()
    assert who(world, url("priority_answer", priority.pk)) == set()
    actions.move(plan=plan, name="open_ballot", by=world.people["mo"])
    assert who(world, url("priority_answer", priority.pk)) == VOICES
    assert who(world, url("plan_ballot", plan.pk)) == VOICES


def test_nobody_sees_what_another_authority_answered(world, plan):
    priority = plan.priorities.get()
    actions.move(plan=plan, name="open_ballot", by=world.people["mo"])
    given = {"vote": "amend", "change": "A candid word", "version": "0"}
    world.client("nia").post(url("priority_answer", priority.pk), given)
    addresses = [plan.get_absolute_url(), priority.get_absolute_url(), url("plan_results", plan.pk)]
    for name in READS["ballot"] - WRITE:
        client = world.client(name)
        for address in [*addresses, url("plan_ballot", plan.pk)]:
            page = client.get(address).content.decode()
            assert "A candid word" not in page
            assert (
                "Southby" not in page.split("<main")[1] or name in ("nia", "sol") or "Each authority" in page
            )
