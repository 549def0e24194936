"""A two-day visit from its focus to its close: three directors, their colleagues, the region's project manager."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.journeys.challenging import (
    IMPROVE,
    LEADERSHIP,
    OPERATIONAL,
    PHONE,
    WIDE,
    Turn,
    bring_to_today,
    day,
    evaluate,
    follow,
    follow_button,
    look,
    move_on,
    open_challenge,
    press,
    shown,
)

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.either]

HOST, LEAD, OBSERVER = "Bracknell Forest", "Brighton and Hove", "Buckinghamshire"
VISIT = f"Visit to {HOST} (Demonstration)"
TURN = Turn(VISIT)

FOCUS, OTHER = "How soon a family hears from us", "Children who wait for a plan"
LINES = "Who answers the first call?", "What happens on the second day?"
AUDIT, ROTA = "The last audit of care plans", "The rota of the front door"
DRAFTS = "Who sees the calls that nobody answered?", "Who knows which calls were missed?"
QUESTION = "Which calls were missed last month, and who knows of them?"
HEARD, READ = (
    "Social workers call back from their own phones.",
    "The audit counts forty calls without an answer.",
)
FINDING, EMERGING = "Calls are missed after five o’clock.", "Leaders do not see the missed calls."
LOG = "The host looked tired when the calls came up."
RESERVATION = "One of the two findings rests on a single meeting."
ACTION = "Call every missed caller back by morning."


@pytest.fixture
def people(portal, visit):
    """Everyone who takes part, at their own screen."""
    seats = {"host": ("dcs", HOST), "lead": ("dcs", LEAD), "observer": ("dcs", OBSERVER)}
    seats |= {"colleague": ("contributor", LEAD), "other": ("contributor", OBSERVER)}
    seats |= {"manager": ("project_manager", "South East"), "prepares": ("la_coordinator", HOST)}
    return {name: visit(*seat) for name, seat in seats.items()}


def choose_focus(host, lead):
    """The host looks beside what is flagged, and must say why; the lead puts a flagged figure in its place."""
    TURN.choose_focus(host, OTHER, "We were asked about it.")
    host.get_by_role("alert").get_by_text("None of the flagged figures is in the focus").wait_for()
    look(host)
    host.get_by_label("Why none of the flagged figures").fill("Our schools ask for it.")
    press(host, "Save the focus", "Every side is asked to agree to it.")
    shown(host, "Our schools ask for it.")
    TURN.open(lead, "Focus")
    look(lead)
    follow_button(lead, "Change the focus")
    figure = lead.locator("label[for=id_indicators_1]").inner_text()
    TURN.choose_focus(lead, FOCUS, "Families told us.", figure)
    shown(lead, "Chosen, and not agreed by all sides yet")
    lead.locator(".portal-panel").get_by_role("link", name=figure).wait_for()


def ask_for_documents(lead, prepares):
    for title in (AUDIT, ROTA):
        TURN.open(lead, "Documents")
        lead.get_by_label("What do you ask for?").fill(title)
        press(lead, "Ask for it", title)
    look(lead)
    give(prepares, AUDIT)
    prepares.get_by_label("File").set_input_files(
        {"name": "audit.csv", "mimeType": "text/csv", "buffer": b"calls,40\n"}
    )
    press(prepares, "Send it", "The file is being checked.")
    give(prepares, ROTA)
    look(prepares)
    prepares.get_by_label("Or say why you do not give it").fill("It names staff.")
    press(prepares, "Send it", "It names staff.")
    link = lead.get_by_role("link", name="audit.csv")
    for _ in range(30):
        TURN.open(lead, "Documents")
        if link.count():
            break
        lead.wait_for_timeout(500)
    with lead.expect_download() as download:
        link.click()
    assert download.value.path().read_bytes() == b"calls,40\n"


def give(prepares, title):
    TURN.open(prepares, "Documents")
    prepares.get_by_role("region", name=title).get_by_role("link", name="Give it, or say why not").click()


def write_timetable(host, lead_name, colleague, name):
    """A colleague cannot be in two sessions at once; each takes their own into a calendar."""
    add_session(host, "Meeting with social workers", ("9:00", "10:00"), name, lead_name)
    shown(host, "“Meeting with social workers” is in the timetable.")
    add_session(host, "Talk with parents", ("9:30", "10:30"), name)
    words = f"{name} is in “Meeting with social workers” and “Talk with parents” at the same time"
    host.get_by_role("alert").get_by_text(words).wait_for()
    look(host)
    host.get_by_label("Starts at").fill("11:00")
    host.get_by_label("Ends at").fill("12:00")
    press(host, "Save this session", "“Talk with parents” is in the timetable.")
    look(host)
    TURN.open(colleague, "Timetable")
    with colleague.expect_download() as download:
        follow(colleague, "Put your sessions in your calendar")
    entries = download.value.path().read_text()
    assert entries.startswith("BEGIN:VCALENDAR")
    assert "Meeting with social workers" in entries
    assert "Talk with parents" in entries


def add_session(host, title, times, *people):
    TURN.open(host, "Timetable")
    follow_button(host, "Add a session")
    look(host)
    host.get_by_label("What is it?").fill(title)
    host.get_by_role("radio").first.check()
    for label, clock in zip(("Starts at", "Ends at"), times, strict=True):
        host.get_by_label(label).fill(clock)
    for name in people:
        host.get_by_label(name).select_option(index=1)
    host.get_by_role("button", name="Save this session").click()


def ask(lead, colleague, other, host):
    for page, draft in zip((colleague, other), DRAFTS, strict=True):
        TURN.draft_question(page, draft)
    TURN.open(host, "Questions")
    assert not host.get_by_text(DRAFTS[0]).count()
    TURN.merge_questions(lead, DRAFTS, QUESTION)
    TURN.release_questions(lead, "1 question released to the host.")
    TURN.open(host, "Questions")
    look(host)
    follow(host, "Answer in writing")
    look(host)
    host.get_by_label("Answer").fill("Eleven, and nobody did.")
    press(host, "Save", "Eleven, and nobody did.")


def begin(portal, manager, lead):
    """Refused while the team is not briefed, and before its first day."""
    move_on(lead, VISIT, "It has begun", "Team briefed; timetable final: nobody has said that it is done yet")
    open_challenge(manager, VISIT)
    manager.get_by_role("button", name=re.compile("^It is done.*Team briefed")).click()
    manager.get_by_role("button", name=re.compile("^It is not done.*Team briefed")).wait_for()
    move_on(lead, VISIT, "It has begun", "It begins on its first day.")
    bring_to_today(portal, VISIT)
    move_on(lead, VISIT, "It has begun", f"{VISIT}: under way.")


def declare_and_withdraw(observer):
    """A tie to the host closes the visit at the very next request, whichever page it was declared on."""
    TURN.open(observer, "Observer")
    elsewhere = observer.context.new_page()
    elsewhere.goto("/conflicts/")
    elsewhere.get_by_label("Authority", exact=True).select_option(HOST)
    elsewhere.get_by_role("group", name="What ties you to it").get_by_role("radio").first.check()
    elsewhere.get_by_label("Yes: close").check()
    press(elsewhere, "Declare it", f"You have declared this for {HOST}.")
    assert observer.reload().status == 404
    follow(elsewhere, "End it")
    press(elsewhere, "End it", f"Your declaration for {HOST} has ended.")
    assert observer.reload().status == 200
    elsewhere.close()


def find(lead, colleague, other):
    """Two notes on phones bear a finding; another rests on one alone."""
    TURN.note_on_phone(colleague, HEARD, "Interview")
    TURN.note_on_phone(other, READ, "Document")
    for page in (colleague, other):
        page.set_viewport_size(WIDE)
    TURN.write_finding(colleague, FINDING, HEARD, READ)
    TURN.open_finding(lead, FINDING)
    press(lead, "Take it up", "so it can be marked as evidenced")
    look(lead)
    lead.get_by_label(OPERATIONAL).check()
    press(lead, "Save the finding", "Saved.")
    press(lead, "Mark it as evidenced", "Take it back to emerging")
    TURN.write_finding(lead, EMERGING, HEARD, strand=LEADERSHIP)
    TURN.open(lead, "Findings by type of source")
    shown(lead, "1 of 2 findings rest")
    look(lead)


def observe(observer, others):
    """The register is counted for all and read by the observer; the log is not even known of."""
    observer.set_viewport_size(PHONE)
    TURN.open(observer, "Observer")
    observer.get_by_label("The question", exact=True).fill("Who was not asked?")
    press(observer, "Save the question", "The question is in your register.")
    observer.get_by_label("What do you note for yourself?").fill(LOG)
    press(observer, "Add to my log", LOG)
    look(observer)
    observer.set_viewport_size(WIDE)
    look(observer)
    for page in others:
        assert page.request.get(observer.url).status == 404
    follow(observer, re.compile("Sign or reserve.*the focus"))
    look(observer)
    observer.get_by_label("I sign this").check()
    press(observer, "Put it on the record", "It is on the record.")
    follow(observer, re.compile("Sign or reserve.*the findings"))
    observer.get_by_label("I sign this").check()
    observer.get_by_role("button", name="Put it on the record").click()
    observer.get_by_role("alert").get_by_text("One finding is not evidenced yet.").wait_for()
    observer.get_by_label("I have a reservation").check()
    observer.get_by_label("Your reservation").fill(RESERVATION)
    press(observer, "Put it on the record", RESERVATION)


def give_feedback(people):
    host, lead = people["host"], people["lead"]
    TURN.write_note(lead, "Thank you for two open days.")
    shown(lead, RESERVATION)
    look(lead)
    TURN.move_note(lead, "Send it to the host for facts", "With the host for facts")
    TURN.question_fact(host, "It is after six, not five.")
    move = "Make it final"
    TURN.move_note(lead, move, "Reply to one fact that the host says is wrong.")
    TURN.reply_to_fact(lead, "The rota says six: thank you.")
    TURN.move_note(lead, move, "Final")
    TURN.open(host, "Written feedback")
    follow_button(host, "Write your response")
    look(host)
    host.get_by_label("Your response").fill("We begin on Monday.")
    press(host, "Save the response", "We begin on Monday.")
    TURN.release_note(host)
    TURN.open(people["colleague"], "Written feedback")
    for page in (host, people["colleague"]):
        for kind, beginning in (("as PDF", b"%PDF"), ("for Word", b"PK")):
            with page.expect_download() as download:
                follow(page, f"Take a copy {kind}")
            assert download.value.path().read_bytes().startswith(beginning)


def agree(host, lead, observer):
    """Returns the figure that the action should move."""
    TURN.open(host, "Agreed actions")
    follow_button(host, "Add an action")
    host.get_by_label("What will you do?").fill(ACTION)
    host.get_by_label("Who sees to it?").fill("Head of the front door")
    day(host, timezone.localdate() + timedelta(days=60))
    host.get_by_label("Which point of the feedback does it answer?").select_option(label=FINDING)
    figures = host.get_by_label("Which figure should it move?")
    figure = figures.locator("option").nth(1).inner_text()
    figures.select_option(label=figure)
    look(host)
    press(host, "Save the action", "The partners are asked to confirm it.")
    for page in (lead, observer):
        TURN.confirm_action(page, ACTION)
    TURN.open(host, "Agreed actions")
    shown(host, "Every partner has confirmed")
    raise_support(host, "Add a need or an offer", "Evening rotas", "Need")
    raise_support(lead, "Make an offer", "Our evening rota")
    look(host)
    return figure


def raise_support(page, button, topic, kind=""):
    TURN.open(page, "Agreed actions")
    follow_button(page, button)
    look(page)
    if kind:
        page.get_by_role("radio", name=kind).check()
    page.get_by_label("Topic").fill(topic)
    page.get_by_label("What is needed, or offered?").fill("Half a day is enough.")
    press(page, "Save", topic)


def go_on(host, lead, figure):
    """What the figure did stands beside every word on how it goes."""
    TURN.check_in(lead, "Check-in", "They call back, four days in five.")
    TURN.check_in(host, "Progress review", "They call back every day.")
    for said in ("four days in five", "They call back every day."):
        article = host.get_by_role("article").filter(has_text=said)
        article.get_by_text(
            re.compile(f"{re.escape(figure)}: .*no newer figure since the challenge")
        ).wait_for()


def test_a_visit_goes_from_its_focus_to_its_close_and_each_sees_what_is_theirs(portal, people):
    host, lead, observer, colleague, other, manager, prepares = people.values()
    names = {(one["role"], one["place"]): one["name"] for one in portal.people}

    open_challenge(host, VISIT)
    look(host)
    choose_focus(host, lead)
    move_on(manager, VISIT, "Confirm it", "the focus is not agreed by all sides yet")
    TURN.agree_focus(host, observer, lead)
    for text in LINES:
        TURN.add_line(lead, text, IMPROVE)
    move_on(manager, VISIT, "Confirm it", f"{VISIT}: confirmed.")
    look(manager)
    ask_for_documents(lead, prepares)
    write_timetable(host, names["dcs", LEAD], colleague, names["contributor", LEAD])
    ask(lead, colleague, other, host)
    begin(portal, manager, lead)

    find(lead, colleague, other)
    declare_and_withdraw(observer)
    observe(observer, (host, lead, manager, colleague))
    TURN.open(lead, "Findings")
    shown(lead, "Questions put by the observer: 1.")
    shown(lead, RESERVATION)
    move_on(lead, VISIT, "It has ended", "capture what was said to the host first")
    TURN.tell(lead, FINDING, EMERGING)
    lead.set_viewport_size(WIDE)
    move_on(lead, VISIT, "It has ended", f"{VISIT}: being followed up.")

    give_feedback(people)
    figure = agree(host, lead, observer)
    for page in (colleague, other, observer):
        evaluate(page, VISIT, "Everyone was asked.")
    open_challenge(manager, VISIT)
    follow(manager, "What people think of it")
    shown(manager, "3 of 5 have answered.")
    move_on(manager, VISIT, "Close it", "the progress review is not written down yet")
    go_on(host, lead, figure)
    manager.goto("/challenges/")
    follow(manager, "Who has given what")
    look(manager)
    assert manager.get_by_role("row", name=LEAD).get_by_role("cell").all_inner_texts()[:2] == ["0", "1"]
    move_on(manager, VISIT, "Close it", f"{VISIT}: closed.")
    look(manager)
