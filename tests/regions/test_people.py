"""Who may do what, where: the policy as a table a reader can check against the published one."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from regions.models import LocalAuthority, Post, Region
from regions.roles import Permission, Role
from tests.cast import NAMES, hold

P = Permission
NOBODY = set()
REGION_TEAM = {"pat", "mo", "ana"}
NORTHMERE = {"ada", "rob", "lena"}


@pytest.mark.parametrize(
    ("permission", "place", "who"),
    [
        (P.VIEW_REGION, "north", NORTHMERE | REGION_TEAM | {"nia"}),
        (P.VIEW_REGION, "west", {"wil"}),
        (P.VIEW_PACKS, "northmere", NORTHMERE | REGION_TEAM),
        (P.VIEW_PACKS, "southby", REGION_TEAM | {"nia"}),
        (P.VIEW_PACKS, "north", REGION_TEAM),
        (P.BUILD_PACKS, "northmere", REGION_TEAM | {"ada"}),
        (P.BUILD_PACKS, "north", REGION_TEAM),
        (P.BUILD_PACKS, "west", NOBODY),
        (P.LOAD_FIGURES, "north", {"ana"}),
        (P.LOAD_FIGURES, None, {"ana"}),
        (P.MANAGE_CYCLES, "north", {"pat", "mo"}),
        (P.MANAGE_CYCLES, "west", NOBODY),
        (P.VIEW_MEMORANDUM, "north", {"ada", "lena", "nia"} | REGION_TEAM),
        (P.VIEW_MEMORANDUM, "west", {"wil"}),
        (P.MANAGE_MEMORANDUM, "north", {"pat", "mo"}),
        (P.MANAGE_MEMORANDUM, "west", NOBODY),
        (P.SIGN_MEMORANDUM, "northmere", {"ada", "lena"}),
        (P.SIGN_MEMORANDUM, "north", NOBODY),
        (P.VIEW_AUDIT, None, {"adi"}),
        (P.VIEW_OUTBOX, None, {"adi"}),
    ],
)
def test_only_these_people_hold_the_permission_there(cast, permission, place, who):
    at = getattr(cast, place) if place else None

    holders = {name for name in NAMES if getattr(cast, name).may(permission, at=at)}

    assert holders == who


def test_people_see_the_authorities_of_their_own_region_only(cast):
    seen = {
        name: set(LocalAuthority.objects.visible_to(getattr(cast, name)).values_list("name", flat=True))
        for name in ("ada", "pat", "wil", "gus", "sam", "old", "adi")
    }

    assert seen == {
        "ada": {"Northmere", "Southby"},
        "pat": {"Northmere", "Southby"},
        "wil": {"Westley"},
        "gus": set(),
        "sam": set(),
        "old": set(),
        "adi": set(),
    }


def test_people_see_their_own_region_only(cast):
    assert list(Region.objects.visible_to(cast.ada)) == [cast.north]
    assert list(Region.objects.visible_to(cast.sam)) == []


def test_a_post_gives_nothing_before_its_first_day_or_after_its_last(cast):
    today = timezone.localdate()
    hold(cast.sam, Role.DCS, authority=cast.southby, until=today - timedelta(days=1))
    Post.objects.create(
        person=cast.sam, role=Role.DCS, authority=cast.southby, starts_on=today + timedelta(days=1)
    )

    assert not cast.sam.may(P.VIEW_PACKS, at=cast.southby)


def test_a_post_gives_its_rights_on_its_first_and_its_last_day(cast):
    today = timezone.localdate()
    Post.objects.create(
        person=cast.sam, role=Role.DCS, authority=cast.southby, starts_on=today, ends_on=today
    )

    assert cast.sam.may(P.VIEW_PACKS, at=cast.southby)


def test_someone_inactive_holds_nothing(cast):
    cast.pat.is_active = False

    assert not any(cast.pat.may(permission) for permission in Permission)


@pytest.mark.parametrize(
    ("role", "place"), [(Role.DCS, "region"), (Role.ANALYST, "authority"), (Role.ADMINISTRATOR, "region")]
)
def test_a_role_cannot_be_held_where_it_does_not_belong(cast, role, place):
    where = {place: cast.north if place == "region" else cast.northmere}

    with pytest.raises(IntegrityError):
        Post.objects.create(person=cast.sam, role=role, starts_on=date(2026, 4, 1), **where)


def test_what_is_shared_across_a_region_holds_at_each_of_its_authorities(cast):
    holders = {name for name in NAMES if getattr(cast, name).may(P.VIEW_REGION, at=cast.southby)}

    assert holders == NORTHMERE | REGION_TEAM | {"nia"}
