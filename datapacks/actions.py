"""Asking for packs."""

from collections.abc import Iterable

from django.db import transaction

from audit.models import record
from datapacks.models import PackRun
from datapacks.tasks import PACK
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
