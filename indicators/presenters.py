"""Shapes of the pages about indicators."""

from dataclasses import dataclass

from indicators.models import Comparison, Indicator, IndicatorSet
from indicators.polarity import Polarity
from indicators.wording import (
    BAND_WORDS,
    FLAG_WORDS,
    POLARITY_WORDS,
    STANDING_WORDS,
    TREND_WORDS,
    UNIT_WORDS,
    rank_words,
    show,
    show_change,
)
from regions.models import LocalAuthority, Region
from ui.charts import About, Bar, Line, bars_chart


@dataclass(frozen=True)
class TopicList:
    name: str
    indicators: list[Indicator]


def indicators_by_topic(region: Region, words: str = "") -> list[TopicList]:
    """The indicators of the region's set, in its order, by topic; those that hold every one of the words."""
    chosen = IndicatorSet.objects.for_region(region)
    members = chosen.members.select_related("indicator") if chosen else []
    topics: dict[str, list[Indicator]] = {}
    for member in members:
        text = f"{member.indicator.topic} {member.indicator.title}".casefold()
        if all(word in text for word in words.casefold().split()):
            topics.setdefault(member.indicator.topic, []).append(member.indicator)
    return [TopicList(name, indicators) for name, indicators in topics.items()]


@dataclass(frozen=True)
class AuthorityRow:
    """One authority's comparison in words and digits, ready to print."""

    authority: LocalAuthority
    value: str
    neighbours: str
    standing: str
    rank: str
    band: str
    band_words: str
    change: str
    trend: str
    flag: str
    flag_words: str


def authority_row(comparison: Comparison) -> AuthorityRow:
    indicator = comparison.indicator
    looks = {"unit": indicator.unit, "decimals": indicator.decimals}
    return AuthorityRow(
        authority=comparison.authority,
        value=show(comparison.value, symbol=comparison.symbol, **looks),
        neighbours=show(comparison.sn_mean, **looks),
        standing=STANDING_WORDS[comparison.standing],
        rank=rank_words(comparison.rank, comparison.ranked),
        band=comparison.quartile_band,
        band_words=BAND_WORDS.get(comparison.quartile_band, ""),
        change=show_change(comparison.change, **looks),
        trend=TREND_WORDS[comparison.outlook or comparison.trend],
        flag=comparison.flag,
        flag_words=FLAG_WORDS[comparison.flag],
    )


@dataclass(frozen=True)
class IndicatorPage:
    indicator: Indicator
    region: Region
    period: str
    unit: str
    polarity: str
    region_value: str
    england_value: str
    chart: str
    marked: str
    rows: list[AuthorityRow]


def indicator_page(indicator: Indicator, region: Region, *, marked: str = "") -> IndicatorPage:
    """All authorities of the region on one indicator, highest first; ``marked`` is an authority's number."""
    comparisons = region_comparisons(indicator, region)
    looks = {"unit": indicator.unit, "decimals": indicator.decimals}
    first = comparisons[0] if comparisons else None
    name = next((one.authority.name for one in comparisons if str(one.authority_id) == marked), "")
    return IndicatorPage(
        indicator=indicator,
        region=region,
        period=first.period if first else "",
        unit=UNIT_WORDS[indicator.unit],
        polarity=POLARITY_WORDS[Polarity(indicator.polarity)],
        region_value=show(first.region_value if first else None, **looks),
        england_value=show(first.england_value if first else None, **looks),
        chart=region_chart(indicator, region, comparisons, name) if first else "",
        marked=name,
        rows=[authority_row(comparison) for comparison in comparisons],
    )


def region_comparisons(indicator: Indicator, region: Region) -> list[Comparison]:
    found = Comparison.objects.filter(
        indicator=indicator, authority__region=region, authority__closed_on__isnull=True
    ).select_related("authority", "indicator")
    return sorted(found, key=lambda one: (one.value is None, -(one.value or 0), one.authority.name))


def region_chart(indicator, region, comparisons, marked):
    looks = {"unit": indicator.unit, "decimals": indicator.decimals}
    bars = [
        Bar(
            name=one.authority.name,
            value=one.value,
            shown=show(one.value, symbol=one.symbol, **looks),
            interval=(one.lower, one.upper) if one.lower is not None else None,
        )
        for one in comparisons
    ]
    first = comparisons[0]
    lines = [
        Line("region", region.name, first.region_value),
        Line("england", "England", first.england_value),
    ]
    about = About(
        title=f"{indicator.title}, {first.period}: authorities of {region.name}",
        description="Bars in order, highest first. The table below holds the same figures.",
        id_prefix="region-chart",
    )
    return bars_chart(bars, lines, marked=marked, about=about)
