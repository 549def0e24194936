"""How far apart places are."""

from math import asin, cos, radians, sin, sqrt

EARTH_KM = 6371.0088  # the mean radius, IUGG

Place = tuple[float, float]


def kilometres(one: Place, other: Place) -> float:
    """The great-circle distance of two places, each its degrees east and north."""
    east, north = (radians(b - a) for a, b in zip(one, other, strict=True))
    chord = sin(north / 2) ** 2 + cos(radians(one[1])) * cos(radians(other[1])) * sin(east / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(chord))
