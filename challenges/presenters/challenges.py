"""Shapes of the pages about a challenge as a whole."""

from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from challenges import states
from challenges.checks import ALSO_BY_WORD, CHECKS, OF_THE_TEAM
from challenges.dates import lasts_to
from challenges.facts import facts_of, left_of
from challenges.models import Challenge, ChallengeStep, Protocol, ProtocolStep, Seat, Turn
from challenges.models.challenges import parts_by_turn
from challenges.parts import HOST_SIDE, IN_IT, Part, Right, SeatRole, rights_of
from challenges.presenters.turns import Link, links_of
from challenges.states import CHALLENGE_MOVES, State
from cycles.presenters import working_days
from cycles.working_days import between
from regions.models import LocalAuthority

MOVE_WORDS = {
    "confirm": "Confirm it",
    "begin": "It has begun",
    "end": "It has ended: go on to the follow-up",
    "close": "Close it",
    "cancel": "Cancel it",
}
COLOURS = {
    State.PLANNED: "yellow",
    State.CONFIRMED: "blue",
    State.UNDER_WAY: "purple",
    State.FOLLOWED_UP: "turquoise",
    State.CLOSED: "grey",
    State.CANCELLED: "red",
}
STEP_COLOURS = {"Done": "green", "Overdue": "red", "Today": "blue", "Next": "purple"}


@dataclass(frozen=True)
class StepLine:
    """A step as it stands today, with what it still lacks in words."""

    step: ChallengeStep
    state: str
    note: str
    reasons: list[str]
    takes_a_word: bool

    @property
    def colour(self) -> str:
        return STEP_COLOURS.get(self.state, "grey")

    @property
    def gate(self) -> str:
        return GATE_WORDS.get(self.step.of.gate, "")


GATE_WORDS = {
    "confirm": "needed before it is confirmed",
    "begin": "needed before it begins",
    "end": "needed before it ends",
    "close": "needed before it is closed",
}


def step_lines(challenge: Challenge, facts, today: date) -> list[StepLine]:
    """In the order of their days; expects ``steps`` with their ``of`` to be fetched."""
    lines, has_next = [], False
    for step in challenge.steps.all():
        reasons = left_of(step, challenge, facts)
        state, note = state_of(step, reasons, challenge, today)
        if state == "Later" and not has_next:
            state, has_next = "Next", True
        lines.append(StepLine(step, state, note, reasons, takes_a_word(step)))
    return lines


def for_host(lines: list[StepLine]) -> list[StepLine]:
    """Without what the team has written and not said yet."""
    return [replace(line, reasons=[]) if line.step.of.kind in OF_THE_TEAM else line for line in lines]


def takes_a_word(step: ChallengeStep) -> bool:
    """Whether somebody may say that it is done: where the portal does not see it, or not the whole of it."""
    return step.of.kind != ProtocolStep.Kind.EVENT and (
        step.of.kind not in CHECKS or step.of.kind in ALSO_BY_WORD
    )


def state_of(step: ChallengeStep, reasons, challenge: Challenge, today: date) -> tuple[str, str]:
    if not reasons:
        return "Done", ""
    if challenge.is_over:
        return "Not done", ""
    until = lasts_to(step.due_on, first=challenge.first_day, last=challenge.last_day)
    if until < today:
        return "Overdue", f"by {working_days(between(until, today))}"
    if step.due_on <= today:
        return "Today", ""
    return "Later", f"in {working_days(between(today, step.due_on))}"


@dataclass(frozen=True)
class Row:
    """A challenge in a list."""

    challenge: Challenge
    state: str
    colour: str
    hosts: str
    note: str


@dataclass
class ChallengePage:
    challenge: Challenge
    state: str
    colour: str
    steps: list[StepLine]
    turns: list[Turn]
    seats: list[Seat]
    parts: set[Part]
    own_seat: Seat | None
    may_manage: bool
    may_invite: bool
    next_visit: str  # where the next visit of the same three is planned; empty where there is none to plan
    moves: list[tuple[str, str]] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)  # of the only turn

    @property
    def overdue(self) -> list[StepLine]:
        return [line for line in self.steps if line.state == "Overdue"]

    @property
    def done(self) -> int:
        return sum(line.state == "Done" for line in self.steps)

    @property
    def is_in_it(self) -> bool:
        return bool(self.parts & (IN_IT | {Part.GUEST, Part.MANAGER}))

    @property
    def has_evaluation(self) -> bool:
        """Whether there is a form for the person to fill, or what others said to read."""
        return self.own_seat is not None or self.may_manage or Part.HOST in self.parts

    @property
    def must_accept(self) -> bool:
        return self.own_seat is not None and self.own_seat.principles_at is None


def challenge_page(challenge: Challenge, person) -> ChallengePage:
    """Everything on one page: what is left, who takes part, and what the person may do."""
    turns = turns_of(challenge, person)
    parts = set().union(*(turn.parts for turn in turns))
    may_manage = Challenge.objects.managed_by(person).filter(pk=challenge.pk).exists()
    steps = challenge.steps.select_related("of", "challenge")
    challenge._prefetched_objects_cache = {"steps": steps}  # as a prefetch would, in one query
    lines = step_lines(challenge, facts_of([challenge])[challenge.pk], timezone.localdate())
    seats = list(challenge.seats.select_related("authority", "person"))
    names = states.possible(CHALLENGE_MOVES, state=challenge.state, parts=parts)
    own_seat = next((one for one in seats if one.person_id == person.pk and one.state == "accepted"), None)
    return ChallengePage(
        challenge=challenge,
        state=challenge.get_state_display(),
        colour=COLOURS[State(challenge.state)],
        steps=for_host(lines) if parts & HOST_SIDE else lines,
        turns=turns,
        links=links_of(turns[0]) if len(turns) == 1 else [],
        seats=shown_seats(seats, may_manage),
        parts=parts,
        own_seat=own_seat,
        may_manage=may_manage,
        may_invite=may_manage or led_from(challenge, turns) is not None,
        next_visit=next_visit(challenge) if may_manage else "",
        moves=[(name, MOVE_WORDS[name]) for name in names],
    )


def turns_of(challenge: Challenge, person) -> list[Turn]:
    """Those that the person has a part in, and so may look into; with ``parts``, ``rights`` and ``reads_scope``."""
    turns = list(
        challenge.turns.select_related("host__region", "lead", "observer", "challenge__cycle__region")
    )
    parts = parts_by_turn(turns, person)
    for turn in turns:
        turn.parts, turn.rights = parts[turn.pk], rights_of(parts[turn.pk])
        turn.reads_scope = Right.READ_SCOPE in turn.rights
    return [turn for turn in turns if turn.parts]


def next_visit(challenge: Challenge) -> str:
    """In a triad who led hosts next, who observed leads, and who hosted observes: each hosts once."""
    turn = challenge.turns.first()
    if challenge.protocol.kind != Protocol.Kind.VISIT or not (turn and turn.lead_id and turn.observer_id):
        return ""
    three = {turn.host_id, turn.lead_id, turn.observer_id}
    visits = Turn.objects.visits_of(challenge.cycle_id)
    hosted = set(
        visits.filter(host__in=three, lead__in=three, observer__in=three).values_list("host", flat=True)
    )
    order = [turn.host_id, turn.lead_id, turn.observer_id]
    for place in (1, 2):
        if order[place] not in hosted:
            host, lead, observer = order[place:] + order[:place]
            chosen = {"protocol": challenge.protocol_id, "host": host, "lead": lead, "observer": observer}
            return f"{reverse('challenges:plan', args=[challenge.cycle_id])}?{urlencode(chosen)}"
    return ""


def led_from(challenge: Challenge, turns: list[Turn]) -> LocalAuthority | None:
    """The authority from which the person leads the team; ``turns`` as ``turns_of`` gives them.

    None in a challenge that goes round: there each authority brings its own directors and senior team.
    """
    if challenge.protocol.goes_round:
        return None
    return next((turn.lead for turn in turns if turn.lead and Part.LEAD in turn.parts), None)


def shown_seats(seats: list[Seat], may_manage: bool) -> list[Seat]:
    """Everyone who takes part; those who declined or were taken away for the manager alone."""
    order = {role: place for place, role in enumerate(SeatRole)}
    shown = [one for one in seats if may_manage or one.state == Seat.State.ACCEPTED]
    return sorted(
        shown, key=lambda one: (one.state != Seat.State.ACCEPTED, order[SeatRole(one.role)], one.name)
    )


def rows_of(challenges, today: date) -> list[Row]:
    """One line each, with how many steps are overdue."""
    found = list(
        challenges.select_related("protocol", "cycle__region").prefetch_related(
            "steps__of", "steps__challenge", "turns__host"
        )
    )
    facts = facts_of(found)
    rows = []
    for one in found:
        late = [line for line in step_lines(one, facts[one.pk], today) if line.state == "Overdue"]
        rows.append(
            Row(
                challenge=one,
                state=one.get_state_display(),
                colour=COLOURS[State(one.state)],
                hosts=", ".join(turn.host.name for turn in one.turns.all()),
                note=f"{len(late)} overdue: {late[0].step.of.name}" if late else "",
            )
        )
    return rows
