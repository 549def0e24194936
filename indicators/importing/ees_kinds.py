"""The reviewed list of which published column is which indicator (``ees_columns.toml``)."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Measure:
    """One indicator in one kind of file; columns to add up, and the rows to read them in."""

    indicator: str
    value: str = ""
    numerator: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()
    where: dict[str, str] = field(default_factory=dict)
    denominator_where: dict[str, str] = field(default_factory=dict)
    over_population: bool = False
    year: str = ""

    @property
    def columns(self) -> set[str]:
        return {self.value, *self.numerator, *self.denominator} - {""}


@dataclass(frozen=True)
class Kind:
    """One of DfE's files, known by its columns."""

    name: str
    source: str
    topic: str
    needs: frozenset[str]
    measures: tuple[Measure, ...]


@cache
def kinds() -> tuple[Kind, ...]:
    """Every kind of file in the list."""
    listed = tomllib.loads(Path(__file__).with_name("ees_columns.toml").read_text(encoding="utf-8"))
    return tuple(
        Kind(kind["name"], kind["source"], kind["topic"], frozenset(kind["needs"]), measures_of(kind))
        for kind in listed["kind"]
    )


def measures_of(kind) -> tuple[Measure, ...]:
    return tuple(
        Measure(**{name: tuple(value) if isinstance(value, list) else value for name, value in row.items()})
        for row in kind["measure"]
    )


def kind_of(columns) -> Kind | None:
    """The kind of file that has these columns, or None for one that is not in the list."""
    return next((kind for kind in kinds() if kind.needs <= set(columns)), None)
