"""The region's plan: its draft, its ballot, and what it keeps when it is confirmed."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from challenges.models import Theme
from indicators.models import Comparison
from plans.actions import plans as actions
from plans.actions.support import CannotDo
from plans.drafting import propose
from plans.models import Ballot, Measure, Plan, Priority, Provenance
from plans.states import PlanState
from regions.roles import Role
from selfeval.actions.improvement import SavedMeanwhile
from tests.cast import hold
from tests.factories.figures import make_indicator
from tests.plans.world import at, make_offer, raise_need
from tests.selfeval.payloads import TYPED

pytestmark = pytest.mark.django_db
PLACES = ("Northmere", "Southby", "Thirdby", "Eastby")


def url(name, *args):
    return reverse(f"plans:{name}", args=args)


def words(world, name, address):
    return world.client(name).get(address).content.decode()


def compare(
    indicator, values, *, period="2026", flag="challenge", region_value=5.0, region_trend="decreasing"
):
    """One comparison a place, all flagged; replaces what was there."""
    Comparison.objects.filter(indicator=indicator).delete()
    for name, value in zip(PLACES, values, strict=False):
        Comparison.objects.create(
            indicator=indicator,
            authority=at(name),
            rules_version="1",
            period=period,
            value=value,
            region_value=region_value,
            region_area=at(name).region,
            standing="worse",
            trend="no_change",
            region_trend=region_trend,
            flag=flag,
            series={"labels": [period], "authority": [value]},
        )


@pytest.fixture
def flagged(world):
    """Late reviews are a challenge area at three authorities, and exclusions at two."""
    late = make_indicator("late", title="Late reviews", topic="Care")
    compare(late, (7.0, 8.0, 9.0))
    few = make_indicator("few", title="Exclusions", topic="Schools")
    compare(few, (1.0, 2.0))
    return late


def make_draft(world, **fields):
    plan = actions.draft(cycle=world.evaluation.cycle, by=world.people["mo"])
    plan.priorities.update(**{"why": "Because"} | fields)
    return plan


def vote(world, priority, name, place, role, answer="agree", change=""):
    priority.refresh_from_db()
    return actions.answer(
        priority=priority,
        authority=at(place),
        role=role,
        vote=answer,
        change=change,
        built_on=priority.version,
        by=world.people[name],
    )


# -- The draft ----------------------------------------------------------------------------------------------------


def test_the_draft_comes_from_figures_headlines_needs_and_offers_and_says_so(world, flagged):
    cycle = world.evaluation.cycle
    Theme.objects.create(cycle=cycle, name="Homes for children", shown=3)
    Theme.objects.create(cycle=cycle, name="Not published", shown=0)
    need = raise_need(world, theme="Care", visibility="region", text="Help with reviews")
    raise_need(world, theme="Care", visibility="own", text="A secret need")
    offer = make_offer(world, theme="Care")
    make_offer(world, theme="Nobody asked for it")

    world.client("mo").post(url("plan_draft", cycle.pk))

    plan = Plan.objects.get()
    first, second = plan.priorities.all()
    assert (first.title, second.title) == ("Care", "Homes for children")
    assert [(one.kind, one.words) for one in first.provenance.all()] == [
        ("figure", "Late reviews: a challenge area at 3 of 4 authorities"),
        ("need", "Need of Northmere"),
        ("offer", "Offer of Southby"),
    ]
    assert second.provenance.get().words == "Homes for children: at least 3 authorities"
    assert list(first.figures.all()) == [flagged]
    page = words(world, "ada", first.get_absolute_url())
    assert need.get_absolute_url() in page
    assert offer.get_absolute_url() in page
    assert "Exclusions" not in page
    assert not Provenance.objects.filter(need__visibility="own").exists()


def test_a_second_draft_is_refused_and_an_empty_region_has_an_empty_plan(world):
    plan = make_draft(world)
    assert not plan.priorities.exists()
    with pytest.raises(CannotDo, match="has a plan already"):
        make_draft(world)
    with pytest.raises(CannotDo, match="no priorities yet"):
        actions.move(plan=plan, name="open_ballot", by=world.people["mo"])


def test_no_more_than_eight_areas_and_those_with_most_to_say_first(world, flagged):
    for number in range(10):
        raise_need(world, theme=f"Theme {number}", visibility="region")
    raise_need(world, theme="Care", visibility="region")

    found = propose(world.evaluation.cycle)

    assert len(found) == 8
    assert found[0].area == "Care"


def test_a_need_that_is_taken_out_of_sight_is_a_source_without_its_words(world, flagged):
    need = raise_need(world, theme="Care", visibility="region")
    plan = make_draft(world)
    need.visibility = "own"
    need.save()

    page = words(world, "nora", plan.priorities.get().get_absolute_url())

    assert "Need of Northmere" not in page
    assert need.get_absolute_url() not in page
    assert "Need, no longer shown" in page
    assert "Need of Northmere" in words(world, "mo", plan.priorities.get().get_absolute_url())


# -- Changing -----------------------------------------------------------------------------------------------------

PRIORITY = {"area": "Care", "title": "Reviews on time", "why": "Children wait", "version": "0"}


def test_the_manager_adds_changes_and_leaves_out_priorities(world, flagged):
    plan = make_draft(world)
    client = world.client("mo")
    empty = client.post(url("plan_priority_add", plan.pk), {"version": "0"})
    for said in ("Choose an area", "Say what the priority is", "Say why it is a priority"):
        assert said in empty.content.decode()
    client.post(url("plan_priority_add", plan.pk), PRIORITY | {"sponsor": world.people["ada"].pk})
    made = Priority.objects.get(title="Reviews on time")
    assert (made.position, made.sponsor) == (2, world.people["ada"])

    changed = PRIORITY | {"title": "Reviews in time", "figures": [flagged.pk]}
    client.post(url("priority_edit", made.pk), changed)
    made.refresh_from_db()
    assert (made.title, made.version, list(made.figures.all())) == ("Reviews in time", 1, [flagged])
    late = client.post(url("priority_edit", made.pk), PRIORITY | {"title": "An older version"})
    assert late.status_code == 422
    assert "Reviews in time" in late.content.decode()
    client.post(url("priority_drop", made.pk))
    assert "Reviews in time" not in words(world, "mo", plan.get_absolute_url())
    assert Priority.objects.filter(pk=made.pk).exists()


# -- The ballot ---------------------------------------------------------------------------------------------------


def test_a_plan_is_confirmed_by_its_ballot_and_keeps_what_the_figures_were(world, flagged):
    plan = make_draft(world)
    priority = plan.priorities.get()
    mo = world.client("mo")
    mo.post(url("plan_move", plan.pk), {"move": "open_ballot"})
    assert "To confirm the plan: 1 of its priorities is not carried yet." in words(
        world, "mo", plan.get_absolute_url()
    )
    assert "1 of 1 wait for your answer" in words(world, "ada", url("plan_ballot", plan.pk))

    world.client("ada").post(url("priority_answer", priority.pk), {"vote": "agree", "version": "0"})
    asked = world.client("sol").post(url("priority_answer", priority.pk), {"vote": "amend", "version": "0"})
    assert "Say what should be changed" in asked.content.decode()
    given = {"vote": "amend", "change": "Say by when", "version": "0"}
    world.client("sol").post(url("priority_answer", priority.pk), given)
    assert "Say by when" in words(world, "mo", priority.get_absolute_url())
    for name in ("ada", "nora", "pat"):
        assert ("Say by when" in words(world, name, priority.get_absolute_url())) == (name == "pat")
    page = words(world, "ana", url("plan_results", plan.pk))
    assert "1 agree and 1 ask for a change" in page
    assert "Northmere" not in page.split("<main")[1]

    world.client("nora").post(url("priority_answer", priority.pk), {"vote": "agree", "version": "0"})
    mo.post(url("plan_move", plan.pk), {"move": "confirm"})
    plan.refresh_from_db()
    assert plan.state == PlanState.CONFIRMED
    kept = Measure.objects.get().baseline
    assert (kept["period"], kept["region"]) == ("2026", 5.0)
    assert kept["authorities"][str(at("Northmere").pk)] == 7.0
    with pytest.raises(CannotDo, match="stay as they are"):
        actions.drop_priority(priority=priority, by=world.people["mo"])


def test_other_words_ask_everybody_again(world, flagged):
    plan = make_draft(world)
    priority = plan.priorities.get()
    actions.move(plan=plan, name="open_ballot", by=world.people["mo"])
    vote(world, priority, "ada", "Northmere", "dcs")
    vote(world, priority, "nia", "Southby", "dcs")
    assert actions.tallies(plan)[priority.pk].is_carried

    actions.change_priority(
        priority=priority, figures=[], built_on=0, by=world.people["mo"], title="Other words"
    )

    assert actions.tallies(plan)[priority.pk].answered == 0
    assert Ballot.objects.count() == 2
    with pytest.raises(SavedMeanwhile):
        actions.answer(
            priority=priority,
            authority=at("Northmere"),
            role="dcs",
            vote="agree",
            change="",
            built_on=0,
            by=world.people["ada"],
        )
    shown = world.client("ada").post(url("priority_answer", priority.pk), {"vote": "agree", "version": "0"})
    assert "Read it again, then answer" in shown.content.decode()


def test_an_answer_may_be_changed_while_the_ballot_is_open_and_counts_once(world, flagged):
    plan = make_draft(world)
    priority = plan.priorities.get()
    with pytest.raises(CannotDo, match="not open"):
        vote(world, priority, "ada", "Northmere", "dcs")
    actions.move(plan=plan, name="open_ballot", by=world.people["mo"])
    vote(world, priority, "ada", "Northmere", "dcs")
    vote(world, priority, "ada", "Northmere", "dcs", "abstain")
    vote(world, priority, "lena", "Northmere", "lead_member")

    counted = actions.tallies(plan)[priority.pk]

    assert (counted.agree, counted.abstain, counted.authorities, counted.needed) == (1, 0, 4, 2)


def test_a_move_out_of_turn_is_refused(world, flagged):
    plan = make_draft(world, why="")
    client = world.client("mo")
    for name in ("confirm", "close", "back_to_draft"):
        client.post(url("plan_move", plan.pk), {"move": name})
    assert client.post(url("plan_move", plan.pk), {"move": "nonsense"}).status_code == 403
    shown = client.post(url("plan_move", plan.pk), {"move": "open_ballot"}, follow=True)
    assert "Say why of each priority first." in shown.content.decode()
    plan.refresh_from_db()
    assert plan.state == PlanState.DRAFT


# -- Afterwards ---------------------------------------------------------------------------------------------------


def confirmed(world):
    plan = make_draft(world)
    actions.move(plan=plan, name="open_ballot", by=world.people["mo"])
    for priority in plan.priorities.all():
        for name, place in (("ada", "Northmere"), ("nia", "Southby")):
            vote(world, priority, name, place, "dcs")
    actions.move(plan=plan, name="confirm", by=world.people["mo"])
    return Plan.objects.get(pk=plan.pk)


def test_what_moved_is_shown_for_the_region_and_each_authority_without_a_cause(world, flagged):
    priority = confirmed(world).priorities.get()
    page = words(world, "nora", priority.get_absolute_url())
    assert "no newer figure since the plan was confirmed" in page

    compare(flagged, (6.0, 8.0, 9.5), period="2027", region_value=4.0)
    page = words(world, "nora", priority.get_absolute_url())

    assert "From 5.0% (2026) to 4.0% (2027): better. Trend: getting better." in page
    rows = [part.split("</tr>")[0] for part in page.split('<th scope="row"')[1:]]
    said = {row.split(">")[1].split("<")[0]: row for row in rows}
    assert "Better" in said["Northmere"]
    assert "No change" in said["Southby"]
    assert "Worse" in said["Thirdby"]
    assert "because" not in page.split("Late reviews")[-1].lower()


def test_the_plan_s_page_says_each_figure_s_level_when_confirmed_now_and_its_trend(world, flagged):
    plan = confirmed(world)
    compare(flagged, (6.0, 8.0, 9.5), period="2027", region_value=5.5, region_trend="no_change")

    page = words(world, "nora", plan.get_absolute_url())

    said = "From 5.0% (2026) to 5.5% (2027): worse. Trend: no clear change."
    assert f"Late reviews in the region: {said}" in page
    Comparison.objects.update(region_trend="")  # kept before the region's trend was
    assert "(2027): worse.</div>" in words(world, "nora", plan.get_absolute_url())
    Comparison.objects.all().delete()
    assert "Late reviews in the region: no figure is stored." in words(world, "nora", plan.get_absolute_url())


ACTIVITY = {
    "title": "A seminar",
    "kind": "seminar",
    "owner": "The programme",
    "version": "0",
    "starts_on_0": "1",
    "starts_on_1": "1",
    "starts_on_2": "2027",
    "ends_on_0": "31",
    "ends_on_1": "12",
    "ends_on_2": "2027",
}


def test_activities_milestones_and_quarterly_words(world, flagged):
    priority = confirmed(world).priorities.get()
    client = world.client("mo")
    client.post(url("priority_activity_add", priority.pk), ACTIVITY)
    activity = priority.activities.get(kind="seminar")
    client.post(
        url("activity_milestone_add", activity.pk),
        {"text": "A date", "due_on_0": "1", "due_on_1": "6", "due_on_2": "2027"},
    )
    client.post(url("milestone", activity.milestones.get().pk), {"done": "yes"})
    assert activity.milestones.get().done_on == date(2027, 3, 10)
    client.post(url("activity_rag", activity.pk), {"rag": "amber", "because": "A room is missing"})
    said = {"quarter": "2027-01-01", "text": "Two seminars were held"}
    client.post(url("priority_commentary_add", priority.pk), said)

    page = words(world, "nora", priority.get_absolute_url())

    for said in (
        "At risk",
        "A room is missing",
        "as of 10 March 2027",
        "January to March 2027",
        "Two seminars",
    ):
        assert said in page
    client.post(url("activity", activity.pk), ACTIVITY | {"title": "Another seminar"})
    late = client.post(url("activity", activity.pk), ACTIVITY | {"title": "Too late"})
    assert "Read it again" in late.content.decode()
    assert priority.activities.get(kind="seminar").title == "Another seminar"
    assert "Seminar or training: 1" in words(world, "nora", priority.plan.get_absolute_url())


def test_a_closed_plan_takes_nothing_more(world, flagged):
    plan = confirmed(world)
    client = world.client("mo")
    client.post(url("plan_move", plan.pk), {"move": "close"})
    answer = client.post(url("priority_activity_add", plan.priorities.get().pk), ACTIVITY)
    assert answer.status_code == 403
    assert not plan.priorities.get().activities.filter(kind="seminar").exists()


def test_the_plan_costs_the_same_however_long_it_is(world, flagged):
    plan = make_draft(world)

    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert world.client("mo").get(plan.get_absolute_url()).status_code == 200
        return len(seen)

    few = queries()
    for number in range(5):
        actions.add_priority(
            plan=plan,
            figures=[flagged],
            area="Care",
            title=f"Another {number}",
            why="x",
            by=world.people["mo"],
        )
    assert queries() == few


def test_markup_is_shown_as_text(world, flagged):
    plan = make_draft(world)
    text = "\n".join(TYPED)[:1900]
    priority = plan.priorities.get()
    Priority.objects.filter(pk=priority.pk).update(title=text[:200], why=text)
    for address in (plan.get_absolute_url(), priority.get_absolute_url()):
        page = words(world, "mo", address)
        assert "window.ran" in page
        assert "<img src=x" not in page
        assert "<script>window" not in page


def test_who_directs_two_authorities_answers_for_both_at_once(world, flagged):
    hold(world.people["ada"], Role.DCS, authority=at("Eastby"))
    plan = make_draft(world)
    actions.move(plan=plan, name="open_ballot", by=world.people["mo"])
    priority = plan.priorities.get()
    page = words(world, "ada", url("plan_ballot", plan.pk))
    assert "Your answers for Northmere and Eastby" in page

    world.client("ada").post(url("priority_answer", priority.pk), {"vote": "agree", "version": "0"})

    said = priority.votes.values_list("authority__name", "role", "answer")
    assert set(said) == {("Northmere", "dcs", "agree"), ("Eastby", "dcs", "agree")}
    assert url("plan_ballot", plan.pk) not in words(world, "ada", "/").split("What changed")[0]
