"""Stored figures as arrays, for working out every comparison at once."""

from dataclasses import dataclass, field

import numpy as np

from indicators.models import Indicator, NeighbourLink, NeighbourSet, Observation, Period
from regions.models import Area, LocalAuthority

YEARS = 10  # the longest series that a page or a pack shows
MEASURES = ("value", "numerator", "denominator", "lower", "upper")


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


def read_figures(indicators):
    """All standing figures of the indicators, for every area, in their latest ten periods."""
    indicators = list(indicators)
    areas = list(Area.objects.order_by("pk").values_list("pk", flat=True))
    place = {code: position for position, code in enumerate(areas)}
    periods = latest_periods(indicators)
    arrays = empty_arrays(len(indicators), len(areas))
    fill(arrays, indicators, periods, place)
    neighbour_set = NeighbourSet.objects.order_by("-published_on").first()
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
        neighbours=neighbour_places(neighbour_set, place),
        place=place,
    )


def latest_periods(indicators):
    by_indicator = {indicator.pk: [] for indicator in indicators}
    for period in Period.objects.filter(indicator__in=by_indicator).order_by("indicator_id", "slot"):
        by_indicator[period.indicator_id].append(period)
    return [series[-YEARS:] for series in by_indicator.values()]


def empty_arrays(indicators, areas):
    shape = (indicators, YEARS, areas)
    arrays = {measure: np.full(shape, np.nan) for measure in MEASURES}
    arrays["symbol"] = np.full(shape, "", dtype="U1")
    return arrays


def fill(arrays, indicators, periods, place):
    row_of = {indicator.pk: row for row, indicator in enumerate(indicators)}
    slot_of = {
        (period.indicator_id, period.slot): YEARS - len(series) + position
        for series in periods
        for position, period in enumerate(series)
    }
    columns = ("indicator_id", "slot", "area_id", "symbol", *MEASURES)
    found = Observation.objects.standing().filter(indicator__in=row_of).values_list(*columns)
    rows = [row for row in found.iterator(chunk_size=50_000) if row[:2] in slot_of]
    if not rows:
        return
    indicator, slot, area, symbol, *measures = zip(*rows, strict=True)
    where = (
        np.fromiter((row_of[pk] for pk in indicator), np.intp, len(rows)),
        np.fromiter((slot_of[pair] for pair in zip(indicator, slot, strict=True)), np.intp, len(rows)),
        np.fromiter((place[pk] for pk in area), np.intp, len(rows)),
    )
    arrays["symbol"][where] = symbol
    for measure, values in zip(MEASURES, measures, strict=True):
        arrays[measure][where] = np.array(values, dtype=float)  # None becomes NaN


def neighbour_places(neighbour_set, place):
    """int[area, 10]: positions of each authority's neighbours, nearest first, -1 where there is none."""
    neighbours = np.full((len(place), 10), -1)
    for authority, neighbour, rank in NeighbourLink.objects.filter(neighbour_set=neighbour_set).values_list(
        "authority_id", "neighbour_id", "rank"
    ):
        neighbours[place[authority], rank - 1] = place[neighbour]
    return neighbours
