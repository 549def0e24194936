"""A SEND challenge, from its planning to its feedback: not without a parent or carer, who takes part on a phone."""

import re

import pytest
from django.utils import timezone

from cycles.working_days import after, on_or_after
from tests.journeys.challenging import (
    GOOD_PRACTICE,
    OPERATIONAL,
    PHONE,
    Turn,
    accept_seat,
    bring_to_today,
    follow,
    follow_button,
    invite,
    look,
    make_known,
    move_on,
    no_tie,
    open_challenge,
    plan,
    press,
    shown,
)

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.either]

REGION, HOST, LEAD, OFFICERS = "South East", "Milton Keynes", "Portsmouth", "Slough"
NAME = "SEND challenge for Milton Keynes"
TURN = Turn(NAME)
MAIL = "{}-south-east@demonstration.example"
HEALTH, PARENT, GUEST = MAIL.format("health-peer"), MAIL.format("parent-or-carer-peer"), MAIL.format("guest")
APPEALS = "Appeals to the SEND tribunal as a share of appealable decisions"
NEED = "Papers in large print"
HEARD, READ = "Parents hear of a plan by letter.", "The letters are sent before anybody calls."
FINDING = "Families learn of decisions from a letter."

END_ACCESS = """
from datetime import timedelta
from django.utils import timezone
from challenges.models import Challenge

yesterday = timezone.localdate() - timedelta(days=1)
days = {"first_day": yesterday, "last_day": yesterday, "access_ends_on": yesterday}
Challenge.objects.filter(name=NAME).update(**days)
"""


@pytest.fixture
def people(portal, visit):
    """The project manager; the two directors and the officer; three who are from no authority, on their phones."""
    seats = {"manager": ("project_manager", REGION), "host": ("dcs", HOST), "lead": ("dcs", LEAD)}
    seats["officer"] = ("la_coordinator", OFFICERS)
    for name, email in (("health", HEALTH), ("parent", PARENT), ("guest", GUEST)):
        make_known(portal, email, name)
        seats[name] = (name, REGION)
    pages = {name: visit(*seat) for name, seat in seats.items()}
    for name in ("health", "parent", "guest"):
        pages[name].set_viewport_size(PHONE)
    return pages


def ask(manager, role, person, authority=""):
    open_challenge(manager, NAME)
    follow_button(manager, "People")
    invite(manager, role, person, authority)
    shown(manager, f"An invitation is on its way to {person['email']}.")


def accept(parent):
    """From what waits on a phone's home page to the principles; nothing opens before they are accepted."""
    parent.goto("/")
    follow(parent, NAME)
    press(parent, re.compile("^Accept"), "How it works")
    look(parent)
    parent.get_by_role("button", name="Accept and go on").click()
    parent.get_by_role("alert").get_by_text("Tick the box to take part.").wait_for()
    parent.get_by_label("I accept these principles").check()
    no_tie(parent)
    parent.get_by_label("What do you need to take part?").fill(NEED)
    press(parent, "Accept and go on", "Its papers open to you as they are ready.")
    look(parent)


def agree_what_to_look_at(host, lead):
    TURN.choose_focus(host, "How families hear of decisions", "They told us.", APPEALS)
    TURN.agree_focus(host, lead)
    TURN.add_line(lead, "Who tells a family?")
    TURN.add_line(lead, "What did the family forum change?")
    TURN.open(lead, "Lines of enquiry")
    shown(lead, "A line of enquiry of each kind is needed")
    follow(lead, re.compile("^Change.*line 2"))
    lead.get_by_label(GOOD_PRACTICE).check()
    press(lead, "Save", "as many and of the kinds that this challenge asks for")


def add_session(lead, names):
    """A morning with those who are from no authority."""
    TURN.open(lead, "Timetable")
    follow_button(lead, "Add a session")
    lead.get_by_label("What is it?").fill("Talk with the family forum")
    lead.get_by_label("Starts at").fill("9:30")
    lead.get_by_label("Ends at").fill("11:00")
    for name in names:
        lead.get_by_label(name).select_option(index=1)
    press(lead, "Save this session", "“Talk with the family forum” is in the timetable.")


def begin(portal, manager, lead):
    """It takes the manager's word that there are no more papers to come."""
    open_challenge(manager, NAME)
    manager.get_by_role("button", name=re.compile("^It is done.*Papers in plain English")).click()
    manager.get_by_role("button", name=re.compile("^It is not done.*Papers in plain English")).wait_for()
    bring_to_today(portal, NAME)
    move_on(lead, NAME, "It has begun", f"{NAME}: under way.")


def find_and_tell(lead, parent, health):
    TURN.note_on_phone(parent, HEARD, "Voice of children, young people and parents")
    TURN.note_on_phone(health, READ, "Document")
    TURN.write_finding(lead, FINDING, HEARD, READ, strand=OPERATIONAL)
    press(lead, "Mark it as evidenced", "Take it back to emerging")
    TURN.open(lead, "Findings by type of source")
    shown(lead, "Families are heard in 1.")
    TURN.tell(lead, FINDING)
    move_on(lead, NAME, "It has ended", f"{NAME}: being followed up.")


def give_feedback(host, lead, parent):
    TURN.write_note(lead, "Thank you, and the family forum above all.")
    TURN.move_note(lead, "Send it to the host for facts", "With the host for facts")
    TURN.move_note(lead, "Make it final", "Final")
    TURN.release_note(host)
    TURN.open(parent, "Written feedback")
    shown(parent, FINDING)
    look(parent)


def test_a_send_challenge_is_confirmed_with_a_parent_and_a_guest_reads_until_access_ends(portal, people):
    manager, host, lead, officer, health, parent, guest = people.values()
    person = {(one["role"], one["place"]): one for one in portal.people}
    of_region = {name: person[name, REGION] for name in ("health", "parent", "guest")}

    plan(manager, "SEND peer challenge.", NAME, (HOST, LEAD), after(on_or_after(timezone.localdate()), 40))
    shown(manager, "One parent or carer peer must have accepted, and none has")
    ask(manager, "Host director", person["dcs", HOST], HOST)
    ask(manager, "Lead", person["dcs", LEAD], LEAD)
    ask(manager, "Authority SEND officer", person["la_coordinator", OFFICERS], OFFICERS)
    ask(manager, "Health peer", of_region["health"])
    ask(manager, "Guest", of_region["guest"])
    for page in (host, lead, officer, health, guest):
        accept_seat(page, NAME)
    agree_what_to_look_at(host, lead)
    move_on(manager, NAME, "Confirm it", "one parent or carer peer must have accepted, and none has")

    ask(manager, "Parent or carer peer", of_region["parent"])
    move_on(manager, NAME, "Confirm it", "one parent or carer peer must have accepted, and none has")
    accept(parent)
    open_challenge(manager, NAME)
    follow_button(manager, "People")
    shown(manager, NEED)
    look(manager)
    move_on(manager, NAME, "Confirm it", f"{NAME}: confirmed.")

    add_session(lead, [one["name"] for one in of_region.values()])
    TURN.open(guest, "Timetable")
    guest.get_by_role("listitem").filter(has_text="Talk with the family forum").wait_for()
    look(guest)
    begin(portal, manager, lead)
    find_and_tell(lead, parent, health)
    give_feedback(host, lead, parent)
    note = parent.url.removeprefix(portal.url)
    assert guest.request.get(note).status == 404
    portal.shell(END_ACCESS, NAME=NAME)
    assert guest.reload().status == 404
    assert parent.reload().status == 404
    assert host.request.get(note).status == 200
