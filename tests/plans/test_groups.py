"""The region's groups: what is kept, what is refused and why, who is told, and what a page shows."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from audit.models import Event
from outbox.models import Message
from plans import notices
from plans.actions import group_actions, groups, meetings
from plans.actions import plans as plan_actions
from plans.actions.support import CannotDo
from plans.models import Decision, GroupAction, Meeting, Membership, Plan, RegionalGroup
from plans.states import PlanState
from selfeval.actions.improvement import SavedMeanwhile
from tests.plans.groups import SINCE, add_action, add_partner, make_group, past_meeting, set_meeting
from tests.plans.world import MONTH_LATER, NOW, at, clock_at
from tests.selfeval.payloads import TYPED
from tests.selfeval.world import LONDON

pytestmark = pytest.mark.django_db
GROUP = {"name": "SEND network", "kind": "network", "purpose": "Sharing what works", "version": "0"}
DAY = {"day_0": "20", "day_1": "4", "day_2": "2027"}
MEETING = DAY | {"starts": "10:00", "ends": "12:30", "place": "Room 4", "agenda": "Agenda", "version": "0"}


def url(name, *args):
    return reverse(f"plans:{name}", args=args)


def send(world, who, address, **given):
    return world.client(who).post(address, given)


def words(world, name, address):
    return world.client(name).get(address).content.decode()


def make_priority(world, group=None, title="Fewer late plans"):
    plan, _ = Plan.objects.get_or_create(
        cycle=world.evaluation.cycle, defaults={"drafted_by": world.people["mo"]}
    )
    given = {"area": "Care", "title": title, "why": "Because", "sponsor": None, "group": group}
    return plan_actions.add_priority(plan=plan, figures=[], by=world.people["mo"], **given)


# -- The group and its members ------------------------------------------------------------------------------------


def test_a_group_is_set_up_with_its_chair_in_it(world):
    page = words(world, "mo", url("group_list", "north"))
    assert "no groups here yet" in page

    send(world, "mo", url("group_add", "north"), chair=world.people["nora"].pk, **GROUP)

    group = RegionalGroup.objects.get()
    assert (group.name, group.chair, group.region.name) == ("SEND network", world.people["nora"], "North")
    assert group.memberships.get().person == world.people["nora"]
    assert "chaired by Nora; 1 member" in words(world, "rob", url("group_list", "north"))
    assert Event.objects.filter(action="group_set_up", object_id=str(group.pk)).exists()


def test_a_form_that_says_too_little_is_given_back_with_what_to_do(world):
    assert "Nora, Eastby</option>" in words(world, "mo", url("group_add", "north"))
    answer = send(world, "mo", url("group_add", "north"), name="", version="0")
    assert answer.status_code == 422
    for said in ("Enter the name of the group", "Choose the kind of group", "Say what the group is for"):
        assert said in answer.content.decode()
    outsider = send(world, "mo", url("group_add", "north"), chair=world.people["wil"].pk, **GROUP)
    assert "Choose one of the list" in outsider.content.decode()
    assert not RegionalGroup.objects.exists()


def test_a_name_is_there_once_while_its_group_lives(world):
    first = make_group(world)
    assert "of this name already" in send(world, "mo", url("group_add", "north"), **GROUP).content.decode()
    groups.end_group(group=first, by=world.people["mo"])
    second = make_group(world)
    with pytest.raises(CannotDo, match="of this name already"):
        groups.take_up_again(group=first, by=world.people["mo"])
    groups.end_group(group=second, by=world.people["mo"])
    groups.take_up_again(group=first, by=world.people["mo"])
    assert RegionalGroup.objects.get(ended_at=None) == first


def test_a_change_on_an_older_version_is_refused_and_shows_what_stands(world):
    group = make_group(world)
    send(world, "nora", url("group_edit", group.pk), chair=world.people["nora"].pk, **GROUP | {"name": "One"})

    late = send(world, "mo", url("group_edit", group.pk), **GROUP | {"name": "Two"})

    assert late.status_code == 422
    assert "Somebody changed it while you had it open" in late.content.decode()
    assert "One" in late.content.decode()
    group.refresh_from_db()
    assert (group.name, group.version) == ("One", 1)


def test_an_ended_group_is_readable_and_nothing_of_it_changes(world):
    group = make_group(world)
    meeting, action = past_meeting(world, group), add_action(world, group)
    decision = meetings.decide_at(meeting=meeting, text="Yes", priorities=[], by=world.people["nora"])
    send(world, "mo", url("group_end", group.pk), end="yes")

    page = words(world, "rob", url("group", group.pk))
    assert "Ended" in page
    assert "A candid action" in page
    assert "How it goes" not in page
    assert "SEND network</a>, ended on 10 March 2027" in words(world, "rob", url("group_list", "north"))
    by = world.people["mo"]
    given = {"text": "x", "due_on": SINCE, "owner_words": "x"}
    for refused in (
        lambda: groups.add_member(group=group, partner="x", since=SINCE, by=by),
        lambda: set_meeting(world, group),
        lambda: meetings.withdraw(decision=decision, because="x", by=by),
        lambda: group_actions.report(action=action, state="done", said="x", by=by),
        lambda: group_actions.add_action(group=group, by=by, **given),
        lambda: groups.end_group(group=group, by=by),
    ):
        with pytest.raises(CannotDo, match="The group has ended"):
            refused()
    send(world, "mo", url("group_end", group.pk), end="no")
    assert RegionalGroup.objects.get().ended_at is None


def test_a_member_is_someone_of_the_region_or_a_partner_by_name(world):
    group = make_group(world, members=())
    address = url("group_member_add", group.pk)
    day = {"since_0": "1", "since_1": "2", "since_2": "2027"}

    send(world, "nora", address, person=world.people["rob"].pk, **day)
    send(world, "nora", address, partner="Hen Health", organisation="Health board", **day)

    rob, hen = Membership.objects.filter(since=date(2027, 2, 1)).order_by("pk")
    assert (rob.person, rob.name) == (world.people["rob"], "Rob")
    assert (hen.person, hen.name, hen.organisation) == (None, "Hen Health", "Health board")
    page = words(world, "rob", url("group", group.pk))
    assert "Health board" in page
    assert "Northmere" in page
    for given, said in (
        ({}, "Choose someone, or enter a name"),
        ({"partner": "x"}, "Enter the organisation they come from"),
        ({"person": world.people["wil"].pk}, "Choose one of the list"),
        ({"person": world.people["rob"].pk}, "Rob is a member already"),
        ({"person": world.people["ana"].pk, "partner": "x"}, "not both"),
        ({"partner": "hen health", "organisation": "x"}, "is a member already"),
    ):
        answer = send(world, "nora", address, **day | given)
        assert answer.status_code == 422
        assert said in answer.content.decode()


def test_a_member_leaves_on_a_last_day_and_may_come_back(world):
    group = make_group(world)
    rob = group.memberships.get(person=world.people["rob"])
    chair = group.memberships.get(person=world.people["nora"])
    by = world.people["mo"]
    with pytest.raises(CannotDo, match="Nora chairs the group"):
        groups.end_membership(membership=chair, until=date(2027, 3, 10), by=by)
    with pytest.raises(CannotDo, match="cannot be before the first, 1 January 2027"):
        groups.end_membership(membership=rob, until=date(2026, 3, 10), by=by)

    day = {"until_0": "9", "until_1": "3", "until_2": "2027"}
    assert send(world, "nora", url("membership_end", rob.pk), **day).status_code == 302

    assert not group.memberships.current().filter(person=world.people["rob"]).exists()
    assert send(world, "nora", url("membership_end", rob.pk), **day).status_code == 404
    with pytest.raises(CannotDo, match="is over already"):
        groups.end_membership(membership=rob, until=date(2027, 3, 11), by=by)
    groups.add_member(group=group, person=world.people["rob"], since=date(2027, 3, 10), by=by)
    assert group.memberships.filter(person=world.people["rob"]).count() == 2


# -- Meetings -----------------------------------------------------------------------------------------------------


def test_a_meeting_is_set_and_members_with_accounts_are_told_once(world):
    group = make_group(world, members=("rob", "ada"))
    add_partner(world, group)

    send(world, "nora", url("group_meeting_add", group.pk), **MEETING)

    meeting = Meeting.objects.get()
    assert meeting.starts_at == datetime(2027, 4, 20, 10, tzinfo=LONDON)
    assert meeting.ends_at == datetime(2027, 4, 20, 12, 30, tzinfo=LONDON)
    sent = Message.objects.filter(kind=notices.MEETING)
    assert {one.recipient for one in sent} == {"rob@example.org", "ada@example.org"}
    assert {one.subject for one in sent} == {"SEND network meets on 20 April 2027"}
    assert all(meeting.get_absolute_url() in one.body and "Agenda" not in one.body for one in sent)
    assert "Tuesday 20 April 2027" in words(world, "rob", url("group", group.pk))
    send(world, "nora", url("meeting_edit", meeting.pk), **MEETING | {"agenda": "Longer"})
    assert sent.count() == 2


def test_one_that_moves_or_is_cancelled_is_told_anew_and_the_earlier_mail_is_held_back(world):
    meeting = set_meeting(world, make_group(world))
    first = Message.objects.get(kind=notices.MEETING, recipient="rob@example.org")
    assert notices.is_still_called(first)

    given = MEETING | {"day_0": "21", "agenda": "A candid agenda", "ends": "12:00"}
    send(world, "nora", url("meeting_edit", meeting.pk), **given)

    second = Message.objects.get(kind=notices.MEETING, recipient="rob@example.org", subject__contains="now")
    assert second.subject == "SEND network now meets on 21 April 2027"
    assert not notices.is_still_called(first)
    assert notices.is_still_called(second)
    send(world, "nora", url("meeting_cancel", meeting.pk), sure="yes")
    third = Message.objects.get(kind=notices.MEETING, recipient="rob@example.org", subject__contains="will")
    assert third.subject == "SEND network will not meet on 21 April 2027"
    assert notices.is_still_called(third)
    Membership.objects.filter(person=world.people["rob"]).update(until=date(2027, 3, 1))
    assert not notices.is_still_called(third)
    assert "Cancelled" in words(world, "nora", meeting.get_absolute_url())
    with pytest.raises(CannotDo, match="was cancelled"):
        meetings.cancel_meeting(meeting=meeting, by=world.people["mo"])


def test_nobody_is_told_of_a_meeting_that_is_past(world):
    past_meeting(world, make_group(world))
    assert not Message.objects.filter(kind=notices.MEETING).exists()


def test_a_meeting_ends_after_it_starts(world):
    group = make_group(world)
    answer = send(world, "mo", url("group_meeting_add", group.pk), **MEETING | {"ends": "9:00"})
    assert "It must end after it starts" in answer.content.decode()
    answer = send(world, "mo", url("group_meeting_add", group.pk), place="x", version="0")
    for said in ("Enter the day", "Enter when it starts as a time", "Enter when it ends as a time"):
        assert said in answer.content.decode()


def test_the_calendar_entry_keeps_its_name_and_rises(world):
    group = make_group(world)
    meeting = set_meeting(world, group)

    def entry():
        answer = world.client("rob").get(url("meeting_calendar", meeting.pk))
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        assert b"candid" not in answer.content
        return Calendar.from_ical(answer.content).walk("VEVENT")[0]

    first = entry()
    assert (first["summary"], first["location"], first["sequence"]) == ("SEND network", "Room 4", 0)
    assert first.decoded("dtstart") == datetime(2027, 4, 20, 10, tzinfo=LONDON)
    assert first["status"] == "CONFIRMED"
    meetings.cancel_meeting(meeting=meeting, by=world.people["mo"])
    second = entry()
    assert (second["uid"], second["sequence"], second["status"]) == (first["uid"], 1, "CANCELLED")


def test_afterwards_it_is_said_who_was_there_and_what_was_said(world):
    group = make_group(world)
    hen = add_partner(world, group)
    left, late = (
        groups.add_member(group=group, person=world.people[name], since=since, by=world.people["mo"])
        for name, since in (("ada", SINCE), ("cora", date(2027, 5, 1)))
    )
    groups.end_membership(membership=left, until=date(2027, 2, 1), by=world.people["mo"])
    meeting = set_meeting(world, group, date(2027, 2, 16))
    address = url("meeting_note", meeting.pk)

    assert "Choose who was there" in send(world, "nora", address, note="x", version="0").content.decode()
    for one in (left, late):  # neither in it that day, nor now
        answer = send(world, "nora", address, present=[one.pk], version="0")
        assert "Choose one of the list" in answer.content.decode()
    send(world, "nora", address, present=[hen.pk], note="What was said", version="0")

    assert list(Meeting.objects.get().present.all()) == [hen]
    page = words(world, "rob", meeting.get_absolute_url())
    assert "Hen Health" in page
    assert "What was said" in page
    stale = send(world, "nora", address, present=[hen.pk], note="Other", version="0")
    assert "What was said" in stale.content.decode()
    assert "Somebody changed it" in stale.content.decode()
    coming = set_meeting(world, group)
    answer = send(world, "nora", url("meeting_note", coming.pk), present=[hen.pk], version="0")
    assert "It has not begun yet" in answer.content.decode()


# -- Decisions ----------------------------------------------------------------------------------------------------


def test_a_decision_keeps_who_was_there_and_its_priorities(world):
    group = make_group(world, members=())
    priority = make_priority(world, group)
    add_partner(world, group)
    meeting = set_meeting(world, group, date(2027, 2, 16))
    address = url("meeting_decision_add", meeting.pk)
    assert "Say first who was at the meeting" in send(world, "mo", address, text="Yes").content.decode()
    present = list(group.memberships.filter(partner="Hen Health"))
    meetings.write_note(meeting=meeting, present=present, note="", built_on=0, by=world.people["mo"])

    send(world, "mo", address, text="We fund a post", priorities=[priority.pk])

    decision = Decision.objects.get()
    assert (decision.present, decision.decided_on) == (["Hen Health"], date(2027, 2, 16))
    assert list(decision.priorities.all()) == [priority]
    for address in (url("group", group.pk), url("meeting", meeting.pk)):
        page = words(world, "nora", address)
        assert "We fund a post" in page
        assert priority.get_absolute_url() in page
    moved = {"starts_at": meeting.starts_at - timedelta(days=1), "ends_at": meeting.ends_at, "place": ""}
    with pytest.raises(CannotDo, match="its day and time stay"):
        meetings.change_meeting(meeting=meeting, built_on=1, by=world.people["mo"], **moved)


def test_a_decision_by_written_round_is_made_today_or_earlier(world):
    group = make_group(world)
    address = url("group_decision_add", group.pk)
    day = {"decided_on_0": "11", "decided_on_1": "3", "decided_on_2": "2027"}
    answer = send(world, "nora", address, text="Yes", **day)
    assert "on the day that it was made, or later" in answer.content.decode()
    send(world, "nora", address, text="Yes", **day | {"decided_on_0": "9"})
    assert Decision.objects.get().meeting is None
    assert "by written round" in words(world, "rob", url("group", group.pk))


def test_a_decision_is_withdrawn_with_a_reason_and_stays_visible(world):
    group = make_group(world)
    decision = meetings.decide_at(
        meeting=past_meeting(world, group), text="We fund a post", priorities=[], by=world.people["nora"]
    )
    address = url("decision_withdraw", decision.pk)
    assert "Say why it is withdrawn" in send(world, "nora", address, because="").content.decode()

    send(world, "nora", address, because="No money")

    page = words(world, "rob", url("group", group.pk))
    assert "Withdrawn" in page
    assert "No money" in page
    assert "We fund a post" in page
    assert "withdrawn already" in send(world, "nora", address, because="Again").content.decode()


@pytest.mark.parametrize("change", [{"text": "Other"}, {"decided_on": SINCE}])
def test_the_database_refuses_other_words_and_a_deletion(world, change):
    group = make_group(world)
    Decision.objects.create(group=group, decided_on=NOW.date(), text="Yes", by=world.people["mo"])
    for deed in (lambda: Decision.objects.update(**change), lambda: Decision.objects.all().delete()):
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            deed()
    assert Decision.objects.get().text == "Yes"


# -- Actions ------------------------------------------------------------------------------------------------------


def test_an_action_is_added_changed_and_reported_on(world):
    group = make_group(world)
    rob = group.memberships.get(person=world.people["rob"])
    day = {"due_on_0": "30", "due_on_1": "3", "due_on_2": "2027"}
    given = {"text": "Write the offer", "owner": rob.pk, "version": "0"} | day
    send(world, "nora", url("group_action_add", group.pk), **given)
    action = GroupAction.objects.get()
    assert (action.owner, action.due, action.state) == (rob, date(2027, 3, 30), "planned")

    send(world, "nora", url("action_edit", action.pk), **given | {"text": "Write two offers"})
    stale = send(world, "nora", url("action_edit", action.pk), **given | {"text": "Write three"})
    assert "Write two offers" in stale.content.decode()
    assert "Somebody changed it" in stale.content.decode()
    send(world, "rob", url("action_report", action.pk), state="under_way", said="First draft")

    page = words(world, "rob", url("group", group.pk))
    for said in ("Write two offers", "Under way", "First draft", "Rob, 10 March 2027", "By 30 March 2027"):
        assert said in page
    assert "Overdue" not in page
    with clock_at(MONTH_LATER):
        assert "Overdue" in words(world, "rob", url("group", group.pk))
        send(world, "rob", url("action_report", action.pk), state="done", said="Sent")
        assert "Overdue" not in words(world, "rob", url("group", group.pk))


def test_an_action_has_one_owner(world):
    group = make_group(world)
    rob = group.memberships.get(person=world.people["rob"])
    given = {"text": "x", "version": "0", "due_on_0": "30", "due_on_1": "3", "due_on_2": "2027"}
    address = url("group_action_add", group.pk)
    assert "Choose who sees to it" in send(world, "nora", address, **given).content.decode()
    both = given | {"owner": rob.pk, "owner_words": "x"}
    assert "not both" in send(world, "nora", address, **both).content.decode()


def test_open_actions_come_first_and_those_due_first_before(world):
    group = make_group(world)
    done = add_action(world, group, text="Done long ago", due_on=date(2027, 1, 1))
    group_actions.report(action=done, state="done", said="x", by=world.people["mo"])
    add_action(world, group, text="Due in June")
    add_action(world, group, text="Due in May", due_on=date(2027, 5, 1))
    page = words(world, "rob", url("group", group.pk))
    assert page.index("Due in May") < page.index("Due in June") < page.index("Done long ago")


def test_changing_an_action_keeps_a_priority_that_its_editor_does_not_see(world):
    group = make_group(world, chair="rob", members=())
    hidden = make_priority(world)  # of a draft, which Rob does not read
    action = add_action(world, group, priority=hidden)
    assert "Fewer late plans" not in words(world, "rob", url("group", group.pk))
    assert "Fewer late plans" not in words(world, "rob", url("action_edit", action.pk))

    day = {"due_on_0": "30", "due_on_1": "3", "due_on_2": "2027"}
    given = {"text": "Other", "owner_words": "Rob", "version": "0"} | day
    send(world, "rob", url("action_edit", action.pk), **given)

    assert GroupAction.objects.get().priority == hidden
    assert "Fewer late plans" in words(world, "mo", url("group", group.pk))


# -- Priorities ---------------------------------------------------------------------------------------------------


def test_a_priority_names_the_group_that_sees_to_it(world):
    group = make_group(world)
    make_group(world, name="Ended", chair=None, members=())
    RegionalGroup.objects.filter(name="Ended").update(ended_at=NOW)
    plan = make_priority(world, title="Another").plan
    form = words(world, "mo", url("plan_priority_add", plan.pk))
    assert "SEND network" in form
    assert "Ended" not in form
    given = {"area": "Workforce", "title": "Stable staff", "why": "Because", "version": "0"}

    send(world, "mo", url("plan_priority_add", plan.pk), group=group.pk, **given)

    priority = plan.priorities.get(group=group)
    assert "SEND network" in words(world, "ada", plan.get_absolute_url())
    assert group.get_absolute_url() in words(world, "ada", priority.get_absolute_url())
    assert "Stable staff" in words(world, "ada", group.get_absolute_url())
    assert "Another" not in words(world, "ada", group.get_absolute_url())
    assert "Stable staff" not in words(world, "rob", group.get_absolute_url())  # he reads no draft


def test_the_group_of_a_confirmed_plans_priority_may_change_and_asks_nobody_again(world):
    group, priority = make_group(world), make_priority(world)
    Plan.objects.update(state=PlanState.CONFIRMED)

    send(world, "mo", url("priority_group", priority.pk), group=group.pk)

    priority.refresh_from_db()
    assert (priority.group, priority.version) == (group, 0)
    Plan.objects.update(state=PlanState.CLOSED)
    assert send(world, "mo", url("priority_group", priority.pk), group="").status_code == 403
    with pytest.raises(CannotDo, match="The plan is closed"):
        plan_actions.give_to_group(priority=priority, group=None, by=world.people["mo"])


def test_a_priority_keeps_a_group_that_has_ended(world):
    group = make_group(world)
    priority = make_priority(world, group)
    groups.end_group(group=group, by=world.people["mo"])
    for name in ("priority_edit", "priority_group"):
        assert "SEND network</option>" in words(world, "mo", url(name, priority.pk))
    assert "SEND network</option>" not in words(world, "mo", url("plan_priority_add", priority.plan_id))


# -- Pages --------------------------------------------------------------------------------------------------------


def test_pages_cost_the_same_however_much_a_group_has_done(world):
    group = make_group(world)

    def queries(address):
        with CaptureQueriesContext(connection) as seen:
            assert world.client("mo").get(address).status_code == 200
        return len(seen)

    def fill(number):
        add_partner(world, group, f"Partner {number}")
        groups.add_member(
            group=group, person=world.people[("ada", "cora")[number]], since=SINCE, by=world.people["mo"]
        )
        priority = make_priority(world, group, f"Priority {number}")
        meeting = past_meeting(world, group)
        set_meeting(world, group)
        meetings.decide_at(meeting=meeting, text="Yes", priorities=[priority], by=world.people["mo"])
        add_action(world, group, priority=priority, owner=group.memberships.first(), owner_words="")
        make_group(world, f"Group {number}", members=())
        return meeting

    meeting = fill(0).pk
    pages = [
        url("group", group.pk),
        url("group_list", "north"),
        url("meeting", meeting),
        url("group_member_add", group.pk),
        url("group_action_add", group.pk),
        url("meeting_note", meeting),
    ]
    few = [queries(page) for page in pages]
    fill(1)
    meetings.decide_at(
        meeting=Meeting.objects.get(pk=meeting),
        text="More",
        priorities=[],
        by=world.people["mo"],
    )
    assert [queries(page) for page in pages] == few


def test_the_menu_marks_the_plan_and_a_peer_without_a_list_goes_home(world):
    group = make_group(world, members=("pia",))
    for address in (url("group", group.pk), url("group_list", "north")):
        assert '<strong class="govuk-service-navigation__active-fallback">Plan</strong>' in words(
            world, "mo", address
        )
    assert url("group_list", "north") in words(world, "mo", group.get_absolute_url())
    assert url("group_list", "north") not in words(world, "pia", group.get_absolute_url())
    for address in (url("plans"), url("priority", make_priority(world, group).pk)):
        page = words(world, "mo", address)
        assert url("group_lists") in page or group.get_absolute_url() in page


def test_an_empty_group_says_so(world):
    page = words(world, "mo", url("group", make_group(world, chair=None, members=()).pk))
    for said in ("Nobody yet", "None is set", "No meeting is set, and none was held yet", "no priority"):
        assert said in page


def test_markup_is_shown_as_text(world):
    text = "\n".join(TYPED)[:1900]
    group = make_group(world, purpose=text)
    meeting = past_meeting(world, group, note=text, agenda=text, place=text[:200])
    decision = meetings.decide_at(meeting=meeting, text=text, priorities=[], by=world.people["mo"])
    meetings.withdraw(decision=decision, because=text, by=world.people["mo"])
    action = add_action(world, group, text=text)
    group_actions.report(action=action, state="done", said=text, by=world.people["mo"])
    add_partner(world, group, text[:100])
    for address in (url("group", group.pk), url("meeting", meeting.pk), url("action_report", action.pk)):
        page = words(world, "nora", address)
        assert "window.ran" in page
        assert "<img src=x" not in page
        assert "<script>window" not in page


def test_a_stale_version_is_refused_in_every_action(world):
    group, by = make_group(world), world.people["mo"]
    meeting, action = set_meeting(world, group), add_action(world, group)
    when = {"starts_at": meeting.starts_at, "ends_at": meeting.ends_at, "place": "", "agenda": ""}
    for refused in (
        lambda: groups.change_group(group=group, chair=None, name="x", built_on=7, by=by),
        lambda: meetings.change_meeting(meeting=meeting, built_on=7, by=by, **when),
        lambda: group_actions.change_action(action=action, text="x", built_on=7, by=by),
    ):
        with pytest.raises(SavedMeanwhile, match="Somebody changed it"):
            refused()
    assert at("Northmere").region.groups.get().name == "SEND network"
