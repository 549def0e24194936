"""A filed regional update of the demonstration, from its invented year: it says nothing of a real council."""

from django.db import transaction
from django.utils import timezone

from plans.actions import updates
from plans.presenters.updates import first_period
from regions.models import Region
from regions.roles import Role
from sli_portal.demonstration_challenges import holder

WHERE = "north-west"
OWN = "Demonstration: this update was written from invented records. It says nothing of a real council."


@transaction.atomic
def seed():
    """In one region that has none yet, of the quarter that ended last; a second call changes nothing."""
    for region in Region.objects.filter(slug=WHERE, updates=None):
        by = holder(Role.PROJECT_MANAGER, region=region)
        update = updates.draft_update(
            region=region,
            title="Regional update (Demonstration)",
            by=by,
            **first_period(timezone.localdate()),
        )
        updates.add_section(update=update, heading="About this update", text=OWN, by=by)
        update.refresh_from_db()
        updates.file_update(update=update, built_on=update.version, by=by)
