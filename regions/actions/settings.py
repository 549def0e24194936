"""A region's own words and numbers."""

from django.db import transaction

from audit.models import record
from regions.models import Person, Region


@transaction.atomic
def change_settings(*, region: Region, self_evaluation_name: str, tries_before_not_shifted: int, by: Person):
    given = {
        "self_evaluation_name": self_evaluation_name,
        "tries_before_not_shifted": tries_before_not_shifted,
    }
    Region.objects.filter(pk=region.pk).update(**given)
    record("region_settings_changed", region, by=by, **given)
