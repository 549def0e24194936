"""Every authority of a region as ordered bars, with the one in question marked."""

from collections.abc import Sequence
from dataclasses import dataclass

from ui.charts import svg
from ui.charts.looks import LOOKS, Kind, Series
from ui.charts.trend import ceiling

ROW = 22.0
WIDTH = 440.0  # narrow, so that names stay legible when a phone shrinks the chart
VALUES = 58.0
LETTER = 6.4  # the mean width of a letter at the size of the names
SIZE = 12.0


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


@dataclass(frozen=True)
class Layout:
    """Where names end, bars begin and how wide one unit of the value is."""

    names: float
    scale: float

    @property
    def zero(self) -> float:
        return self.names + VALUES

    def x(self, value: float) -> float:
        return self.zero + value * self.scale


def bars_chart(bars: Sequence[Bar], lines: Sequence[Line] = (), *, marked: str = "", about: svg.About) -> str:
    """Bars in the order given, with a word for each missing value, and the lines named at the foot.

    The bar named ``marked`` is darker, and has a pointer and bold words as well. Values stand between the names
    and the bars, where no comparator's line can cross them.
    """
    layout = laid_out(bars, lines)
    known = sorted(
        ((line.value, line) for line in lines if line.value is not None), key=lambda known: known[0]
    )
    body = "".join(
        _bar(bar, index, layout, is_marked=bar.name == marked) for index, bar in enumerate(bars)
    ) + "".join(
        _comparator(line, value, len(bars) + i, layout) for i, (value, line) in enumerate(reversed(known))
    )
    height = (len(bars) + len(known)) * ROW + 8
    return svg.figure(body, about, width=WIDTH, height=height)


def laid_out(bars: Sequence[Bar], lines: Sequence[Line]) -> Layout:
    """Room for the longest name and its pointer; the bars have the rest."""
    names = max((len(bar.name) for bar in bars), default=0) * LETTER + 16
    values = tuple(b.value for b in bars) + tuple(line.value for line in lines)
    high = ceiling([Series("authority", "", values)], [bar.interval for bar in bars])
    return Layout(names, (WIDTH - names - VALUES - 4) / high)


def _bar(bar: Bar, index: int, layout: Layout, *, is_marked: bool) -> str:
    top = index * ROW
    baseline = top + 15
    words = f"► {bar.name}" if is_marked else bar.name
    name = svg.text(words, layout.names, baseline, size=SIZE, anchor="end", bold=is_marked)
    ink = svg.GREY if bar.value is None else svg.INK
    shown = svg.text(bar.shown, layout.zero - 6, baseline, size=SIZE, fill=ink, anchor="end", bold=is_marked)
    if bar.value is None:
        return name + shown
    colour = LOOKS["authority"].colour if is_marked else "#7f9bc0"
    length = max(bar.value * layout.scale, 0.5)
    box = svg.path(svg.rectangle(layout.zero, top + 3, length, ROW - 6), fill=colour)
    return name + shown + box + _whisker(bar, top + ROW / 2, layout)


def _whisker(bar: Bar, y: float, layout: Layout) -> str:
    if not bar.interval:
        return ""
    lower, upper = map(layout.x, bar.interval)
    ends = "".join(f"M{svg.number(x)} {svg.number(y - 4)}v8" for x in (lower, upper))
    whisker = f"M{svg.number(lower)} {svg.number(y)}H{svg.number(upper)}{ends}"
    return svg.path(whisker, stroke="#ffffff", width=4) + svg.path(whisker, stroke=svg.INK, width=1.4)


def _comparator(line: Line, value: float, row: int, layout: Layout) -> str:
    """A line over all bars, named below them; the rightmost is named first, so no line crosses a name."""
    look = LOOKS[line.kind]
    x = layout.x(value)
    across = f"M{svg.number(x)} 0V{svg.number(row * ROW + 14)}"
    drawn = svg.path(across, stroke=look.colour, width=1.6, dash=look.dash)
    room = WIDTH - 6.6 * len(line.name)
    return drawn + svg.text(line.name, min(x + 5, room), row * ROW + 14, size=SIZE, fill=look.colour)
