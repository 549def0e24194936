"""A line the size of a word."""

from collections.abc import Sequence

from ui.charts import svg
from ui.charts.looks import LOOKS, Series
from ui.charts.trend import Frame, ceiling, floor_of


def sparkline(values: Sequence[float | None], *, about: svg.About) -> str:
    """The authority's own line with a dot at its last value; gaps where figures are missing."""
    series = [Series("authority", "", tuple(values))]
    frame = Frame(len(values), ceiling(series), floor_of(series), left=3, top=3, width=72, height=16)
    look = LOOKS["authority"]
    stretches = svg.runs(frame.points(values))
    line = "".join(svg.polyline(stretch) for stretch in stretches if len(stretch) > 1)
    dots = {stretch[0] for stretch in stretches if len(stretch) == 1} | {s[-1] for s in stretches[-1:]}
    body = svg.path(line, stroke=look.colour, width=1.6)
    body += svg.path("".join(svg.circle(x, y, 2.4) for x, y in sorted(dots)), fill=look.colour)
    return svg.figure(body, about, width=78, height=22)
