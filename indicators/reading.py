"""Figures as arrays, for working out every comparison at once: those stored, or those about to be."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from indicators.importing.bulk import standing
from indicators.importing.parsed import MEASURES
from indicators.models import Indicator, NeighbourLink, NeighbourSet, Period
from regions.models import Area, LocalAuthority

YEARS = 10  # the longest series that a page or a pack shows
SLOTS = 10_000  # a slot has four digits


@dataclass(frozen=True)
class Coming:
    """What a load is about to store, read as if it stood already.

    ``figures`` has the columns ``row`` (position of the indicator among those read), ``slot``, ``area``,
    ``symbol`` and MEASURES; ``periods`` has ``row``, ``slot`` and ``label``. ``neighbours`` holds new
    sets, each with its links, which begin with authority, rank and neighbour.
    """

    figures: pd.DataFrame
    periods: pd.DataFrame
    neighbours: list[tuple[NeighbourSet, tuple]] = field(default_factory=list)


@dataclass(frozen=True)
class Figures:
    """Figures of some indicators. Arrays are [indicator, slot, area]; slots end with the newest period.

    A series of fewer than ten periods is empty at the start. NaN where there is no figure;
    an unreliable one (``u``) is left out of ``value`` and so of every comparison.
    """

    indicators: list[Indicator]
    periods: list[list[Period]]
    areas: list[int]
    authorities: list[LocalAuthority]
    value: np.ndarray
    shown: np.ndarray
    symbol: np.ndarray
    numerator: np.ndarray
    denominator: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    neighbour_set: NeighbourSet | None
    neighbours: np.ndarray
    place: dict[int, int] = field(default_factory=dict)


def read_figures(indicators, *, coming: Coming | None = None, without: int | None = None):
    """All standing figures of the indicators, for every area, in their latest ten periods.

    With ``coming``, as they will be once it is stored; with ``without``, the key of a version, as they
    will be once that is undone.
    """
    indicators = list(indicators)
    areas = list(Area.objects.order_by("pk").values_list("pk", flat=True))
    place = {code: position for position, code in enumerate(areas)}
    rows = standing_rows(indicators, without)
    periods = latest_periods(indicators, coming, only=rows if without else None)
    arrays = empty_arrays(len(indicators), len(areas))
    slot_at = slots_of(periods)
    for figures in (rows, coming.figures if coming else None):
        if figures is not None:
            fill(arrays, figures, slot_at, areas)
    neighbour_set, links = newest_neighbours(coming.neighbours if coming else [])
    unreliable = arrays["symbol"] == "u"
    return Figures(
        indicators=indicators,
        periods=periods,
        areas=areas,
        authorities=list(LocalAuthority.objects.select_related("region", "sub_region").order_by("pk")),
        shown=arrays["value"],
        value=np.where(unreliable, np.nan, arrays["value"]),
        symbol=arrays["symbol"],
        numerator=arrays["numerator"],
        denominator=arrays["denominator"],
        lower=arrays["lower"],
        upper=arrays["upper"],
        neighbour_set=neighbour_set,
        neighbours=neighbour_places(links, place),
        place=place,
    )


def standing_rows(indicators, without):
    """The stored figures, with the position of their indicator; an indicator that is not stored yet has none."""
    row_of = {indicator.pk: row for row, indicator in enumerate(indicators) if indicator.pk}
    stored = standing(row_of, without=without)
    return stored.assign(row=stored["indicator_id"].map(row_of).astype("int64"), area=stored["area_id"])


def latest_periods(indicators, coming, *, only):
    """The last ten periods of each indicator, oldest first; of ``only`` the rows' periods where that is given."""
    row_of = {indicator.pk: row for row, indicator in enumerate(indicators) if indicator.pk}
    series: list[dict[int, Period]] = [{} for _ in indicators]
    if coming:
        for period in coming.periods.itertuples():
            series[period.row][period.slot] = Period(slot=period.slot, label=period.label)
    for period in Period.objects.filter(indicator__in=row_of):  # a label already there stands
        series[row_of[period.indicator_id]][period.slot] = period
    if only is not None:
        left = set(zip(only["row"], only["slot"], strict=True))
        series = [{slot: one[slot] for slot in one if (row, slot) in left} for row, one in enumerate(series)]
    return [[one[slot] for slot in sorted(one)][-YEARS:] for one in series]


def empty_arrays(indicators, areas):
    shape = (indicators, YEARS, areas)
    arrays = {measure: np.full(shape, np.nan) for measure in MEASURES}
    arrays["symbol"] = np.full(shape, "", dtype="U1")
    return arrays


def slots_of(periods):
    """int[indicator, slot]: where in the arrays a slot stands, -1 for none."""
    slot_at = np.full((len(periods), SLOTS), -1, dtype=np.int8)
    for row, series in enumerate(periods):
        for position, period in enumerate(series):
            slot_at[row, period.slot] = YEARS - len(series) + position
    return slot_at


def fill(arrays, figures, slot_at, areas):
    """Put figures where they belong, over those that are there."""
    slot = slot_at[figures["row"], figures["slot"]]
    wanted = slot >= 0
    where = (
        figures["row"].to_numpy()[wanted],
        slot[wanted],
        np.searchsorted(areas, figures["area"].to_numpy()[wanted]),
    )
    for name in ("symbol", *MEASURES):
        arrays[name][where] = figures[name].to_numpy()[wanted]


def newest_neighbours(new):
    """(set, its links) of the newest neighbours, among the stored and the new."""
    stored = NeighbourSet.objects.order_by("-published_on").first()
    newest, links = max(new, key=lambda pair: pair[0].published_on, default=(None, ()))
    if newest and (stored is None or newest.published_on > stored.published_on):
        return newest, links
    return stored, NeighbourLink.objects.filter(neighbour_set=stored).values_list(
        "authority_id", "rank", "neighbour_id"
    )


def neighbour_places(links, place):
    """int[area, 10]: positions of each authority's neighbours, nearest first, -1 where there is none."""
    neighbours = np.full((len(place), 10), -1)
    for authority, rank, neighbour, *_ in links:
        neighbours[place[authority], rank - 1] = place[neighbour]
    return neighbours
