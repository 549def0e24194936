"""A topic's flags in a row, one mark an indicator: where to look first."""

from collections.abc import Sequence

from ui.charts import svg

STEP = 16.0
HEIGHT = 16.0

FLAG_MARKS = {
    "strength": (svg.circle, "#1d4f91", "#1d4f91"),
    "challenge": (svg.square, "#b3440f", "#b3440f"),
    "watch": (svg.triangle, "#7a5200", "#7a5200"),
    "no_judgement_outlier": (svg.diamond, "#0b0c0c", "#0b0c0c"),
}
"""Shape, fill and stroke; the shapes are those of the spine chart. Anything else is a short pale line."""


def flag_strip(flags: Sequence[str], *, room: int, about: svg.About) -> str:
    """The marks from left to right, in a chart with room for so many, so that strips below each other align."""
    layers: dict[tuple[str, str], str] = {}
    for index, flag in enumerate(flags):
        x = (index + 0.5) * STEP
        shape, fill, stroke = FLAG_MARKS.get(flag, (None, "none", svg.GREY))
        drawn = shape(x, HEIGHT / 2, 5) if shape else f"M{svg.number(x - 3)} {svg.number(HEIGHT / 2)}h6"
        layers[fill, stroke] = layers.get((fill, stroke), "") + drawn
    body = "".join(svg.path(d, fill=fill, stroke=stroke, width=1.4) for (fill, stroke), d in layers.items())
    return svg.figure(body, about, width=room * STEP, height=HEIGHT)
