"""What a reader hands on, whatever the layout of the file: figures, new indicators, neighbours, findings."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

MEASURES = ("value", "numerator", "denominator", "lower", "upper")
MOST_EXAMPLES = 50
COLUMNS = ("indicator", "area", "slot", "label", "symbol", *MEASURES, "line")


class Unreadable(Exception):  # noqa: N818 - read as "raise Unreadable(...)"
    """The file as a whole cannot be read. The message says why and what to do."""


@dataclass(frozen=True)
class Finding:
    """One thing to tell the person who loads: a line of the file (None: no one line) and plain words."""

    line: int | None
    reason: str

    def __str__(self) -> str:
        return f"Line {self.line:,}: {self.reason}" if self.line else self.reason


@dataclass(frozen=True)
class Note:
    """Something found that does not stop the load: one sentence, how many times, and the first examples."""

    reason: str
    count: int = 1
    examples: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.reason if self.count == 1 and not self.examples else f"{self.reason} ({self.count:,})"


@dataclass(frozen=True)
class IndicatorDraft:
    """An indicator named by a file: found again by ``source_code`` or ``slug``, or else made from this."""

    slug: str
    source_code: str = ""
    title: str = ""
    topic: str = ""
    unit: str = "number"
    polarity: str = "none"
    decimals: int = 1
    year_type: str = "annual"
    source: str = ""
    is_banded: bool = True
    must_exist: bool = False


@dataclass(frozen=True)
class NeighbourDraft:
    """One version of the neighbours model. Links are (authority, rank, neighbour, closeness)."""

    label: str
    published_on: date
    links: tuple[tuple[int, int, int, str], ...]


@dataclass
class Parsed:
    """Figures ready to compare and store.

    ``figures`` has one row a figure and the columns of COLUMNS: ``indicator`` is a position in
    ``drafts``, ``area`` DfE's number, ``slot`` the period's first four digits, NaN stands for no
    number, and ``line`` is the line of the file. Any refusal means that nothing may be stored.
    """

    layout: str
    source_name: str
    sha256: str
    figures: pd.DataFrame
    drafts: list[IndicatorDraft]
    neighbours: list[NeighbourDraft] = field(default_factory=list)
    refusals: list[Finding] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def refuse(self, line: int | None, reason: str) -> None:
        self.refusals.append(Finding(line, reason))

    def note(self, reason: str, examples: Iterable[str] = (), count: int | None = None) -> None:
        examples = tuple(examples)
        self.notes.append(
            Note(reason, len(examples) or 1 if count is None else count, examples[:MOST_EXAMPLES])
        )


def figures_from(columns: dict[str, Iterable[object]]) -> pd.DataFrame:
    """A figures frame of the right types; measures that are not given are all NaN, symbols all empty."""
    frame = pd.DataFrame(columns or {name: [] for name in COLUMNS})
    for name in MEASURES:
        frame[name] = pd.to_numeric(frame[name]).astype("float64") if name in frame else float("nan")
    if "symbol" not in frame:
        frame["symbol"] = ""
    for name, kind in (("indicator", "int64"), ("area", "int64"), ("slot", "int64"), ("line", "int64")):
        frame[name] = frame[name].astype(kind)
    return frame[list(COLUMNS)].reset_index(drop=True)
