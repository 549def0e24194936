"""A challenge day of the North West, from its planning to its close: seven directors, two specialists, one letter."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cycles.working_days import after, on_or_after
from tests.journeys.challenging import (
    LEADERSHIP,
    Turn,
    accept_seat,
    bring_to_today,
    evaluate,
    follow_button,
    invite,
    look,
    make_known,
    move_on,
    open_challenge,
    plan,
    press,
    shown,
)

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.either]

HOST, LEAD = "Bury", "Cheshire East"  # the first of its group: its self-view is released
PANEL = ("Manchester", "Oldham", "Salford", "Sefton", "Stockport", "Tameside")
EIGHTH = "Trafford"
NAME = "Challenge day for Bury"
DAY = Turn(NAME)
EDUCATION, CARE = "Specialist education professional", "Regional social care lead"
SPECIALISTS = {EDUCATION: "education-peer-north-west", CARE: "peer-north-west"}
FULL = "takes at most 7 directors beside the host, the lead among them, and it has them all"

HEADLINE = "What would a child of ten say has changed this year?"
SAID = "Three heads of school told me who to ring."
FIGURE = "The share of referrals that come again has stood still for three years."
FINDING = "Schools know whom to ring, and ring early"
ACTION = "Write down who answers a school"


@pytest.fixture
def people(portal):
    """Everyone by name and e-mail address; the specialists of the demonstration can be chosen by their role."""
    for role, mailbox in SPECIALISTS.items():
        make_known(portal, f"{mailbox}@demonstration.example", role)
    return {(one["role"], one["place"]): one for one in portal.people}


def invite_directors(manager, people):
    """The host, the lead and six more; there is no place for an eighth beside the host until one is given up."""
    seats = [("Host director", HOST), ("Lead", LEAD), *(("Panel director", place) for place in PANEL)]
    for role, place in seats:
        invite(manager, role, people["dcs", place], place)
        shown(manager, "An invitation is on its way")
    invite(manager, "Panel director", people["dcs", EIGHTH], EIGHTH)
    manager.get_by_role("alert").get_by_text(FULL).wait_for()
    assert manager.get_by_label("Name").input_value() == people["dcs", EIGHTH]["name"]
    assert_invited(manager, 8)
    look(manager)


def assert_invited(page, number):
    open_challenge(page, NAME)
    follow_button(page, "People")
    assert page.get_by_role("table").get_by_text("Invited", exact=True).count() == number


def test_a_challenge_day_from_its_planning_to_its_close(portal, people, visit):
    manager, host, lead = (
        visit("project_manager", "North West"),
        visit("dcs", HOST),
        visit("dcs", LEAD),
    )
    first_day = after(on_or_after(timezone.localdate()), 40)
    plan(manager, "Challenge day.", NAME, (HOST, LEAD), first_day)
    invite_directors(manager, people)
    for page in (host, lead):
        accept_seat(page, NAME)

    move_on(manager, NAME, "Confirm it", "one specialist education professional must have accepted")
    shown(manager, "one regional social care lead must have accepted")
    look(manager)
    specialists = {}
    for role in SPECIALISTS:
        open_challenge(manager, NAME)
        follow_button(manager, "People")
        invite(manager, role, people[role, "North West"])
        shown(manager, "An invitation is on its way")
        specialists[role] = visit(role, "North West")
        accept_seat(specialists[role], NAME)
    move_on(manager, NAME, "Confirm it", f"{NAME}: confirmed.")

    DAY.add_line(lead, "How soon does a family hear from us?")
    DAY.draft_question(lead, HEADLINE)
    DAY.merge_questions(lead, [HEADLINE], HEADLINE)
    move_on(manager, NAME, "It has begun", "the questions are not released to the host yet")
    DAY.release_questions(lead)
    DAY.open(host, "Questions")
    shown(host, HEADLINE)
    move_on(manager, NAME, "It has begun", "It begins on its first day.")

    bring_to_today(portal, NAME)
    move_on(manager, NAME, "It has begun", f"{NAME}: under way.")
    DAY.note_on_phone(specialists[EDUCATION], SAID, "Interview")
    DAY.note_on_phone(specialists[CARE], FIGURE, "Data")
    DAY.write_finding(lead, FINDING, SAID, FIGURE, strand=LEADERSHIP)
    press(lead, "Mark it as evidenced", "Evidenced")
    move_on(manager, NAME, "It has ended", "capture what was said to the host first")
    DAY.tell(lead, FINDING)
    move_on(manager, NAME, "It has ended", f"{NAME}: being followed up.")

    DAY.write_note(lead, "Thank you for an open day.")
    DAY.move_note(lead, "Send it to the host for facts", "It is with the host")
    DAY.move_note(lead, "Make it final", "It is final.")
    DAY.release_note(host, "Every director of the region")
    DAY.add_action(host, ACTION, "Head of early help", timezone.localdate() + timedelta(days=60))
    DAY.confirm_action(lead, ACTION)
    evaluate(specialists[EDUCATION], NAME, "Short and frank.")
    move_on(manager, NAME, "Close it", "the check-in is not written down yet")
    DAY.check_in(host, "Check-in", "Every school has the list.")
    move_on(manager, NAME, "Close it", f"{NAME}: closed.")

    reader = visit("dcs", EIGHTH)  # was never invited, and reads what was released to the region
    reader.goto("/challenges/")
    reader.get_by_role("link", name=f"Feedback for {HOST}").click()
    shown(reader, FINDING)
