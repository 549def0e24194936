"""Lines over the years: the authority against its neighbours, region and England."""

from collections.abc import Sequence
from math import floor, log10

from ui.charts import svg
from ui.charts.looks import LOOKS, Series, mark
from ui.charts.svg import About, Point

LABEL_GAP = 13.0
ROUND_TOPS = {1: 5, 1.5: 3, 2: 4, 2.5: 5, 3: 3, 4: 4, 5: 5, 6: 3, 8: 4, 10: 5}
"""Leading digits a scale may end in, and into how many equal steps each divides well."""


def trend_chart(
    series: Sequence[Series],
    periods: Sequence[str],
    *,
    about: About,
    band: Sequence[tuple[float, float] | None] = (),
) -> str:
    """A full-width chart with axes and a name at each line's end.

    ``band`` is the authority's interval (lower, upper) for each period. The scale starts at zero unless a
    value is below it. Missing values leave gaps.
    """
    high, low = ceiling(series, band), floor_of(series)
    frame = Frame(len(periods), high, low, left=44, top=10, width=430, height=190)
    body = _axes(frame, periods) + _band(frame, band)
    body += "".join(_line(frame, one, every_mark=True) for one in in_order(series)) + _names(frame, series)
    return svg.figure(body, about, width=640, height=230)


def trend_panel(series: Sequence[Series], *, about: About) -> str:
    """A small chart without words, for beside the table that holds its figures."""
    periods = max((len(one.values) for one in series), default=0)
    frame = Frame(periods, ceiling(series), floor_of(series), left=4, top=5, width=170, height=58)
    grid = "".join(f"M0 {svg.number(frame.top + part * frame.height)}h180" for part in (0, 0.5, 1))
    body = svg.path(grid, stroke=svg.PALE) + "".join(_line(frame, one) for one in in_order(series))
    return svg.figure(body, about, width=180, height=68)


class Frame:
    """Where a value of a period lies on the paper."""

    def __init__(
        self, periods: int, high: float, low: float, *, left: float, top: float, width: float, height: float
    ) -> None:
        self.periods, self.high, self.low = periods, high, low
        self.left, self.top, self.width, self.height = left, top, width, height

    def x(self, index: int) -> float:
        """Across: the periods share the width evenly; a lone one stands at the right."""
        return self.left + self.width * (index / (self.periods - 1) if self.periods > 1 else 1)

    def y(self, value: float) -> float:
        """Down: high values at the top."""
        return self.top + self.height * (self.high - value) / (self.high - self.low)

    def points(self, values: Sequence[float | None]) -> list[Point | None]:
        """A point, or None for a gap, for each value."""
        return [None if v is None else (self.x(i), self.y(v)) for i, v in enumerate(values)]


def in_order(series: Sequence[Series]) -> list[Series]:
    """The series in drawing order: England at the bottom, the authority on top."""
    order = list(LOOKS)
    return sorted(series, key=lambda one: order.index(one.kind))


def ceiling(series: Sequence[Series], band: Sequence[tuple[float, float] | None] = ()) -> float:
    """The round number at or above every value and interval."""
    known = [v for one in series for v in one.values if v is not None] + [pair[1] for pair in band if pair]
    top = max(known, default=1)
    if top <= 0:
        return 1
    power = 10.0 ** floor(log10(top))
    return next(lead * power for lead in ROUND_TOPS if lead * power >= top * 0.999999)


def floor_of(series: Sequence[Series]) -> float:
    """Zero, or the lowest value when one is below zero."""
    return min((v for one in series for v in one.values if v is not None and v < 0), default=0.0)


def push_apart(wanted: Sequence[float], *, gap: float, low: float, high: float) -> list[float]:
    """Positions near the wanted ones: same order, at least ``gap`` apart, inside low to high if they fit."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    placed: list[float] = []
    for i in order:
        placed.append(max(wanted[i], placed[-1] + gap if placed else low))
    for back in range(len(placed) - 1, -1, -1):
        limit = placed[back + 1] - gap if back + 1 < len(placed) else high
        placed[back] = min(placed[back], limit)
    return [placed[order.index(i)] for i in range(len(wanted))]


def _line(frame: Frame, series: Series, *, every_mark: bool = False) -> str:
    look = LOOKS[series.kind]
    stretches = svg.runs(frame.points(series.values))
    if not stretches:
        return ""
    line = "".join(svg.polyline(stretch) for stretch in stretches if len(stretch) > 1)
    lone = [stretch[0] for stretch in stretches if len(stretch) == 1]
    marked = [p for stretch in stretches for p in stretch] if every_mark else {*lone, stretches[-1][-1]}
    shapes, fill, stroke = zip(*(mark(look, x, y, look.width + 1.4) for x, y in sorted(marked)), strict=True)
    drawn = svg.path(line, stroke=look.colour, width=look.width, dash=look.dash)
    return drawn + svg.path("".join(shapes), fill=fill[0], stroke=stroke[0])


def _band(frame: Frame, band: Sequence[tuple[float, float] | None]) -> str:
    drawn = ""
    for stretch in svg.runs([None if pair is None else (i, i) for i, pair in enumerate(band)]):
        pairs = [(int(i), band[int(i)]) for i, _ in stretch]
        upper = [(frame.x(i), frame.y(pair[1])) for i, pair in pairs if pair]
        lower = [(frame.x(i), frame.y(pair[0])) for i, pair in reversed(pairs) if pair]
        drawn += svg.polyline(upper + lower) + "z"
    return svg.path(drawn, fill="#d2dded")


def _axes(frame: Frame, periods: Sequence[str]) -> str:
    lead = frame.high / 10.0 ** floor(log10(frame.high))
    parts = next(parts for top, parts in ROUND_TOPS.items() if top >= lead * 0.999999)
    steps = [frame.low + (frame.high - frame.low) * part / parts for part in range(parts + 1)]
    right = svg.number(frame.width + 12)
    grid = "".join(f"M{svg.number(frame.left - 6)} {svg.number(frame.y(step))}h{right}" for step in steps)
    values = "".join(svg.text(f"{step:,.4g}", 34, frame.y(step) + 4, size=11, anchor="end") for step in steps)
    every = 1 if len(periods) <= 6 or max(map(len, periods)) <= 4 else 2
    shown = [(i, period) for i, period in enumerate(periods) if (len(periods) - 1 - i) % every == 0]
    below = frame.top + frame.height + 18
    years = "".join(svg.text(period, frame.x(i), below, size=11, anchor="middle") for i, period in shown)
    return svg.path(grid, stroke=svg.PALE) + values + years


def _names(frame: Frame, series: Sequence[Series]) -> str:
    """A label at each line's last point, moved apart where lines end close together."""
    last = [(one, next((v for v in reversed(one.values) if v is not None), None)) for one in series]
    known = [(one, value) for one, value in last if value is not None]
    wanted = [frame.y(value) for _, value in known]
    heights = push_apart(wanted, gap=LABEL_GAP, low=frame.top, high=frame.top + frame.height)
    x = frame.left + frame.width + 12
    return "".join(
        svg.text(one.name, x, y + 4, size=12, fill=LOOKS[one.kind].colour, bold=one.kind == "authority")
        for (one, _), y in zip(known, heights, strict=True)
    )
