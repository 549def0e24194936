"""Places of a region in their groups: a numbered dot each, with lines between those of one group."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import cos, radians

from ui.charts import svg

WIDTH = 720.0
MARGIN = 40.0
DOT = 9.0
SIZE = 11.0
LETTER = 5.6  # the mean width of a letter at the size of the names
LINES = (("#1d4f91", ""), ("#7a2a73", "6 3"), ("#7a5200", "2 2"), ("#00703c", "8 3 2 3"), ("#942514", "4 2"))
"""Colour and dash, in turn; the number in the dot is what tells groups apart. All pass 4.5:1 on white."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Place:
    """Degrees east and north, and the number of its group, from 1."""

    name: str
    east: float
    north: float
    group: int


def places_chart(places: Sequence[Place], *, about: svg.About) -> str:
    """The places as they lie, north at the top; names stand where they cover least."""
    spots, height = laid_out(places)
    taken: list[Box] = [(x - DOT, y - DOT, x + DOT, y + DOT) for x, y in spots]
    drawn = list(zip(places, spots, strict=True))
    lines = dots = names = ""
    for number in sorted({place.group for place in places}):
        lines += _lines([spot for place, spot in drawn if place.group == number], number)
    for place, (x, y) in drawn:
        dots += _dot(place, x, y)
        name, box = _name(place.name, x, y, taken)
        taken.append(box)
        names += name
        lines += svg.path(svg.rectangle(box[0], box[1], box[2] - box[0], box[3] - box[1]), fill="#ffffff")
    body = lines + dots + names
    return svg.figure(body, about, width=WIDTH, height=height)


def laid_out(places: Sequence[Place]) -> tuple[list[svg.Point], float]:
    """Where each place is drawn, and how high the picture is; a degree east is shorter the further north."""
    shorter = cos(radians(sum(place.north for place in places) / len(places)))
    east = [place.east * shorter for place in places]
    north = [place.north for place in places]
    across = max(max(east) - min(east), 0.1)
    scale = (WIDTH - 4 * MARGIN) / max(across, (max(north) - min(north)) * 0.8)
    left = (WIDTH - across * scale) / 2
    height = (max(north) - min(north)) * scale + 2 * MARGIN
    spots = [
        (left + (x - min(east)) * scale, MARGIN + (max(north) - y) * scale)
        for x, y in zip(east, north, strict=True)
    ]
    return spots, height


def _lines(spots: Sequence[svg.Point], number: int) -> str:
    colour, dash = LINES[(number - 1) % len(LINES)]
    drawn = "".join(svg.polyline(two) for two in combinations(spots, 2))
    return svg.path(drawn, stroke=colour, width=2, dash=dash)


def _dot(place: Place, x: float, y: float) -> str:
    colour, _ = LINES[(place.group - 1) % len(LINES)]
    label = svg.text(str(place.group), x, y + 4, size=SIZE, fill="#ffffff", anchor="middle", bold=True)
    return svg.path(svg.circle(x, y, DOT), fill=colour, stroke="#ffffff") + label


def _name(name: str, x: float, y: float, taken: Sequence[Box]) -> tuple[str, Box]:
    """To the right, the left, below or above: the first of those that cover least of what is drawn already."""
    long = len(name) * LETTER
    ways = (
        ("start", x + DOT + 3, y + 4),
        ("end", x - DOT - 3, y + 4),
        ("middle", x, y + DOT + 11),
        ("middle", x, y - DOT - 4),
    )
    boxes = [_box(anchor, at, baseline, long) for anchor, at, baseline in ways]
    costs = [sum(_overlap(box, other) for other in taken) + _outside(box) for box in boxes]
    best = costs.index(min(costs))
    anchor, at, baseline = ways[best]
    return svg.text(name, at, baseline, size=SIZE, anchor=anchor), boxes[best]


def _box(anchor: str, at: float, baseline: float, long: float) -> Box:
    left = {"start": at, "end": at - long, "middle": at - long / 2}[anchor]
    return left, baseline - SIZE + 2, left + long, baseline + 2


def _overlap(one: Box, other: Box) -> float:
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across * down if across > 0 and down > 0 else 0.0


def _outside(box: Box) -> float:
    return 1000.0 * (box[0] < 0 or box[2] > WIDTH)
