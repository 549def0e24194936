"""The places that figures may be for, found by either of their two codes. Names are never used: they differ."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from regions.models import Area, LocalAuthority


@dataclass(frozen=True)
class Place:
    """``opened`` and ``closed`` are years, None where it did not happen since 2019."""

    code: int
    name: str
    is_authority: bool
    gss: tuple[str, ...]
    opened: int | None = None
    closed: int | None = None

    def existed(self, year: int) -> bool:
        """Whether the place existed for some of the year."""
        return (self.opened is None or year >= self.opened) and (self.closed is None or year <= self.closed)


class Places:
    def __init__(self, places: Iterable[Place]):
        self.by_code = {place.code: place for place in places}

    @cached_property
    def by_gss(self) -> dict[str, Place]:
        """Places by every ONS code that they have or had."""
        return {gss: place for place in self.by_code.values() for gss in place.gss}

    @cached_property
    def current_authorities(self) -> frozenset[int]:
        return frozenset(
            place.code for place in self.by_code.values() if place.is_authority and place.closed is None
        )

    @cached_property
    def authorities(self) -> frozenset[int]:
        return frozenset(place.code for place in self.by_code.values() if place.is_authority)


def stored_places() -> Places:
    """The places in the database."""
    dates = {
        code: (opened and opened.year, closed and closed.year)
        for code, opened, closed in LocalAuthority.objects.values_list("pk", "opened_on", "closed_on")
    }
    return Places(
        Place(
            area.code,
            area.name,
            area.code in dates,
            (area.gss, *area.gss_also),
            *dates.get(area.code, (None, None)),
        )
        for area in Area.objects.all()
    )


def listed_places(path: Path) -> Places:
    """The places of the starter set's list, for use without a database."""
    with path.open(encoding="utf-8", newline="") as source:
        return Places(
            Place(
                int(row["code"]),
                row["name"],
                bool(row["la_number"]),
                (row["gss"], *row["gss_also"].split()),
                int(row["opened"][:4]) if row["opened"] else None,
                int(row["closed"][:4]) if row["closed"] else None,
            )
            for row in csv.DictReader(source)
        )
