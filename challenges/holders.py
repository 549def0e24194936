"""Who holds a step of a challenge: whom to remind of it, and whom to chase when it is overdue.

Only people whose part in the turn is alive now: what they are asked to do is then open to them.
"""

from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from challenges.facts import facts_of, left_of, of_turn
from challenges.models import Challenge, ChallengeStep, Evaluation, ProtocolStep, Seat, Turn
from challenges.models.challenges import parts_in
from challenges.parts import HOST_SIDE, IN_IT, PEERS, Part
from regions.models import Person, Post
from regions.roles import Role

Kind = ProtocolStep.Kind
HOST = frozenset({Part.HOST, Part.HOST_TEAM})
LEAD = frozenset({Part.LEAD})
GROUP = HOST | {Part.LEAD, Part.OBSERVER}
MANAGER = frozenset({Part.MANAGER})
EVERYONE = IN_IT | {Part.GUEST}

# A kind that is not here is seen to by the project manager, who says when it is done.
HOLDERS: dict[str, frozenset[Part]] = {
    Kind.SELF_EVALUATION: HOST,
    Kind.SCOPE: frozenset({Part.HOST, Part.LEAD, Part.OBSERVER}),
    Kind.LINES: LEAD,
    Kind.REQUESTS: LEAD,
    Kind.DOCUMENTS: HOST,
    Kind.TIMETABLE: HOST,
    Kind.QUESTIONS: PEERS,
    Kind.QUESTIONS_OUT: LEAD,
    Kind.BRIEFING: LEAD,
    Kind.SPOKEN: LEAD,
    Kind.NOTE: LEAD,
    Kind.FACT_CHECK: LEAD | {Part.HOST},
    Kind.NOTE_OUT: LEAD | {Part.HOST},
    Kind.ACTIONS: GROUP,
    Kind.SUPPORT: HOST,
    Kind.EVALUATION: EVERYONE,
    Kind.CHECK_IN: GROUP,
    Kind.REVIEW: GROUP,
}
HOST_POSTS = (Role.DCS, Role.LA_COORDINATOR)


def holders_of(step: ChallengeStep) -> set[Person]:
    """Everyone who still has something to do for the step; nobody when it is done or its challenge is over."""
    challenge = step.challenge
    if challenge.is_over:
        return set()
    facts = facts_of([challenge])[challenge.pk]
    turns = challenge.turns.select_related("host__region", "lead", "observer", "challenge__cycle__region")
    late = [turn for turn in turns if left_of(step, challenge, of_turn(facts, turn))]
    if not late:
        return set()
    wanted = HOLDERS.get(step.of.kind, MANAGER)
    found = {person for turn in late for person in people_in(turn, wanted)}
    if step.of.kind == Kind.EVALUATION:
        given = set(Evaluation.objects.filter(challenge=challenge).values_list("person", flat=True))
        return {person for person in found if person.pk not in given}
    return found or set(people_in(late[0], MANAGER))


def people_in(turn: Turn, wanted: frozenset[Part]) -> Iterable[Person]:
    """Those whose part in the turn is one of these. Of the host's side, those who lead it, unless it is everyone."""
    seated = wanted if wanted == EVERYONE else wanted - HOST_SIDE
    for person in by_post(turn):
        if parts_in(turn, person) & wanted:
            yield person
    for person in by_seat(turn.challenge):
        if parts_in(turn, person) & seated:
            yield person


def by_post(turn: Turn) -> Iterable[Person]:
    """The host's director and coordinators, and the region's project managers."""
    at_host = Q(role__in=HOST_POSTS, authority=turn.host_id)
    at_region = Q(role=Role.PROJECT_MANAGER, region=turn.challenge.cycle.region_id)
    posts = Post.objects.held_on(timezone.localdate()).filter(at_host | at_region)
    return Person.objects.filter(is_active=True, posts__in=posts).distinct()


def by_seat(challenge: Challenge) -> Iterable[Person]:
    seats = Seat.objects.filter(challenge=challenge, state=Seat.State.ACCEPTED)
    return Person.objects.filter(is_active=True, seats__in=seats).distinct()
