"""How each compared series looks: always a colour, a dash and a shape together, never colour alone."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from ui.charts import svg

Kind = Literal["authority", "neighbours", "region", "england"]


@dataclass(frozen=True)
class Look:
    """The colours pass 4.5:1 on white, so they serve for text beside the line too."""

    colour: str
    width: float
    dash: str
    shape: Callable[[float, float, float], str]
    filled: bool


LOOKS: dict[Kind, Look] = {
    "england": Look("#505a5f", 1.2, "", svg.square, True),
    "region": Look("#7a5200", 1.2, "1.5 2", svg.triangle, True),
    "neighbours": Look("#7a2a73", 1.4, "5 2.5", svg.diamond, False),
    "authority": Look("#1d4f91", 2.4, "", svg.circle, True),
}
"""Drawn in this order, so that the authority lies on top."""


@dataclass(frozen=True)
class Series:
    """One line of a chart: a value, or None for a gap, for each period."""

    kind: Kind
    name: str
    values: tuple[float | None, ...]


def mark(look: Look, x: float, y: float, size: float) -> tuple[str, str, str]:
    """The path commands, fill and stroke of a series' own shape."""
    return look.shape(x, y, size), look.colour if look.filled else "#ffffff", look.colour
