"""Who sees and does what with the region's groups: written from the access policy, not from the code."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from challenges.actions import planning
from challenges.actions.protocols import load_standard
from challenges.models import AgreedAction, FeedbackNote, Protocol
from plans.actions import group_actions, groups, meetings
from plans.actions.support import CannotDo
from plans.models import GroupAction, Meeting, Membership, RegionalGroup
from regions.models import Conflict, Post
from regions.roles import GRANTS, Permission, Role
from tests.cast import hold
from tests.plans.groups import SINCE, add_action, make_group, past_meeting, set_meeting
from tests.plans.test_support_access import EVERYBODY
from tests.plans.world import at

pytestmark = [pytest.mark.django_db, pytest.mark.either]

RUN = {"mo", "pat"}  # manage the programme, lead the region
DIRECTORS = {"ada", "nia", "tia", "nora"}
MEMBERS = {"nora", "rob", "pia"}  # Nora chairs; Rob writes at an authority; Pia is a peer of the region
READ = RUN | DIRECTORS | MEMBERS | {"ana"}
KNOW = READ | {"cora", "lena", "cleo", "sol", "owen", "wyn", "sid", "rhea"}
CANDID = ("A candid agenda", "A candid note", "A candid action", "A candid decision", "Room 4", "Pia")


def url(name, *args):
    return reverse(f"plans:{name}", args=args)


def who(world, address, status=200, method="get", **given):
    return {
        name
        for name in EVERYBODY
        if getattr(world.client(name), method)(address, given).status_code == status
    }


@pytest.fixture
def group(world):
    return make_group(world, members=("rob", "pia"))


@pytest.fixture
def work(world, group):
    """A meeting held with its decision, one to come, and an action."""
    held = past_meeting(world, group)
    decision = meetings.decide_at(
        meeting=held, text="A candid decision", priorities=[], by=world.people["nora"]
    )
    return held, set_meeting(world, group), decision, add_action(world, group)


def test_everyone_of_the_region_and_every_member_knows_of_a_group(world, group):
    assert who(world, url("group", group.pk)) == KNOW
    assert who(world, url("group_list", "north")) == KNOW - {"pia"}  # a peer has no list
    assert who(world, url("group_list", "west")) == {"wil", "meg"}
    assert who(world, url("group_lists"), 302) == KNOW - {"pia"} | {"wil", "meg", "nobody"}


def test_what_a_group_does_is_for_members_directors_and_the_regional_team(world, group, work):
    held, coming, *_ = work
    for address in (url("meeting", held.pk), url("meeting", coming.pk), url("meeting_calendar", coming.pk)):
        assert who(world, address) == READ
        assert who(world, address, 404) == EVERYBODY - READ - {"nobody"}
    for name in KNOW:
        page = world.client(name).get(url("group", group.pk)).content.decode()
        assert "Sharing what works" in page
        assert "Tuesday 20 April 2027" in page
        assert ("A candid action" in page) == (name in READ)
        if name not in READ:
            assert not any(one in page.split("<main")[1] for one in CANDID)
            assert "Rob" not in page.split("<main")[1] or name == "rob"


def test_who_runs_a_group(world, group, work):
    held, coming, decision, action = work
    rob = group.memberships.get(person=world.people["rob"])
    may = RUN | {"nora"}
    for name, key in (
        ("group_edit", group.pk),
        ("group_member_add", group.pk),
        ("group_meeting_add", group.pk),
        ("group_decision_add", group.pk),
        ("group_action_add", group.pk),
        ("membership_end", rob.pk),
        ("meeting_edit", coming.pk),
        ("meeting_note", held.pk),
        ("meeting_decision_add", held.pk),
        ("decision_withdraw", decision.pk),
        ("action_edit", action.pk),
    ):
        address = url(name, key)
        assert who(world, address) == may, name
        knows = KNOW if name.startswith("group") else READ
        assert who(world, address, 403) == knows - may, name
        assert who(world, address, 404) == EVERYBODY - knows - {"nobody"}, name
        assert not who(world, address, 302, "post", x="x") - {"nobody"}, name
    outside = EVERYBODY - may - {"nobody"}
    for name in outside:
        assert world.client(name).post(url("meeting_cancel", coming.pk), {"x": "x"}).status_code in (403, 404)
    assert Meeting.objects.filter(cancelled_at=None).count() == 2


def test_members_report_and_directors_only_read(world, group, work):
    action = work[-1]
    assert who(world, url("action_report", action.pk)) == RUN | MEMBERS
    assert who(world, url("action_report", action.pk), 403) == READ - RUN - MEMBERS


def test_who_sets_groups_up_and_ends_them(world, group):
    assert who(world, url("group_add", "north")) == RUN
    assert who(world, url("group_add", "west")) == {"meg"}
    for name in EVERYBODY - RUN - {"nobody"}:
        answer = world.client(name).post(url("group_end", group.pk), {"end": "yes"})
        assert answer.status_code in (403, 404)
        assert answer.status_code == 403 or name not in KNOW
    assert RegionalGroup.objects.get().ended_at is None
    assert who(world, url("group_assign", group.pk), 403) == KNOW - RUN


def test_a_membership_that_ended_or_a_post_that_did_opens_nothing(world, group, work):
    held, *_ = work
    Membership.objects.filter(person=world.people["rob"]).update(until=date(2027, 3, 9))
    Post.objects.filter(person=world.people["pia"]).update(ends_on=date(2027, 3, 9))
    assert who(world, url("meeting", held.pk)) == READ - {"rob", "pia"}
    assert who(world, url("group", group.pk)) == KNOW - {"pia"}
    Membership.objects.filter(person=world.people["nora"]).update(since=SINCE, until=date(2027, 3, 9))
    assert "nora" not in who(world, url("group_edit", group.pk))


def test_a_member_with_a_post_in_another_region_alone_sees_nothing(world, group):
    groups.add_member(group=group, person=world.people["wil"], since=SINCE, by=world.people["mo"])
    assert who(world, url("group", group.pk)) == KNOW
    hold(world.people["wil"], Role.PEER, region=at("Northmere").region)
    assert who(world, url("group", group.pk)) == KNOW | {"wil"}


def test_only_those_who_write_the_plan_choose_the_group_of_a_priority(world, group):
    from tests.plans.test_groups import make_priority

    priority = make_priority(world, group)
    assert who(world, url("priority_group", priority.pk)) == RUN


# -- Actions agreed in challenges ---------------------------------------------------------------------------------


@pytest.fixture
def agreed(world):
    """Northmere's, from a visit by Southby; its feedback is being written."""
    load_standard()
    challenge = planning.plan_challenge(
        cycle=world.evaluation.cycle,
        protocol=Protocol.objects.get(slug="challenge-day", region=None),
        name="Visit",
        authorities=[at("Northmere"), at("Southby")],
        first_day=date(2027, 4, 20),
        by=world.people["mo"],
    )
    turn = challenge.turns.get()
    FeedbackNote.objects.create(turn=turn)
    return AgreedAction.objects.create(
        turn=turn, text="A candid agreement", owner="x", due_on=date(2027, 6, 30), by=world.people["ada"]
    )


def readers(world, group):
    return {
        name
        for name in READ
        if "A candid agreement" in world.client(name).get(url("group", group.pk)).content.decode()
    }


def test_whoever_assigns_an_agreed_action_sees_whose_it_is_and_not_its_words(world, group, agreed):
    address = url("group_assign", group.pk)
    assert who(world, address) == RUN
    page = world.client("mo").get(address).content.decode()
    assert "Northmere: action 1 of Visit, by 30 June 2027, not started" in page
    assert "A candid agreement" not in page

    world.client("mo").post(address, {"agreed": agreed.pk, "owner_words": "The chair"})

    made = GroupAction.objects.get()
    assert (made.agreed, made.text, made.due) == (agreed, "", date(2027, 6, 30))
    again = world.client("mo").get(address, follow=True).content.decode()
    assert "No challenge has an open action" in again
    with pytest.raises(CannotDo, match="has this action already"):
        group_actions.assign(group=group, agreed=agreed, owner_words="x", by=world.people["mo"])
    assert who(world, url("action_edit", made.pk)) == set()  # it is changed in the challenge


def test_its_words_are_for_those_who_read_them_in_the_challenge(world, group, agreed):
    made = group_actions.assign(group=group, agreed=agreed, owner_words="x", by=world.people["mo"])
    notes = FeedbackNote.objects.filter(turn=agreed.turn)
    for state, audience in (("draft", "team"), ("released", "team"), ("released", "region")):
        notes.update(state=state, audience=audience)
        assert readers(world, group) == {"ada"}
    page = world.client("rob").get(url("group", group.pk)).content.decode()
    assert "An action agreed in a challenge of Northmere" in page
    assert "By 30 June 2027" in page
    assert "A candid agreement" in world.client("ada").get(url("group", group.pk)).content.decode()
    page = world.client("pat").get(url("action_report", made.pk)).content.decode()
    assert "A candid agreement" not in page


def test_the_authority_s_director_tells_the_group_what_it_should_know(world, group, agreed):
    made = group_actions.assign(group=group, agreed=agreed, owner_words="x", by=world.people["mo"])
    address, told = url("action_tell", made.pk), "Audit plans across the region"
    assert who(world, address) == {"ada"}
    assert who(world, address, 403) == READ - {"ada"}
    assert who(world, address, 404) == EVERYBODY - READ - {"nobody"}
    assert who(world, address, 403, "post", for_group="", version=9) == READ - {"ada"}
    assert address in world.client("ada").get(url("group", group.pk)).content.decode()
    assert address not in world.client("nia").get(url("group", group.pk)).content.decode()

    world.client("ada").post(address, {"for_group": told, "version": 0})

    seen = {name for name in KNOW if told in world.client(name).get(url("group", group.pk)).content.decode()}
    assert seen == READ
    assert readers(world, group) == {"ada"}  # the action's own words stay where they are
    late = world.client("ada").post(address, {"for_group": "Older", "version": 0})
    assert late.status_code == 422
    assert told in late.content.decode()
    RegionalGroup.objects.update(ended_at=timezone.now())
    assert world.client("ada").post(address, {"for_group": "More", "version": 1}).status_code == 422
    world.client("ada").post(address, {"for_group": "", "version": 1})
    assert GroupAction.objects.get().for_group == "", "taken back, though the group has ended"


def test_of_its_own_actions_a_group_is_told_by_nobody(world, group):
    own = add_action(world, group)
    assert world.client("ada").get(url("action_tell", own.pk)).status_code == 403


def test_someone_with_a_declared_tie_does_not_see_that_there_is_one(world, group, agreed):
    FeedbackNote.objects.update(state="released", audience="region")
    made = group_actions.assign(group=group, agreed=agreed, owner_words="x", by=world.people["mo"])
    group_actions.report(action=made, state="under_way", said="A candid word", by=world.people["rob"])
    tied = {"kind": Conflict.Kind.PERSONAL, "outcome": Conflict.Outcome.CONFLICT}
    for name in ("rob", "tia", "pat"):
        Conflict.objects.create(person=world.people[name], authority=at("Northmere"), **tied)
        page = world.client(name).get(url("group", group.pk)).content.decode()
        assert "An action agreed" not in page
        assert "A candid word" not in page
        assert world.client(name).get(url("action_report", made.pk)).status_code == 404
    assert "A candid word" in world.client("pia").get(url("group", group.pk)).content.decode()
    page = world.client("pat").get(url("group_assign", group.pk), follow=True).content.decode()
    assert "Northmere: action" not in page


def test_an_action_of_another_region_cannot_be_assigned(world, group, agreed):
    west = RegionalGroup.objects.create(
        region=at("Westley").region, name="West", kind="network", by=world.people["meg"]
    )
    answer = world.client("meg").post(
        url("group_assign", west.pk), {"agreed": agreed.pk, "owner_words": "x"}, follow=True
    )
    assert "No challenge has an open action" in answer.content.decode()
    assert not GroupAction.objects.exists()


def test_the_policy_gives_no_more_than_it_says():
    holders = {
        permission: {role for role in Role if permission in GRANTS[role]}
        for permission in (Permission.FOLLOW_GROUPS, Permission.MANAGE_GROUPS)
    }
    team = {Role.PROJECT_MANAGER, Role.REGIONAL_LEAD}
    assert holders[Permission.FOLLOW_GROUPS] == team | {Role.ANALYST, Role.DCS}
    assert holders[Permission.MANAGE_GROUPS] == team
