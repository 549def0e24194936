"""Protocols: looking, copying, changing a copy, comparing; and pilots that change while they run."""

from datetime import date

import pytest
from django.urls import reverse

from challenges.actions import piloting, planning, protocols
from challenges.models import Challenge, Protocol
from challenges.states import State
from regions.models import Person
from tests.challenges.world import BEFORE, at, clock_at, make_scene
from tests.selfeval.payloads import PAYLOADS

pytestmark = pytest.mark.django_db
STEP = {"name": "Parents’ evening", "kind": "other", "offset": "-3", "who": "Host", "gate": "", "submit": "1"}


@pytest.fixture(autouse=True)
def demonstration(settings):
    settings.DEMO = True


def get(scene, person, address, *keys, query=""):
    with clock_at(BEFORE):
        return scene.client(person).get(reverse(f"challenges:{address}", args=keys) + query)


def post(scene, person, address, *keys, query="", **given):
    with clock_at(BEFORE):
        return scene.client(person).post(reverse(f"challenges:{address}", args=keys) + query, given)


@pytest.fixture
def scene(cast):
    return make_scene(cast, released=False, seats={})


@pytest.fixture
def own(scene, cast):
    return protocols.copy(protocol=scene.challenge.protocol, region=cast.north, by=cast.mo)


def test_everyone_of_the_region_looks_and_nobody_else(scene, own, cast):
    standard = scene.challenge.protocol
    west = protocols.copy(protocol=standard, region=cast.west, by=cast.mo)

    for who in ("mo", "nora", "lena"):
        text = get(scene, who, "protocols").content.decode()
        assert "Two-day peer challenge visit, version 1" in text
        assert reverse("challenges:protocol", args=[own.pk]) in text
        assert reverse("challenges:protocol", args=[west.pk]) not in text
        assert get(scene, who, "protocol", own.pk).status_code == 200
        assert get(scene, who, "protocol", west.pk).status_code == 404
        assert get(scene, who, "protocol_compare", own.pk, query=f"?with={west.pk}").status_code == 404
    page = get(scene, "nora", "protocol", standard.pk).content.decode()
    assert "60 working days before the first day" in page
    assert ">To confirm</strong>" in page
    assert "reminds 5 working days and 1 working day before" in page
    assert "Copy to change it" not in page
    assert "Copy to change it" in get(scene, "mo", "protocol", standard.pk).content.decode()
    assert get(scene, "gus", "protocols").status_code == 403
    assert get(scene, "mo", "protocol", 999999).status_code == 404


def test_copying_is_for_who_runs_the_year(scene, cast):
    standard = scene.challenge.protocol

    assert post(scene, "nora", "protocol_copy", standard.pk, region="north").status_code == 403
    assert post(scene, "mo", "protocol_copy", standard.pk, region="west").status_code == 404
    assert post(scene, "mo", "protocol_copy", standard.pk, region="north").status_code == 302

    made = Protocol.objects.get(region=cast.north)
    assert (made.version, made.copied_from, made.is_editable) == (1, standard, True)
    assert made.steps.count() == standard.steps.count()
    assert made.roles.count() == standard.roles.count()


def test_a_copy_is_changed_and_keeps_the_order_of_days(scene, own):
    answer = post(scene, "mo", "protocol_add_step", own.pk, **STEP)
    assert answer.status_code == 302
    offsets = list(own.steps.values_list("offset", flat=True))
    assert offsets == sorted(offsets)
    assert list(own.steps.values_list("position", flat=True)) == list(range(1, len(offsets) + 1))

    step = own.steps.get(name="Parents’ evening")
    changed = STEP | {"name": "Evening", "offset": "4", "gate": "close", "reminds": "on"}
    assert post(scene, "mo", "protocol_step", step.pk, **changed).status_code == 302
    step.refresh_from_db()
    assert (step.name, step.offset, step.gate, step.reminds) == ("Evening", 4, "close", True)
    offsets = list(own.steps.values_list("offset", flat=True))
    assert offsets == sorted(offsets)

    page = get(scene, "mo", "protocol_compare", own.pk, query=f"?with={own.copied_from_id}").content.decode()
    assert "Evening" in page
    assert "Added" in page

    post(scene, "mo", "protocol_step_remove", step.pk)
    assert not own.steps.filter(pk=step.pk).exists()
    event = own.steps.get(kind="event")
    post(scene, "mo", "protocol_step_remove", event.pk)
    assert own.steps.filter(pk=event.pk).exists(), "it is the challenge itself"
    page = get(scene, "mo", "protocol_compare", own.pk, query=f"?with={own.copied_from_id}").content.decode()
    assert "Nothing: both run in the same way" in page


def test_a_role_and_the_rest_of_a_copy(scene, own):
    role = {"role": "consultant", "least": "0", "most": "1"}
    assert post(scene, "mo", "protocol_set_role", own.pk, **role).status_code == 302
    made = own.roles.get(role="consultant")
    assert (made.least, made.most) == (0, 1)
    post(scene, "mo", "protocol_set_role", own.pk, query="?role=consultant", **role | {"most": ""})
    made.refresh_from_db()
    assert made.most is None
    post(scene, "mo", "protocol_role_remove", made.pk)
    assert not own.roles.filter(role="consultant").exists()

    fields = {"name": "Our visit", "about": "", "days": "3", "least_lines": "1", "most_lines": "2"}
    fields["principles"] = "We are kind.\n\n We look closely. "
    assert post(scene, "mo", "protocol_change", own.pk, **fields).status_code == 302
    own.refresh_from_db()
    assert (own.name, own.days, own.principles) == ("Our visit", 3, ["We are kind.", "We look closely."])


def test_what_cannot_stand_is_refused_in_words(scene, own):
    def refused(address, key, **given):
        answer = post(scene, "mo", address, key, **given)
        assert answer.status_code == 422
        return answer.content.decode()

    assert "cannot hold up what comes before it" in refused(
        "protocol_add_step", own.pk, **STEP | {"offset": "2", "gate": "begin"}
    )
    assert "enter 0" in refused("protocol_add_step", own.pk, **STEP | {"kind": "event"})
    assert "Enter a whole number" in refused("protocol_add_step", own.pk, **STEP | {"offset": "soon"})
    assert "Enter 400 or less" in refused("protocol_add_step", own.pk, **STEP | {"offset": "9999"})
    assert "or more; or leave it empty" in refused(
        "protocol_set_role", own.pk, role="health", least="3", most="2"
    )
    fields = {"name": "x", "days": "1", "least_lines": "3", "most_lines": "2", "principles": "One"}
    assert "as many lines of enquiry as the least" in refused("protocol_change", own.pk, **fields)


def test_a_frozen_one_stays_as_it_is(scene, own, cast):
    step = own.steps.first()
    protocols.freeze(own)

    page = get(scene, "mo", "protocol", own.pk).content.decode()
    assert "It cannot be changed" in page
    assert "Copy to change it" in page
    assert "protocol-steps/" not in page
    assert "It cannot be changed" in get(scene, "mo", "protocol_step", step.pk).content.decode()
    post(scene, "mo", "protocol_step", step.pk, **STEP)
    post(scene, "mo", "protocol_step_remove", step.pk)
    step.refresh_from_db()
    assert step.name != STEP["name"]
    standard = scene.challenge.protocol
    assert get(scene, "mo", "protocol_change", standard.pk).status_code == 403
    assert get(scene, "nora", "protocol_change", own.pk).status_code == 403
    assert get(scene, "meg", "protocol_change", own.pk).status_code == 404
    assert get(scene, "meg", "protocol_step", step.pk).status_code == 404


def test_markup_in_a_protocol_is_shown_as_text(scene, own):
    for number, payload in enumerate(PAYLOADS[:12]):
        post(
            scene, "mo", "protocol_add_step", own.pk, **STEP | {"name": payload[:160], "offset": str(number)}
        )

    page = get(scene, "mo", "protocol", own.pk).content.decode()
    assert own.steps.filter(name__contains="window.ran").count() >= 10
    assert "<img src=x" not in page
    assert "<script>window" not in page


@pytest.fixture
def pilot(scene, cast):
    return planning.plan_challenge(
        cycle=scene.challenge.cycle,
        protocol=Protocol.objects.get(slug="challenge-day", region=None),
        name="Pilot at Southby",
        authorities=[at("Southby"), at("Northmere")],
        first_day=date(2027, 3, 9),
        by=cast.mo,
        is_pilot=True,
    )


def test_a_pilot_changes_under_its_own_version_and_becomes_a_new_one(scene, pilot, cast):
    planned_under = pilot.protocol
    step = pilot.steps.get(of__kind="note_out")
    day = {"day_0": "18", "day_1": "3", "day_2": "2027"}

    assert post(scene, "mo", "pilot_step", step.pk, name="Letter out", **day).status_code == 302
    new = {"name": "A call the day before", "who": "Lead", "day_0": "8", "day_1": "3", "day_2": "2027"}
    assert post(scene, "mo", "pilot", pilot.pk, **new).status_code == 302

    pilot = Challenge.objects.get(pk=pilot.pk)
    step = pilot.steps.select_related("of").get(pk=step.pk)
    assert (step.of.name, step.of.offset, step.due_on) == ("Letter out", 7, date(2027, 3, 18))
    assert pilot.steps.get(of__name="A call the day before").of.offset == -1
    assert pilot.protocol.is_pilot
    assert {one.of.protocol_id for one in pilot.steps.select_related("of")} == {pilot.protocol_id}
    assert not planned_under.steps.filter(name="Letter out").exists(), "what is frozen stays"
    page = get(scene, "mo", "pilot", pilot.pk).content.decode()
    assert "is called “Letter out”" in page
    assert "“Letter out” is on 18 March 2027, not 16 March 2027" in page
    assert "“A call the day before” is added, on 8 March 2027" in page
    newest = Protocol.objects.visible_to(Person.objects.get(pk=cast.mo.pk)).newest()
    assert not newest.filter(is_pilot=True).exists()
    assert pilot.protocol not in get(scene, "mo", "protocols").context["own"]

    Challenge.objects.filter(pk=pilot.pk).update(state=State.CLOSED)
    assert post(scene, "mo", "pilot_offer", pilot.pk).status_code == 302
    made = Protocol.objects.get(region=cast.north, slug="challenge-day")
    assert (made.version, made.name, made.is_editable) == (1, planned_under.name, True)
    assert made.steps.get(name="Letter out").offset == 7
    assert made.steps.filter(name="A call the day before").exists()


def test_what_a_pilot_refuses(scene, pilot):
    monday = {"day_0": "8", "day_1": "3", "day_2": "2027"}
    step = pilot.steps.get(of__kind="event")

    answer = post(scene, "mo", "pilot_step", step.pk, name="The day", **monday)
    assert "move its day on its own page" in answer.content.decode()
    gate = pilot.steps.filter(of__gate="begin").first()
    answer = post(scene, "mo", "pilot_step", gate.pk, name="Late", day_0="10", day_1="3", day_2="2027")
    assert "choose its first day or one before it" in answer.content.decode()
    sunday = {"day_0": "7", "day_1": "3", "day_2": "2027"}
    answer = post(scene, "mo", "pilot", pilot.pk, name="Walk", **sunday)
    assert answer.status_code == 422
    assert "Choose a working day" in answer.content.decode()
    assert get(scene, "mo", "pilot", scene.challenge.pk).status_code == 403, "it is no pilot"
    assert get(scene, "pat", "pilot", pilot.pk).status_code == 200
    assert get(scene, "meg", "pilot", pilot.pk).status_code == 404
    assert get(scene, "ada", "pilot", pilot.pk).status_code == 403
    post(scene, "mo", "pilot_offer", pilot.pk)
    assert not Protocol.objects.filter(slug="challenge-day", region__isnull=False).exists()
    Challenge.objects.filter(pk=pilot.pk).update(state=State.CLOSED)
    assert post(scene, "mo", "pilot", pilot.pk, name="Walk", **monday).status_code == 302
    assert not pilot.protocol_edits.exists()


def test_moving_a_pilot_keeps_what_was_changed_in_it(scene, pilot, cast):
    step = pilot.steps.get(of__kind="note_out")
    with clock_at(BEFORE):
        piloting.change_step(step=step, name="Letter out", day=date(2027, 3, 18), by=cast.mo)
        moved = planning.move_day(
            challenge=Challenge.objects.get(pk=pilot.pk), first_day=date(2027, 3, 10), by=cast.mo
        )

    assert moved.steps.get(pk=step.pk).due_on == date(2027, 3, 19)
