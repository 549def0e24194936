"""Who sees and does what with needs, offers and matches: written from the access policy, not from the code."""

import pytest
from django.urls import reverse

from plans.models import Match, Need, Offer
from regions.models import Conflict
from regions.roles import GRANTS, Permission, Role
from tests.plans.world import MONTH_LATER, clock_at, make_offer, match, raise_need
from tests.selfeval.world import release

pytestmark = [pytest.mark.django_db, pytest.mark.either]

OWN = {"ada", "cora", "lena", "cleo"}  # of Northmere: they direct, coordinate, lead, run it
OWN_SPEAKERS = {"ada", "cora"}
REGIONAL = {"mo", "pat", "ana"}
GROUP = {"nia", "tia"}  # directors who read Northmere's self-evaluation
OTHERS = {"nora", "sol"}  # of the region, and no director of the group
NEVER = {
    "rob",
    "owen",
    "wyn",
    "sid",
    "rhea",
    "pia",
    "pam",
    "wil",
    "meg",
    "gus",
    "sam",
    "old",
    "adi",
    "nobody",
}
EVERYBODY = OWN | REGIONAL | GROUP | OTHERS | NEVER


def url(name, *args):
    return reverse(f"plans:{name}", args=args)


def who(world, address, status=200):
    return {name for name in EVERYBODY if world.client(name).get(address).status_code == status}


@pytest.mark.parametrize(
    ("visibility", "seen"),
    [
        ("own", OWN | REGIONAL),
        ("group", OWN | REGIONAL | GROUP),
        ("region", OWN | REGIONAL | GROUP | OTHERS),
    ],
)
def test_each_audience(world, visibility, seen):
    release(world.evaluation, world.people["ada"])
    need = raise_need(world, visibility=visibility)
    offer = make_offer(world, "Northmere", "ada", visibility=visibility)

    for address in (url("need", need.pk), url("offer", offer.pk)):
        assert who(world, address) == seen
    listed = {
        name
        for name in EVERYBODY - NEVER
        if "agency staff" in world.client(name).get(url("menu", "north")).content.decode()
    }
    assert listed == seen


def test_the_group_sees_no_more_once_reading_has_ended_or_with_a_declared_tie(world):
    need = raise_need(world, visibility="group")
    Conflict.objects.create(
        person=world.people["tia"],
        authority=world.evaluation.authority,
        kind=Conflict.Kind.PERSONAL,
        outcome=Conflict.Outcome.CONFLICT,
    )
    assert who(world, url("need", need.pk)) == OWN | REGIONAL | {"nia"}
    with clock_at(MONTH_LATER.replace(month=12)):
        assert who(world, url("need", need.pk)) == OWN | REGIONAL


def test_who_has_a_list_at_all(world):
    assert who(world, url("menu", "north")) == EVERYBODY - NEVER
    assert who(world, url("menu", "west")) == {"wil", "meg"}


@pytest.mark.parametrize("what", ["need", "offer"])
def test_only_who_speaks_for_the_authority_or_brokers_changes_it(world, what):
    make = {"need": raise_need, "offer": make_offer}[what]
    thing = make(world, "Northmere", "ada", visibility="region")
    actions = ["take_back", "edit", *(["close"] if what == "need" else [])]
    may = OWN_SPEAKERS | {"mo"}
    for action in actions:
        address = url(f"{what}_{action}", thing.pk)
        for name in EVERYBODY - NEVER - may:
            assert world.client(name).post(address, {"outcome": "x"}).status_code == 403
        for name in NEVER - {"nobody"}:
            assert world.client(name).post(address, {"outcome": "x"}).status_code in (403, 404)
        if action != "take_back":
            assert who(world, address) == may
    hidden = make(world, "Northmere", "ada", visibility="own")
    for action in actions:
        address = url(f"{what}_{action}", hidden.pk)
        for name in GROUP | OTHERS | {"wil", "meg"}:
            assert world.client(name).post(address, {"outcome": "x"}).status_code == 404
    assert not Need.objects.exclude(state="open").exists()
    assert not Offer.objects.exclude(taken_back_at=None).exists()


def test_only_those_who_speak_for_an_authority_raise_anything(world):
    for name in ("need_add", "offer_add"):
        assert who(world, url(name, "north")) == OWN_SPEAKERS | GROUP | {"nora", "mo"}
        assert who(world, url(name, "west")) == {"wil", "meg"}


def test_only_the_broker_of_the_region_brings_two_together(world):
    need, offer = raise_need(world, visibility="region"), make_offer(world)
    assert who(world, url("match_add", need.pk, offer.pk)) == {"mo"}


def test_a_match_is_seen_by_both_sides_and_the_regional_team(world):
    made = match(world, raise_need(world, "Eastby", "nora"), make_offer(world))
    sides = {"nora", "nia", "sol"}
    assert who(world, url("match", made.pk)) == sides | REGIONAL
    for name in ("match_edit", "match_close", "match_decline"):
        assert who(world, url(name, made.pk)) == {"nora", "nia", "mo"}
        assert who(world, url(name, made.pk), 403) >= {"sol", "pat", "ana"}
    assert world.client("mo").post(url("match_agree", made.pk), {"version": "0"}).status_code == 403
    assert world.client("ada").post(url("match_agree", made.pk), {"version": "0"}).status_code == 404
    assert world.client("nora").post(url("match_agree", made.pk), {"version": "0"}).status_code == 302
    assert Match.objects.get().need_agreed_by == world.people["nora"]
    assert Match.objects.get().offer_agreed_by is None


def test_the_helper_does_not_read_a_need_that_is_not_theirs_to_read(world):
    need = raise_need(world, "Eastby", "nora", text="A secret of Eastby", visibility="own")
    made = match(world, need, make_offer(world), because="has been helped twice")

    page = world.client("nia").get(url("match", made.pk)).content.decode()

    assert "A secret of Eastby" not in page
    assert url("need", need.pk) not in page
    assert "has been helped" not in page
    assert world.client("nia").get(url("need", need.pk)).status_code == 404


def test_the_policy_gives_no_more_than_it_says():
    holders = {
        permission: {role for role in Role if permission in GRANTS[role]}
        for permission in (
            Permission.READ_SUPPORT,
            Permission.RAISE_SUPPORT,
            Permission.FOLLOW_SUPPORT,
            Permission.BROKER_SUPPORT,
        )
    }
    assert holders[Permission.RAISE_SUPPORT] == {Role.DCS, Role.LA_COORDINATOR}
    assert holders[Permission.FOLLOW_SUPPORT] == {Role.PROJECT_MANAGER, Role.REGIONAL_LEAD, Role.ANALYST}
    assert holders[Permission.BROKER_SUPPORT] == {Role.PROJECT_MANAGER}
    assert holders[Permission.READ_SUPPORT] == {
        Role.DCS,
        Role.LA_COORDINATOR,
        Role.LEAD_MEMBER,
        Role.CHIEF_EXECUTIVE,
        Role.PROJECT_MANAGER,
        Role.REGIONAL_LEAD,
        Role.ANALYST,
    }
