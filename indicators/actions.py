"""Writes of figures: storing a load, undoing the latest, and taking a person's file in."""

from contextlib import suppress
from pathlib import Path

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from audit.models import record
from files.models import keep
from indicators import comparing
from indicators.flags import RULES_VERSION
from indicators.importing.parsed import Parsed
from indicators.importing.storing import Overtaken, lock_unchanged, prepare, store_prepared, what_stands
from indicators.models import (
    Comparison,
    DataVersion,
    Indicator,
    IndicatorSet,
    Observation,
    Period,
    SetMember,
    Upload,
)
from indicators.reading import read_figures
from indicators.tasks import CHECK, LOAD
from jobs.actions import enqueue
from jobs.models import Job


class CannotUndo(Exception):  # noqa: N818
    """The version is not the latest that stands; the message says so."""


def store(parsed: Parsed, *, by) -> DataVersion | None:
    """Store what is new in a parsed file as one version; None when it holds nothing new.

    Raises ``storing.Refused``, with nothing stored, when any row was refused.
    """
    while True:
        prepared = prepare(parsed)
        with suppress(Overtaken), transaction.atomic():
            return store_prepared(prepared, by=by)


def undo(version: DataVersion, *, by) -> DataVersion:
    """Take the latest load back: its figures no longer stand, and those it replaced stand again.

    Indicators and neighbour sets that came with it stay. Raises CannotUndo for any but the latest.
    """
    while True:
        require_latest(version)
        basis = what_stands()
        touched = list(Indicator.objects.filter(pk__in=version.observations.values("indicator").distinct()))
        worked = comparing.work_out(read_figures(touched, without=version.pk))
        with suppress(Overtaken), transaction.atomic():
            lock_unchanged(basis)
            require_latest(version)
            take_back(version, touched, by=by)
            comparing.keep(worked)
            return version


def judge_anew() -> int:
    """Work out again what was compared by earlier rules, or before the region's trend was kept with it.

    Says for how many indicators.
    """
    is_earlier = ~Q(rules_version=RULES_VERSION) | Q(region_trend="")
    while True:
        basis = what_stands()
        earlier = Comparison.objects.filter(is_earlier).values("indicator").distinct()
        touched = list(Indicator.objects.filter(pk__in=earlier))
        if not touched:
            return 0
        worked = comparing.work_out(read_figures(touched))
        with suppress(Overtaken), transaction.atomic():
            lock_unchanged(basis)
            comparing.keep(worked)
            return len(touched)


def require_latest(version):
    """Raise CannotUndo unless the version is the latest that stands."""
    latest = DataVersion.objects.in_force().first()
    if latest is None or latest.pk != version.pk:
        raise CannotUndo("Only the latest load can be undone.")


def take_back(version, touched, *, by):
    version.observations.standing().update(replaced_by=version)
    Observation.objects.filter(replaced_by=version).exclude(version=version).update(replaced_by=None)
    remove_empty_periods(touched)
    version.undone_at, version.undone_by = timezone.now(), by
    version.save(update_fields=["undone_at", "undone_by"])
    record("figures_undone", version, by=by)


def remove_empty_periods(indicators):
    """Periods without a standing figure would show as an empty year at the end of a series."""
    figures = Observation.objects.standing().filter(indicator=OuterRef("indicator"), slot=OuterRef("slot"))
    Period.objects.filter(~Exists(figures), indicator__in=indicators).delete()


@transaction.atomic
def take_in(path: Path, *, name: str, media_type: str, by) -> Upload:
    """Keep a person's file and have it read in the background; nothing is loaded yet."""
    upload = Upload.objects.create(file=keep(path, media_type), name=name, uploaded_by=by)
    record("figures_uploaded", upload, by=by, name=name)
    enqueue(CHECK, str(upload.pk), params={"upload": upload.pk}, by=by)
    return upload


@transaction.atomic
def load(upload: Upload, *, by) -> Job | None:
    """Have a file that was read loaded in the background; None when it may not be, or has been already."""
    upload = Upload.objects.select_for_update().get(pk=upload.pk)
    if not upload.can_be_loaded:
        return None
    return enqueue(LOAD, str(upload.pk), params={"upload": upload.pk}, by=by)


ANNUAL_SET = "Annual set"


@transaction.atomic
def ensure_annual_set(slugs: list[str]) -> int:
    """Make the national set of these indicators, and say how many went in. One that exists is left as it is."""
    annual_set, is_new = IndicatorSet.objects.get_or_create(name=ANNUAL_SET, region=None)
    if not is_new:
        return 0
    by_slug = Indicator.objects.in_bulk(slugs, field_name="slug")
    members = [
        SetMember(indicator_set=annual_set, indicator=by_slug[slug], position=position)
        for position, slug in enumerate(slugs, 1)
    ]
    return len(SetMember.objects.bulk_create(members))
