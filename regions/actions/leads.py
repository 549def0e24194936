"""Naming who leads for a region, and ending it. Those before stay on record."""

from datetime import date, timedelta

from django.db import transaction

from audit.models import record
from regions.models import LocalAuthority, Person, Region, RegionalLead


class CannotName(Exception):  # noqa: N818
    """In plain words: what to do instead."""


@transaction.atomic
def name_lead(
    *, region: Region, capacity: str, name: str, authority: LocalAuthority, starts_on: date, by: Person
) -> RegionalLead:
    """From a day on; whoever leads until then ends the day before. CannotName if they began no earlier."""
    Region.objects.select_for_update().get(pk=region.pk)  # two who name at once do so one after the other
    before = RegionalLead.objects.filter(region=region, capacity=capacity).leading_after(starts_on)
    if later := before.filter(starts_on__gte=starts_on).first():
        raise CannotName(f"{later.name} began on {later.starts_on:%-d %B %Y}. Enter a later day")
    before.update(ends_on=starts_on - timedelta(days=1))
    lead = RegionalLead.objects.create(
        region=region, capacity=capacity, name=name, authority=authority, starts_on=starts_on, by=by
    )
    record("regional_lead_named", lead, by=by, capacity=capacity)
    return lead


@transaction.atomic
def end_lead(*, lead: RegionalLead, ends_on: date, by: Person) -> None:
    """Nobody leads in this capacity from the next day on. CannotName for a day before they began."""
    if ends_on < lead.starts_on:
        raise CannotName(f"{lead.name} began on {lead.starts_on:%-d %B %Y}. Enter that day or a later one")
    if RegionalLead.objects.unended().filter(pk=lead.pk).update(ends_on=ends_on):
        record("regional_lead_ended", lead, by=by)
