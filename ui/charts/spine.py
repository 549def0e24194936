"""Spine chart: where a value lies between the worst and the best authority, with England at the centre.

Drawn as the public-health profiles draw it: a light bar from worst to best, a dark bar for the middle half of
authorities, and a mark each for the authority, its neighbours and its region.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ui.charts import svg
from ui.charts.looks import LOOKS

WIDTH = 240.0
MARGIN = 6.0

Layers = dict[tuple[str, str], list[str]]
"""Path commands that share a fill and a stroke."""

Standing = Literal["better", "similar", "worse", "higher", "lower", "cannot_say"]

STANDING_MARKS = {
    "better": (svg.circle, "#1d4f91"),
    "similar": (svg.circle, "#ffffff"),
    "worse": (svg.square, "#b3440f"),
    "higher": (svg.triangle, "#0b0c0c"),
    "lower": (svg.pointing_down, "#0b0c0c"),
    "cannot_say": (svg.diamond, "#ffffff"),
}
"""Shape and fill of the authority's mark: the shape alone tells better (disc) from worse (square)."""


@dataclass(frozen=True)
class SpineRow:
    """One indicator, in its own unit. ``worst`` and ``best`` are the ends of the bar.

    They are the lowest and the highest where there is no better or worse.
    """

    worst: float
    best: float
    england: float
    lower_quartile: float
    upper_quartile: float
    authority: float | None
    neighbours: float | None
    region: float | None
    standing: Standing


def place(row: SpineRow, value: float) -> float:
    """Position from 0 (worst) to 1 (best) with England at 0.5; each side has a scale of its own."""
    towards_best = (value - row.england) * (row.best - row.england) > 0
    end = row.best if towards_best else row.worst
    if value == row.england or end == row.england:
        return 0.5
    share = min(abs(value - row.england) / abs(end - row.england), 1)
    return 0.5 + 0.5 * share if towards_best else 0.5 - 0.5 * share


def spine_row(row: SpineRow | None, *, about: svg.About) -> str:
    """One row's chart, for a cell of a table."""
    return spine_chart([row], row_height=22, about=about)


def spine_chart(rows: Sequence[SpineRow | None], *, row_height: float, about: svg.About) -> str:
    """All rows in one picture without words, each ``row_height`` high, to stand beside the rows of a table.

    None leaves a row empty: a heading row, or an indicator with too few figures.
    """
    height = len(rows) * row_height
    layers: Layers = {("none", svg.GREY): [f"M{svg.number(WIDTH / 2)} 0v{svg.number(height)}"]}
    for index, row in enumerate(rows):
        if row:
            _draw(layers, row, y=(index + 0.5) * row_height)
    ordered = sorted(layers.items(), key=lambda layer: _depth(*layer[0]))
    body = "".join(svg.path("".join(parts), fill=fill, stroke=stroke) for (fill, stroke), parts in ordered)
    return svg.figure(body, about, width=WIDTH, height=height)


def _draw(layers: Layers, row: SpineRow, *, y: float) -> None:
    """Add one row's shapes to the layers they share with the other rows."""

    def x(value: float) -> float:
        return MARGIN + place(row, value) * (WIDTH - 2 * MARGIN)

    def add(shape: str, *, fill: str, stroke: str) -> None:
        layers.setdefault((fill, stroke), []).append(shape)

    ends, middle = sorted((x(row.worst), x(row.best))), sorted((x(row.lower_quartile), x(row.upper_quartile)))
    add(svg.rectangle(ends[0], y - 4, ends[1] - ends[0], 8), fill=svg.PALE, stroke="")
    add(svg.rectangle(middle[0], y - 4, middle[1] - middle[0], 8), fill=svg.MIDDLE, stroke="")
    for look, value in ((LOOKS["region"], row.region), (LOOKS["neighbours"], row.neighbours)):
        if value is not None:
            add(look.shape(x(value), y, 3.6), fill="#ffffff", stroke=look.colour)
    if row.authority is not None:
        shape, fill = STANDING_MARKS[row.standing]
        add(shape(x(row.authority), y, 4.6), fill=fill, stroke=svg.INK)


def _depth(fill: str, stroke: str) -> int:
    """Bars first, then England's line, the comparators, and the authority's own marks on top."""
    lowest = [(svg.PALE, ""), (svg.MIDDLE, ""), ("none", svg.GREY)]
    if (fill, stroke) in lowest:
        return lowest.index((fill, stroke))
    return 4 if stroke == svg.INK else 3
