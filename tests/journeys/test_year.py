"""A region's whole year, from the cycle's opening to the figure of the year after; everyone does their own part.

The clock is moved where the year waits: dates of the cycle and of the challenge are brought to today.
"""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from cycles.actions import year_name
from cycles.working_days import after, on_or_after
from sli_portal.demonstration import this_year
from tests.indicators.importing_examples import portal_csv
from tests.journeys.challenging import (
    OPERATIONAL,
    Turn,
    bring_to_today,
    day,
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

pytestmark = [pytest.mark.browser, pytest.mark.processes]

REGION = "South East"
GROUP = HOST, LEAD, OBSERVER = "Kent", "Medway", "Hampshire"
OTHERS = [LEAD, OBSERVER]
LA_NUMBER, SLUG = 886, "re-referrals-12-months"
FIGURE = "Referrals that follow another within a year"  # flagged for the host
CLAIM = "Families come back since help ends too soon."
NAME = "Conversation of the year"
TURN = Turn(NAME, HOST)
SEATS = [
    seat for place in GROUP for seat in (("dcs", place, "director"), ("contributor", place, "senior_team"))
]
TEMPLATE = re.compile("Yorkshire and Humber short form")  # one that lists the figures that stand out
FOCUS, NOTES = (
    "Why families come back within a year",
    ("A mother was rung once.", "Nine of forty had a call."),
)
LINE, FINDING = "What happens in the weeks after help ends?", "Families are not rung after help has ended"
ACTION, NEED, OFFER = "Ring every family in week six", "A way to ring families", "How we ring families"
PRIORITY = "Help that lasts"
TOPIC = "Social care demand"
PATTERN = re.compile("East Midlands pattern")
MOVED = re.compile(r"From 21\.6% \(2025\) to 15\.5% \(2026\): better")
NEXT_YEAR, NEXT_VALUE = 2026, "15.5"

DAYS_PAST = """
from cycles.models import Phase
from datetime import timedelta
from django.utils import timezone

today = timezone.localdate()
days = {"sign_off": 30, "share": 20}
for phase in Phase.objects.filter(cycle__region__slug="south-east", cycle__closed_at=None, kind__in=days):
    Phase.objects.filter(pk=phase.pk).update(starts_on=None, due_on=today - timedelta(days=days[phase.kind]))
"""
ANSWERS = """
from plans.actions.plans import answer
from plans.models import Plan
from regions.roles import Role
from sli_portal.demonstration_challenges import holder

plan = Plan.objects.get(cycle__region__slug="south-east", cycle__closed_at=None)
for authority in plan.cycle.region.authorities.current().exclude(name__in=PLACES):
    for priority in plan.priorities.filter(dropped_at=None):
        by = holder(Role.DCS, authority=authority)
        answer(priority=priority, authority=authority, role=Role.DCS, vote="agree", change="",
               built_on=priority.version, by=by)
"""


def next_cycle(manager):
    """The year that is over is closed and the next one opened, its self-evaluations and groups with it."""
    manager.goto("/cycles/")
    follow(manager, re.compile(f"cycle of {REGION}"))
    follow_button(manager, "Close this cycle")
    press(manager, re.compile("Close"), "Closed")
    manager.goto("/cycles/")
    manager.get_by_role("button", name=re.compile("Start a cycle")).click()
    manager.get_by_label(PATTERN).check()
    manager.get_by_label(year_name(this_year() + 1)).check()
    manager.get_by_role("button", name="Start preparing this cycle").click()
    press(manager, "Open this cycle", "Next reminder")
    cycle = manager.url
    follow(manager, re.compile("How far each"))
    follow_button(manager, re.compile("^Open "))
    manager.get_by_label(TEMPLATE).check()
    press(manager, "Open them", "0 of")
    manager.goto(f"{cycle}groups/build/")
    manager.get_by_role("button", name="Work out the groups").click()
    shown(manager, "These are the best groups there are")
    follow_button(manager, "Publish these groups")
    press(manager, "Publish and tell the directors", "Group 1")


def evaluate_themselves(portal, host):
    """The host's director comments on the figure; the rest is written, signed and released as elsewhere."""
    host.goto("/self-evaluations/")
    follow(host, re.compile(f"{HOST}: .*{this_year() + 1}"))
    stand_out = re.sub(r"(/self-evaluations/\d+/).*", r"\1exceptions/", host.url)
    host.goto(stand_out)
    follow(host, FIGURE)
    host.get_by_label("Comment", exact=True).fill(CLAIM)
    host.get_by_role("button", name=re.compile("Save")).click()
    host.goto(stand_out)
    shown(host, "Commented")
    portal.shell(DAYS_PAST)
    release_self_evaluations(portal, *GROUP)


def challenge(portal, manager, host, lead, observer):
    """A conversation about the figure, up to what is agreed."""
    plan(
        manager,
        "Challenge conversation of a group.",
        NAME,
        GROUP,
        after(on_or_after(timezone.localdate()), 40),
    )
    take_seats(portal, NAME, *SEATS)
    TURN.choose_focus(host, FOCUS, CLAIM, FIGURE)
    shown(host, "Every side is asked to agree to it.")
    TURN.agree_focus(host, lead, observer)
    play(portal, NAME, OTHERS, "focus")
    move_on(manager, NAME, "Confirm it", f"{NAME}: confirmed.")
    play(portal, NAME, [HOST, *OTHERS], "questions out")
    bring_to_today(portal, NAME)
    move_on(manager, NAME, "It has begun", f"{NAME}: under way.")
    TURN.note_on_phone(lead, NOTES[0], "Voice of children, young people and parents")
    TURN.note_on_phone(lead, NOTES[1], "Case file")
    lead.set_viewport_size({"width": 1280, "height": 900})
    TURN.write_finding(lead, FINDING, *NOTES, strand=OPERATIONAL)
    lead.get_by_label(re.compile("Figure")).select_option(FIGURE)
    press(lead, "Save the finding", "Saved.")
    press(lead, "Mark it as evidenced", "Evidenced")
    TURN.tell(lead, FINDING)
    play(portal, NAME, OTHERS, "told")
    move_on(manager, NAME, "It has ended", f"{NAME}: being followed up.")
    TURN.write_note(lead, "Thank you.")
    TURN.move_note(lead, "Send it to the host for facts", "It is with the host")
    TURN.move_note(lead, "Make it final", "It is final.")
    TURN.release_note(host, "Every director of the region")
    TURN.open(host, "Agreed actions")
    follow_button(host, "Add an action")
    host.get_by_label("What will you do?").fill(ACTION)
    host.get_by_label("Who sees to it?").fill("Head of early help")
    host.get_by_label("Which figure should it move?").select_option(FIGURE)
    choose(host, "Which point of the feedback does it answer?", FINDING)
    day(host, timezone.localdate() + timedelta(days=60))
    press(host, "Save the action", "The partners are asked to confirm it.")


def choose(page, label, words):
    """The option of a list that holds these words."""
    field = page.get_by_label(label)
    field.select_option(value=field.locator("option", has_text=words).first.get_attribute("value"))


def ask_for_help(manager, host, observer):
    """A need of the challenge on the region's list, an offer, and the project manager who brings them together."""
    TURN.open(host, "Agreed actions")
    follow_button(host, "Add a need or an offer")
    host.get_by_label("Need", exact=True).check()
    host.get_by_label("Topic").fill(NEED)
    host.get_by_label("What is needed, or offered?").fill(NEED)
    choose(host, "Which point of the feedback does it come from?", FINDING)
    host.get_by_label(re.compile("Every authority of the region may see it")).check()
    host.get_by_role("button", name="Save").click()
    shown(host, NEED)
    host.goto("/support/")
    shown(host, "From your challenges, and not on the list yet")
    look(host)
    follow(host, re.compile("Put it on the list"))
    put_on_the_list(host, NEED, "Within three months")
    observer.goto("/support/")
    follow_button(observer, "Offer help")
    observer.get_by_label("Training or a seminar").check()
    observer.get_by_label("How many authorities can be helped?").fill("2")
    put_on_the_list(observer, OFFER)
    manager.goto("/support/")
    follow(manager, f"{TOPIC}, {HOST}")
    look(manager)
    follow_button(manager, re.compile("Match them"))
    look(manager)
    manager.get_by_label("What will be done, and for whom?").fill("Two mornings together")
    today = timezone.localdate()
    for group, when in (("From", today), ("Until", today + timedelta(days=80))):
        day(manager.get_by_role("group", name=group), when)
    press(manager, "Ask both to agree", "Both authorities are asked whether they agree.")
    for page in (host, observer):
        page.goto("/")
        look(page)
        follow(page, f"{OBSERVER} helps {HOST}")
        look(page)
        press(page, "We agree", "You have agreed.")


def put_on_the_list(page, words, urgency=""):
    """What needs and offers have in common; it is about the figure and for every authority."""
    page.get_by_label(re.compile("What is (needed|offered)")).fill(words)
    page.get_by_label("Theme").select_option(TOPIC)
    page.get_by_label(re.compile("Figure that it is about")).select_option(FIGURE)
    if urgency:
        page.get_by_label(urgency).check()
    page.get_by_label("Every authority of the region").check()
    look(page)
    press(page, "Put it on the list", words)


def agree_on_a_plan(portal, manager, host, member):
    """A draft with its provenance, words for each priority, a ballot with a change, and what is confirmed."""
    manager.goto("/plans/")
    look(manager)
    press(manager, re.compile("Draft the plan"), "Each line says what it comes from.")
    look(manager)
    draft = manager.url
    for link in manager.locator(".govuk-task-list__link").all_inner_texts():
        manager.goto(draft)
        follow(manager, link)
        shown(manager, "Where it comes from")
        if link != TOPIC:
            manager.get_by_role("button", name="Leave it out of the plan").click()
            continue
        shown(manager, f"Need of {HOST}")
        look(manager)
        follow_button(manager, "Change it")
        manager.get_by_label("Priority", exact=True).fill(PRIORITY)
        manager.get_by_label("Why this?").fill("Nine of our authorities are flagged for it.")
        manager.get_by_label(re.compile("Director who sponsors")).select_option(index=1)
        manager.get_by_label(FIGURE, exact=True).check()
        look(manager)
        press(manager, "Save the priority", "Saved.")
    manager.goto(draft)
    follow(manager, "Rules")
    look(manager)
    manager.get_by_label(re.compile("Percent of the authorities")).fill("80")
    press(manager, "Save the rules", "The rules are saved.")
    press(manager, "Ask directors and lead members", "Directors and lead members can answer now.")

    answer(host, "Agree with a change", "Say by when.")
    answer(member, "Agree")
    portal.shell(ANSWERS, PLACES=[HOST])
    manager.reload()
    follow(manager, PRIORITY)
    shown(manager, "Say by when.")
    manager.goto(draft)
    look(manager)
    follow(manager, "Results for the room’s screen")
    look(manager)
    manager.goto(draft)
    press(manager, "Confirm the plan", "The plan is confirmed.")
    return draft


def answer(page, vote, change=""):
    """From the home page, which says that an answer is waited for; it may be changed until the plan is confirmed."""
    page.goto("/")
    follow(page, re.compile("^Plan of"))
    look(page)
    follow(page, PRIORITY)
    look(page)
    page.get_by_label(vote, exact=True).check()
    if change:
        page.get_by_label("What should be changed?").fill(change)
    press(page, "Give this answer", "You have answered for every priority.")


def carry_out(manager, draft):
    manager.goto(draft)
    follow(manager, PRIORITY)
    shown(manager, f"{OBSERVER} helps {HOST}")
    follow(manager, re.compile("How it goes"))
    look(manager)
    manager.get_by_label("On track").check()
    manager.get_by_label("In a sentence").fill("The first morning was held.")
    press(manager, "Save how it goes", "The first morning was held.")
    follow_button(manager, "Write on a quarter")
    look(manager)
    manager.get_by_label("What happened in it?").fill("Kent and Hampshire met twice.")
    press(manager, "Keep it", "Kent and Hampshire met twice.")
    manager.goto(draft)
    follow(manager, "Actions of the region")
    look(manager)


def load_next_year(analyst, folder):
    analyst.goto("/figures/load/")
    analyst.get_by_label("Choose a file").set_input_files(
        portal_csv(folder, f"{SLUG},{LA_NUMBER},{NEXT_YEAR},{NEXT_VALUE},,,")
    )
    analyst.get_by_role("button", name="Check this file").click()
    button = analyst.get_by_role("button", name="Load these figures")
    button.wait_for(timeout=60_000)
    button.click()
    analyst.get_by_text("Figures loaded").wait_for(timeout=60_000)


def follow_the_thread(host, reader):
    """By clicking, from the authority's page to the figure of the next year and back from any of it."""
    host.goto("/regions/")
    follow(host, re.compile(HOST))
    follow(host, re.compile(f"Follow it.*{FIGURE}"))
    for words in (CLAIM, NAME, FINDING, ACTION, NEED, PRIORITY, f"{OBSERVER} helps {HOST}", MOVED):
        shown(host, words)
    look(host)
    host.set_viewport_size({"width": 390, "height": 844})
    look(host)
    host.set_viewport_size({"width": 1280, "height": 900})
    for words in (FINDING, ACTION, NEED, PRIORITY):
        follow(host, re.compile(f"Follow it from here.*{words}"))
        host.get_by_role("heading", level=1, name=words).wait_for()
        shown(host, MOVED)
        look(host)
    reader.goto("/plans/")
    follow(reader, re.compile(REGION))
    follow(reader, PRIORITY)
    follow(reader, "Follow it from figure to figure")
    shown(reader, NEED)
    assert not reader.get_by_text(ACTION).count()


def test_a_year_from_a_flagged_figure_to_the_figure_of_the_next(portal, visit, tmp_path):
    manager = visit("project_manager", REGION)
    next_cycle(manager)
    host, lead, observer = (visit("dcs", place) for place in GROUP)
    evaluate_themselves(portal, host)
    challenge(portal, manager, host, lead, observer)
    ask_for_help(manager, host, observer)
    member = visit("lead_member", HOST)
    draft = agree_on_a_plan(portal, manager, host, member)
    carry_out(manager, draft)
    load_next_year(visit("analyst", REGION), tmp_path)
    follow_the_thread(host, visit("dcs", "Oxfordshire"))
    TURN.check_in(host, "Progress review", "Every family was rung.")
    manager.goto(draft)
    press(manager, "Close the plan", "The plan is closed.")
