"""Who sees and does what with practice examples: written from the access policy, not from the code."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse

from challenges.models import FeedbackNote, Finding
from learning import notices
from learning.actions import practice as actions
from learning.models import PracticeExample
from outbox.models import Message
from regions.models import Conflict
from regions.roles import GRANTS, SHARED_ACROSS_REGION, Permission, Role
from tests.challenges.feedback import find, take_to
from tests.challenges.world import LATER
from tests.factories.figures import make_indicator
from tests.factories.memoranda import sign_for
from tests.learning.practice_world import (
    WORDS,
    begin,
    day_boxes,
    fresh,
    propose,
    release,
    send,
    url,
    withdraw,
    words,
)
from tests.plans.world import NOW, at, clock_at
from tests.selfeval.world import LONDON
from tests.sli_portal.test_every_address import without_token

pytestmark = [pytest.mark.django_db, pytest.mark.either]

DIRECTOR, COORDINATOR, MANAGER = {"ada"}, {"cora"}, {"mo"}
OWN_WRITERS = DIRECTOR | COORDINATOR
WRITERS = OWN_WRITERS | MANAGER
OTHERS_AT_NORTHMERE = {"rob", "lena", "cleo"}  # a contributor, lead member, chief executive
ELSEWHERE = {"nia", "nora", "sol", "sid"}  # directors, a lead member and a contributor
REGIONAL = {"pat", "ana"}
REGION = WRITERS | OTHERS_AT_NORTHMERE | ELSEWHERE | REGIONAL
OTHER_REGION = {"wil", "meg"}
NEVER = {"pia", "gus", "sam", "old", "adi", "nobody"}
EVERYBODY = REGION | OTHER_REGION | NEVER
STATES = {
    "draft": lambda world, example: example,
    "proposed": propose,
    "to come": lambda world, example: release(world, example, day=NOW.date() + timedelta(days=1)),
    "released": release,
    "withdrawn": lambda world, example: withdraw(world, release(world, example)),
}
MAY_SEE = dict.fromkeys(STATES, WRITERS) | {"released": REGION}
MAY_EDIT = {
    "draft": WRITERS,
    "proposed": WRITERS,
    "to come": DIRECTOR,
    "released": DIRECTOR,
    "withdrawn": set(),
}
MAY_RELEASE = {"draft": DIRECTOR, "proposed": DIRECTOR, "to come": DIRECTOR}
MAY_WITHDRAW = dict.fromkeys(("draft", "proposed", "to come", "released"), OWN_WRITERS)


def who(world, address, status=200):
    return {name for name in EVERYBODY if world.client(name).get(address).status_code == status}


@pytest.mark.parametrize("state", STATES)
def test_who_sees_and_changes_one_in_each_state(world, state):
    example = STATES[state](world, begin(world))

    assert who(world, example.get_absolute_url()) == MAY_SEE[state]
    assert who(world, url("example_edit", example.pk)) == MAY_EDIT[state]
    assert who(world, url("example_release", example.pk)) == MAY_RELEASE.get(state, set())
    listed = {
        name for name in REGION | OTHER_REGION if "Keeping workers" in words(world, name, url("examples"))
    }
    assert listed == MAY_SEE[state]


@pytest.mark.parametrize("state", STATES)
def test_who_releases_and_withdraws_one_in_each_state(world, state):
    example = STATES[state](world, begin(world))
    before = (example.state, example.released_on)

    def refused(name, address, **given):
        assert send(world, name, address, **given).status_code in (302, 403, 404, 422)
        assert (fresh(example).state, fresh(example).released_on) == before, name

    given = {"version": "0", **day_boxes(NOW.date())}
    for name in EVERYBODY - MAY_RELEASE.get(state, set()):
        refused(name, url("example_release", example.pk), **given)
    for name in EVERYBODY - MAY_WITHDRAW.get(state, set()):
        refused(name, url("example_move", example.pk), move="withdraw")
    for name in EVERYBODY - OWN_WRITERS:
        refused(name, url("example_move", example.pk), move="write_again")
    refused("ada", url("example_move", example.pk), move="release")
    for name in MAY_WITHDRAW.get(state, set()):
        PracticeExample.objects.filter(pk=example.pk).update(state=example.state)
        assert send(world, name, url("example_move", example.pk), move="withdraw").status_code == 302
        assert fresh(example).state == "withdrawn", name
    for name in MAY_RELEASE.get(state, set()):
        PracticeExample.objects.filter(pk=example.pk).update(state=example.state)
        assert send(world, name, url("example_release", example.pk), **given).status_code == 302
        assert fresh(example).state == "released", name


def test_only_who_writes_it_proposes_it(world):
    example = begin(world)
    for name in EVERYBODY - WRITERS:
        assert send(world, name, url("example_move", example.pk), move="propose").status_code in (
            302,
            403,
            404,
        )
        assert fresh(example).state == "draft", name
    assert send(world, "mo", url("example_move", example.pk), move="propose").status_code == 302
    assert fresh(example).state == "proposed"


def test_who_writes_one_in_which_region(world):
    assert who(world, url("example_add", "north")) == WRITERS | {"nia", "nora"}
    assert who(world, url("example_add", "west")) == OTHER_REGION
    for name in OTHERS_AT_NORTHMERE | REGIONAL | {"sol", "sid", "wil", "meg", "nobody"}:
        send(world, name, url("example_add", "north"), version="0", **WORDS)
    assert not PracticeExample.objects.exists()


def test_who_has_a_list_at_all(world):
    assert who(world, url("examples")) == REGION | OTHER_REGION
    assert who(world, url("examples"), 302) == {"nobody"}


def test_what_is_hidden_and_what_is_missing_look_the_same(world):
    example, done = begin(world), release(world, begin(world, title="Released"))
    for name, hidden in (("nia", example), ("rob", example), ("wil", example), ("wil", done), ("meg", done)):
        client = world.client(name)
        shown = client.get(hidden.get_absolute_url())
        missing = client.get(url("example", 999_999))
        assert shown.status_code == missing.status_code == 404
        assert without_token(shown) == without_token(missing), name


def test_a_day_to_come_begins_in_london(world):
    """In summer London is an hour ahead of Greenwich: the day begins at 23:00 there."""
    day = datetime(2027, 6, 1, tzinfo=LONDON)
    example = release(world, begin(world), day=day.date())

    for moment, seen in ((day - timedelta(seconds=1), False), (day, True)):
        with clock_at(moment):
            assert (world.client("nora").get(example.get_absolute_url()).status_code == 200) == seen
            assert ("Keeping workers" in words(world, "nora", url("examples"))) == seen
            assert ("Keeping workers" in words(world, "nora", url("examples") + "?theme=Workforce")) == seen
            assert ("The region reads it from 1 June 2027" in words(world, "ada", url("examples"))) != seen
    with clock_at(day):
        assert world.client("wil").get(example.get_absolute_url()).status_code == 404


def test_somebody_whose_post_has_ended_reads_it_no_longer(world):
    example = release(world, begin(world))
    assert world.client("nora").get(example.get_absolute_url()).status_code == 200
    world.people["nora"].posts.update(ends_on=NOW.date() - timedelta(days=1))

    assert world.client("nora").get(example.get_absolute_url()).status_code in (403, 404)


# -- From a finding -------------------------------------------------------------------------------------------------


def told(scene, *moves, text="Workers stay", **fields):
    """Good practice that was told, with the feedback taken through the moves."""
    finding = find(scene, text, is_good_practice=True, **fields)
    for name in moves:
        take_to(scene, name)
    return finding


def press(scene, name, finding):
    return scene.client(name).post(url("example_from_finding", finding.pk), {"submit": ""})


def test_the_host_makes_a_finding_an_example_in_one_press_and_its_director_releases_it(scene):
    figure = make_indicator("late", title="Late reviews", topic="Care")
    finding = told(scene, "send", "make_final", indicator=figure)
    note = reverse("challenges:note", args=[scene.turn.pk])
    thread = reverse("plans:finding_thread", args=[finding.pk])
    for page in (note, thread):
        assert "Make it a practice example" in words(scene, "cora", page)
        assert url("example_from_finding", finding.pk) in words(scene, "cora", page)

    shown = press(scene, "cora", finding)

    example = PracticeExample.objects.get()
    assert shown.url == example.get_absolute_url()
    assert (example.state, example.title, example.what_was_done) == (
        "proposed",
        "Workers stay",
        "Workers stay",
    )
    assert (example.authority, example.indicator, example.theme) == (at("Northmere"), figure, "Care")
    assert (example.finding, example.by.name, example.contact_email) == (finding, "Cora", "cora@example.org")
    assert Message.objects.filter(kind=notices.PROPOSED).get().recipient == "ada@example.org"
    page = words(scene, "ada", example.get_absolute_url())
    assert "Say what changed" in page
    assert thread in page
    assert "It is a practice example" in words(scene, "ada", thread)

    send(scene, "ada", url("example_edit", example.pk), version="0", **WORDS)
    boxes = day_boxes(LATER.date())
    send(scene, "ada", url("example_release", example.pk), version="1", **boxes)
    assert fresh(example).state == "released"
    page = words(scene, "nora", example.get_absolute_url())
    assert "Supervision every week" in page
    assert thread not in page
    assert "Workers stay" not in page


def test_what_began_with_a_finding_is_the_hosts_alone_until_it_is_released(scene):
    finding = told(scene, "send", "make_final", text="Words of the peers")
    example, _ = actions.begin_from_finding(finding=finding, by=scene.people["cora"])

    assert who(scene, example.get_absolute_url()) == OWN_WRITERS
    assert who(scene, url("example_edit", example.pk)) == OWN_WRITERS
    for name in REGION - OWN_WRITERS:
        assert "Words of the peers" not in words(scene, name, url("examples")), name
        assert send(scene, name, url("example_move", example.pk), move="propose").status_code in (403, 404)
    for name in ("nia", "mo"):
        given = {"version": "0", **day_boxes(LATER.date())}
        assert send(scene, name, url("example_release", example.pk), **given).status_code in (403, 404)


@pytest.mark.parametrize("moves", [(), ("send",), ("send", "make_final"), ("send", "make_final", "release")])
def test_who_may_press_and_when(scene, moves):
    finding = told(scene, *moves)
    may = OWN_WRITERS if "make_final" in moves else set()

    for name in sorted(EVERYBODY - may | {"hal"}):
        assert press(scene, name, finding).status_code in (302, 403, 404), name
        assert not PracticeExample.objects.exists(), name
    for name in may:
        assert press(scene, name, finding).status_code == 302
        assert PracticeExample.objects.filter(finding=finding).delete()[0] == 1
    note = reverse("challenges:note", args=[scene.turn.pk])
    for name in EVERYBODY - {"nobody"}:
        offered = "Make it a practice example" in words(scene, name, note)
        assert offered == (name in may), name


@pytest.mark.parametrize(
    "fields",
    [
        {"is_good_practice": False},
        {"spoken_at": None},
        {"state": "dropped", "dropped_because": "It did not stand"},
    ],
)
def test_only_good_practice_that_the_host_reads_becomes_one(scene, fields):
    finding = told(scene, "send", "make_final")
    Finding.objects.filter(pk=finding.pk).update(**fields)

    assert press(scene, "ada", finding).status_code in (403, 404)
    assert not PracticeExample.objects.exists()


def test_a_director_of_another_authority_who_reads_released_feedback_does_not_make_it_theirs(scene):
    sign_for(at("Eastby"), scene.world.memorandum)
    finding = find(scene, "Workers stay", is_good_practice=True)
    take_to(scene, "send", "make_final", "release", audience=FeedbackNote.Audience.REGION)

    thread = reverse("plans:finding_thread", args=[finding.pk])
    assert "Workers stay" in words(scene, "nora", thread)
    assert "Make it a practice example" not in words(scene, "nora", thread)
    assert press(scene, "nora", finding).status_code == 403


def test_a_finding_becomes_one_example_however_often_it_is_pressed(scene):
    finding = told(scene, "send", "make_final")
    first = press(scene, "cora", finding)

    again = scene.client("ada").post(url("example_from_finding", finding.pk), {"submit": ""}, follow=True)

    assert PracticeExample.objects.count() == 1
    assert again.redirect_chain[0][0] == first.url
    assert "a practice example already" in again.content.decode()
    with pytest.raises(IntegrityError):
        begin(scene, finding=finding)


def test_who_has_a_declared_tie_to_the_host_presses_nothing(scene):
    finding = told(scene, "send", "make_final")
    Conflict.objects.create(
        person=scene.people["cora"],
        authority=at("Northmere"),
        kind=Conflict.Kind.PERSONAL,
        outcome=Conflict.Outcome.CONFLICT,
    )

    assert press(scene, "cora", finding).status_code == 404


def test_a_long_finding_has_a_short_title(scene):
    finding = told(scene, "send", "make_final", text="A very long word or two, and so on. " * 20)

    example, _ = actions.begin_from_finding(finding=finding, by=scene.people["ada"])

    assert len(example.title) <= 120
    assert example.title.endswith("…")
    assert not Message.objects.filter(kind=notices.PROPOSED).exists()  # the director knows


def test_the_policy_gives_no_more_than_it_says():
    def holders(permission):
        return {role for role in Role if permission in GRANTS[role]}

    assert holders(Permission.RELEASE_PRACTICE) == {Role.DCS}
    assert holders(Permission.WRITE_PRACTICE) == {Role.DCS, Role.LA_COORDINATOR, Role.PROJECT_MANAGER}
    assert holders(Permission.READ_PRACTICE) == set(Role) - {Role.PEER, Role.GUEST, Role.ADMINISTRATOR}
    assert Permission.READ_PRACTICE in SHARED_ACROSS_REGION
    assert not {Permission.WRITE_PRACTICE, Permission.RELEASE_PRACTICE} & SHARED_ACROSS_REGION
