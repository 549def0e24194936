"""What a step of a challenge still lacks, in words for the person who sees to it. Pure: no Django.

The facts come from ``challenges.facts``. A kind of step without a check is done when somebody says so.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations

from challenges.parts import DIRECTORS, SEAT_WORDS, SeatRole
from challenges.states import Note


@dataclass(frozen=True)
class Rule:
    """How many of a role are needed, and at most taken; of each authority of the group where it says so."""

    role: SeatRole
    least: int
    most: int | None
    each_authority: bool


@dataclass(frozen=True)
class Held:
    """A seat that has been accepted. ``authority`` is a DfE number, None for someone who is not from one."""

    role: SeatRole
    authority: int | None


@dataclass(frozen=True)
class Slot:
    """A session as one person has it."""

    seat: int
    name: str
    title: str
    starts_at: datetime
    ends_at: datetime


@dataclass
class TurnFacts:
    host: str
    number: int
    lead: int | None = None
    observer: int | None = None
    is_released: bool = False
    scope_locked: bool = False
    lines: Counter[str] = field(default_factory=Counter)
    documents_left: int = 0
    documents: int = 0
    slots: list[Slot] = field(default_factory=list)
    sessions: int = 0
    questions: int = 0
    questions_out: bool = False
    spoken: int = 0
    not_spoken: int = 0
    note: str = ""
    actions: int = 0
    unconfirmed: int = 0
    check_ins: set[str] = field(default_factory=set)


@dataclass
class Facts:
    least_lines: int
    most_lines: int
    needs_both_kinds: bool
    goes_round: bool
    rules: list[Rule]
    turns: list[TurnFacts]
    seats: list[Held] = field(default_factory=list)
    evaluated: int = 0


Check = Callable[[Facts], list[str]]


def for_turns(say: Callable[[TurnFacts], str]) -> Check:
    """One reason a turn that lacks something, named where there are several."""

    def check(facts: Facts) -> list[str]:
        found = [(turn.host, say(turn)) for turn in facts.turns]
        named = len(facts.turns) > 1
        return [f"{host}: {words}" if named else words for host, words in found if words]

    return check


def number_of(facts: Facts, role: SeatRole, authority: int | None = None) -> int:
    return sum(
        seat.role == role and (authority is None or seat.authority == authority) for seat in facts.seats
    )


def team(facts: Facts) -> list[str]:
    """Every rule of the protocol that the accepted seats do not meet yet."""
    reasons = []
    for rule in facts.rules:
        label = SEAT_WORDS[rule.role]
        if rule.each_authority:
            short = [one.host for one in facts.turns if number_of(facts, rule.role, one.number) < rule.least]
            reasons += [f"{host} needs {counted(rule.least, label)} who has accepted" for host in short]
        elif number_of(facts, rule.role) < rule.least:
            have = number_of(facts, rule.role)
            reasons.append(f"{counted(rule.least, label)} must have accepted, and {have or 'none'} has")
    return reasons + same_authority(facts)


def counted(number: int, label: str) -> str:
    return f"one {label}" if number == 1 else f"{number} {label}s"


def same_authority(facts: Facts) -> list[str]:
    """A host, a lead and an observer are from different authorities."""
    if facts.goes_round:
        return []
    held = [seat for seat in facts.seats if seat.role in DIRECTORS and seat.authority is not None]
    pairs = combinations([seat for seat in held if seat.role != SeatRole.PANEL], 2)
    return [
        f"The {SEAT_WORDS[one.role]} and the {SEAT_WORDS[other.role]} are of one authority"
        for one, other in pairs
        if one.authority == other.authority and one.role != other.role
    ]


def refusal(facts: Facts, role: SeatRole, authority: int | None) -> str:
    """Why nobody more can be invited in the role; empty if someone can. Count invited seats among the facts."""
    rule = next((one for one in facts.rules if one.role == role), None)
    if rule is None:
        return f"This kind of challenge has no {SEAT_WORDS[role]}"
    hosts = {turn.number for turn in facts.turns}
    if not facts.goes_round and role == SeatRole.HOST and authority not in hosts:
        return "The host is from the authority that is looked at"
    if not facts.goes_round and role in DIRECTORS - {SeatRole.HOST} and authority in hosts:
        return "Choose someone from another authority: this one is the host"
    if rule.most is None:
        return ""
    if number_of(facts, role, authority if rule.each_authority else None) >= rule.most:
        return full(facts, rule)
    return ""


def full(facts: Facts, rule: Rule) -> str:
    label = SEAT_WORDS[rule.role]
    where = " of each authority" if rule.each_authority else ""
    if rule.role == SeatRole.PANEL:
        directors = sum(one.most or 0 for one in facts.rules if one.role in (SeatRole.PANEL, SeatRole.LEAD))
        return (
            f"A challenge day takes at most {directors} directors beside the host, the lead among them, and it has "
            "them all. Take one away before you invite another"
        )
    most, there = ("one", "is") if rule.most == 1 else (rule.most, "are")
    return f"There can be at most {most}{where} as {label}, and there {there}. Take one away first"


def lines(facts: Facts) -> list[str]:
    def say(turn: TurnFacts) -> str:
        total = turn.lines.total()
        if total < facts.least_lines:
            return f"{facts.least_lines} or more lines of enquiry are needed, and there {are(total)}"
        if total > facts.most_lines:
            return f"at most {facts.most_lines} lines of enquiry, and there {are(total)}"
        if facts.needs_both_kinds and not (turn.lines["improve"] and turn.lines["good_practice"]):
            return "a line of enquiry of each kind is needed: one to improve, and one of good practice"
        return ""

    return for_turns(say)(facts)


def are(number: int) -> str:
    return "is one" if number == 1 else f"are {number or 'none'}"


def clashes(slots: list[Slot]) -> list[str]:
    """Who is in two sessions at once, in words."""
    found = []
    for one, other in combinations(sorted(slots, key=lambda slot: slot.starts_at), 2):
        if one.seat == other.seat and other.starts_at < one.ends_at:
            found.append(f"{one.name} is in “{one.title}” and “{other.title}” at the same time")
    return found


def timetable(facts: Facts) -> list[str]:
    empty = for_turns(lambda turn: "" if turn.sessions else "the timetable is empty")(facts)
    return empty + clashes([slot for turn in facts.turns for slot in turn.slots])


def documents(facts: Facts) -> list[str]:
    def say(turn: TurnFacts) -> str:
        if not turn.documents:
            return "no document was asked for yet"
        left = turn.documents_left
        return (
            f"{left} of {counted(turn.documents, 'document')} {'is' if left == 1 else 'are'} still to come"
            if left
            else ""
        )

    return for_turns(say)(facts)


def spoken(facts: Facts) -> list[str]:
    def say(turn: TurnFacts) -> str:
        if not turn.spoken:
            return "capture what was said to the host first: mark each finding that was told"
        if turn.not_spoken:
            return f"{turn.not_spoken} of the findings were neither told to the host nor dropped"
        return ""

    return for_turns(say)(facts)


def note_is(*states: str, words: str) -> Check:
    return for_turns(lambda turn: "" if turn.note in states else words)


def actions(facts: Facts) -> list[str]:
    def say(turn: TurnFacts) -> str:
        if not turn.actions:
            return "no action is agreed yet"
        if turn.unconfirmed:
            return f"partners’ confirmations of actions still to come: {turn.unconfirmed}"
        return ""

    return for_turns(say)(facts)


def evaluation(facts: Facts) -> list[str]:
    left = len(facts.seats) - facts.evaluated
    return [f"{left} of {len(facts.seats)} have not said what they think yet"] if left > 0 else []


def checked_in(kind: str, words: str) -> Check:
    return for_turns(lambda turn: "" if kind in turn.check_ins else words)


CHECKS: dict[str, Check] = {
    "team": team,
    "self_evaluation": for_turns(
        lambda turn: "" if turn.is_released else "the self-evaluation is not released yet"
    ),
    "scope": for_turns(lambda turn: "" if turn.scope_locked else "the focus is not agreed by all sides yet"),
    "lines": lines,
    "requests": for_turns(lambda turn: "" if turn.documents else "no document was asked for yet"),
    "documents": documents,
    "timetable": timetable,
    "questions": for_turns(lambda turn: "" if turn.questions else "nobody has written a question yet"),
    "questions_out": for_turns(
        lambda turn: "" if turn.questions_out else "the questions are not released to the host yet"
    ),
    "spoken": spoken,
    "note": note_is(
        Note.WITH_HOST, Note.FINAL, Note.RELEASED, words="the written feedback is not sent to the host yet"
    ),
    "fact_check": note_is(Note.FINAL, Note.RELEASED, words="the written feedback is not final yet"),
    "note_out": note_is(Note.RELEASED, words="the written feedback is not released by the host yet"),
    "actions": actions,
    "evaluation": evaluation,
    "check_in": checked_in("check_in", "the check-in is not written down yet"),
    "review": checked_in("review", "the progress review is not written down yet"),
}
# Those that the portal cannot see the whole of: somebody's word does too, such as "no document is needed".
ALSO_BY_WORD = frozenset({"requests", "documents", "timetable", "questions", "evaluation"})

# What these lack would tell the host what the team has written and not said yet.
OF_THE_TEAM = frozenset({"questions", "spoken"})


def missing(kind: str, facts: Facts, *, is_said_done: bool) -> list[str]:
    """What is left to do for a step of the kind; empty when it is done."""
    check = CHECKS.get(kind)
    if is_said_done and (check is None or kind in ALSO_BY_WORD):
        return []
    return check(facts) if check else ["nobody has said that it is done yet"]
