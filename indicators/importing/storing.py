"""A parsed file into the database, all of it or none of it.

First everything is worked out, comparisons too, which may take a minute and locks nothing; then it is
written, which is short. If another load was written in between, the first step has to be done again.
"""

from dataclasses import dataclass, replace

import numpy as np
from django.db import OperationalError
from django.db.models import Count, Max

from audit.models import record
from indicators import comparing
from indicators.importing import bulk
from indicators.importing.differences import Differences, differences
from indicators.importing.parsed import IndicatorDraft, Parsed
from indicators.models import DataVersion, Indicator, NeighbourLink, NeighbourSet, Period
from indicators.reading import Coming, read_figures


class Refused(Exception):  # noqa: N818 - read as "raise Refused(...)"
    """Nothing was stored. ``findings`` holds a reason for each refused row."""

    def __init__(self, findings):
        super().__init__(f"{len(findings):,} rows cannot be loaded.")
        self.findings = findings


class Overtaken(OperationalError):  # noqa: N818
    """Figures were loaded or undone since this was worked out; nothing was written. As with a database's
    own serialisation failure, trying again helps."""


def what_stands() -> dict:
    """What differs whenever a load or an undo has been written."""
    return DataVersion.objects.aggregate(newest=Max("pk"), undone=Count("undone_at"))


def lock_unchanged(basis: dict) -> None:
    """Keep other loads out until the end of the transaction. Raises Overtaken when one came before."""
    bulk.lock_loads()
    if what_stands() != basis:
        raise Overtaken


@dataclass(frozen=True)
class Prepared:
    """All that a load writes. Indicators and neighbour sets without a key are new."""

    parsed: Parsed
    basis: dict
    found: Differences
    indicators: list[Indicator]
    neighbours: list[tuple[NeighbourSet, tuple]]
    worked: comparing.Worked | None

    @property
    def is_new(self):
        return self.found.has_changes or bool(self.neighbours)


def prepare(parsed: Parsed) -> Prepared:
    """Work out what is new, and how authorities will compare by it. Raises Refused when any row was refused."""
    if parsed.refusals:
        raise Refused(parsed.refusals)
    basis = what_stands()
    found = differences(parsed)
    indicators = [
        known or new_indicator(draft) for draft, known in zip(parsed.drafts, found.known, strict=True)
    ]
    neighbours = new_neighbours(parsed)
    prepared = Prepared(parsed, basis, found, indicators, neighbours, worked=None)
    return replace(prepared, worked=comparisons_of(prepared)) if prepared.is_new else prepared


def comparisons_of(prepared: Prepared) -> comparing.Worked:
    """The comparisons of every indicator that the load touches: all of them where neighbours are new."""
    changed = prepared.found.changed
    drafts = sorted(changed["indicator"].unique())
    touched = [prepared.indicators[draft] for draft in drafts]
    if prepared.neighbours:
        touched += Indicator.objects.exclude(pk__in=[one.pk for one in touched if one.pk])
    row_of = {draft: row for row, draft in enumerate(drafts)}
    periods = periods_of(prepared.parsed.figures)
    coming = Coming(
        changed.assign(row=changed["indicator"].map(row_of).astype("int64")),
        periods[periods["indicator"].isin(row_of)].assign(row=lambda pairs: pairs["indicator"].map(row_of)),
        prepared.neighbours,
    )
    return comparing.work_out(read_figures(touched, coming=coming))


def store_prepared(prepared: Prepared, *, by, upload=None) -> DataVersion | None:
    """Write what is new as one version; None when there is nothing new. Call it in a transaction.

    Raises Overtaken, with nothing written, when it has to be prepared again.
    """
    lock_unchanged(prepared.basis)
    if prepared.worked is None:
        return None
    parsed, found = prepared.parsed, prepared.found
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
    store_neighbours(prepared.neighbours)
    store_figures(prepared, version)
    comparing.keep(prepared.worked)
    record("figures_loaded", version, by=by, added=version.added, revised=version.revised)
    return version


def store_figures(prepared: Prepared, version):
    """The changed rows, under indicators and periods that exist by then."""
    indicators, rows = prepared.indicators, prepared.found.changed
    add_to_catalogue([indicator for indicator in indicators if indicator.pk is None])
    Period.objects.bulk_create(
        [
            Period(indicator=indicators[pair.indicator], slot=pair.slot, label=pair.label)
            for pair in periods_of(prepared.parsed.figures).itertuples()
        ],
        ignore_conflicts=True,
    )
    bulk.replace(rows.loc[rows["id"] >= 0, "id"].tolist(), version.pk)
    ids = np.array([indicator.pk for indicator in indicators] or [0])
    bulk.insert(
        rows.assign(indicator_id=ids[rows["indicator"]], version_id=version.pk).rename(
            columns={"area": "area_id"}
        )
    )


def periods_of(figures):
    """A period for each slot that an indicator has figures in; a label already stored stands."""
    return figures[["indicator", "slot", "label"]].drop_duplicates(["indicator", "slot"])


def new_indicator(draft: IndicatorDraft) -> Indicator:
    """An indicator that is not stored yet."""
    return Indicator(
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
    )


def add_to_catalogue(indicators) -> None:
    """Store new indicators at the end of the catalogue."""
    last = Indicator.objects.aggregate(last=Max("position"))["last"] or 0
    for position, indicator in enumerate(indicators, last + 1):
        indicator.position = position
    Indicator.objects.bulk_create(indicators)


def new_neighbours(parsed: Parsed) -> list[tuple[NeighbourSet, tuple]]:
    """The sets that are not stored yet, with their links. A set of the same label is left as it is."""
    stored = set(NeighbourSet.objects.values_list("label", flat=True))
    return [
        (NeighbourSet(label=draft.label, published_on=draft.published_on), draft.links)
        for draft in parsed.neighbours
        if draft.label not in stored
    ]


def store_neighbours(neighbours) -> None:
    for neighbour_set, links in neighbours:
        neighbour_set.save()
        NeighbourLink.objects.bulk_create(
            NeighbourLink(
                neighbour_set=neighbour_set, authority_id=a, rank=rank, neighbour_id=b, closeness=closeness
            )
            for a, rank, b, closeness in links
        )
