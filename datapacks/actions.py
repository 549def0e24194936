"""Asking for packs, and keeping the register of what an authority has tried."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone

from audit.models import record
from datapacks.models import Intervention, PackRun
from datapacks.tasks import PACK
from indicators.models import Indicator
from jobs.actions import enqueue, start_batch
from regions.models import LocalAuthority, Person, Region


class NobodyToMakeFor(Exception):  # noqa: N818
    """No current authority was named."""


@transaction.atomic
def request_packs(
    *, authorities: Iterable[LocalAuthority], by: Person | None, region: Region | None = None
) -> PackRun:
    """One job an authority; former authorities get none. With a region, its team sees the run.

    Raises NobodyToMakeFor when no current authority is among them.
    """
    current = [authority for authority in authorities if authority.is_current]
    if not current:
        raise NobodyToMakeFor
    batch = start_batch(title=title_of(current, region), kind=PACK, by=by)
    run = PackRun.objects.create(batch=batch, region=region)
    for authority in current:
        enqueue(PACK, str(authority.pk), params={"authority": authority.pk}, batch=batch, by=by)
    record("packs_requested", run, by=by, authorities=[authority.pk for authority in current])
    return run


def title_of(authorities, region):
    if region is not None:
        return f"Data packs for {region.name}"
    if len(authorities) == 1:
        return f"Data pack for {authorities[0].name}"
    return f"Data packs for {len(authorities)} authorities"


def request_region(*, region: Region, by: Person | None) -> PackRun:
    """Packs of every current authority of the region."""
    return request_packs(authorities=region.authorities.current(), region=region, by=by)


@transaction.atomic
def log_intervention(
    *,
    authority: LocalAuthority,
    title: str,
    began_on: date,
    by: Person | None,
    ended_on: date | None = None,
    topic: str = "",
    what_changed: str = "",
    indicators: Iterable[Indicator] = (),
) -> Intervention:
    """Add something that the authority has tried."""
    made = Intervention.objects.create(
        authority=authority,
        title=title,
        topic=topic,
        began_on=began_on,
        ended_on=ended_on,
        what_changed=what_changed,
        added_by=by,
    )
    made.indicators.set(indicators)
    record("intervention_logged", made, by=by)
    return made


@transaction.atomic
def change_intervention(
    *, intervention: Intervention, indicators: Iterable[Indicator], by: Person, **values
) -> None:
    """Replace its words and dates, and what it is linked to."""
    Intervention.objects.filter(pk=intervention.pk).update(**values)
    intervention.indicators.set(indicators)
    record("intervention_changed", intervention, by=by)


@transaction.atomic
def remove_intervention(*, intervention: Intervention, by: Person) -> None:
    """Out of the register, of packs and of profiles; it can be put back."""
    if Intervention.objects.standing().filter(pk=intervention.pk).update(removed_at=timezone.now()):
        record("intervention_removed", intervention, by=by)


@transaction.atomic
def restore_intervention(*, intervention: Intervention, by: Person) -> None:
    """Put it back as it was."""
    if Intervention.objects.filter(pk=intervention.pk, removed_at__isnull=False).update(removed_at=None):
        record("intervention_restored", intervention, by=by)
