from datetime import date

import pytest
from django.conf import settings

from regions.loading import load_areas
from regions.models import Area, LocalAuthority, Region

AREAS = settings.BASE_DIR / "starter" / "areas.csv"
pytestmark = pytest.mark.django_db


def test_every_place_of_england_is_loaded():
    load_areas(AREAS)

    assert LocalAuthority.objects.current().count() == 153
    assert LocalAuthority.objects.exclude(closed_on=None).count() == 5
    assert Region.objects.count() == 9
    assert Area.objects.filter(kind=Area.Kind.SUB_REGION).count() == 2
    assert Area.objects.filter(kind=Area.Kind.COUNTRY).count() == 1


@pytest.mark.parametrize(
    ("region", "authorities"),
    [
        ("north-east", 12),
        ("north-west", 24),
        ("yorkshire-and-the-humber", 15),
        ("east-midlands", 10),
        ("west-midlands", 14),
        ("east-of-england", 11),
        ("london", 33),
        ("south-east", 19),
        ("south-west", 15),
    ],
)
def test_each_region_has_its_authorities_of_today(region, authorities):
    load_areas(AREAS)

    assert Region.objects.get(slug=region).authorities.current().count() == authorities


def test_a_second_load_changes_nothing():
    first = load_areas(AREAS)

    assert (first > 0, load_areas(AREAS)) == (True, 0)


def test_a_name_given_by_a_region_survives_a_changed_list():
    load_areas(AREAS)
    Region.objects.filter(slug="london").update(name="Old name", self_evaluation_name="own view")

    changed = load_areas(AREAS)

    london = Region.objects.get(slug="london")
    assert (changed, london.name, london.self_evaluation_name) == (1, "London", "own view")


def test_dorset_is_two_authorities_one_after_the_other():
    load_areas(AREAS)

    old = LocalAuthority.objects.get(pk=835)
    assert (old.name, old.closed_on) == ("Dorset", date(2019, 3, 31))
    assert set(old.successors.values_list("pk", flat=True)) == {838, 839}


def test_a_changed_ons_code_still_names_the_authority():
    load_areas(AREAS)

    buckinghamshire = LocalAuthority.objects.get(pk=825)
    assert {"E10000002", "E06000060"} == {buckinghamshire.gss, *buckinghamshire.gss_also}


def test_each_region_calls_a_self_evaluation_by_its_own_name():
    load_areas(AREAS)

    names = dict(Region.objects.values_list("slug", "self_evaluation_name"))
    assert names.pop("north-west") == "self-view"
    assert names.pop("yorkshire-and-the-humber") == "self-assessment"
    assert set(names.values()) == {"self-evaluation"}


def test_every_current_authority_has_a_place_in_england():
    load_areas(AREAS)

    current = LocalAuthority.objects.current()
    in_england = current.filter(longitude__gt=-6.5, longitude__lt=1.9, latitude__gt=49.8, latitude__lt=55.9)
    assert (in_england.count(), current.count()) == (153, 153)
