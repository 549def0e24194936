"""The people that tests are about, by name.

Ada directs Northmere's services and Rob writes there; Lena is its lead member. Nia directs Southby's, next
door in the same region. Pat leads the region, Mo manages its programme and Ana is its analyst. Wil directs
a service in another region. Gus is a guest, Sam holds no post, Old held one that has ended, and Adi
administers the portal.
"""

from dataclasses import dataclass, fields
from datetime import date

import pytest

from regions.models import LocalAuthority, Person, Post, Region
from regions.roles import Role
from tests.places import make_authority, make_england, make_region

SINCE = date(2020, 1, 1)


@dataclass(frozen=True)
class Cast:
    ada: Person
    rob: Person
    lena: Person
    nia: Person
    pat: Person
    mo: Person
    ana: Person
    wil: Person
    gus: Person
    sam: Person
    old: Person
    adi: Person
    north: Region
    west: Region
    northmere: LocalAuthority
    southby: LocalAuthority
    westley: LocalAuthority


NAMES = [field.name for field in fields(Cast) if field.type is Person]


def make_person(name):
    return Person.objects.create_user(f"{name}@example.org", name=name.capitalize(), is_demonstration=True)


def hold(person, role, *, until=None, **place):
    return Post.objects.create(person=person, role=role, starts_on=SINCE, ends_on=until, **place)


@pytest.fixture
def cast(db):
    make_england()
    north, west = make_region(981, "North"), make_region(982, "West")
    places = {
        "north": north,
        "west": west,
        "northmere": make_authority(801, "Northmere", north),
        "southby": make_authority(802, "Southby", north),
        "westley": make_authority(803, "Westley", west),
    }
    people = {name: make_person(name) for name in NAMES}
    posts = {
        "ada": (Role.DCS, {"authority": places["northmere"]}),
        "rob": (Role.CONTRIBUTOR, {"authority": places["northmere"]}),
        "lena": (Role.LEAD_MEMBER, {"authority": places["northmere"]}),
        "nia": (Role.DCS, {"authority": places["southby"]}),
        "wil": (Role.DCS, {"authority": places["westley"]}),
        "pat": (Role.REGIONAL_LEAD, {"region": north}),
        "mo": (Role.PROJECT_MANAGER, {"region": north}),
        "ana": (Role.ANALYST, {"region": north}),
        "gus": (Role.GUEST, {"region": north}),
        "old": (Role.DCS, {"authority": places["northmere"], "until": date(2021, 1, 1)}),
        "adi": (Role.ADMINISTRATOR, {}),
    }
    for name, (role, place) in posts.items():
        hold(people[name], role, **place)
    return Cast(**people, **places)
