"""The few SVG pieces every chart is made of.

Only presentation attributes are written (no ``style``, no ``<style>``), so the same string passes a strict
content security policy on a page and the print engine. Shapes of one look share one ``<path>``: the cost of
printing a chart follows its number of elements.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

INK = "#0b0c0c"
GREY = "#505a5f"
PALE = "#e3e6e8"
MIDDLE = "#b1b8bd"
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"

Point = tuple[float, float]


def number(value: float) -> str:
    """A coordinate with at most one decimal, as short as it can be written."""
    return f"{round(value, 1) + 0:g}"


@dataclass(frozen=True)
class About:
    """What a reader who cannot see the chart is told, and a prefix for its ids, unique on its page."""

    title: str
    description: str
    id_prefix: str


def figure(body: str, about: About, *, width: float, height: float) -> str:
    """A whole chart; width and height are in its own units, and it fills whatever room the page gives it."""
    prefix = escape(about.id_prefix)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {number(width)} {number(height)}" role="img" '
        f'aria-labelledby="{prefix}-t {prefix}-d" font-family="{FONT}">'
        f'<title id="{prefix}-t">{escape(about.title)}</title>'
        f'<desc id="{prefix}-d">{escape(about.description)}</desc>{body}</svg>'
    )


def path(d: str, *, fill: str = "none", stroke: str = "", width: float = 1, dash: str = "") -> str:
    """One path, or nothing at all when there is nothing to draw."""
    if not d:
        return ""
    line = f' stroke="{stroke}" stroke-width="{number(width)}"' if stroke else ""
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<path d="{d}" fill="{fill}"{line}{dashes}/>'


def text(
    words: str, x: float, y: float, *, size: float, fill: str = INK, anchor: str = "start", bold: bool = False
) -> str:
    """A line of text with its baseline at ``y``."""
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{number(x)}" y="{number(y)}" font-size="{number(size)}" fill="{fill}" '
        f'text-anchor="{anchor}"{weight}>{escape(words)}</text>'
    )


def runs(points: Iterable[Point | None]) -> list[list[Point]]:
    """The unbroken stretches between gaps."""
    stretches = groupby(points, key=lambda point: point is None)
    return [[point for point in stretch if point] for missing, stretch in stretches if not missing]


def polyline(points: Sequence[Point]) -> str:
    """Path commands through the points."""
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)


def rectangle(x: float, y: float, width: float, height: float) -> str:
    """Path commands of a box from its top left corner."""
    return f"M{number(x)} {number(y)}h{number(width)}v{number(height)}h{number(-width)}z"


def circle(x: float, y: float, r: float) -> str:
    """Path commands of a circle about a centre."""
    arc = f"a{number(r)} {number(r)} 0 1 0 "
    return f"M{number(x - r)} {number(y)}{arc}{number(2 * r)} 0{arc}{number(-2 * r)} 0z"


def square(x: float, y: float, r: float) -> str:
    """Path commands of a square about a centre."""
    return rectangle(x - r, y - r, 2 * r, 2 * r)


def diamond(x: float, y: float, r: float) -> str:
    """Path commands of a square on its point about a centre."""
    across, back = number(r), number(-r)
    return f"M{number(x)} {number(y - r)}l{across} {across} {back} {across} {back} {back}z"


def triangle(x: float, y: float, r: float) -> str:
    """Path commands of a triangle, point up, about a centre."""
    return f"M{number(x)} {number(y - r)}l{number(r)} {number(2 * r)}h{number(-2 * r)}z"


def pointing_down(x: float, y: float, r: float) -> str:
    """Path commands of a triangle, point down, about a centre."""
    return f"M{number(x - r)} {number(y - r)}h{number(2 * r)}l{number(-r)} {number(2 * r)}z"
