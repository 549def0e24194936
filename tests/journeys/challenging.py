"""What the journeys of challenges do again and again, each as the person whom it is for would do it."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from tests.journeys.accessibility import assert_accessible

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
IMPROVE, GOOD_PRACTICE = "Aspect requiring improvement", "Good practice to scrutinise"
OPERATIONAL, LEADERSHIP = "Operational improvement", "Leadership and management"

BRING_TO_TODAY = """
from django.utils import timezone
from challenges.models import Challenge, ChallengeStep
from challenges.dates import day_of

today = timezone.localdate()
challenge = Challenge.objects.get(name=NAME)
days = challenge.last_day - challenge.first_day
kept = challenge.access_ends_on - challenge.last_day
first = today - days
Challenge.objects.filter(pk=challenge.pk).update(first_day=first, last_day=today, access_ends_on=today + kept)
for step in challenge.steps.select_related("of"):
    due_on = day_of(step.of.offset, first=first, last=today)
    ChallengeStep.objects.filter(pk=step.pk).update(due_on=due_on)
"""
TAKE_SEATS = """
from challenges.models import Challenge
from challenges.parts import SeatRole
from regions.models import LocalAuthority
from regions.roles import Role
from sli_portal.demonstration_challenges import holder, take

challenge = Challenge.objects.select_related("cycle__region").get(name=NAME)
manager = holder(Role.PROJECT_MANAGER, region=challenge.cycle.region)
for post, place, role in SEATS:
    authority = LocalAuthority.objects.get(name=place)
    take(challenge, holder(Role(post), authority=authority), SeatRole(role), manager, authority)
"""
PLAY = """
from datetime import timedelta
from uuid import uuid4
from django.utils import timezone
from challenges.actions import agreeing, evidence, findings, lines, notes, questions, scoping
from challenges.flagged import flagged_figures
from challenges.models import Turn
from regions.roles import Role
from sli_portal.demonstration_challenges import holder

WORDS = "Demonstration: invented words."


def focus(turn, host, lead, observer):
    figures = [one.indicator for one in flagged_figures(turn.host)[:1]]
    reason = "" if figures else WORDS
    chosen = {"indicators": figures, "off_the_flags_because": reason}
    scoping.set_focus(turn=turn, focus=WORDS, focus_because=WORDS, built_on=0, by=host, **chosen)
    for side, by in (("host", host), ("lead", lead), ("observer", observer)):
        scoping.agree(turn=turn, side=side, version=1, by=by)


def questions_out(turn, host, lead, observer):
    line = lines.add_line(turn=turn, kind="improve", text=WORDS, by=lead)
    draft = questions.draft(turn=turn, text=WORDS, line=line, by=lead)
    questions.put_on_list(turn=turn, drafts=[draft.pk], text=WORDS, line=line, by=lead)
    questions.release(turn=turn, seen=1, by=lead)


def told(turn, host, lead, observer):
    wording = findings.Wording(text=WORDS, strand="operational")
    found = [
        evidence.keep_note(turn=turn, note=evidence.Note(text=WORDS, source=one), key=uuid4(), by=lead)
        for one in ("data", "voice")
    ]
    made = findings.add_finding(turn=turn, wording=wording, evidence=found, by=lead)
    findings.tell(turn=turn, told={made.pk: WORDS}, by=lead)


def followed_up(turn, host, lead, observer):
    for name, by in (("send", lead), ("make_final", lead), ("release", host)):
        notes.move_note(turn=turn, name=name, by=by)
    due_on = timezone.localdate() + timedelta(days=60)
    action = agreeing.add_action(turn=turn, text=WORDS, owner=WORDS, due_on=due_on, success="", by=host)
    for authority, by in ((turn.lead, lead), (turn.observer, observer)):
        agreeing.confirm(action=action, authority=authority, difference="", built_on=1, by=by)
    agreeing.check_in(turn=turn, kind="review", text=WORDS, by=host)


turns = Turn.objects.filter(challenge__name=NAME, host__name__in=HOSTS)
for turn in turns.select_related("challenge__cycle__region", "challenge__protocol", "host", "lead", "observer"):
    people = [holder(Role.DCS, authority=one) for one in (turn.host, turn.lead, turn.observer)]
    {"focus": focus, "questions out": questions_out, "told": told, "followed up": followed_up}[STAGE](turn, *people)
"""
RELEASE = """
from selfeval.actions import writing
from sli_portal.demonstration_selfeval import *

for evaluation in SelfEvaluation.objects.filter(authority__name__in=PLACES, cycle__closed_at=None):
    director = holder(Role.DCS, evaluation)
    for chapter in evaluation.chapters.all():
        for answer in chapter.answers.select_related("prompt"):
            writing.save_answer(answer=answer, draft=draft_for(answer.prompt), built_on=answer.version, by=director)
        agree(chapter, director)
    for one in evaluation.exceptions.filter(version=0):
        improvement.comment_on(exception=one, text=NOTE, no_comment_because="", built_on=0, by=director)
    sign_and_release(evaluation)
"""
LOOKED_AT, ADDRESSES = set(), {}


def look(page):
    """Check a kind of page once at each width, whichever journey comes by first."""
    kind = re.sub(r"\d+", "N", urlsplit(page.url).path), page.viewport_size["width"]
    if kind not in LOOKED_AT:
        assert_accessible(page)
        LOOKED_AT.add(kind)


def shown(page, words):
    """Wait for words that the page must show."""
    page.get_by_role("main").get_by_text(words).first.wait_for()


def press(page, button, words):
    """Press a button, and read what the page that comes says; whether it was done or refused."""
    page.get_by_role("main").get_by_role("button", name=button).first.click()
    shown(page, words)


def follow(page, link):
    page.get_by_role("main").get_by_role("link", name=link).first.click()


def day(page, when):
    for part in ("day", "month", "year"):
        page.get_by_label(part.capitalize(), exact=True).fill(str(getattr(when, part)))


def bring_to_today(portal, challenge):
    """Let its last day be today, and its steps lie around it."""
    portal.shell(BRING_TO_TODAY, NAME=challenge)


def take_seats(portal, challenge, *seats):
    """Let people of the demonstration sit down, each by post, authority and role, as if they had been invited."""
    portal.shell(TAKE_SEATS, NAME=challenge, SEATS=seats)


def play(portal, challenge, hosts, stage):
    """Bring the turns of these hosts as far as one that a journey went through in the browser."""
    portal.shell(PLAY, NAME=challenge, HOSTS=hosts, STAGE=stage)


def release_self_evaluations(portal, *places):
    """Written, signed and released, as the journey of a self-evaluation goes through in the browser."""
    portal.shell(RELEASE, PLACES=places)


def make_known(portal, email, role):
    """Give one of several people in the same post a name of their own for ``visit``, with the place of the post."""
    person = next(one for one in portal.people if one["email"] == email)
    portal.people.append(person | {"role": role})


def open_challenge(page, name):
    """By the links that lead there; whoever has been there goes back by its address."""
    if known := ADDRESSES.get((page, name)):
        page.goto(known)
    else:
        page.goto("/challenges/")
        page.get_by_role("link", name=name, exact=True).click()
    page.get_by_role("heading", level=1, name=name).wait_for()
    ADDRESSES[page, name] = page.url


def move_on(page, challenge, button, words):
    """Take the challenge a step on its way, or be refused."""
    open_challenge(page, challenge)
    press(page, button, words)


@dataclass(frozen=True)
class Turn:
    """One authority being looked at; ``host`` is empty where the challenge has one turn alone."""

    challenge: str
    host: str = ""

    def open(self, page, part=""):
        """Its page, or one of its parts, by the links that lead there."""
        open_challenge(page, self.challenge)
        if self.host:
            page.get_by_role("link", name=self.host, exact=True).click()
        if part:
            page.get_by_role("link", name=part, exact=True).click()
            page.get_by_role("heading", level=1).wait_for()

    # Before

    def choose_focus(self, page, focus, because, figure=""):
        """``figure`` is one of those that are flagged."""
        self.open(page, "Focus")
        page.get_by_role("button", name=re.compile("(Choose|Change) the focus")).click()
        look(page)
        page.get_by_label("What will be looked at").fill(focus)
        page.get_by_label("Why this").fill(because)
        if figure:
            page.get_by_label(figure, exact=True).check()
        page.get_by_role("button", name="Save the focus").click()

    def agree_focus(self, *pages):
        """Each side in turn; with the last it is fixed."""
        for page in pages:
            is_last = page is pages[-1]
            self.open(page, "Focus")
            look(page)
            words = "All sides have agreed: the focus is fixed." if is_last else "You have agreed"
            press(page, "Agree to this focus", words)

    def add_line(self, page, text, kind=IMPROVE):
        self.open(page, "Lines of enquiry")
        look(page)
        follow_button(page, "Add a line of enquiry")
        look(page)
        page.get_by_label(kind).check()
        page.get_by_label("Line of enquiry", exact=True).fill(text)
        press(page, "Save", text)

    def draft_question(self, page, text):
        self.open(page, "Questions")
        follow_button(page, "Draft a question")
        look(page)
        page.get_by_label("Question", exact=True).fill(text)
        press(page, "Save", "Your draft is saved")

    def merge_questions(self, page, drafts, text):
        """The lead puts drafts on the list as one question."""
        self.open(page, "Questions")
        for draft in drafts:
            page.get_by_label(draft).check()
        look(page)
        page.get_by_role("button", name="Put the ticked drafts on the list").click()
        look(page)
        page.get_by_label("Question", exact=True).fill(text)
        press(page, "Save", "The question is on the list.")

    def release_questions(self, page, words="released to the host"):
        self.open(page, "Questions")
        follow_button(page, "Release the list to the host")
        look(page)
        press(page, "Release", words)

    # On the day

    def note_on_phone(self, page, text, source):
        """A note by a member of the team on a phone; the page says when it is sent, and lists it."""
        page.set_viewport_size(PHONE)
        self.open(page, "Notes")
        page.get_by_label("What did you see, hear or read?").fill(text)
        page.get_by_label(source, exact=True).check()
        page.get_by_role("button", name="Save the note").click()
        page.get_by_role("status").get_by_text(re.compile(r"^Sent at \d\d:\d\d\.$")).wait_for()
        page.get_by_role("article").get_by_text(text).wait_for()
        look(page)

    def write_finding(self, page, text, *notes, strand=""):
        """Suggest a finding, or as the lead add one; ``strand`` is the lead's to say."""
        self.open(page, "Findings")
        page.get_by_role("button", name=re.compile("(Suggest|Add) a finding")).click()
        look(page)
        page.get_by_label("The finding").fill(text)
        for note in notes:
            page.get_by_label(note).check()
        page.get_by_role("button", name=re.compile("(Suggest|Add) it")).click()
        shown(page, re.compile("Suggested. The lead sees it now.|Added."))
        if strand:
            page.get_by_label(strand).check()
            press(page, "Save the finding", "Saved.")

    def open_finding(self, page, text):
        self.open(page, "Findings")
        follow(page, text)
        page.get_by_role("heading", level=1, name="Finding").wait_for()

    def tell(self, page, *findings):
        """What is said to the host is read from the lead's phone, and marked as told."""
        page.set_viewport_size(PHONE)
        self.open(page, "What we will say")
        for one in findings:
            shown(page, one)
        look(page)
        follow_button(page, "Mark what was told")
        look(page)
        for one in findings:
            page.get_by_role("group", name=one).get_by_label("This was told").check()
        press(page, "They were told", f"{len(findings)} marked as told.")
        page.set_viewport_size(WIDE)

    # Afterwards

    def write_note(self, page, opening):
        self.open(page, "Written feedback")
        look(page)
        follow_button(page, "Write the opening")
        look(page)
        page.get_by_label("Opening").fill(opening)
        press(page, "Save the opening", opening)

    def move_note(self, page, button, words):
        self.open(page, "Written feedback")
        press(page, button, words)

    def question_fact(self, page, text):
        """The host's director says what is wrong in the first point."""
        self.open(page, "Written feedback")
        look(page)
        follow(page, "Something is wrong here")
        look(page)
        page.get_by_label("What is wrong, and what is right?").fill(text)
        press(page, "Say that it is wrong", "The lead sees it")

    def reply_to_fact(self, page, text):
        self.open(page, "Written feedback")
        follow(page, "Reply")
        look(page)
        page.get_by_label("What did you do about it?").fill(text)
        press(page, "Reply", "The host sees your reply.")

    def release_note(self, page, audience="The team alone"):
        self.open(page, "Written feedback")
        follow_button(page, "Release it")
        look(page)
        page.get_by_label(audience, exact=True).check()
        press(page, "Release it", "It is released.")
        look(page)

    def add_action(self, page, text, owner, due_on):
        self.open(page, "Agreed actions")
        follow_button(page, "Add an action")
        look(page)
        page.get_by_label("What will you do?").fill(text)
        page.get_by_label("Who sees to it?").fill(owner)
        day(page, due_on)
        press(page, "Save the action", "The partners are asked to confirm it.")

    def confirm_action(self, page, text):
        self.open(page, "Agreed actions")
        look(page)
        press(page, re.compile(rf"They are\s*: {text}"), "The host sees what you said.")

    def check_in(self, page, kind, text):
        self.open(page, "How it goes on")
        look(page)
        page.get_by_label(kind).check()
        page.get_by_label("How does it go?").fill(text)
        press(page, "Keep it", "It is kept")


def follow_button(page, name):
    """Press what leads to another page."""
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def evaluate(page, challenge, worked):
    open_challenge(page, challenge)
    follow(page, "What people think of it")
    look(page)
    page.get_by_label("What worked?").fill(worked)
    press(page, "Send", "Thank you.")


def plan(page, protocol, name, authorities, first_day):
    """The project manager plans a challenge; ``authorities`` in the order of the form."""
    page.goto("/challenges/")
    look(page)
    page.get_by_role("button", name="Plan a challenge").first.click()
    look(page)
    page.get_by_label(protocol).check()
    page.get_by_label("Name", exact=True).fill(name)
    fields = ("that is looked at", "that leads", "that observes")
    for field, authority in zip(fields, authorities, strict=False):
        page.get_by_label(f"Authority {field}").select_option(authority)
    day(page, first_day)
    press(page, "Plan this challenge", f"{name} is planned.")
    look(page)


def invite(page, role, person, authority=""):
    """From the page of its people; what comes of it is for the journey to read."""
    page.get_by_label("Role").select_option(role)
    page.get_by_label("Name", exact=True).fill(person["name"])
    page.get_by_label("E-mail address").fill(person["email"])
    page.get_by_label("Authority that they come from").select_option(authority or "None")
    page.get_by_role("button", name="Send the invitation").click()


def no_tie(page):
    """The host's own side is not asked."""
    for one in page.get_by_role("radio", name="No", exact=True).all():
        one.check()


def accept_seat(page, challenge):
    """As someone known to the portal, signed in; papers open once the principles are accepted."""
    page.goto("/challenges/")
    page.get_by_role("button", name=f"Accept {challenge}").click()
    look(page)
    page.get_by_label("I accept these principles").check()
    no_tie(page)
    press(page, "Accept and go on", "Its papers open to you as they are ready.")
