"""A parsed file into the database. Call it in a transaction: it is all of the file or none of it."""

import numpy as np

from audit.models import record
from indicators import comparing
from indicators.importing import bulk
from indicators.importing.differences import Differences, differences
from indicators.importing.parsed import IndicatorDraft, NeighbourDraft, Parsed
from indicators.models import DataVersion, Indicator, NeighbourLink, NeighbourSet, Period


class Refused(Exception):  # noqa: N818 - read as "raise Refused(...)"
    """Nothing was stored. ``findings`` holds a reason for each refused row."""

    def __init__(self, findings):
        super().__init__(f"{len(findings):,} rows cannot be loaded.")
        self.findings = findings


def store_parsed(parsed: Parsed, *, by, upload=None) -> DataVersion | None:
    """Store what is new as one version; None when there is nothing new.

    Raises Refused, with nothing stored, when any row was refused.
    """
    if parsed.refusals:
        raise Refused(parsed.refusals)
    bulk.lock_loads()
    new_neighbours = [draft.label for draft in parsed.neighbours if store_neighbours(draft)]
    found = differences(parsed)
    if not found.has_changes and not new_neighbours:
        return None
    version = DataVersion.objects.create(
        loaded_by=by,
        source_name=parsed.source_name[:255],
        layout=parsed.layout,
        sha256=parsed.sha256,
        upload=upload,
        added=found.count("added"),
        revised=found.count("revised"),
        unchanged=found.count("unchanged"),
    )
    changed = store_figures(parsed, found, version)
    comparing.refresh(Indicator.objects.all() if new_neighbours else changed)
    record("figures_loaded", version, by=by, added=version.added, revised=version.revised)
    return version


def store_figures(parsed, found: Differences, version):
    """The changed rows, under indicators and periods that exist by then; returns the indicators they touch."""
    indicators = [
        known or add_indicator(draft) for draft, known in zip(parsed.drafts, found.known, strict=True)
    ]
    rows = found.changed
    add_periods(parsed.figures, indicators)
    bulk.replace(rows.loc[rows["id"] >= 0, "id"].tolist(), version.pk)
    ids = np.array([indicator.pk for indicator in indicators] or [0])
    bulk.insert(
        rows.assign(indicator_id=ids[rows["indicator"]], version_id=version.pk).rename(
            columns={"area": "area_id"}
        )
    )
    return [indicators[position] for position in sorted(rows["indicator"].unique())]


def add_indicator(draft: IndicatorDraft) -> Indicator:
    """A new indicator at the end of the catalogue."""
    last = Indicator.objects.order_by("-position").values_list("position", flat=True).first() or 0
    return Indicator.objects.create(
        slug=draft.slug,
        source_code=draft.source_code,
        title=draft.title[:255],
        topic=draft.topic,
        unit=draft.unit,
        polarity=draft.polarity,
        decimals=draft.decimals,
        year_type=draft.year_type,
        source=draft.source,
        is_banded=draft.is_banded,
        position=last + 1,
    )


def add_periods(figures, indicators):
    """A period for each slot that an indicator has figures in; a label already there stands."""
    pairs = figures[["indicator", "slot", "label"]].drop_duplicates(["indicator", "slot"])
    Period.objects.bulk_create(
        [
            Period(indicator=indicators[row.indicator], slot=row.slot, label=row.label)
            for row in pairs.itertuples()
        ],
        ignore_conflicts=True,
    )


def store_neighbours(draft: NeighbourDraft) -> bool:
    """Whether the set was new. A set of the same label is left as it is."""
    neighbour_set, is_new = NeighbourSet.objects.get_or_create(
        label=draft.label, defaults={"published_on": draft.published_on}
    )
    if is_new:
        NeighbourLink.objects.bulk_create(
            NeighbourLink(
                neighbour_set=neighbour_set, authority_id=a, rank=rank, neighbour_id=b, closeness=closeness
            )
            for a, rank, b, closeness in draft.links
        )
    return is_new
