"""The facts that checks ask for, of many challenges at once: the number of queries does not grow with theirs."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace

from django.db.models import Count, F, Q

from challenges.checks import Facts, Held, Rule, Slot, TurnFacts, missing
from challenges.models import (
    AgreedAction,
    Challenge,
    ChallengeStep,
    CheckIn,
    DocumentRequest,
    Evaluation,
    FeedbackNote,
    Finding,
    LineOfEnquiry,
    ProtocolRole,
    ProtocolStep,
    Question,
    Seat,
    Session,
    SessionPlace,
    Turn,
)
from challenges.parts import PEERS, SeatRole
from challenges.states import State
from selfeval.models import Release


def facts_of(challenges: Iterable[Challenge], *, invited_too: bool = False) -> dict[int, Facts]:
    """By the challenge's key; with ``invited_too``, seats that wait for an answer count as accepted ones do."""
    found = list(challenges)
    rules = defaultdict(list)
    for row in ProtocolRole.objects.filter(protocol__in={one.protocol_id for one in found}):
        rules[row.protocol_id].append(Rule(SeatRole(row.role), row.least, row.most, row.each_authority))
    turns = turn_facts(found)
    seats = seats_of(found, invited_too=invited_too)
    evaluated = Counter(Evaluation.objects.filter(challenge__in=found).values_list("challenge", flat=True))
    return {
        one.pk: Facts(
            least_lines=one.protocol.least_lines,
            most_lines=one.protocol.most_lines,
            needs_both_kinds=one.protocol.needs_both_kinds,
            goes_round=one.protocol.goes_round,
            rules=rules[one.protocol_id],
            turns=turns[one.pk],
            seats=seats[one.pk],
            evaluated=evaluated[one.pk],
        )
        for one in found
    }


def seats_of(challenges: list[Challenge], *, invited_too: bool) -> dict[int, list[Held]]:
    states = [Seat.State.ACCEPTED, *([Seat.State.INVITED] if invited_too else [])]
    held = defaultdict(list)
    for seat in Seat.objects.filter(challenge__in=challenges, state__in=states):
        held[seat.challenge_id].append(Held(SeatRole(seat.role), seat.authority_id))
    return held


def turn_facts(challenges: list[Challenge]) -> dict[int, list[TurnFacts]]:
    turns = list(Turn.objects.filter(challenge__in=challenges).select_related("host"))
    facts = {
        turn.pk: TurnFacts(
            host=turn.host.name,
            number=turn.host_id,
            lead=turn.lead_id,
            observer=turn.observer_id,
            scope_locked=turn.scope_locked_at is not None,
            questions_out=turn.questions_out_at is not None,
        )
        for turn in turns
    }
    add_papers(turns, facts)
    add_sessions(turns, facts)
    add_findings(turns, facts)
    add_actions(turns, facts)
    by_challenge = defaultdict(list)
    for turn in turns:
        by_challenge[turn.challenge_id].append(facts[turn.pk])
    return by_challenge


def add_papers(turns: list[Turn], facts: dict[int, TurnFacts]) -> None:
    """Releases, lines of enquiry, documents, questions."""
    released = set(
        Release.objects.in_force()
        .filter(evaluation__in=[turn.evaluation_id for turn in turns])
        .values_list("evaluation", flat=True)
    )
    for turn in turns:
        facts[turn.pk].is_released = turn.evaluation_id in released
    for turn, kind in LineOfEnquiry.objects.filter(turn__in=turns).values_list("turn", "kind"):
        facts[turn].lines[kind] += 1
    asked = DocumentRequest.objects.filter(turn__in=turns)
    for request in asked.exclude(state=DocumentRequest.State.WITHDRAWN):
        facts[request.turn_id].documents += 1
        if not request.is_answered:
            facts[request.turn_id].documents_left += 1
    counted = Question.objects.filter(turn__in=turns).order_by().values("turn").annotate(n=Count("pk"))
    for row in counted:
        facts[row["turn"]].questions = row["n"]


def add_sessions(turns: list[Turn], facts: dict[int, TurnFacts]) -> None:
    for turn in Session.objects.filter(turn__in=turns, is_cancelled=False).values_list("turn", flat=True):
        facts[turn].sessions += 1
    places = SessionPlace.objects.filter(session__turn__in=turns, session__is_cancelled=False, is_off=False)
    for place in places.select_related("session", "seat"):
        session = place.session
        slot = Slot(place.seat_id, place.seat.name, session.title, session.starts_at, session.ends_at)
        facts[session.turn_id].slots.append(slot)


def add_findings(turns: list[Turn], facts: dict[int, TurnFacts]) -> None:
    for finding in Finding.objects.filter(turn__in=turns).only("turn", "spoken_at", "state"):
        about = facts[finding.turn_id]
        if finding.spoken_at:
            about.spoken += 1
        elif finding.state in (Finding.State.EMERGING, Finding.State.EVIDENCED):
            about.not_spoken += 1
    for turn, state in FeedbackNote.objects.filter(turn__in=turns).values_list("turn", "state"):
        facts[turn].note = state


def add_actions(turns: list[Turn], facts: dict[int, TurnFacts]) -> None:
    """How many actions there are, and how many of their partners' confirmations are still to come."""
    partners = partners_of(turns)
    now = Count("confirmations", filter=Q(confirmations__version=F("version")), distinct=True)
    for action in AgreedAction.objects.filter(turn__in=turns).order_by().annotate(given=now):
        facts[action.turn_id].actions += 1
        facts[action.turn_id].unconfirmed += max(len(partners[action.turn_id]) - action.given, 0)
    for turn, kind in CheckIn.objects.filter(turn__in=turns).values_list("turn", "kind"):
        facts[turn].check_ins.add(kind)


def partners_of(turns: Iterable[Turn]) -> dict[int, set[int]]:
    """By the turn's key, the authorities with an accepted peer's seat in it: those who confirm its actions."""
    found: dict[int, set[int]] = {turn.pk: set() for turn in turns}
    by_challenge = defaultdict(list)
    for turn in turns:
        by_challenge[turn.challenge_id].append(turn)
    seats = Seat.objects.filter(
        challenge__in=by_challenge, state=Seat.State.ACCEPTED, authority__isnull=False
    )
    for seat in seats:
        for turn in by_challenge[seat.challenge_id]:
            if turn.part_of(seat) in PEERS:
                found[turn.pk].add(seat.authority_id)
    return found


def left_of(step: ChallengeStep, challenge: Challenge, facts: Facts) -> list[str]:
    """What the step still lacks, in words; empty when it is done."""
    if step.of.kind == ProtocolStep.Kind.EVENT:
        happened = challenge.state in (State.FOLLOWED_UP, State.CLOSED)
        return [] if happened else ["it has not ended yet"]
    return missing(step.of.kind, facts, is_said_done=step.done_at is not None)


def of_turn(facts: Facts, turn: Turn) -> Facts:
    """The facts of the challenge as if this were its only turn: what this host's side still lacks."""
    return replace(facts, turns=[one for one in facts.turns if one.number == turn.host_id])
