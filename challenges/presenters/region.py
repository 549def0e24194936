"""The region's year on one screen: every authority by every step. States, days and counts; never a text."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from challenges.facts import facts_of, left_of, of_turn
from challenges.models import Challenge, ChallengeStep, ProtocolStep, Turn
from challenges.presenters.challenges import COLOURS, STEP_COLOURS, state_of
from challenges.presenters.scoping import off_the_flags_words
from challenges.states import State
from cycles.models import Cycle, Phase
from cycles.presenters import working_days
from cycles.rules import in_words
from cycles.working_days import between
from regions.models import LocalAuthority, Memorandum, MemorandumSignature
from regions.roles import SIGNING_ROLES, Permission
from selfeval.presenters.grid import Grid, grid

Kind = ProtocolStep.Kind
# The columns of a challenge: its step of the first of these kinds that its protocol has.
COLUMNS = (
    ("Team", (Kind.TEAM,)),
    ("Focus", (Kind.SCOPE,)),
    ("Lines of enquiry", (Kind.LINES,)),
    ("Questions", (Kind.QUESTIONS_OUT,)),
    ("Feedback", (Kind.NOTE_OUT, Kind.FACT_CHECK, Kind.NOTE)),
    ("Actions", (Kind.ACTIONS,)),
    ("Check-in", (Kind.CHECK_IN,)),
    ("Review", (Kind.REVIEW,)),
)


@dataclass(frozen=True)
class Cell:
    """A state in a word, with its colour, and what else there is to say of it."""

    word: str
    colour: str = "grey"
    note: str = ""
    is_late: bool = False


NONE = Cell("–", "")


@dataclass(frozen=True)
class ChallengeCells:
    """A challenge in which the authority is looked at."""

    challenge: Challenge
    state: Cell
    steps: list[Cell]
    overdue: list[str]
    next: str


@dataclass
class RegionRow:
    authority: LocalAuthority
    memorandum: Cell
    evaluation: Cell
    group: str
    challenges: list[ChallengeCells] = field(default_factory=list)

    @property
    def overdue(self) -> list[str]:
        own = [
            ("Memorandum", self.memorandum),
            (self.authority.region.self_evaluation_name.capitalize(), self.evaluation),
        ]
        found = [f"{name}: {cell.note or cell.word}" for name, cell in own if cell.is_late]
        return found + [words for one in self.challenges for words in one.overdue]


@dataclass(frozen=True)
class RegionPage:
    cycle: Cycle
    name: str
    rows: list[RegionRow]
    may_manage: bool
    off_the_flags: str
    columns: tuple[str, ...] = tuple(title for title, _ in COLUMNS)

    @property
    def late(self) -> list[RegionRow]:
        return [row for row in self.rows if row.overdue]

    @property
    def overdue(self) -> int:
        return sum(len(row.overdue) for row in self.rows)

    @property
    def without(self) -> int:
        return sum(not row.challenges for row in self.rows)


def region_page(cycle: Cycle, person) -> RegionPage:
    """The same number of queries for any number of authorities and challenges."""
    today = timezone.localdate()
    evaluations, signed = evaluation_cells(grid(cycle, person)), memorandum_cells(cycle, today)
    hosted = challenge_cells(cycle, today)
    rows = []
    for authority in cycle.region.authorities.current().order_by("name"):
        evaluation, group = evaluations[authority.name]
        row = RegionRow(authority, signed(authority.pk), evaluation, group, hosted[authority.pk])
        rows.append(row)
    return RegionPage(
        cycle=cycle,
        name=cycle.region.self_evaluation_name,
        rows=rows,
        may_manage=person.may(Permission.MANAGE_CYCLES, at=cycle.region) and not cycle.is_closed,
        off_the_flags=off_the_flags_words(cycle),
    )


def evaluation_cells(found: Grid) -> dict[str, tuple[Cell, str]]:
    """By the authority's name: the state of its self-evaluation, the latest where there are several; its group."""
    cells: dict[str, tuple[Cell, str]] = {}
    for row in found.rows:
        cell = Cell(row.state, row.colour, row.late, bool(row.late))
        if row.authority not in cells or cell.is_late:
            cells[row.authority] = (cell, row.group)
    return cells


def memorandum_cells(cycle: Cycle, today: date):
    """How many of the three have signed the memorandum in force, as a function of the authority."""
    memorandum = Memorandum.objects.in_force().filter(region=cycle.region_id).first()
    if memorandum is None:
        return lambda _: Cell("None issued")
    valid = MemorandumSignature.objects.filter(memorandum=memorandum, text_sha256=memorandum.text_sha256)
    signed = Counter(valid.values_list("authority", flat=True))
    withdrawn = set(memorandum.withdrawals.values_list("authority", flat=True))
    due, needed = cycle.day_of(Phase.Kind.MEMORANDUM), len(SIGNING_ROLES)

    def cell(authority: int) -> Cell:
        if authority in withdrawn:
            return Cell("Withdrawn", "red")
        words = f"{signed[authority]} of {needed}"
        if signed[authority] >= needed:
            return Cell(words, "green")
        if due and due < today:
            return Cell(words, "red", f"Overdue by {working_days(between(due, today))}", is_late=True)
        return Cell(words, "yellow")

    return cell


def challenge_cells(cycle: Cycle, today: date) -> dict[int, list[ChallengeCells]]:
    """By the host's number, each challenge of the cycle in which it is looked at."""
    kept = Challenge.objects.filter(cycle=cycle).exclude(state=State.CANCELLED)
    challenges = {one.pk: one for one in kept.select_related("protocol").prefetch_related("steps__of")}
    facts, found = facts_of(challenges.values()), defaultdict(list)
    for turn in Turn.objects.filter(challenge__in=challenges).order_by("challenge__first_day", "position"):
        challenge = challenges[turn.challenge_id]
        found[turn.host_id].append(cells_of(challenge, of_turn(facts[challenge.pk], turn), today))
    return found


def cells_of(challenge: Challenge, facts, today: date) -> ChallengeCells:
    steps = list(challenge.steps.all())
    stands = {step.pk: state_of(step, left_of(step, challenge, facts), challenge, today) for step in steps}
    overdue = [step for step in steps if stands[step.pk][0] == "Overdue"]
    coming = [step for step in steps if stands[step.pk][0] in ("Today", "Later")]
    return ChallengeCells(
        challenge=challenge,
        state=Cell(challenge.get_state_display(), COLOURS[State(challenge.state)]),
        steps=[cell_of(kinds, steps, stands) for _, kinds in COLUMNS],
        overdue=[f"{step.of.name}: overdue {stands[step.pk][1]}" for step in overdue],
        next=f"{in_words(coming[0].due_on)}: {coming[0].of.name}" if coming else "",
    )


def cell_of(kinds: tuple[str, ...], steps: list[ChallengeStep], stands) -> Cell:
    """The step of the first of these kinds that the protocol has: its state, and its day or how late it is."""
    for kind in kinds:
        for step in steps:
            if step.of.kind == kind:
                state, note = stands[step.pk]
                is_late = state == "Overdue"
                day = f"{step.due_on.day} {step.due_on:%b}"
                shown = "Due" if state == "Later" else state
                words = "" if state in ("Done", "Today") else note if is_late else day
                return Cell(shown, STEP_COLOURS.get(state, "grey"), words, is_late)
    return NONE
