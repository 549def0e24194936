"""Who sees and does what with regional updates: written from the access policy, not from the code."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans.models import RegionalUpdate
from regions.models import Post
from tests.plans.test_support_access import EVERYBODY
from tests.plans.test_updates import SENT, filed, make_update

pytestmark = [pytest.mark.django_db, pytest.mark.either]

WRITE = {"mo", "pat"}
READ = WRITE | {"ana", "ada", "nia", "tia", "nora"}  # the analyst, and directors of the region
ELSEWHERE = {"wil", "meg"}  # directs and manages in another region: their own list opens, empty


def url(name, *args):
    return reverse(f"plans:{name}", args=args)


def statuses(world, address, method="get", **sent):
    return {name: getattr(world.client(name), method)(address, sent).status_code for name in EVERYBODY}


def who(found, status=200):
    return {name for name, one in found.items() if one == status}


@pytest.mark.parametrize("name", ["update", "update_pdf", "update_word"])
def test_a_draft_is_for_those_who_write_it_and_nobody_else_knows_of_it(world, name):
    found = statuses(world, url(name, make_update(world).pk))
    assert who(found) == WRITE
    assert who(found, 404) == EVERYBODY - WRITE - {"nobody"}


def test_a_filed_one_is_for_directors_and_the_regional_team(world):
    made = filed(world)
    for name in ("update", "update_word"):
        found = statuses(world, url(name, made.pk))
        assert who(found) == READ
        assert who(found, 404) == EVERYBODY - READ - {"nobody"}


def test_who_has_the_list_and_what_stands_in_it(world):
    draft, made = make_update(world), filed(world)
    found = statuses(world, url("updates"))
    assert who(found) == READ | ELSEWHERE
    assert who(found, 404) == EVERYBODY - READ - ELSEWHERE - {"nobody"}
    for name in READ | ELSEWHERE:
        page = world.client(name).get(url("updates")).content.decode()
        assert (made.get_absolute_url() in page) == (name in READ)
        assert (f'{draft.get_absolute_url()}"' in page) == (name in WRITE)
        assert (url("update_draft", "north") in page) == (name in WRITE)
        assert url("updates") in world.client(name).get(url("plans")).content.decode()


@pytest.mark.parametrize("name", ["update_edit", "update_file", "update_section_add"])
def test_who_changes_a_draft(world, name):
    found = statuses(world, url(name, make_update(world).pk))
    assert who(found) == WRITE
    assert who(found, 404) == EVERYBODY - WRITE - {"nobody"}


@pytest.mark.parametrize("name", ["refresh", "leave", "move"])
def test_who_presses_a_sections_buttons(world, name):
    one = make_update(world).sections.first()
    found = statuses(world, url(f"update_section_{name}", one.pk), "post", x="x")
    assert who(found, 302) == WRITE | {"nobody"}
    assert who(found, 404) == EVERYBODY - WRITE - {"nobody"}


def test_who_opens_a_section_to_change_it(world):
    found = statuses(world, url("update_section_edit", make_update(world).sections.first().pk))
    assert who(found) == WRITE


def test_who_drafts_one(world):
    found = statuses(world, url("update_draft", "north"), "post", **SENT)
    assert who(found, 302) == WRITE | {"nobody"}
    assert who(found, 404) == EVERYBODY - WRITE - {"nobody"}
    assert RegionalUpdate.objects.count() == len(WRITE)


def test_nobody_changes_a_filed_one_and_those_who_write_draft_another(world):
    made = filed(world)
    for name in ("update_edit", "update_file", "update_section_add"):
        found = statuses(world, url(name, made.pk))
        assert who(found, 403) == READ
        assert who(found, 404) == EVERYBODY - READ - {"nobody"}
    for name in ("update_refresh",):
        assert who(statuses(world, url(name, made.pk), "post", x="x"), 403) == READ
    one = made.sections.first()
    assert who(statuses(world, url("update_section_edit", one.pk)), 403) == READ
    again = statuses(world, url("update_again", made.pk))
    assert who(again) == WRITE
    assert who(again, 403) == READ - WRITE


def test_a_draft_is_not_drafted_from(world):
    assert world.client("mo").get(url("update_again", make_update(world).pk)).status_code == 403


def test_a_post_that_has_ended_reads_nothing(world):
    made = filed(world)
    Post.objects.filter(person=world.people["nia"]).update(ends_on="2027-03-01")
    assert world.client("nia").get(made.get_absolute_url()).status_code == 404


def test_reading_a_post_to_a_button_is_refused(world):
    made = make_update(world)
    for name in ("update_refresh",):
        assert world.client("mo").get(url(name, made.pk)).status_code == 405


def test_the_queries_of_the_list_and_of_an_update_do_not_grow(world):
    made = filed(world)
    numbers = []
    for _ in range(2):
        for address in (url("updates"), made.get_absolute_url()):
            with CaptureQueriesContext(connection) as asked:
                world.client("ada").get(address)
            numbers.append(len(asked))
        for _ in range(3):
            filed(world)
    assert numbers[:2] == numbers[2:]
