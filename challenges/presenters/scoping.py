"""Shapes of the pages on which the focus and the lines of enquiry are agreed."""

from collections import Counter
from dataclasses import dataclass

from django.utils.safestring import SafeString

from challenges.actions.lines import full, is_open
from challenges.checks import Facts, TurnFacts
from challenges.checks import lines as lines_missing
from challenges.flagged import Flagged, flagged_figures
from challenges.models import Agreement, LineOfEnquiry, Proposal, Remark, Turn
from challenges.models.scoping import SIDES, side_of, sides_of
from challenges.parts import IN_IT, Right
from challenges.rounding import LEAST, said_of
from challenges.states import State
from cycles.models import Cycle
from datapacks.lines import indicator
from datapacks.reports import trend_picture
from indicators.models import Indicator


@dataclass(frozen=True)
class Card:
    """A flagged figure with its trend picture."""

    of: Flagged
    picture: SafeString


@dataclass(frozen=True)
class Side:
    """Who must agree, and whether they have agreed to the focus as it stands."""

    name: str
    authority: str
    agreement: Agreement | None


@dataclass(frozen=True)
class ScopePage:
    turn: Turn
    not_shifted: list[Card]
    challenges: list[Card]
    figures: list[Indicator]
    sides: list[Side]
    own_side: str
    reads_dialogue: bool
    proposals: list[Proposal]
    remarks: list[Remark]
    may_write: bool
    must_agree: bool
    names_tried: bool

    @property
    def is_locked(self) -> bool:
        return self.turn.scope_locked_at is not None

    @property
    def waits_for(self) -> list[str]:
        return [side.name for side in self.sides if side.agreement is None]


def scope_page(turn: Turn) -> ScopePage:
    """Expects the turn as ``views.finding`` gives it."""
    cards = [Card(one, trend_picture(indicator(one.line))) for one in flagged_figures(turn.host)]
    agreed = {one.side: one for one in agreements_of(turn)}
    own_side = side_of(turn.parts)
    sides = sides_of(turn)
    reads_dialogue = Right.READ_DIALOGUE in turn.rights
    may_write = (
        Right.WRITE_SCOPE in turn.rights and turn.scope_locked_at is None and not turn.challenge.is_over
    )
    return ScopePage(
        turn=turn,
        not_shifted=[card for card in cards if card.of.is_not_shifted],
        challenges=[card for card in cards if not card.of.is_not_shifted],
        figures=list(turn.focus_indicators.all()),
        sides=[Side(dict(SIDES)[side], getattr(turn, side).name, agreed.get(side)) for side in sides],
        own_side=own_side,
        reads_dialogue=reads_dialogue,
        proposals=list(turn.proposals.select_related("by", "indicator")) if reads_dialogue else [],
        remarks=list(turn.remarks.select_related("by")) if reads_dialogue else [],
        may_write=may_write,
        must_agree=may_write and bool(turn.focus) and own_side not in agreed,
        names_tried=bool(turn.parts & IN_IT),
    )


def agreements_of(turn: Turn):
    return turn.agreements.filter(scope_version=turn.scope_version).select_related("by")


def off_the_flags(cycle: Cycle) -> int:
    """At least how many of a cycle's agreed focuses have none of the flagged figures, as a theme's authorities are
    counted: none below three, rounded down to threes, and never all of them. So no number tells who chose how.
    """
    turns = Turn.objects.filter(challenge__cycle=cycle, scope_locked_at__isnull=False)
    reasons = turns.exclude(challenge__state=State.CANCELLED).values_list("off_the_flags_because", flat=True)
    off = sum(map(bool, reasons))
    return said_of(off, region=len(reasons)) if len(reasons) - off >= LEAST else 0


def off_the_flags_words(cycle: Cycle) -> str:
    """The count as a sentence; empty where it is not told."""
    off = off_the_flags(cycle)
    return f"Areas chosen away from the flagged figures, with a reason: at least {off}." if off else ""


@dataclass(frozen=True)
class LinesPage:
    turn: Turn
    lines: list[LineOfEnquiry]
    missing: list[str]
    needs_both_kinds: bool
    may_change: bool
    full: str


def lines_page(turn: Turn) -> LinesPage:
    """Expects the turn as ``views.finding`` gives it."""
    lines = list(turn.lines.select_related("indicator"))
    may_change = Right.WRITE_LINES in turn.rights and is_open(turn)
    return LinesPage(
        turn=turn,
        lines=lines,
        missing=missing_of(turn, lines),
        needs_both_kinds=turn.challenge.protocol.needs_both_kinds,
        may_change=may_change,
        full=full(turn) if may_change else "",
    )


def missing_of(turn: Turn, lines: list[LineOfEnquiry]) -> list[str]:
    """What the protocol still asks for, of this turn alone."""
    protocol = turn.challenge.protocol
    counted = Counter(line.kind for line in lines)
    facts = Facts(
        least_lines=protocol.least_lines,
        most_lines=protocol.most_lines,
        needs_both_kinds=protocol.needs_both_kinds,
        goes_round=protocol.goes_round,
        rules=[],
        turns=[TurnFacts(host=turn.host.name, number=turn.host_id, lines=counted)],
    )
    return lines_missing(facts)
