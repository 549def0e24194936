"""The pages about a challenge as a whole: what they cost, and what they show to whom."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from challenges.presenters.challenges import takes_a_word
from challenges.states import State
from tests.challenges.world import BEFORE, SeatRole, clock_at, make_scene

pytestmark = [pytest.mark.django_db, pytest.mark.either]
EVERYONE = {
    "ada": (SeatRole.DIRECTOR, "Northmere"),
    "nia": (SeatRole.DIRECTOR, "Southby"),
    "tia": (SeatRole.DIRECTOR, "Thirdby"),
}


@pytest.mark.parametrize("name", ["mo", "nia", "ada"])
def test_a_challenge_costs_the_same_queries_with_one_turn_and_with_three(
    cast, name, django_assert_max_num_queries
):
    scene = make_scene(cast, "triad-conversation", seats=EVERYONE, released=False)

    with clock_at(BEFORE):
        client = scene.client(name)
        with django_assert_max_num_queries(28):
            page = client.get(scene.challenge.get_absolute_url())
        with django_assert_max_num_queries(26):
            client.get(reverse("challenges:challenges"))

    assert page.status_code == 200
    assert page.content.decode().count("task-list__item--with-link") == 3


def test_the_host_is_not_told_what_the_team_has_not_said_yet(cast):
    scene = make_scene(cast, released=False)
    scene.challenge.steps.update(due_on=date(2027, 1, 4))

    with clock_at(BEFORE):
        pages = {
            name: scene.client(name).get(scene.challenge.get_absolute_url()).content.decode()
            for name in ("ada", "nia", "mo")
        }

    assert {name: "capture what was said" in page.lower() for name, page in pages.items()} == {
        "ada": False,
        "nia": True,
        "mo": True,
    }


def test_whoever_only_follows_it_sees_steps_and_no_papers(cast):
    scene = make_scene(cast, released=False)

    with clock_at(BEFORE):
        page = scene.client("ana").get(scene.challenge.get_absolute_url()).content.decode()
        turn = scene.client("ana").get(scene.turn.get_absolute_url())

    assert "Area chosen and agreed" in page
    assert "The focus is not agreed" not in page
    assert "Who takes part" not in page
    assert turn.status_code == 200
    assert "There is nothing for you to do or to read here" in turn.content.decode()


@pytest.mark.parametrize("name", ["nora", "sol", "sid", "pam", "wil", "meg", "gus", "sam", "old", "adi"])
def test_what_is_hidden_looks_like_what_is_missing(cast, name):
    scene = make_scene(cast, released=False)

    with clock_at(BEFORE):
        client = scene.client(name)
        for there, nowhere in (("challenge", 999_999), ("turn", 999_999)):
            thing = {"challenge": scene.challenge, "turn": scene.turn}[there]
            found = client.get(reverse(f"challenges:{there}", args=[thing.pk]))
            missing = client.get(reverse(f"challenges:{there}", args=[nowhere]))
            assert (found.status_code, len(found.content)) == (missing.status_code, len(missing.content))
            assert found.status_code in (403, 404)
        assert "Challenge of Northmere" not in client.get(reverse("challenges:challenges")).content.decode()


def test_the_home_page_names_the_next_date_of_what_nobody_said_is_done(cast):
    scene = make_scene(cast, released=False)
    first, second, *_ = (
        step for step in scene.challenge.steps.select_related("of") if takes_a_word(step) and not step.done_at
    )
    scene.challenge.steps.update(due_on=date(2027, 12, 1))
    scene.challenge.steps.filter(pk=first.pk).update(due_on=date(2027, 3, 1), done_at=timezone.now())
    scene.challenge.steps.filter(pk=second.pk).update(due_on=date(2027, 3, 2))

    with clock_at(BEFORE):
        home = scene.client("nia").get(reverse("home")).content.decode()

    assert f"Next date: {second.of.name}, 2 March 2027" in home


def test_nobody_adds_to_the_timetable_of_a_visit_that_is_over(cast):
    scene = make_scene(cast)
    page = reverse("challenges:timetable", args=[scene.turn.pk])

    with clock_at(BEFORE):
        before = scene.client("nia").get(page).content.decode()
    type(scene.challenge).objects.update(state=State.FOLLOWED_UP)
    with clock_at(BEFORE):
        after = scene.client("nia").get(page).content.decode()

    assert ("Add a session" in before, "Add a session" in after) == (True, False)
