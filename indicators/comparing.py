"""Every comparison of some indicators: stored figures in, Comparison rows out.

The arrays are worked out at once by ``engine``; what needs a rule of its own (intervals,
trends, flags) is then asked of the pure modules, figure by figure.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from statistics import median

import numpy as np

from indicators import engine, trend
from indicators.flags import RULES_VERSION, Facts, against_similar, flag, standardised_gap
from indicators.importing.bulk import insert_rows
from indicators.intervals import Interval, proportion_interval, rate_interval
from indicators.models import Comparison, Indicator, NeighbourSet
from indicators.polarity import Polarity
from indicators.reading import YEARS, Figures
from indicators.stats import Band, region_exceptions
from regions.models import ENGLAND

SIGNS = {Polarity.HIGH: 1, Polarity.LOW: -1, Polarity.NONE: 0}
MULTIPLIERS = {
    Indicator.Unit.PERCENT: 100,
    Indicator.Unit.PER_100: 100,
    Indicator.Unit.PER_1000: 1_000,
    Indicator.Unit.PER_10000: 10_000,
    Indicator.Unit.PER_100000: 100_000,
}
WITHOUT_JUDGEMENT = {"better": "higher", "worse": "lower"}


def compare(figures: Figures) -> Iterator[tuple[int, Comparison]]:
    """One unsaved Comparison for each indicator and current authority, in the latest period with figures.

    Each comes with its indicator's position. An indicator without a figure for any authority has none.
    """
    cube = cube_of(figures)
    compared = engine.compare(cube)
    for index, latest in enumerate(compared.latest_slot):
        if latest >= 0:
            one = OneIndicator(figures, compared, index, int(latest))
            for authority in figures.authorities:
                if authority.is_current:
                    yield index, one.row(authority)


def cube_of(figures: Figures) -> engine.Cube:
    current = {authority.pk for authority in figures.authorities if authority.is_current}
    polarities = [Polarity(indicator.polarity) for indicator in figures.indicators]
    return engine.Cube(
        values=figures.value,
        polarity=np.array([SIGNS[polarity] for polarity in polarities], dtype=np.int8),
        ranked_areas=np.array([area in current for area in figures.areas]),
        neighbours=figures.neighbours,
    )


def known(value) -> float | None:
    """A number of the arrays as Python's own, None for NaN."""
    number = float(value)
    return None if number != number else number


def as_list(values) -> list[float | None]:
    return [None if number != number else number for number in values.tolist()]


@dataclass
class OneIndicator:
    """One indicator in its latest period, with what all authorities share worked out once."""

    figures: Figures
    compared: engine.Compared
    index: int
    latest: int
    intervals: dict[tuple[int, int], Interval | None] = field(default_factory=dict)
    directions: dict[int, trend.Direction] = field(default_factory=dict)

    @cached_property
    def indicator(self) -> Indicator:
        return self.figures.indicators[self.index]

    @cached_property
    def polarity(self) -> Polarity:
        return Polarity(self.indicator.polarity)

    @cached_property
    def slots(self) -> range:
        """Positions of the series: from the first period that the indicator has, to the latest."""
        return range(YEARS - len(self.figures.periods[self.index]), self.latest + 1)

    @cached_property
    def labels(self) -> list[str]:
        periods = self.figures.periods[self.index]
        return [periods[slot - YEARS].label for slot in self.slots]

    @cached_property
    def extremes(self) -> tuple[float | None, float | None]:
        current = [self.place(one.pk) for one in self.figures.authorities if one.is_current]
        values = self.figures.value[self.index, self.latest, current]
        values = values[~np.isnan(values)]
        return (float(values.min()), float(values.max())) if len(values) else (None, None)

    @cached_property
    def worst_fifths(self) -> dict[int, frozenset]:
        """By region, the authorities among its worst fifth."""
        regions: dict[int, dict[int, float]] = {}
        for authority in self.figures.authorities:
            value = self.at(self.figures.value, authority.pk)
            if authority.is_current and value is not None:
                regions.setdefault(authority.region_id, {})[authority.pk] = value
        return {region: region_exceptions(values, self.polarity).bottom for region, values in regions.items()}

    def place(self, code: int) -> int:
        return self.figures.place[code]

    def at(self, array, code: int) -> float | None:
        """The latest figure of an area in one of the arrays."""
        return known(array[self.index, self.latest, self.place(code)])

    def series(self, array, code: int) -> list[float | None]:
        return as_list(array[self.index, self.slots.start : self.slots.stop, self.place(code)])

    def interval(self, code: int, slot: int) -> Interval | None:
        """95% limits: the publisher's own, or by the counts where they are known."""
        if (code, slot) not in self.intervals:
            self.intervals[code, slot] = self.work_out_interval((self.index, slot, self.place(code)))
        return self.intervals[code, slot]

    def work_out_interval(self, where) -> Interval | None:
        lower, upper = known(self.figures.lower[where]), known(self.figures.upper[where])
        if lower is not None and upper is not None:
            return Interval(lower, upper)
        counts = known(self.figures.numerator[where]), known(self.figures.denominator[where])
        if self.indicator.unit not in MULTIPLIERS or np.isnan(self.figures.value[where]):
            return None
        if self.indicator.unit == Indicator.Unit.PERCENT:
            return proportion_interval(*counts)
        return rate_interval(*counts, MULTIPLIERS[self.indicator.unit])

    def direction(self, code: int) -> trend.Direction:
        """The tested trend of an area's series up to the latest period; kept, as a region's is asked for often."""
        if code not in self.directions:
            self.directions[code] = self.work_out_direction(code)
        return self.directions[code]

    def work_out_direction(self, code: int) -> trend.Direction:
        if self.indicator.unit == Indicator.Unit.PERCENT:
            return trend.proportion_trend([self.proportion(code, slot) for slot in self.slots]).direction
        return trend.estimate_trend([self.estimate(code, slot) for slot in self.slots]).direction

    def proportion(self, code: int, slot: int) -> trend.Proportion | None:
        where = (self.index, slot, self.place(code))
        counts = known(self.figures.numerator[where]), known(self.figures.denominator[where])
        return None if None in counts or np.isnan(self.figures.value[where]) else trend.Proportion(*counts)

    def estimate(self, code: int, slot: int) -> trend.Estimate | None:
        limits = self.interval(code, slot)
        if limits is None or limits.lower is None:
            return None
        value = float(self.figures.value[self.index, slot, self.place(code)])
        return trend.Estimate(value, limits.lower, limits.upper)

    def region_area(self, authority) -> int:
        """The region whose figure is compared: Inner or Outer London where the publisher has it."""
        part = authority.sub_region_id
        return part if part and self.at(self.figures.value, part) is not None else authority.region_id

    def facts(self, authority) -> Facts:
        code, where = authority.pk, (self.index, self.latest, self.place(authority.pk))
        series = self.series(self.figures.value, code)
        return Facts(
            polarity=self.polarity,
            value=self.at(self.figures.shown, code),
            points=sum(value is not None for value in series),
            neighbour_mean=known(self.compared.neighbour_mean[where]),
            neighbour_values=self.neighbour_values(code),
            interval=self.interval(code, self.latest),
            band=self.band(where),
            direction=self.direction(code),
            in_worst_fifth=code in self.worst_fifths.get(authority.region_id, ()),
            is_reliable=str(self.figures.symbol[where]) != "u",
        )

    def neighbour_values(self, code: int, slot: int | None = None) -> tuple[float, ...]:
        places = self.figures.neighbours[self.place(code)]
        at = self.latest if slot is None else slot
        values = self.figures.value[self.index, at, places[places >= 0]]
        return tuple(float(value) for value in values if not np.isnan(value))

    def band(self, where) -> Band | None:
        if not self.indicator.is_banded or self.polarity is Polarity.NONE:
            return None
        return engine.band_of(int(self.compared.band[where]))

    def row(self, authority) -> Comparison:
        """The authority's comparison, unsaved."""
        facts = self.facts(authority)
        where = (self.index, self.latest, self.place(authority.pk))
        region_area = self.region_area(authority)
        limits = facts.interval if facts.interval and facts.interval.lower is not None else None
        return Comparison(
            authority_id=authority.pk,
            rules_version=RULES_VERSION,
            period=self.labels[-1],
            value=facts.value,
            symbol=str(self.figures.symbol[where]),
            percentile=known(self.compared.percentile[where]),
            lower=limits.lower if limits else None,
            upper=limits.upper if limits else None,
            sn_mean=facts.neighbour_mean,
            sn_median=median(facts.neighbour_values) if facts.neighbour_mean is not None else None,
            sn_count=int(self.compared.neighbour_count[where]),
            region_area_id=region_area,
            region_value=self.at(self.figures.value, region_area),
            england_value=self.at(self.figures.value, ENGLAND),
            standing=standing(facts),
            trend=facts.direction,
            outlook=trend.outlook(facts.direction, self.polarity) or "",
            region_trend=self.direction(region_area),
            flag=flag(facts),
            gap=standardised_gap(facts),
            series=self.whole_series(authority, region_area),
            **self.change(where),
            **self.spread(where),
        )

    def recent_standings(self, code: int, limits: list[Interval | None]) -> list[str]:
        """Against the neighbours' mean in each of the last five periods, oldest first; cannot_say in a gap."""
        recent = zip(self.slots, limits, strict=True)
        return [self.standing_at(code, slot, limit) for slot, limit in list(recent)[-trend.POINTS :]]

    def standing_at(self, code: int, slot: int, limits: Interval | None) -> str:
        where = (self.index, slot, self.place(code))
        facts = Facts(
            polarity=self.polarity,
            value=known(self.figures.value[where]),
            points=0,
            neighbour_mean=known(self.compared.neighbour_mean[where]),
            neighbour_values=self.neighbour_values(code, slot),
            interval=limits,
        )
        return standing(facts)

    def change(self, where) -> dict:
        """The period before the latest in the published series, and the change where both have a figure."""
        if len(self.slots) < 2:
            return {}
        return {
            "previous_period": self.labels[-2],
            "previous_value": known(self.figures.value[self.index, self.latest - 1, where[2]]),
            "change": known(self.compared.change[where]),
        }

    def spread(self, where) -> dict:
        """Rank and band, and the spread of authorities that they come from."""
        latest = where[:2]
        rank = int(self.compared.rank[where])
        lowest, highest = self.extremes
        return {
            "rank": rank or None,
            "ranked": int(self.compared.ranked[latest]),
            "quartile_band": self.band(where) or "",
            "q25": known(self.compared.q25[latest]),
            "q50": known(self.compared.q50[latest]),
            "q75": known(self.compared.q75[latest]),
            "lowest": lowest,
            "highest": highest,
        }

    def whole_series(self, authority, region_area: int) -> dict:
        """Equal-length lists, oldest first, as Comparison.series promises."""
        place = self.place(authority.pk)
        span = slice(self.slots.start, self.slots.stop)
        limits = [self.interval(authority.pk, slot) for slot in self.slots]
        return {
            "labels": self.labels,
            "authority": self.series(self.figures.shown, authority.pk),
            "symbols": [str(symbol) for symbol in self.figures.symbol[self.index, span, place]],
            "neighbours": as_list(self.compared.neighbour_mean[self.index, span, place]),
            "region": self.series(self.figures.value, region_area),
            "england": self.series(self.figures.value, ENGLAND),
            "lower": [one.lower if one else None for one in limits],
            "upper": [one.upper if one else None for one in limits],
            "standings": self.recent_standings(authority.pk, limits),
        }


def standing(facts: Facts) -> str:
    """Against the neighbours' mean: better, worse, higher, lower, similar or cannot_say.

    Where neither way is good and no interval is known, a plain difference is still told, as higher or lower.
    """
    if facts.polarity is Polarity.NONE and facts.interval is None:
        plain = against_similar(replace(facts, polarity=Polarity.HIGH))
        return WITHOUT_JUDGEMENT.get(plain or "", plain or "cannot_say")
    return against_similar(facts) or "cannot_say"


@dataclass(frozen=True)
class Worked:
    """Comparisons worked out and not kept yet: for each its indicator's position, and the values of COLUMNS."""

    indicators: list[Indicator]
    neighbour_set: NeighbourSet | None
    rows: list[tuple]


KEYS = ("indicator_id", "neighbour_set_id")
COLUMNS = [
    one.attname for one in Comparison._meta.concrete_fields if not one.primary_key and one.attname not in KEYS
]


def work_out(figures: Figures) -> Worked:
    """The comparisons of the figures. It takes a while, so do it while no lock is held."""
    return Worked(
        figures.indicators,
        figures.neighbour_set,
        [(position, *stored_values(row)) for position, row in compare(figures)],
    )


def stored_values(row: Comparison):
    """As the database takes them. An enum's value is made plain text: SQLite is slower with its own kinds."""
    row.series = json.dumps(row.series)
    values = (getattr(row, name) for name in COLUMNS)
    return (str(value) if isinstance(value, str) else value for value in values)


def keep(worked: Worked) -> None:
    """Keep the comparisons in place of the old ones of the same indicators, which are stored by now.

    Call it in the transaction that changed the figures, so that no page ever sees one without the other.
    """
    keys = [indicator.pk for indicator in worked.indicators]
    neighbours = worked.neighbour_set and worked.neighbour_set.pk
    Comparison.objects.filter(indicator__in=keys).delete()
    insert_rows(
        Comparison._meta.db_table,
        [*KEYS, *COLUMNS],
        ((keys[position], neighbours, *values) for position, *values in worked.rows),
    )
