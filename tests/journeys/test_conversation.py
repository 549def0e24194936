"""A conversation of three authorities: one turn from its focus to its review, as each of its people sees it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cycles.working_days import after, on_or_after
from tests.journeys.challenging import (
    GOOD_PRACTICE,
    OPERATIONAL,
    Turn,
    bring_to_today,
    evaluate,
    follow,
    follow_button,
    look,
    move_on,
    plan,
    play,
    press,
    release_self_evaluations,
    shown,
    take_seats,
)

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.either]

GROUP = HOST, LEAD, OBSERVER = "Leicestershire", "Lincolnshire", "North Northamptonshire"
OTHERS = [LEAD, OBSERVER]  # the turns that the same steps are told of in a few lines
NAME = "Conversation of three"
TURN = Turn(NAME, HOST)
SEATS = [
    seat for place in GROUP for seat in (("dcs", place, "director"), ("contributor", place, "senior_team"))
]
FIGURE = "Referrals that follow another within a year"  # flagged for the host
FOCUS = "Why families come back within a year"
BECAUSE = "Nearly a quarter return, and we have tried twice."

DRAFTS = "Who rings a family back?", "When does anybody ring the family?"
QUESTION = "Who rings a family back, and when?"
ANSWER = "The worker who closed the case, in the sixth week."
HEARD = "A mother was rung once, and by a stranger."
COUNTED = "Of forty closed cases, nine had a call."
FINDING = "Families are not rung after help has ended"
OPENING = "Thank you for letting us hear parents first."
WRONG = "It was forty-four cases."
REPLY = "Corrected in the team’s notes."
ACTION = "Ring every family in the sixth week"


@pytest.fixture
def three(portal):
    release_self_evaluations(portal, LEAD, OBSERVER)


def agree_focus(manager, host, lead, observer):
    """A proposal, a word, a focus that must answer to the figures, three who agree."""
    move_on(manager, NAME, "Confirm it", f"{HOST}: the focus is not agreed by all sides yet")
    look(manager)
    TURN.open(lead, "Focus")
    follow_button(lead, "Propose an area")
    look(lead)
    lead.get_by_label("What would you look at?").fill(FOCUS)
    press(lead, "Propose it", "Your proposal stands with the others.")
    TURN.open(observer, "Focus")
    observer.get_by_label("Your contribution").fill("Ask the parents first.")
    press(observer, "Add this", "Ask the parents first.")

    TURN.choose_focus(host, FOCUS, BECAUSE)
    shown(host, "None of the flagged figures is in the focus")
    host.get_by_label(FIGURE, exact=True).check()
    press(host, "Save the focus", "Every side is asked to agree to it.")
    TURN.agree_focus(host, lead, observer)
    move_on(manager, NAME, "Confirm it", f"{LEAD}: the focus is not agreed by all sides yet")


def ask(host, lead, writers):
    """The team drafts, the lead makes one question of two, the host reads and answers it."""
    for writer, draft in zip(writers, DRAFTS, strict=True):
        TURN.draft_question(writer, draft)
    TURN.open(host, "Questions")
    assert not any(host.get_by_text(draft).count() for draft in DRAFTS)
    TURN.merge_questions(lead, DRAFTS, QUESTION)
    TURN.release_questions(lead, "1 question released to the host.")
    TURN.open(host, "Questions")
    shown(host, QUESTION)
    follow(host, "Answer in writing")
    look(host)
    host.get_by_label("Answer").fill(ANSWER)
    press(host, "Save", ANSWER)


def begin(portal, manager):
    reason = f"{LEAD}: 1 or more lines of enquiry are needed, and there are none"
    move_on(manager, NAME, "It has begun", reason)
    play(portal, NAME, OTHERS, "questions out")
    move_on(manager, NAME, "It has begun", "It begins on its first day.")
    bring_to_today(portal, NAME)
    move_on(manager, NAME, "It has begun", f"{NAME}: under way.")


def find(lead, colleague, other):
    """Notes of two people on their phones, a finding of one, and of another type before it counts."""
    TURN.note_on_phone(colleague, HEARD, "Voice of children, young people and parents")
    TURN.note_on_phone(other, COUNTED, "Case file")
    TURN.write_finding(colleague, FINDING, HEARD)
    TURN.open_finding(lead, FINDING)
    look(lead)
    press(lead, "Take it up", "Emerging")
    press(lead, "Mark it as evidenced", "one piece of evidence is of one type")
    lead.get_by_label(COUNTED).check()
    lead.get_by_label(OPERATIONAL).check()
    press(lead, "Save the finding", "Saved.")
    press(lead, "Mark it as evidenced", "Evidenced")
    for page in (lead, colleague):  # the colleague at phone width
        TURN.open(page, "Findings by type of source")
        assert page.get_by_role("rowheader", name=FINDING).count()
        look(page)


def write_feedback(host, lead):
    """The host has a fact put right before it is final, and gives it out itself."""
    TURN.write_note(lead, OPENING)
    TURN.move_note(lead, "Send it to the host for facts", "It is with the host")
    TURN.question_fact(host, WRONG)
    TURN.move_note(lead, "Make it final", "Reply to one fact that the host says is wrong.")
    TURN.reply_to_fact(lead, REPLY)
    TURN.move_note(lead, "Make it final", "It is final.")
    TURN.release_note(host, "The team and the regional lead")


def test_a_conversation_from_its_focus_to_its_review(portal, three, visit):
    manager = visit("project_manager", "East Midlands")
    plan(
        manager,
        "Challenge conversation of a group.",
        NAME,
        GROUP,
        after(on_or_after(timezone.localdate()), 40),
    )
    take_seats(portal, NAME, *SEATS)
    host, lead, observer = (visit("dcs", place) for place in GROUP)
    colleague, other = (visit("contributor", place) for place in (LEAD, OBSERVER))

    agree_focus(manager, host, lead, observer)
    play(portal, NAME, OTHERS, "focus")
    move_on(manager, NAME, "Confirm it", f"{NAME}: confirmed.")
    TURN.add_line(lead, "What happens in the weeks after help ends?")
    TURN.add_line(lead, "What do parents say that helped?", GOOD_PRACTICE)
    ask(host, lead, (colleague, observer))
    begin(portal, manager)

    find(lead, colleague, other)
    move_on(lead, NAME, "It has ended", f"{HOST}: capture what was said to the host first")
    TURN.tell(lead, FINDING)
    play(portal, NAME, OTHERS, "told")
    move_on(manager, NAME, "It has ended", f"{NAME}: being followed up.")

    write_feedback(host, lead)
    play(portal, NAME, OTHERS, "followed up")
    TURN.add_action(host, ACTION, "Head of early help", timezone.localdate() + timedelta(days=60))
    TURN.confirm_action(lead, ACTION)
    move_on(manager, NAME, "Close it", f"{HOST}: partners’ confirmations of actions still to come: 1")
    TURN.confirm_action(observer, ACTION)
    evaluate(colleague, NAME, "Parents spoke before we did.")
    TURN.check_in(host, "Check-in", "Two of three families were rung.")
    move_on(manager, NAME, "Close it", f"{HOST}: the progress review is not written down yet")
    TURN.check_in(host, "Progress review", "Every family was rung.")
    move_on(manager, NAME, "Close it", f"{NAME}: closed.")
    TURN.open(lead, "Agreed actions")  # to be read, and no more than that
    shown(lead, ACTION)
    assert not lead.get_by_role("main").get_by_role("button").count()
