"""Shapes of the pages of findings: lists, the matrix of findings by type of source, what will be said."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Prefetch

from challenges.finding_rules import are_enough, lacking
from challenges.for_note import in_order
from challenges.models import EvidenceItem, Finding, Turn
from challenges.states import FINDING_MOVES, FindingState, possible
from indicators.models import Indicator, IndicatorSet

STATE_COLOURS = {
    FindingState.SUGGESTED: "yellow",
    FindingState.EMERGING: "blue",
    FindingState.EVIDENCED: "green",
    FindingState.DROPPED: "grey",
}
MOVE_WORDS = {
    "take_up": "Take it up",
    "evidence": "Mark it as evidenced",
    "take_back": "Take it back to emerging",
    "bring_back": "Bring it back",
}
LIVE = (FindingState.EMERGING, FindingState.EVIDENCED)
VOICE = EvidenceItem.Source.VOICE
SOURCES = [VOICE, *(one for one in EvidenceItem.Source if one != VOICE)]  # families are seen first
COLUMNS = [("Voice of families" if one == VOICE else one.label, one == VOICE) for one in SOURCES]


@dataclass(frozen=True)
class Cell:
    number: int
    is_voice: bool


@dataclass(frozen=True)
class Row:
    """A finding, and how many pieces of evidence of each type it rests on. Expects ``evidence`` to be fetched."""

    finding: Finding

    @property
    def types(self) -> Counter:
        return Counter(item.source for item in self.finding.evidence.all())

    @property
    def cells(self) -> list[Cell]:
        return [Cell(self.types[source], source == VOICE) for source in SOURCES]

    @property
    def is_met(self) -> bool:
        return are_enough(self.types)

    @property
    def has_voice(self) -> bool:
        return bool(self.types[VOICE])

    @property
    def missing(self) -> str:
        labels = [item.get_source_display() for item in self.finding.evidence.all()]
        return lacking(labels, EvidenceItem.Source.labels)

    @property
    def colour(self) -> str:
        return STATE_COLOURS[FindingState(self.finding.state)]


def rows_of(turn: Turn, *states: FindingState) -> list[Row]:
    """In the order in which they are told. Two queries."""
    notes = Prefetch("evidence", EvidenceItem.objects.given().select_related("by"))
    found = turn.findings.filter(state__in=states).select_related("line", "indicator", "by")
    return [Row(one) for one in in_order(found.prefetch_related(notes))]


@dataclass(frozen=True)
class Matrix:
    rows: list[Row]

    @property
    def columns(self) -> list[tuple[str, bool]]:
        return COLUMNS

    @property
    def met(self) -> int:
        return sum(row.is_met for row in self.rows)

    @property
    def with_voice(self) -> int:
        return sum(row.has_voice for row in self.rows)


def matrix_of(turn: Turn) -> Matrix:
    return Matrix(rows_of(turn, *LIVE))


@dataclass(frozen=True)
class Lists:
    """All findings of a turn by what is to be done about them."""

    live: list[Row]
    suggested: list[Row]
    dropped: list[Row]

    @property
    def untyped(self) -> int:
        return sum(not row.finding.strand for row in self.live)

    @property
    def good_practice(self) -> list[Row]:
        return [row for row in self.live if row.finding.is_good_practice]


def lists_of(turn: Turn) -> Lists:
    rows = rows_of(turn, *FindingState)
    return Lists(
        live=[row for row in rows if row.finding.state in LIVE],
        suggested=[row for row in rows if row.finding.state == FindingState.SUGGESTED],
        dropped=[row for row in rows if row.finding.state == FindingState.DROPPED],
    )


def moves_of(finding: Finding, parts) -> list[tuple[str, str]]:
    """(name, words) of what the person can do at once; dropping has a page of its own."""
    names = possible(FINDING_MOVES, state=finding.state, parts=parts)
    return [(name, MOVE_WORDS[name]) for name in names if name in MOVE_WORDS]


def indicators_for(turn: Turn):
    """The figures that a finding can be about: those of the region's set."""
    chosen = IndicatorSet.objects.used_in(turn.challenge.cycle.region)
    return Indicator.objects.filter(sets__in=chosen.values("pk")).order_by("title")


def to_tell(turn: Turn) -> list[Finding]:
    """Those that neither were told nor dropped. One query."""
    untold = turn.findings.filter(state__in=LIVE, spoken_at=None)
    return in_order(untold.select_related("line"))
