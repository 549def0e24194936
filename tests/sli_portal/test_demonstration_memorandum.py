"""The demonstration's memoranda: signed by nearly everyone, made once, and added to an older demonstration."""

import pytest
from django.conf import settings

from audit.models import Event
from regions.loading import load_areas
from regions.models import LocalAuthority, Memorandum, MemorandumSignature, missing_signatures
from regions.roles import SIGNING_ROLES, Role
from sli_portal import demonstration, demonstration_memorandum

pytestmark = pytest.mark.django_db


def test_every_region_has_a_memorandum_and_all_but_two_authorities_are_parties():
    load_areas(settings.BASE_DIR / "starter" / "areas.csv")
    demonstration.seed()  # as a database was seeded before there were memoranda

    demonstration_memorandum.seed()

    regions = Memorandum.objects.in_force().values_list("region__slug", "number")
    assert set(regions) == {(slug, 1) for slug in demonstration.REGIONS}
    everyone = LocalAuthority.objects.current().filter(region__slug__in=demonstration.REGIONS)
    missing = {one.name: missing_signatures(one) for one in everyone if missing_signatures(one)}
    assert missing == {"Wigan": [Role.CHIEF_EXECUTIVE], "Wirral": list(SIGNING_ROLES)}
    assert LocalAuthority.objects.party_to_memorandum().count() == len(everyone) - len(missing)

    before = MemorandumSignature.objects.count(), Event.objects.count()
    demonstration_memorandum.seed()
    assert (MemorandumSignature.objects.count(), Event.objects.count()) == before


def test_the_text_says_that_it_is_a_demonstration():
    assert "demonstration" in demonstration_memorandum.TEXT.read_text().splitlines()[0]
    assert "Demonstration" in demonstration_memorandum.FIELDS["title"]
