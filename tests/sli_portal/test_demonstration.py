"""The demonstration is made once, whole or in the parts that a database seeded earlier does not have yet."""

import pytest

from audit.models import Event
from cycles.actions import year_name
from cycles.models import Cycle, Phase
from outbox.models import Message
from regions.models import Person, Post
from sli_portal import demonstration
from tests.places import make_authority, make_england, make_region

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def regions():
    make_england()
    for code, name in ((981, "North West"), (982, "East Midlands"), (983, "South East")):
        make_authority(800 + code % 10, f"Town {code}", make_region(code, name))


def everything():
    return [
        list(model.objects.order_by("pk").values()) for model in (Person, Post, Cycle, Phase, Event, Message)
    ]


def test_every_region_has_an_open_year_on_their_own_pattern():
    demonstration.seed()

    year = year_name(demonstration.this_year())
    assert {str(cycle) for cycle in Cycle.objects.open()} == {
        f"{name} {year}" for name in ("North West", "East Midlands", "South East")
    }
    assert Phase.objects.filter(cycle__region__slug="north-west", name="Challenge days").exists()
    assert Phase.objects.filter(
        cycle__region__slug="east-midlands", name="Workshop on the regional plan"
    ).exists()


def test_seeding_again_changes_nothing():
    demonstration.seed()
    before = everything()

    demonstration.seed(number=2)

    assert everything() == before


def test_a_database_seeded_before_there_were_years_gets_them():
    demonstration.seed()
    people = list(Person.objects.values())
    Phase.objects.all().delete()
    Cycle.objects.all().delete()

    demonstration.seed()

    assert Cycle.objects.open().count() == 3
    assert list(Person.objects.values()) == people
