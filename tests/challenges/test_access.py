"""Who may do what in a challenge, in every state: written from the access policy, not from the code.

One scene goes through the life of a challenge. In every state each address and method is asked for as the people
whom the policy treats otherwise than in the state before, and in one state as everybody. A cell is what the policy
says: ``open`` (it answers, or does what was asked), ``known`` (they know of the thing and are refused), or else
hidden, which must look exactly like a thing that does not exist. With ``WALK=everybody`` and ``WALK_IN=all`` in
the environment each state is walked whole, which takes an hour.
"""

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

import pytest
from django.db import transaction
from django.urls import reverse

from audit.models import Event
from challenges import urls
from challenges.models import ObserverNote
from tests.challenges.life import (
    CONTRIBUTORS,
    DIRECTOR,
    DIRECTORS,
    EVERYBODY,
    FOLLOWERS,
    GUEST,
    LEAD,
    MANAGER,
    MANAGERS,
    MEMBERS,
    NOBODY,
    OBSERVER,
    OF_A_REGION,
    OF_THE_NORTH,
    PARTNERS,
    PREPARES,
    REGIONAL_LEAD,
    TEAM,
    UNREAD,
    back_on,
    begins,
    called_off,
    ends,
    made_final,
    make_life,
    questions_go_out,
    released_to,
    sent,
    to_state,
)
from tests.challenges.world import BEFORE, ENDED, FIRST_DAY, LATER, clock_at
from tests.selfeval.world import LONDON
from tests.sli_portal.test_every_address import without_token

pytestmark = [pytest.mark.django_db, pytest.mark.either]

WALK = os.environ.get("WALK", "")  # "kinds" or "everybody": as whom the states of ``WALKED_WHOLE`` are walked
WALK_IN = os.environ.get("WALK_IN", "")  # their names with semicolons between, or "all"


@dataclass(frozen=True)
class State:
    """What the policy asks about a challenge; ``step`` brings the scene to it from the state before."""

    step: Callable
    now: datetime = BEFORE
    move: tuple[str, frozenset] = ("confirm", frozenset())
    has_begun: bool = False  # its lines of enquiry stay as they are
    are_out: bool = False  # the questions
    is_last_day: bool = False
    note: str = "draft"
    audience: frozenset = frozenset()  # who reads the released feedback beside the team
    is_over: bool = False
    is_cancelled: bool = False
    has_ended: bool = False  # the access of its seats

    def seated(self, people):
        return set() if self.has_ended or self.is_cancelled else people

    @property
    def prepares(self):
        return {"cora"} | self.seated({"hew"})

    @property
    def hosts(self):
        return DIRECTOR | self.prepares

    @property
    def peers(self):
        return self.seated(LEAD | OBSERVER | TEAM)

    @property
    def knows(self):
        """By a post at the host, in the region's year, or by a seat, of a challenge that is off too."""
        seats = set() if self.has_ended else LEAD | OBSERVER | TEAM | GUEST | UNREAD
        return DIRECTOR | PREPARES | MEMBERS | CONTRIBUTORS | FOLLOWERS | seats

    def live(self, people):
        """Those who may change something, while it is neither closed nor cancelled."""
        return set() if self.is_over else people


@dataclass(frozen=True)
class Row:
    """An address and method, with what is sent, and whom the policy lets do it."""

    name: str
    keys: tuple
    method: str
    open: frozenset | set
    known: frozenset | set = frozenset()
    data: dict = field(default_factory=dict)
    changes: bool = True  # whether a post that is right leaves a mark
    of_region: bool = False

    def address(self, *, is_missing=False):
        keys = (999_999, *self.keys[1:]) if is_missing and self.keys else self.keys
        return reverse(f"challenges:{self.name}", args=keys)

    def says(self, who):
        return "open" if who in self.open else "known" if who in self.known else "hidden"


def row(name, keys, methods, *sets, data=None, **options):
    """One row a method; a second word is for another set: ``("get post", readers, writers)`` is not meant."""
    keys = keys if isinstance(keys, tuple) else (keys,) if keys else ()
    return [
        Row(name, keys, method, *map(frozenset, sets), data=data or {} if method == "post" else {}, **options)
        for method in methods.split()
    ]


# -- The table ------------------------------------------------------------------------------------------------------


def of_the_whole(scene, state):
    """The list, the challenge, its seats and its days. Status: stages, dates and names, and no text."""
    pk, knows = scene.challenge.pk, state.knows
    word, movers = state.move
    step = scene.challenge.steps.filter(of__kind="briefing").get().pk
    waiting = state.live(set() if state.has_ended else {"inga"})
    reads_principles = set() if state.has_ended else UNREAD
    day = {"first_day_0": 16, "first_day_1": 2, "first_day_2": 2027}
    seat = {"role": "health", "name": "New", "email": "new@example.org"}
    invites = MANAGERS | state.seated(LEAD)
    can_move = MANAGERS if not state.has_begun and not state.is_over else set()
    return [
        *row("challenges", None, "get", EVERYBODY),
        *row("plan", scene.cycle, "get", MANAGERS),
        *row("plan", scene.cycle, "post", MANAGERS, data=scene.plan),
        *row("challenge", pk, "get", knows),
        *row("challenge_move", pk, "post", movers, knows, data={"move": word}),
        *row("challenge_day", pk, "get", MANAGERS),
        *row("challenge_day", pk, "post", can_move, MANAGERS, data=day),
        *row("challenge_step_done", step, "post", state.live(MANAGERS), MANAGERS),
        *row("seats", pk, "get", invites, knows),
        *row("seats", pk, "post", state.live(invites), knows, data=seat),
        *row("seat_remove", scene.seat("rhea").pk, "get post", MANAGERS),
        *row("seat_answer", scene.waiting, "post", waiting, {"inga"}, data={"answer": "accept"}),
        *row("principles", scene.seat("una").pk, "get", state.live(reads_principles), reads_principles),
        *row(
            "principles",
            scene.seat("una").pk,
            "post",
            state.live(reads_principles),
            reads_principles,
            data={"accepts": "on", "tie": "no"},
        ),
        *row("challenge_calendar", pk, "get", knows),
        *row("turn", scene.turn.pk, "get", knows),
        *row("learning", None, "get", EVERYBODY),
    ]


def of_the_scope(scene, state):
    """Scope dialogue: director, lead and observer write; coordinator, members and manager read.

    The team reads the focus and the lines of enquiry, which it works from, and not the dialogue: see the canaries.
    """
    turn = scene.turn.pk
    reads = state.hosts | MEMBERS | state.peers | MANAGER
    writes = state.live(DIRECTOR | state.seated(LEAD | OBSERVER))
    leads = set() if state.has_begun else state.live(state.seated(LEAD))
    focus = {"focus": "Homes", "focus_because": "Far away", "version": 1}
    line = {"kind": "improve", "text": "Another"}
    return [
        *row("scope", turn, "get", reads),
        *row("scope", turn, "post", writes, reads, data={"text": "I think"}),
        *row("scope_focus", turn, "get", writes, reads),
        *row("scope_focus", turn, "post", writes, reads, data=focus),
        *row("scope_propose", turn, "get", writes, reads),
        *row("scope_propose", turn, "post", writes, reads, data={"area": "Homes"}),
        *row("scope_agree", turn, "post", writes, reads, data={"version": 1}),
        *row("lines", turn, "get", reads),
        *row("lines_add", turn, "get", leads, reads),
        *row("lines_add", turn, "post", leads, reads, data=line),
        *row("line_edit", scene.line, "get", leads, reads),
        *row("line_edit", scene.line, "post", leads, reads, data=line),
        *row("line_remove", scene.line, "get post", leads, reads),
        *row("line_move", scene.line, "post", leads, reads, data={"to": "up"}),
        *row("reading", turn, "get", reads),
    ]


def of_questions(scene, state):
    """Before their release a peer's own, and all for the lead; after it the regional lead and guests read none."""
    turn, peers, lead = scene.turn.pk, state.peers, state.seated(LEAD)
    reads = state.hosts | MEMBERS | peers | MANAGER
    open_to = lambda people: set() if state.are_out else state.live(people)  # noqa: E731
    writer = state.seated({"rhea"})
    answers = state.live(state.hosts) if state.are_out else set()
    known_answers = state.hosts if state.are_out else set()
    heard = lead if state.are_out and state.has_begun and not state.is_over else set()
    text = {"text": "Why?"}
    return [
        *row("questions", turn, "get", reads),
        *row("questions_add", turn, "get", open_to(peers), peers),
        *row("questions_add", turn, "post", open_to(peers), peers, data=text),
        *row("questions_merge", turn, "post", open_to(lead), lead, data=text | {"draft": [scene.draft]}),
        *row("questions_release", turn, "get", open_to(lead), lead),
        *row("questions_release", turn, "post", open_to(lead), lead, data={"number": 2}),
        *row("question_edit", scene.draft, "get", open_to(writer), writer),
        *row("question_edit", scene.draft, "post", open_to(writer), writer, data=text),
        *row("question_remove", scene.draft, "get post", open_to(writer), writer),
        *row("question_edit", scene.question, "get", open_to(lead), lead),
        *row("question_edit", scene.question, "post", open_to(lead), lead, data=text),
        *row("question_remove", scene.question, "get post", open_to(lead), lead),
        *row("question_move", scene.question, "post", open_to(lead), lead, data={"to": "up"}),
        *row("question_answer", scene.question, "get", answers, known_answers),
        *row("question_answer", scene.question, "post", answers, known_answers, data=text),
        *row("question_heard", scene.question, "get", heard, lead),
        *row("question_heard", scene.question, "post", heard, lead, data=text),
    ]


def of_preparing(scene, state):
    """A host's documents are for the team; the timetable is for all who are in it, the guest and the manager too."""
    turn, peers, lead = scene.turn.pk, state.peers, state.seated(LEAD)
    papers = peers | state.hosts
    plans = state.hosts | lead | MANAGER
    comes = state.hosts | MEMBERS | peers | state.seated(GUEST) | MANAGER
    ask = {"title": "Audit", "wanted_by_0": 19, "wanted_by_1": 1, "wanted_by_2": 2027}
    session = {"title": "Meeting", "day": str(FIRST_DAY), "starts": "15:00", "ends": "16:00", "built_on": 0}
    return [
        *row("documents", turn, "get", papers),
        *row("documents", turn, "post", state.live(lead), papers, data=ask),
        *row("document_give", scene.asked, "get", state.live(state.hosts), state.hosts),
        *row(
            "document_give",
            scene.asked,
            "post",
            state.live(state.hosts),
            state.hosts,
            data={"because": "None"},
        ),
        *row("document_withdraw", scene.asked, "post", state.live(lead), lead),
        *row("document_file", scene.given, "get", papers),
        *row("timetable", turn, "get", comes),
        *row("timetable_mine", turn, "get", comes),
        *row("timetable_calendar", turn, "get", comes),
        *row("timetable_everyone", turn, "get", plans),
        *row("seat_timetable", scene.seat("rhea").pk, "get", plans),
        *row("timetable_add", turn, "get", state.live(plans), plans),
        *row("timetable_add", turn, "post", state.live(plans), plans, data=session),
        *row("session", scene.session, "get", state.live(plans), plans),
        *row("session", scene.session, "post", state.live(plans), plans, data=session),
        *row("session_cancel", scene.session, "post", state.live(plans), plans),
    ]


def of_findings(scene, state):
    """Evidence, findings and the observer's pages are the team's alone: neither the host nor the region sees any."""
    turn, peers, lead, observer = scene.turn.pk, state.peers, state.seated(LEAD), state.seated(OBSERVER)
    team, writer = lead | state.seated(TEAM), state.seated({"rhea"})
    is_final = state.note in ("final", "released")
    leads = set() if is_final else state.live(lead)
    suggests = set() if is_final else state.live(team)
    tells = leads if state.is_last_day else set()
    note = {"text": "Seen", "source": "data"}
    wording = {"text": "Found", "strand": "operational", "version": 0}
    told = {f"told-{scene.suggested_live}": "on", f"words-{scene.suggested_live}": "Told"}
    asked = {"text": "Why?"}
    return [
        *row("evidence", turn, "get", peers),
        *row("evidence", turn, "post", state.live(team), peers, data=note),
        *row("evidence_item", scene.evidence, "get", state.live(writer), writer),
        *row("evidence_item", scene.evidence, "post", state.live(writer), writer, data=note),
        *row("evidence_item_delete", scene.evidence, "get post", state.live(writer), writer),
        *row("findings", turn, "get", peers),
        *row("findings_matrix", turn, "get", peers),
        *row("spoken", turn, "get", peers),
        *row("findings_new", turn, "get", state.live(team), team),
        *row("findings_new", turn, "post", suggests, team, data=wording),
        *row("spoken_told", turn, "get", state.live(lead), lead),
        *row("spoken_told", turn, "post", tells, lead, data=told),
        *row("finding", scene.suggested, "get", peers),
        *row("finding", scene.suggested, "post", leads, peers, data=wording),
        *row("finding_move", scene.suggested, "post", leads, peers, data={"move": "take_up"}),
        *row("finding_drop", scene.suggested, "get", state.live(lead), peers),
        *row("finding_drop", scene.suggested, "post", leads, peers, data={"because": "No"}),
        *row("observer", turn, "get", observer),
        *row("observer_log", turn, "post", state.live(observer), observer, data=asked),
        *row("observer_questions", turn, "post", state.live(observer), observer, data=asked),
        *row("observer_focus", turn, "get", state.live(observer), observer),
        *row("observer_focus", turn, "post", state.live(observer), observer, data={"said": "signed"}),
        *row("observer_findings", turn, "get", state.live(observer), observer),
        *row(
            "observer_findings",
            turn,
            "post",
            state.live(observer),
            observer,
            data={"said": "reservation", "reservation": "Not sure"},
        ),
        *row("observer_note_delete", scene.log, "post", state.live(observer), observer),
        *row("observer_question", scene.put, "get", state.live(observer), observer),
        *row("observer_question", scene.put, "post", state.live(observer), observer, data=asked),
    ]


def of_the_note(scene, state):
    """Feedback: the host's director checks facts and releases; who reads beside the team is the host's to say.

    The manager and the regional lead know how far it is; what of it anybody reads is in the canaries.
    """
    turn, lead = scene.turn.pk, state.seated(LEAD)
    knows = state.hosts | MEMBERS | state.peers | MANAGERS | state.audience
    reads = (state.hosts | MEMBERS | state.peers | state.audience) if state.note == "released" else set()
    is_open = lambda *states: state.note in states  # noqa: E731
    opening = state.live(lead) if is_open("draft", "with_host") else set()
    response = state.live(DIRECTOR) if is_open("with_host", "final") else set()
    check = state.live(DIRECTOR) if is_open("with_host") else set()
    release = state.live(DIRECTOR) if is_open("final") else set()
    moves = state.live(lead) if is_open("draft", "with_host") else set()
    reply = state.live(lead) if is_open("with_host") else set()
    text = {"text": "Words", "version": scene.note_version}
    word = "take_back" if is_open("with_host") else "send"
    return [
        *row("note", turn, "get", knows),
        *row("note_opening", turn, "get", opening, lead),
        *row("note_opening", turn, "post", opening, lead, data=text),
        *row("note_response", turn, "get", response, DIRECTOR),
        *row("note_response", turn, "post", response, DIRECTOR, data=text),
        *row("note_move", turn, "post", moves, lead, data={"move": word}),
        *row("note_release", turn, "get", release, DIRECTOR),
        *row("note_release", turn, "post", release, DIRECTOR, data={"audience": "team"}),
        *row("note_check", (turn, scene.told), "get", check, DIRECTOR),
        *row("note_check", (turn, scene.told), "post", check, DIRECTOR, data={"text": "Wrong"}),
        *row("note_pdf", turn, "get", reads, knows),
        *row("note_word", turn, "get", reads, knows),
        *row("fact_check", scene.check, "get", state.live(lead), lead),
        *row("fact_check", scene.check, "post", reply, lead, data={"reply": "Mended"}),
    ]


def of_agreeing(scene, state):
    """Actions, needs and offers: the host writes, partners confirm. The region sees how many, and no text.

    Going further than the matrix, which names directors: whoever of the team comes from a partner confirms for it,
    and everyone of the team reads what was agreed.
    """
    turn, reads = scene.turn.pk, state.hosts | MEMBERS | state.peers
    hosts, partners = state.live(state.hosts), state.live(state.seated(PARTNERS))
    action = {
        "text": "Do",
        "owner": "Head",
        "due_on_0": 30,
        "due_on_1": 6,
        "due_on_2": 2027,
        "version": 1,
    }
    need = {"kind": "offer", "topic": "Audits", "text": "Ours"}
    pk = scene.challenge.pk
    is_open = state.now.date() >= FIRST_DAY
    asked = DIRECTOR | state.peers | state.seated({"hew", *GUEST})
    return [
        *row("actions", turn, "get", reads),
        *row("action_add", turn, "get", hosts, reads),
        *row("action_add", turn, "post", hosts, reads, data=action),
        *row("action", scene.action, "get", hosts, reads),
        *row("action", scene.action, "post", hosts, reads, data=action),
        *row("action_state", scene.action, "post", hosts, reads, data={"state": "done"}),
        *row("action_confirm", scene.action, "get", partners, reads),
        *row("action_confirm", scene.action, "post", partners, reads, data={"version": 1}),
        *row("support_add", turn, "get", hosts | partners, reads),
        *row("support_add", turn, "post", hosts | partners, reads, data=need),
        *row("support", scene.need, "get", hosts, reads),
        *row("support", scene.need, "post", hosts, reads, data=need),
        *row("follow_up", turn, "get", reads),
        *row(
            "follow_up",
            turn,
            "post",
            hosts | state.live(state.seated(LEAD)),
            reads,
            data={"kind": "check_in", "text": "Well"},
        ),
        *row("evaluation", pk, "get", asked | MANAGERS),
        *row("evaluation", pk, "post", asked if is_open else set(), asked | MANAGERS, data={"worked": "All"}),
        *row("turn_themes", turn, "get", state.seated(LEAD)),
        *row("turn_themes", turn, "post", state.live(state.seated(LEAD)), state.seated(LEAD)),
    ]


def of_the_region(scene, state):
    """The region's own: groups, protocols, pilots, themes, the ledger. It knows no state of the challenge."""
    cycle, pilot = scene.cycle, scene.pilot
    pair = {"swap-one": 801, "swap-other": 802}
    together = {"together-one": 801, "together-other": 802}
    step = {"name": "New", "kind": "other", "offset": 1}
    day = {"name": "New", "day_0": 9, "day_1": 2, "day_2": 2027}
    change = {"name": "New", "days": 1, "least_lines": 1, "most_lines": 2, "principles": "One"}
    role = {"role": "team", "least": 1}
    asks = {"changes": False}
    rows = [
        *row("groups_build", cycle, "get post", MANAGERS, **asks),
        *row("groups_draft", cycle, "get", MANAGERS),
        *row("groups_swap", cycle, "post", MANAGERS, data=pair, **asks),
        *row("groups_together", cycle, "post", MANAGERS, data=together, **asks),
        *row("groups_keep", cycle, "post", MANAGERS, data={"group": 1}),
        *row("groups_take_off", cycle, "post", MANAGERS, data={"pin": "801-802"}),
        *row("groups_again", cycle, "post", MANAGERS, **asks),
        *row("groups_choose", cycle, "post", MANAGERS, data={"answer": 0}),
        *row("groups_publish", cycle, "get post", MANAGERS, **asks),
        *row("ledger", cycle, "get", FOLLOWERS | DIRECTORS, OF_THE_NORTH),
        *row("region", cycle, "get", FOLLOWERS),
        *row("region_chase", cycle, "post", MANAGERS),
        *row("protocols", None, "get", OF_A_REGION),
        *row("protocol", scene.standard, "get", OF_A_REGION),
        *row("protocol", scene.protocol, "get", OF_THE_NORTH),
        *row("protocol_copy", scene.protocol, "post", MANAGERS, data={"region": "north"}),
        *row("protocol_copy", scene.standard, "post", MANAGERS, data={"region": "north"}),
        *row("protocol_compare", scene.protocol, "get", set()),
        *row("protocol_change", scene.protocol, "get", MANAGERS),
        *row("protocol_change", scene.protocol, "post", MANAGERS, data=change),
        *row("protocol_change", scene.standard, "get post", set(), MANAGERS | {"meg"}, data=change),
        *row("protocol_add_step", scene.protocol, "get", MANAGERS),
        *row("protocol_add_step", scene.protocol, "post", MANAGERS, data=step),
        *row("protocol_set_role", scene.protocol, "get", MANAGERS),
        *row("protocol_set_role", scene.protocol, "post", MANAGERS, data=role),
        *row("protocol_step", scene.protocol_step, "get", MANAGERS),
        *row("protocol_step", scene.protocol_step, "post", MANAGERS, data=step),
        *row("protocol_step_remove", scene.protocol_step, "post", MANAGERS),
        *row("protocol_role_remove", scene.protocol_role, "post", MANAGERS),
        *row("pilot", pilot, "get", MANAGERS),
        *row("pilot", pilot, "post", MANAGERS, data=day),
        *row("pilot_offer", pilot, "post", MANAGERS, **asks),
        *row("pilot_step", scene.pilot_step, "get", MANAGERS),
        *row("pilot_step", scene.pilot_step, "post", MANAGERS, data=day),
        *row("headlines", cycle, "get", OF_THE_NORTH),
        *row("headlines_paper", cycle, "get", OF_THE_NORTH),
        *row("headlines_publish", cycle, "post", MANAGERS, **asks),
        *row("themes", cycle, "get", MANAGERS),
        *row("themes", cycle, "post", MANAGERS, data={"name": "New"}),
        *row("theme", scene.theme, "get", MANAGERS),
        *row("theme", scene.theme, "post", MANAGERS, data={"name": "New"}),
        *row("theme_remove", scene.theme, "post", MANAGERS),
        *row("release_themes", scene.world.release.pk, "get post", set() if state.has_ended else MANAGER),
        *row("consents", cycle, "get post", DIRECTORS),
    ]
    return [replace(one, of_region=True) for one in rows]


FAMILIES = (
    of_the_whole,
    of_the_scope,
    of_questions,
    of_preparing,
    of_findings,
    of_the_note,
    of_agreeing,
    of_the_region,
)


def rows_of(scene, state):
    return [one for family in FAMILIES for one in family(scene, state)]


# -- The life of a challenge ----------------------------------------------------------------------------------------

ON = datetime(2027, 2, 10, 12, tzinfo=LONDON)  # the last of its two days
NOTHING = frozenset()
TO_LEAD, TO_REGION = frozenset(REGIONAL_LEAD), frozenset(REGIONAL_LEAD | DIRECTORS)
BEGUN = {"has_begun": True, "are_out": True, "is_last_day": True}
AFTER = BEGUN | {"now": LATER, "move": ("close", frozenset(MANAGER))}
STATES = {
    "planned": State(lambda scene: None, move=("confirm", frozenset(MANAGER))),
    "confirmed, on its first day": State(
        to_state("confirmed"),
        now=datetime(2027, 2, 9, 9, tzinfo=LONDON),
        move=("begin", frozenset(MANAGER | LEAD)),
    ),
    "confirmed, the questions are out": State(
        questions_go_out,
        now=datetime(2027, 2, 9, 9, tzinfo=LONDON),
        are_out=True,
        move=("cancel", frozenset(MANAGER)),
    ),
    "under way": State(begins, now=ON, move=("end", frozenset(MANAGER | LEAD)), **BEGUN),
    "followed up": State(ends, **AFTER),
    "with the host": State(sent, note="with_host", **AFTER),
    "final": State(made_final, note="final", **AFTER),
    "released to the team": State(released_to("team"), note="released", **AFTER),
    "released to the regional lead": State(
        released_to("regional_lead"), note="released", audience=TO_LEAD, **AFTER
    ),
    "released to the region": State(released_to("region"), note="released", audience=TO_REGION, **AFTER),
    "closed": State(
        to_state("closed"),
        note="released",
        audience=TO_REGION,
        is_over=True,
        **AFTER | {"move": ("close", NOTHING)},
    ),
    "cancelled": State(called_off, is_over=True, is_cancelled=True, move=("confirm", NOTHING)),
    "access has ended": State(
        back_on,
        note="released",
        audience=TO_REGION,
        has_ended=True,
        **AFTER | {"now": ENDED},
    ),
}
WALKED_WHOLE = set(STATES) if WALK_IN == "all" else set(WALK_IN.split(";")) if WALK_IN else {"under way"}
# In that state by default these, one of each kind. Who is like them is walked too where the answer changes, at the
# addresses in ``ALL_KINDS_AT``, and with ``WALK``.
KINDS = {"ada", "lena", "nia", "tia", "rhea", "gil", "una", "con", "mo", NOBODY}
KINDS_OF_REGION = {"mo", "pat", "ana", "nora", "gil", "meg", NOBODY}
ALL_KINDS = KINDS | KINDS_OF_REGION | {"cora", "hew", "wyn", "hal", "inga", "dee", "rem", "sol", "wil", "gus"}
ALL_KINDS_AT = {
    "challenge",
    "turn",
    "scope",
    "questions",
    "document_file",
    "evidence",
    "findings",
    "note",
    "actions",
    "action_confirm",
    "evaluation",
}


# -- Walking it -----------------------------------------------------------------------------------------------------


def marks():
    """Counts that rise or fall with anything that these addresses may change."""
    return Event.objects.count(), ObserverNote.objects.count()


def ask(client, row, *, is_missing=False):
    """(the answer, whether anything changed), with what it changed undone."""
    path = row.address(is_missing=is_missing)
    with transaction.atomic():
        before = marks()
        response = getattr(client, row.method)(path, row.data)
        list(response)  # a file is closed once it was read
        client.cookies.pop("messages", None)  # or the next page would show them
        changed = row.method == "post" and marks() != before
        transaction.set_rollback(True)
    return response, changed


REFUSED = {403, 404, 405, 410, 422}


@pytest.fixture(autouse=True)
def quiet():
    """Thousands of refusals are expected here; writing each to the log would take most of the time."""
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


class Missing(dict):
    """What each person is told of a thing that does not exist: one page for all, but where a view is not theirs."""

    def of(self, row, who, client, status):
        key = (who, 404) if status == 404 else (who, row.name, row.method)
        if key not in self:
            response, _ = ask(client, row, is_missing=True)
            self[key] = response.status_code, without_token(response)
        return self[key]


def fault(missing, row, who, client):
    """What is wrong with the cell, or nothing."""
    response, changed = ask(client, row)
    status = response.status_code
    cell = f"{who} {row.method} {row.name} {row.keys}: {status}{' changed' if changed else ''}"
    if who == NOBODY:
        is_sent = status == 302 and response.url.startswith(reverse("account_login"))
        return "" if is_sent and not changed else f"{cell}, wanted signing in"
    says = row.says(who)
    if says == "open":
        if row.method == "get" or not row.changes:
            return "" if status not in REFUSED - {422} else f"{cell}, wanted open"
        return "" if changed else f"{cell}, wanted open"
    if changed:
        return f"{cell}, wanted unchanged"
    if says == "known":
        return "" if status == 302 or status in REFUSED else f"{cell}, wanted refused"
    answer, told = (status, without_token(response)), missing.of(row, who, client, status)
    return "" if answer == told and status in REFUSED else f"{cell}, wanted hidden ({told[0]})"


def walkers(row):
    if WALK == "everybody":
        return {*EVERYBODY, NOBODY}
    if WALK == "kinds" or row.name in ALL_KINDS_AT:
        return ALL_KINDS
    return KINDS_OF_REGION if row.of_region else KINDS


def cells_of(rows, before, *, is_whole):
    """(row, person): everything, or what the policy says otherwise than in the state before."""
    if is_whole:
        return [(one, who) for one in rows for who in sorted(walkers(one))]
    was = {(one.name, one.keys, one.method): one for one in before}
    return [
        (one, who)
        for one in rows
        for who in sorted(EVERYBODY)
        if one.says(who) != was[one.name, one.keys, one.method].says(who)
    ]


def test_every_address_as_everybody_through_the_life_of_a_challenge(cast):
    with clock_at(BEFORE):
        scene = make_life(cast)
    before, walked, wrong = [], 0, {}

    for name, state in STATES.items():
        with clock_at(state.now):
            state.step(scene)
            rows = rows_of(scene, state)
            cells = cells_of(rows, before or rows, is_whole=name in WALKED_WHOLE)
            clients = {who: scene.client(who) for who in {who for _, who in cells}}
            missing = Missing()
            faults = [fault(missing, one, who, clients[who]) for one, who in cells]
        walked, before = walked + len(cells), rows
        wrong |= {name: found} if (found := [one for one in faults if one]) else {}

    assert wrong == {}
    assert walked > 2000


def test_each_address_takes_no_other_method(cast):
    with clock_at(BEFORE):
        scene = make_life(cast)
        rows, client = rows_of(scene, STATES["planned"]), scene.client("mo")
        taken = {(one.name, one.method) for one in rows}
        others = [replace(one, method="post") for one in rows if (one.name, "post") not in taken]
        others += [replace(one, method="get") for one in rows if (one.name, "get") not in taken]
        asked = [(one, *ask(client, one)) for one in others]

    refused = {403, 404, 405}
    assert [one.name for one, answer, changed in asked if answer.status_code not in refused or changed] == []


def test_the_table_has_a_row_for_every_address_and_everybody(cast):
    with clock_at(BEFORE):
        scene = make_life(cast)
        rows = rows_of(scene, STATES["planned"])

    has_no_person = {"invitation"}  # whoever holds its link may open it
    assert {one.name for one in rows} | has_no_person == {pattern.name for pattern in urls.urlpatterns}
    assert set(scene.people) == EVERYBODY
