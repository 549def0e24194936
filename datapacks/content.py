"""What one data pack says: every word and figure of the page, the PDF and the workbook.

Words are ready to print (already rounded, with their unit); numbers beside them are for charts and the
workbook. A pack is stored as this, so it can be made again with the same content whatever happens to the
figures since.
Frozen and pure: ``to_json`` and ``from_json`` are exact inverses.
"""

import json
from collections.abc import Iterator
from dataclasses import MISSING, Field, asdict, dataclass, fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from ui.charts import Kind, Standing

FlagKind = Literal["strength", "challenge", "watch", "no_judgement_outlier", "cannot_say"]


@dataclass(frozen=True)
class Row:
    """One line of an indicator's table: a value and its printed form for each of the indicator's periods.

    A missing value is None, and its printed form is the symbol that says why ("c", "x", "z" ...).
    """

    kind: Kind
    name: str
    values: tuple[float | None, ...]
    shown: tuple[str, ...]
    note: str = ""

    @property
    def latest(self) -> str:
        """The printed form for the latest period."""
        return self.shown[-1] if self.shown else ""


@dataclass(frozen=True)
class Flag:
    """A judgement of the latest figure, as a kind for the page and a word for the reader."""

    kind: FlagKind
    words: str


@dataclass(frozen=True)
class Spine:
    """Where the latest value lies among all authorities, in the indicator's own unit.

    ``worst`` and ``best`` are the lowest and the highest where neither end is better.
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


@dataclass(frozen=True)
class Indicator:
    """One indicator: up to ten periods, oldest first, and what the latest one means.

    ``rank``, ``band`` and ``gap`` are empty where neither end is better, or there are too few figures. ``tried``
    counts what the authority's register has about it; ``shift`` says so where the figure has not shifted.
    """

    id: str
    title: str
    sentence: str
    unit: str
    polarity: Literal["high", "low", "none"]
    polarity_words: str
    periods: tuple[str, ...]
    period_words: str
    rows: tuple[Row, ...]
    change: str
    trend: str
    rank: str = ""
    band: str = ""
    band_words: str = ""
    gap: float | None = None
    flag: Flag | None = None
    spine: Spine | None = None
    source: str = ""
    tried: int = 0
    shift: str = ""

    @property
    def authority(self) -> Row:
        """The authority's own row."""
        return next(row for row in self.rows if row.kind == "authority")

    def latest(self, kind: Kind) -> str:
        """The latest printed figure of a series, or nothing when the table has no such row."""
        return next((row.latest for row in self.rows if row.kind == kind), "")

    @property
    def facts(self) -> str:
        """Band, trend and what is measured, on one line; rank and change stand in the sentence."""
        band = f"Band {self.band}: {self.band_words}" if self.band else ""
        tried = f"Tried: {self.tried}" if self.tried else ""
        words = (band, self.trend, self.unit, self.period_words, self.polarity_words, tried)
        return " · ".join(part for part in words if part)

    @property
    def chart_words(self) -> str:
        """The trend chart told in words, for those who cannot see it."""
        return "; ".join(filter(None, map(self._row_in_words, self.rows))) or "No figures to draw"

    def _row_in_words(self, row: Row) -> str:
        known = [i for i, value in enumerate(row.values) if value is not None]
        if not known:
            return ""
        first, last = known[0], known[-1]
        start = f"{row.shown[first]} in {self.periods[first]} to " if first != last else ""
        return f"{row.name} {start}{row.shown[last]} in {self.periods[last]}"


@dataclass(frozen=True)
class Topic:
    """Indicators that belong on a page together."""

    id: str
    name: str
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True)
class ContextRow:
    """A fact about the place: "Children under 18", "52,300", "mid-2024 estimate"."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Highlight:
    """A strength or a challenge area, in a sentence a lead member understands."""

    indicator_id: str
    title: str
    sentence: str
    gap: float | None = None


@dataclass(frozen=True)
class AtAGlance:
    """The one page to read. Challenges come widest standardised gap first."""

    compared: int
    chance_words: str
    summary: tuple[str, ...]
    strengths: tuple[Highlight, ...]
    challenges: tuple[Highlight, ...]
    changes: tuple[str, ...]


@dataclass(frozen=True)
class Neighbour:
    """A statistical neighbour, 1 being the most alike."""

    rank: int
    name: str
    closeness: str


@dataclass(frozen=True)
class Source:
    """Who published figures, and which they are."""

    name: str
    titles: tuple[str, ...]


@dataclass(frozen=True)
class Symbol:
    """A mark that stands in place of a figure."""

    mark: str
    meaning: str


@dataclass(frozen=True)
class Note:
    """A heading and its paragraphs: method, licence."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Versions:
    """What the pack was made from, so that it can be made again."""

    figures: str
    neighbours: str
    rules: str


@dataclass(frozen=True)
class PackContent:
    """One authority's whole pack. ``made_at`` is ISO 8601 in UTC, ``made_on`` the same day in words."""

    authority: str
    authority_code: str
    region: str
    made_at: str
    made_on: str
    versions: Versions
    context: tuple[ContextRow, ...]
    at_a_glance: AtAGlance
    topics: tuple[Topic, ...]
    neighbours: tuple[Neighbour, ...]
    sources: tuple[Source, ...]
    symbols: tuple[Symbol, ...]
    method: tuple[Note, ...]

    @property
    def title(self) -> str:
        """The document's title."""
        return f"{self.authority}: data pack"

    def indicators(self) -> Iterator[tuple[Topic, Indicator]]:
        """Every indicator with its topic, in reading order."""
        return ((topic, indicator) for topic in self.topics for indicator in topic.indicators)

    def to_json(self) -> str:
        """Compact JSON; the same content always gives the same text."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"), allow_nan=False)

    @classmethod
    def from_json(cls, text: str) -> "PackContent":
        """The content that ``to_json`` wrote. Raises KeyError or TypeError for anything else."""
        made: PackContent = _build(cls, json.loads(text))
        return made


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _has_default(field: Field) -> bool:
    """Whether a pack that was kept before the field came in can be read without it."""
    return field.default is not MISSING


def _build(kind: Any, raw: Any) -> Any:
    """The value of a type, from what JSON kept of it."""
    if isinstance(kind, UnionType):
        kind = (
            next((option for option in get_args(kind) if is_dataclass(option)), None)
            if raw is not None
            else None
        )
    if is_dataclass(kind) and isinstance(kind, type):
        return kind(
            **{
                field.name: _build(_hints(kind)[field.name], raw[field.name])
                for field in fields(kind)
                if field.name in raw or not _has_default(field)
            }
        )
    if get_origin(kind) is tuple:
        return tuple(_build(get_args(kind)[0], one) for one in raw)
    return raw
