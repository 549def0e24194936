"""What a plan goes on with: what it begins with, who is asked for a word and when, the region's rules and actions."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from challenges.models import AgreedAction
from outbox.models import Message
from outbox.tasks import still_right
from plans import reminding
from plans.actions import plans as actions
from plans.actions import progress, support
from plans.models import Priority, Provenance
from plans.presenters.documents import plan_document
from plans.quarters import before, last_day_of, quarter_of
from tests.challenges.world import LATER, make_scene
from tests.plans.test_plans import confirmed, flagged, url, words
from tests.plans.world import at, clock_at, make_offer, match, raise_need
from tests.selfeval.world import LONDON

__all__ = ["flagged"]

pytestmark = pytest.mark.django_db


def noon(year, month, day):
    return datetime(year, month, day, 12, tzinfo=LONDON)


def test_quarters_are_those_of_the_financial_year():
    assert quarter_of(date(2027, 2, 28)) == date(2027, 1, 1)
    assert last_day_of(date(2027, 10, 1)) == date(2027, 12, 31)
    assert before(date(2027, 1, 1)) == date(2026, 10, 1)


def test_a_confirmed_priority_begins_with_the_help_that_was_agreed_or_with_its_first_step(world, flagged):
    need, offer = raise_need(world, visibility="region"), make_offer(world)
    made = match(world, need, offer)
    support.agree_match(match=made, sides={"need", "offer"}, built_on=0, by=world.people["ada"])
    plan = confirmed(world)

    helped = plan.priorities.get(area="Workforce").activities.get()
    assert (helped.title, helped.match, helped.lead) == ("Southby helps Northmere", made, at("Southby"))
    assert (helped.starts_on, helped.ends_on) == (made.starts_on, made.ends_on)
    first = plan.priorities.get(area="Care").activities.get()
    assert (first.title, first.owner, first.ends_on) == (
        "Agree what is done first",
        "The region’s programme",
        date(2027, 6, 30),
    )


def test_help_that_few_may_know_of_is_not_told_to_the_region_by_a_plan(world, flagged):
    need, offer = raise_need(world, visibility="region"), make_offer(world, visibility="own")
    made = match(world, need, offer)
    support.agree_match(match=made, sides={"need", "offer"}, built_on=0, by=world.people["ada"])
    plan = confirmed(world)

    assert not plan.priorities.filter(activities__match=made).exists()


def mails(kind, to=None):
    found = Message.objects.filter(kind=kind)
    return {one.recipient.split("@")[0] for one in found} if to is None else found.filter(recipient=to)


def test_a_quarter_without_a_word_is_asked_for_twice(world, flagged):
    plan = confirmed(world)
    priority = plan.priorities.get()
    Priority.objects.update(sponsor=world.people["ada"])

    for day in (noon(2027, 4, 1), noon(2027, 4, 6)):
        with clock_at(day):
            reminding.ask_for_words(day.date())
    assert mails(reminding.COMMENTARY) == set()
    for day in (noon(2027, 4, 12), noon(2027, 4, 13), noon(2027, 4, 14)):
        with clock_at(day):
            reminding.ask_for_words(day.date())
    assert mails(reminding.COMMENTARY) == {"mo", "pat", "ada"}
    assert Message.objects.filter(kind=reminding.COMMENTARY).count() == 3
    first = Message.objects.filter(kind=reminding.COMMENTARY).first()
    assert "January to March 2027" in first.body
    assert "Care" not in first.body
    with clock_at(noon(2027, 4, 27)):
        reminding.ask_for_words(date(2027, 4, 27))
        assert Message.objects.filter(kind=reminding.COMMENTARY).count() == 6
        assert still_right[first.kind](first)
        page = world.client("mo").get(url("priority_commentary_add", priority.pk)).content.decode()
        assert 'value="2027-01-01"' in page.split("checked")[0][-400:]
        world.client("mo").post(
            url("priority_commentary_add", priority.pk), {"quarter": "2027-01-01", "text": "Done much"}
        )
        assert not still_right[first.kind](first)
        assert "January to March 2027" in words(world, "nora", priority.get_absolute_url())
        page = world.client("mo").get(url("priority_commentary_add", priority.pk)).content.decode()
        assert 'value="2027-04-01"' in page.split("checked")[0][-400:]


def test_a_quarter_of_which_the_plan_saw_nothing_is_not_asked_for(world, flagged):
    with clock_at(noon(2027, 4, 2)):
        confirmed(world)
    with clock_at(noon(2027, 4, 20)):
        reminding.ask_for_words(date(2027, 4, 20))
    assert mails(reminding.COMMENTARY) == set()


def test_an_activity_of_which_nothing_was_said_is_marked_after_the_region_s_days(world, flagged):
    plan = confirmed(world)
    activity = plan.priorities.get().activities.get()
    page = plan.priorities.get().get_absolute_url()
    with clock_at(noon(2027, 3, 10) + timedelta(days=90)):
        assert "A word is due" not in words(world, "mo", page)
    with clock_at(noon(2027, 3, 10) + timedelta(days=91)):
        assert "A word is due" in words(world, "mo", page)
        for day in (1, 2):
            reminding.ask_for_words(date(2027, 6, day + 8))
        assert (
            Message.objects.filter(kind=reminding.STALE).count() == 2
        )  # each of the two who manage it, once
        progress.set_rag(activity=activity, rag="green", because="x", by=world.people["mo"])
        assert "A word is due" not in words(world, "mo", page)


def test_the_region_sets_its_rules(world, flagged):
    plan = confirmed(world)
    client = world.client("mo")
    address = url("plan_rules", plan.pk)

    refused = client.post(address, {"ballot_quorum": "0", "activity_stale_after": "3"})
    assert refused.status_code == 422
    client.post(address, {"ballot_quorum": "75", "activity_stale_after": "30"})

    region = type(at("Northmere").region).objects.get(pk=at("Northmere").region_id)
    assert (region.ballot_quorum, region.activity_stale_after) == (75, 30)
    with clock_at(noon(2027, 4, 12)):
        assert "A word is due" in words(world, "mo", plan.priorities.get().get_absolute_url())
    for name in ("ada", "ana", "lena", "nora"):
        assert world.client(name).get(address).status_code == 403, name
    assert world.client("meg").get(address).status_code == 404


# -- The region's actions ----------------------------------------------------------------------------------------


@pytest.fixture
def scene(cast, settings):
    settings.DEMO = True
    made = make_scene(cast)
    with clock_at(LATER):
        for text, due_on, state in (
            ("A late one", date(2027, 2, 1), "planned"),
            ("A coming one", date(2027, 9, 1), "under_way"),
            ("A finished one", date(2027, 2, 1), "done"),
        ):
            AgreedAction.objects.create(
                turn=made.turn, text=text, owner="Head", due_on=due_on, state=state, by=made.people["ada"]
            )
        yield made


def tracker(scene, name, show="open"):
    answer = scene.client(name).get(f"{reverse('plans:tracker', args=['north'])}?show={show}")
    return answer.content.decode() if answer.status_code == 200 else answer.status_code


def test_whoever_reads_an_action_finds_its_words_and_who_follows_the_year_how_it_stands(scene):
    page = tracker(scene, "nia")
    assert "A late one" in page
    assert "A finished one" not in page
    assert "Open (2)" in page
    assert "Overdue (1)" in page
    assert "A coming one" not in tracker(scene, "nia", "overdue")
    follows = tracker(scene, "mo", "")
    assert "All (3)" in follows
    assert "An action agreed in a challenge" in follows
    assert (
        "one"
        not in follows.split("<main")[1].split("Northmere; ")[0].replace("None", "")[-200:].split(">")[-1]
    )
    for text in ("A late one", "A coming one", "A finished one", "Head"):
        assert text not in follows.split("<main")[1]
    for name in ("nora", "sid", "rob"):
        assert "There are none" in tracker(scene, name, ""), name
    assert tracker(scene, "meg") == 404
    assert tracker(scene, "nobody") == 302


def test_the_dates_of_the_plan_stand_among_them_for_whoever_reads_it(world, flagged):
    plan = confirmed(world)
    activity = plan.priorities.get().activities.get()
    progress.add_milestone(
        activity=activity, text="A room is found", due_on=date(2027, 3, 1), by=world.people["mo"]
    )
    page = words(world, "nora", reverse("plans:tracker", args=["north"]))
    assert "Agree what is done first: A room is found" in page
    assert "Overdue (1)" in page


def test_actions_cost_the_same_however_many_there_are(scene):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            tracker(scene, "nia", "")
        return len(seen)

    few = queries()
    for number in range(5):
        AgreedAction.objects.create(
            turn=scene.turn, text=f"{number}", owner="x", due_on=date(2027, 3, 1), by=scene.people["ada"]
        )
    assert queries() == few


def test_a_draft_s_dates_are_seen_by_those_who_read_the_draft(world, flagged):
    plan = confirmed(world)
    progress.add_milestone(
        activity=plan.priorities.get().activities.get(),
        text="A room is found",
        due_on=date(2027, 3, 1),
        by=world.people["mo"],
    )
    type(plan).objects.update(state="draft")
    assert "A room" not in words(world, "lena", reverse("plans:tracker", args=["north"]))
    assert "A room" in words(world, "nora", reverse("plans:tracker", args=["north"]))
    assert Provenance.objects.exists()
    assert actions.missing_for(plan, "open_ballot") == ""


def test_an_activity_of_which_nobody_said_anything_is_not_on_track(world, flagged):
    """Not on the plan, nor on the priority, nor in the file that is printed, nor on the thread."""
    plan = confirmed(world)
    priority = plan.priorities.get()
    document = plan_document(plan, world.people["nora"])["chapters"][0]
    thread = reverse("plans:priority_thread", args=[priority.pk])

    for address in (plan.get_absolute_url(), priority.get_absolute_url(), thread):
        page = words(world, "nora", address).lower()
        assert "not reported yet" in page
        assert "on track" not in page
    assert (document["on_track"], document["activities"][0]["stands"]) == (
        "1 not reported yet",
        "Not reported yet",
    )
