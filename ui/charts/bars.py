"""Every authority of a region as ordered bars, with the one in question marked."""

from collections.abc import Sequence
from dataclasses import dataclass

from ui.charts import svg
from ui.charts.looks import LOOKS, Kind, Series
from ui.charts.trend import ceiling

ROW = 22.0
NAMES = 220.0
PLOT = 330.0
WIDTH = 640.0


@dataclass(frozen=True)
class Bar:
    """One authority: its value as a number and in words, and its interval (lower, upper) if known."""

    name: str
    value: float | None
    shown: str
    interval: tuple[float, float] | None = None


@dataclass(frozen=True)
class Line:
    """A comparator drawn across all bars."""

    kind: Kind
    name: str
    value: float | None


def bars_chart(bars: Sequence[Bar], lines: Sequence[Line] = (), *, marked: str = "", about: svg.About) -> str:
    """Bars in the order given, with a word for each missing value, and the lines named at the foot.

    The bar named ``marked`` is darker, and has a pointer and bold words as well.
    """
    values = tuple(b.value for b in bars) + tuple(line.value for line in lines)
    high = ceiling([Series("authority", "", values)], [bar.interval for bar in bars])
    scale = PLOT / high
    body = "".join(_bar(bar, index, scale, is_marked=bar.name == marked) for index, bar in enumerate(bars))
    known = sorted(
        ((line.value, line) for line in lines if line.value is not None), key=lambda known: known[0]
    )
    body += "".join(
        _comparator(line, value, len(bars) + i, scale) for i, (value, line) in enumerate(reversed(known))
    )
    height = (len(bars) + len(known)) * ROW + 8
    return svg.figure(body, about, width=WIDTH, height=height)


def _bar(bar: Bar, index: int, scale: float, *, is_marked: bool) -> str:
    top = index * ROW
    baseline = top + 15
    colour = LOOKS["authority"].colour if is_marked else "#7f9bc0"
    words = f"► {bar.name}" if is_marked else bar.name
    name = svg.text(words, NAMES - 10, baseline, size=12, anchor="end", bold=is_marked)
    if bar.value is None:
        return name + svg.text(bar.shown, NAMES + 4, baseline, size=12, fill=svg.GREY)
    length = max(bar.value, 0) * scale
    reach = max(length, bar.interval[1] * scale if bar.interval else 0)
    box = svg.path(svg.rectangle(NAMES, top + 3, max(length, 0.5), ROW - 6), fill=colour)
    shown = svg.text(bar.shown, NAMES + reach + 6, baseline, size=12, bold=is_marked)
    return name + box + _whisker(bar, top + ROW / 2, scale) + shown


def _whisker(bar: Bar, y: float, scale: float) -> str:
    if not bar.interval:
        return ""
    lower, upper = (NAMES + limit * scale for limit in bar.interval)
    ends = "".join(f"M{svg.number(x)} {svg.number(y - 4)}v8" for x in (lower, upper))
    whisker = f"M{svg.number(lower)} {svg.number(y)}H{svg.number(upper)}{ends}"
    return svg.path(whisker, stroke="#ffffff", width=4) + svg.path(whisker, stroke=svg.INK, width=1.4)


def _comparator(line: Line, value: float, row: int, scale: float) -> str:
    """A line over all bars, named below them; the rightmost is named first, so no line crosses a name."""
    look = LOOKS[line.kind]
    x = NAMES + value * scale
    across = f"M{svg.number(x)} 0V{svg.number(row * ROW + 14)}"
    drawn = svg.path(across, stroke=look.colour, width=1.6, dash=look.dash)
    room = WIDTH - 6.6 * len(line.name)
    return drawn + svg.text(line.name, min(x + 5, room), row * ROW + 14, size=12, fill=look.colour)
