"""What the figures of a priority were when it was confirmed and what they are now: levels and tested trends, and no
word on why."""

from collections.abc import Iterable
from dataclasses import dataclass

from datapacks.lines import Line
from indicators.models import Comparison
from indicators.polarity import Polarity
from indicators.trend import Direction, outlook
from indicators.wording import MISSING, TREND_WORDS
from plans.models import Measure
from regions.models import Region


@dataclass(frozen=True)
class Moved:
    """One figure at one place. ``before`` is empty until the plan is confirmed."""

    place: str
    before: str
    now: str
    change: str  # "better", "worse", "higher", "lower", "no change" or empty
    trend: str

    @property
    def colour(self) -> str:
        return {"better": "green", "worse": "red"}.get(self.change, "grey")


@dataclass(frozen=True)
class MeasureView:
    measure: Measure
    since: str  # the period of the baseline
    period: str
    region: Moved | None
    authorities: list[Moved]

    @property
    def words(self) -> str:
        """What the region's figure was and is, and its tested trend."""
        return self.words_on(self.region) if self.region else ""

    def words_on(self, one: Moved) -> str:
        """The same of one of its places."""
        trend = f". Trend: {one.trend}" if one.trend else ""
        return since_words(one, self.since, self.period) + trend

    @property
    def is_newer(self) -> bool:
        """Whether figures of a later period have come since."""
        return bool(self.since) and self.since != self.period


def since_words(one: Moved, since: str, period: str) -> str:
    """Such as "From 12.3% (2024/25) to 11.1% (2025/26): better". ``since`` is empty where nothing was kept."""
    if not since or not one.before:
        return f"{one.now} ({period})"
    if since == period:
        return f"{one.now} ({period}); no newer figure since the plan was confirmed"
    change = f": {one.change}" if one.change else ""
    return f"From {one.before} ({since}) to {one.now} ({period}){change}"


def views_of(measures: Iterable[Measure], region: Region) -> list[MeasureView]:
    """One query however many there are; give them with ``indicator``."""
    measures = list(measures)
    rows = Comparison.objects.filter(
        authority__region=region, indicator__in={one.indicator_id for one in measures}
    ).select_related("authority", "indicator", "region_area")
    by_figure: dict[int, list[Comparison]] = {}
    for row in rows.order_by("authority__name").defer("series"):
        by_figure.setdefault(row.indicator_id, []).append(row)
    return [view_of(one, by_figure.get(one.indicator_id, [])) for one in measures]


def view_of(measure: Measure, rows: list[Comparison]) -> MeasureView:
    kept = measure.baseline
    if not rows:
        return MeasureView(measure, kept.get("period", ""), "", None, [])
    before = kept.get("authorities", {})
    first = Line(rows[0])
    return MeasureView(
        measure=measure,
        since=kept.get("period", ""),
        period=rows[0].period,
        region=moved_at(
            "The region", first, kept.get("region"), rows[0].region_value, region_trend(rows[0], first)
        ),
        authorities=[
            moved_at(
                row.authority.name,
                Line(row),
                before.get(str(row.authority_id)),
                row.value,
                TREND_WORDS.get(row.outlook or row.trend, ""),
            )
            for row in rows
        ],
    )


def region_trend(row: Comparison, line: Line) -> str:
    """In words; empty where it was not worked out yet."""
    if not row.region_trend:
        return ""
    direction = Direction(row.region_trend)
    return TREND_WORDS[outlook(direction, line.polarity) or direction]


def moved_at(place: str, line: Line, before: float | None, now: float | None, trend: str) -> Moved:
    return Moved(
        place=place,
        before=line.show(before) if before is not None else "",
        now=line.show(now) if now is not None else MISSING,
        change=judged(line, before, now),
        trend=trend,
    )


def judged(line: Line, before: float | None, now: float | None) -> str:
    """Better or worse only where one way is good, and nothing where one of the two is missing."""
    if before is None or now is None:
        return ""
    if line.show(before) == line.show(now):
        return "no change"
    if line.polarity is Polarity.NONE:
        return "higher" if now > before else "lower"
    return "better" if (now > before) == (line.polarity is Polarity.HIGH) else "worse"
