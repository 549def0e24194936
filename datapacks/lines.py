"""A stored comparison as one indicator of a pack: figures in print, words beside them."""

from dataclasses import dataclass
from functools import cached_property

from datapacks import content
from datapacks.register import Register
from indicators.models import Comparison
from indicators.polarity import Polarity
from indicators.symbols import Symbol
from indicators.wording import (
    BAND_WORDS,
    FLAG_WORDS,
    POLARITY_WORDS,
    TREND_WORDS,
    UNIT_WORDS,
    Standing,
    flag_reason,
    rank_words,
    sentence,
    show,
    show_change,
    symbol_meaning,
)


@dataclass(frozen=True)
class Line:
    """A comparison with what every part of a pack asks of it."""

    of: Comparison
    register: Register | None = None  # None where the reader may not know what was tried

    @property
    def indicator(self):
        return self.of.indicator

    @property
    def polarity(self) -> Polarity:
        return Polarity(self.indicator.polarity)

    @property
    def stands(self) -> Standing:
        return self.of.standing

    def show(self, value: float | None, symbol: str = "") -> str:
        return show(value, unit=self.indicator.unit, decimals=self.indicator.decimals, symbol=symbol)

    @property
    def flag_words(self) -> str:
        return FLAG_WORDS[self.of.flag]

    @property
    def value(self) -> str:
        return self.show(self.of.value, self.of.symbol)

    @property
    def change(self) -> str:
        return show_change(self.of.change, unit=self.indicator.unit, decimals=self.indicator.decimals)

    @property
    def direction(self) -> str:
        """ "better", "worse" or "" for the change since the period before, where one way is good."""
        if not self.of.change or self.polarity is Polarity.NONE or self.change == "no change":
            return ""
        return "better" if (self.of.change > 0) == (self.polarity is Polarity.HIGH) else "worse"

    @property
    def tried(self) -> int:
        """How many things in the register are about it."""
        return len(self.register.about(self.indicator)) if self.register else 0

    @cached_property
    def shift(self) -> str:
        """ "not_shifted", "not_shifted_unlogged" or "none"."""
        return self.register.shift_of(self.of).value if self.register else "none"

    @property
    def shift_words(self) -> str:
        return self.register.words_on(self.of) if self.register else ""

    @property
    def reason(self) -> str:
        """Why the figure carries its flag."""
        one = self.of
        return flag_reason(one.flag, standing=self.stands, band=one.quartile_band, outlook=one.outlook)

    @property
    def sentence(self) -> str:
        missing = ""
        if self.of.value is None or self.of.symbol == Symbol.UNRELIABLE:
            missing = symbol_meaning(self.of.symbol) or "none was published"
        return sentence(
            value=self.value,
            period=self.of.period,
            stands=self.stands,
            neighbours=self.show(self.of.sn_mean),
            rank=rank_words(self.of.rank, self.of.ranked),
            change=self.change,
            previous_period=self.of.previous_period,
            missing=missing,
        )


def indicator(line: Line) -> content.Indicator:
    """Everything that the pack prints about one indicator."""
    one, about = line.of, line.indicator
    return content.Indicator(
        id=about.slug,
        title=about.title,
        sentence=line.sentence,
        unit=UNIT_WORDS[about.unit],
        polarity=about.polarity,
        polarity_words=POLARITY_WORDS[line.polarity],
        periods=tuple(one.series["labels"]),
        period_words=about.get_year_type_display(),
        rows=rows(line),
        change=f"{line.change} on {one.previous_period}" if one.change is not None else "",
        trend=f"Trend: {TREND_WORDS[one.outlook or one.trend]}",
        rank=rank_words(one.rank, one.ranked) if one.rank else "",
        band=one.quartile_band if one.quartile_band in tuple("ABCD") else "",
        band_words=BAND_WORDS.get(one.quartile_band, ""),
        gap=one.gap,
        flag=content.Flag(kind=one.flag, words=FLAG_WORDS[one.flag]) if FLAG_WORDS[one.flag] else None,
        spine=spine(line),
        source=about.source,
        tried=line.tried,
        shift=line.shift_words,
    )


def rows(line: Line) -> tuple[content.Row, ...]:
    """The four lines of the indicator's table, as long as its series."""
    one, series = line.of, line.of.series
    counted = f"Mean of {one.sn_count} of 10" if one.sn_count else ""
    own = zip(series["authority"], series["symbols"], strict=True)
    return (
        content.Row(
            kind="authority",
            name=one.authority.name,
            values=tuple(series["authority"]),
            shown=tuple(line.show(value, symbol) for value, symbol in own),
        ),
        comparator(line, "neighbours", "Similar areas", counted),
        comparator(line, "region", one.region_area.name),
        comparator(line, "england", "England"),
    )


def comparator(line: Line, kind, name: str, note: str = "") -> content.Row:
    values = tuple(line.of.series[kind])
    return content.Row(
        kind=kind, name=name, values=values, shown=tuple(line.show(value) for value in values), note=note
    )


def spine(line: Line) -> content.Spine | None:
    """Where the figure lies among all authorities; None where too few have one or England has none."""
    one = line.of
    if one.lowest is None or one.england_value is None or one.q25 is None or one.lowest == one.highest:
        return None
    ends = (one.highest, one.lowest) if line.polarity is Polarity.LOW else (one.lowest, one.highest)
    return content.Spine(
        worst=ends[0],
        best=ends[1],
        england=one.england_value,
        lower_quartile=one.q25,
        upper_quartile=one.q75,
        authority=one.value,
        neighbours=one.sn_mean,
        region=one.region_value,
        standing=one.standing,
    )
