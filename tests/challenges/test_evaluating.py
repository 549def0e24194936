"""What people thought of a challenge and took home, and the ledger of who gives."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from challenges.actions import evaluating, planning
from challenges.actions.protocols import copy
from challenges.models import Challenge, Evaluation, Protocol
from challenges.parts import SeatRole
from challenges.presenters.ledger import ledger_of
from cycles.models import Cycle
from tests.challenges.feedback import person
from tests.challenges.world import BEFORE, ENDED, LATER, at, clock_at, make_scene, take_seat
from tests.selfeval.payloads import TYPED

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(cast, settings):
    settings.DEMO = True
    made = make_scene(cast)
    with clock_at(LATER):
        yield made


def page(scene, name, address="evaluation", key=None):
    return scene.client(name).get(reverse(f"challenges:{address}", args=[key or scene.challenge.pk]))


def send(scene, name, **fields):
    given = {"worked": f"Worked for {name}", "change": "", "take_home": f"Home of {name}", "hours": "12"}
    address = reverse("challenges:evaluation", args=[scene.challenge.pk])
    return scene.client(name).post(address, given | fields)


def test_everyone_with_a_seat_answers_once_from_the_first_day_on(scene):
    asked = {"ada", "nia", "tia", "rhea", "hal", "pia"}
    for name in asked | {"mo", "pat"}:
        assert page(scene, name).status_code == 200
    for name in ("wyn", "lena", "nora", "wil", "ana", "sol", "gil"):
        assert page(scene, name).status_code == 404
        assert send(scene, name).status_code == 404
    assert send(scene, "mo").status_code == 403
    with clock_at(BEFORE):
        assert "The form opens on Tuesday 9 February 2027" in page(scene, "nia").content.decode()
        assert send(scene, "nia").status_code == 403

    empty = send(scene, "nia", worked="", take_home="")
    assert empty.status_code == 422
    assert "Answer at least one of the three questions" in empty.content.decode()
    assert "Enter a whole number of hours" in send(scene, "nia", hours="many").content.decode()
    assert send(scene, "nia").status_code == 302
    assert send(scene, "nia", worked="Again").status_code == 302
    assert Evaluation.objects.get().worked == "Worked for nia"
    with pytest.raises(evaluating.AlreadySaid):
        evaluating.evaluate(challenge=scene.challenge, by=person(scene, "nia"), worked="Again")
    with clock_at(ENDED):
        assert send(scene, "hal").status_code == 404


def test_the_manager_reads_answers_from_three_on_and_never_whose(scene):
    for name in ("nia", "tia"):
        send(scene, name)
    words = page(scene, "mo").content.decode()
    assert "2 of 6 have answered" in words
    assert "Worked for" not in words

    send(scene, "hal")

    words = page(scene, "mo").content.decode()
    assert [f"Worked for {name}" in words for name in ("hal", "nia", "tia")] == [True] * 3
    assert words.index("Worked for hal") < words.index("Worked for nia") < words.index("Worked for tia")
    assert "36 hours in all" in words
    assert "Home of" not in words
    assert not [name for name in ("Nia", "Tia", "Hal") if name in words]
    assert "Worked for" not in page(scene, "ada").content.decode()


def test_a_director_reads_the_learning_notes_of_their_own_people(scene):
    for name in ("rhea", "tia", "hal"):
        send(scene, name)

    read = {name: learning(scene, name) for name in ("nia", "rhea", "tia", "ada", "mo", "sid", "hal")}

    assert read == {
        "nia": ["rhea"],
        "rhea": ["rhea"],
        "tia": ["tia"],
        "ada": [],
        "mo": [],
        "sid": [],
        "hal": ["hal"],
    }


def learning(scene, name):
    words = scene.client(name).get(reverse("challenges:learning")).content.decode()
    return [one for one in ("hal", "nia", "rhea", "tia") if f"Home of {one}" in words]


def test_markup_is_text_in_what_people_said(scene):
    text = " ".join(TYPED)
    for name in ("nia", "tia", "rhea"):
        send(scene, name, worked=text, change=text, take_home=text)

    for words in (page(scene, "mo").content.decode(), page_of_learning(scene)):
        assert "window.ran" in words
        assert "<script>window.ran" not in words
        assert "<img src=x" not in words
        assert "<svg onload" not in words


def page_of_learning(scene):
    return scene.client("nia").get(reverse("challenges:learning")).content.decode()


def took_place(scene):
    Challenge.objects.filter(pk=scene.challenge.pk).update(state="followed_up")


def rows(cycle):
    return {
        row.authority.name: (row.hosted, row.led, row.observed, row.seats, row.days, row.learned)
        for row in ledger_of(cycle).rows
    }


def test_the_ledger_counts_accepted_seats_of_what_took_place(scene):
    cycle = scene.challenge.cycle
    assert ledger_of(cycle).challenges == 0
    assert ledger_of(cycle).remarks == []
    send(scene, "rhea")
    took_place(scene)

    assert rows(cycle) == {
        "Eastby": (0, 0, 0, 0, 0, 0),
        "Northmere": (1, 0, 0, 0, 0, 0),
        "Southby": (0, 1, 0, 1, 4, 1),
        "Thirdby": (0, 0, 1, 0, 2, 0),
    }
    assert {row.authority.name: words for words, rows in ledger_of(cycle).remarks for row in rows} == {
        "Eastby": "Neither looked at, nor gave a day in this cycle",
        "Northmere": "Looked at, and gave no day in this cycle",
        "Southby": "Hosted none in this cycle",
        "Thirdby": "Hosted none and led none in this cycle",
    }
    scene.challenge.seats.filter(person=scene.people["rhea"]).update(state="removed")
    assert rows(cycle)["Southby"] == (0, 1, 0, 0, 2, 1)


def test_the_lessons_stand_where_the_protocol_is_copied_from_and_on_the_copy(scene, cast):
    protocol = scene.challenge.protocol

    def words(name, of=protocol):
        return page(scene, name, "protocol", of.pk).content.decode()

    for name in ("nia", "tia"):
        send(scene, name, change="Begin earlier")
    assert "What people said after" not in words("mo")
    send(scene, "rhea", change="Fewer meetings")
    made = copy(protocol=protocol, region=cast.north, by=cast.mo)
    for shown in (words("mo"), words("mo", made)):
        assert "What people said after 1 challenge under it" in shown
        assert shown.index("Begin earlier") < shown.index("Fewer meetings") < shown.index("Worked for nia")
        assert shown.count("Begin earlier") == 1
        assert "Home of nia" not in shown
    another = Protocol.objects.exclude(pk=protocol.pk).filter(region=None).first()
    assert "Begin earlier" not in words("mo", another)
    for name in ("ada", "nia", "ana", "lena"):
        assert "Begin earlier" not in words(name)


def test_the_ledger_looks_back_over_the_cycle_before(scene, cast):
    took_place(scene)
    cycle = scene.challenge.cycle
    following = Cycle.objects.create(
        region=cast.north,
        name="2027/28",
        starts_on=cycle.starts_on + timedelta(days=365),
        ends_on=cycle.ends_on + timedelta(days=365),
    )
    last = Cycle.objects.create(
        region=cast.north,
        name="2028/29",
        starts_on=cycle.starts_on + timedelta(days=730),
        ends_on=cycle.ends_on + timedelta(days=730),
    )

    assert rows(following)["Southby"][:2] == (0, 1)
    assert ledger_of(following).rows[3].remark == "Hosted none and led none in two cycles"
    assert rows(last)["Southby"][:2] == (0, 0)


def test_a_day_of_a_conversation_counts_once_whoever_hosts(cast):
    scene = make_scene(cast, "triad-conversation", seats={})
    for name, place in (("ada", "Northmere"), ("nia", "Southby"), ("tia", "Thirdby")):
        take_seat(scene.challenge, scene.people[name], SeatRole.DIRECTOR, at(place), by=cast.mo)
    took_place(scene)

    counted = rows(scene.challenge.cycle)

    assert {counted[name] for name in ("Northmere", "Southby", "Thirdby")} == {(1, 1, 1, 0, 1, 0)}


def test_who_sees_the_ledger_and_what_it_costs(scene, cast):
    took_place(scene)
    cycle = scene.challenge.cycle
    sees = {"ada", "nia", "tia", "nora", "mo", "pat", "ana"}
    for name in sees:
        assert page(scene, name, "ledger", cycle.pk).status_code == 200
        assert (
            "Who has given what" in scene.client(name).get(reverse("challenges:challenges")).content.decode()
        )
    for name in ("cora", "rhea", "lena", "sol", "wyn"):
        assert page(scene, name, "ledger", cycle.pk).status_code == 403
    for name in ("wil", "hal", "gil", "sam"):
        assert page(scene, name, "ledger", cycle.pk).status_code == 404

    def queries():
        with CaptureQueriesContext(connection) as seen:
            ledger_of(cycle)
        return len(seen)

    few = queries()
    for number in range(3):
        made = planning.plan_challenge(
            cycle=cycle,
            protocol=Protocol.objects.get(slug="two-day-visit", region=None),
            name=f"Challenge {number}",
            authorities=[at("Southby"), at("Northmere"), at("Thirdby")],
            first_day=scene.challenge.first_day + timedelta(days=14),
            by=cast.mo,
        )
        Challenge.objects.filter(pk=made.pk).update(state="closed")
    assert queries() == few
