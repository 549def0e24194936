"""The demonstration's visit that has been: from its focus to what was agreed, for looking around. All invented."""

from datetime import datetime, time, timedelta
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from challenges.actions import (
    agreeing,
    documents,
    evaluating,
    evidence,
    findings,
    lines,
    notes,
    observing,
    planning,
    questions,
    scoping,
    timetable,
)
from challenges.dates import day_of, last_day_of
from challenges.flagged import flagged_figures
from challenges.models import (
    Challenge,
    EvidenceItem,
    FeedbackNote,
    LineOfEnquiry,
    Protocol,
    SessionPlace,
    Support,
    Turn,
)
from challenges.parts import SeatRole
from cycles.models import Cycle
from cycles.working_days import before, on_or_after
from regions.models import Memorandum
from regions.roles import Role
from selfeval.actions.grouping import groups_of
from selfeval.models.releases import end_of_access
from sli_portal.demonstration_challenges import holder, take

REGION, GROUP = "south-east", "Group 2"
DAYS_AGO = 15  # working days
NOTE = "Demonstration: invented words, which say nothing of any real council."
Source = EvidenceItem.Source
LINES = (
    ("improve", "Demonstration: how soon is a family answered?"),
    ("good_practice", "Demonstration: what do children say that helps?"),
)
SEEN = (
    (Source.DATA, "Demonstration: a figure that the team looked at."),
    (Source.INTERVIEW, "Demonstration: what a group of staff told the team."),
    (Source.VOICE, "Demonstration: what parents told the team."),
    (Source.OBSERVATION, "Demonstration: what the team saw in a meeting."),
)
FOUND = (  # strand, whether it is good practice, words
    ("operational", False, "Demonstration: a finding about how work is done"),
    ("operational", True, "Demonstration: a practice that others could take home"),
    ("leadership", False, "Demonstration: a finding about how it is led"),
)
NOT_KEPT = "Demonstration: a point that was told on the day and did not stand"
QUESTIONS = ("Demonstration: a first question", "Demonstration: a question that two people asked")


@transaction.atomic
def seed():
    """In the open cycle of its region, once; where its group and its released self-evaluation are there."""
    cycles = Cycle.objects.open().filter(region__slug=REGION).exclude(challenges__group=GROUP)
    for cycle in cycles.select_related("region"):
        numbers = [number for number, name in groups_of(cycle).items() if name == GROUP]
        group = list(cycle.region.authorities.filter(pk__in=numbers).order_by("name"))
        if len(group) >= 3:
            Visit(cycle, group).play()


class Visit:
    """Three directors, a colleague of each, and what they did."""

    def __init__(self, cycle, group):
        self.manager = holder(Role.PROJECT_MANAGER, region=cycle.region)
        self.places = group[:3]
        self.host, self.lead, self.observer = [holder(Role.DCS, authority=one) for one in self.places]
        self.colleagues = [holder(Role.CONTRIBUTOR, authority=one) for one in self.places]
        self.challenge = planning.plan_challenge(
            cycle=cycle,
            protocol=Protocol.objects.get(slug="two-day-visit", region=None, version=1),
            name=f"Visit to {group[0].name} (Demonstration)",
            authorities=group,
            group=GROUP,
            first_day=on_or_after(timezone.localdate()),
            place="Demonstration: a room that does not exist",
            by=self.manager,
        )
        lay_back(self.challenge)

    @property
    def turn(self):
        """As it stands now."""
        return Turn.objects.select_related("challenge__cycle__region", "challenge__protocol", "host").get(
            challenge=self.challenge
        )

    def play(self):
        self.seat_people()
        self.agree_focus()
        self.prepare()
        self.move("confirm")
        self.move("begin")
        self.look_and_find()
        self.move("end")
        self.write_feedback()
        self.agree_actions()
        self.say_what_they_think()

    def move(self, name):
        planning.move_challenge(challenge=self.challenge, name=name, by=self.manager)

    def seat_people(self):
        directors = (SeatRole.HOST, SeatRole.LEAD, SeatRole.OBSERVER)
        colleagues = (SeatRole.HOST_TEAM, SeatRole.TEAM, SeatRole.TEAM)
        people = [*zip(self.people, directors, self.places, strict=True)]
        people += zip(self.colleagues, colleagues, self.places, strict=True)
        for person, role, place in people:
            take(self.challenge, person, role, self.manager, place)

    @property
    def people(self):
        return self.host, self.lead, self.observer

    def agree_focus(self):
        chosen = [one.indicator for one in flagged_figures(self.turn.host)[:2]]
        for side, person in zip(("host", "lead", "observer"), self.people, strict=True):
            scoping.propose(
                turn=self.turn,
                side=side,
                area=f"Demonstration: what the {side} would look at",
                because=NOTE,
                indicator=chosen[0] if chosen else None,
                by=person,
            )
        scoping.set_focus(
            turn=self.turn,
            focus="Demonstration: what happens before a family is helped",
            focus_because=NOTE,
            off_the_flags_because="" if chosen else NOTE,
            indicators=chosen,
            built_on=0,
            by=self.host,
        )
        observing.sign_off(turn=self.turn, about="focus", is_signed=True, reservation="", by=self.observer)
        for side, person in zip(("host", "lead", "observer"), self.people, strict=True):
            scoping.agree(turn=self.turn, side=side, version=1, by=person)

    def prepare(self):
        for kind, text in LINES:
            lines.add_line(turn=self.turn, kind=kind, text=text, by=self.lead)
        asked = documents.ask(
            turn=self.turn,
            title="Demonstration: a document",
            note="",
            wanted_by=before(self.challenge.first_day, 15),
            by=self.lead,
        )
        documents.refuse(request=asked, because=NOTE, by=self.colleagues[0])
        self.set_timetable()
        self.ask_questions()
        for step in self.challenge.steps.filter(of__kind="briefing"):
            planning.say_done(step=step, is_done=True, by=self.manager)

    def set_timetable(self):
        seats = {seat.person_id: seat.pk for seat in self.challenge.seats.all()}
        part = SessionPlace.Part
        everyone = dict.fromkeys(seats.values(), part.ATTENDS)
        half = {seats[self.lead.pk]: part.LEADS, seats[self.colleagues[1].pk]: part.NOTES}
        other = {seats[self.observer.pk]: part.ATTENDS, seats[self.colleagues[2].pk]: part.LEADS}
        for hour, title, people in (
            (9, "Demonstration: welcome and focus", everyone),
            (10, "Demonstration: with managers", half),
            (10, "Demonstration: with parents", other),
            (15, "Demonstration: what the team heard", everyone),
        ):
            starts = timezone.make_aware(datetime.combine(self.challenge.first_day, time(hour)))
            timetable.add_session(
                turn=self.turn,
                title=title,
                starts_at=starts,
                ends_at=starts + timedelta(hours=1),
                place="Demonstration: a room",
                meets="",
                people=people,
                by=self.colleagues[0],
            )

    def ask_questions(self):
        line = LineOfEnquiry.objects.filter(turn=self.turn).first()
        askers = (self.lead, self.colleagues[1], self.colleagues[2])
        drafts = [
            questions.draft(turn=self.turn, text=QUESTIONS[place > 0], line=line, by=person).pk
            for place, person in enumerate(askers)
        ]
        for text, chosen in zip(QUESTIONS, (drafts[:1], drafts[1:]), strict=True):
            questions.put_on_list(turn=self.turn, drafts=chosen, text=text, line=line, by=self.lead)
        questions.release(turn=self.turn, seen=len(QUESTIONS), by=self.lead)
        first = self.turn.questions.on_list().first()
        questions.reply(question=first, kind="answer", text=NOTE, built_on=None, by=self.host)

    def look_and_find(self):
        line = LineOfEnquiry.objects.filter(turn=self.turn).first()
        seen = [
            evidence.keep_note(
                turn=self.turn,
                note=evidence.Note(text=text, source=source, line=line),
                key=uuid4(),
                by=self.colleagues[1 + place % 2],
            )
            for place, (source, text) in enumerate(SEEN)
        ]
        observing.log(turn=self.turn, text=NOTE, by=self.observer)
        observing.register_question(
            turn=self.turn,
            text="Demonstration: a question of the observer’s",
            put_to="The lead",
            came_of_it="",
            by=self.observer,
        )
        figures = list(self.turn.focus_indicators.all()) or [None]
        for place, (strand, is_good_practice, text) in enumerate((*FOUND, ("operational", False, NOT_KEPT))):
            wording = findings.Wording(
                text=text,
                strand=strand,
                line=line,
                indicator=figures[place % len(figures)],
                is_good_practice=is_good_practice,
            )
            made = findings.add_finding(
                turn=self.turn, wording=wording, evidence=seen[place % 2 :], by=self.lead
            )
            if text != NOT_KEPT:
                findings.move_finding(finding=made, name="evidence", by=self.lead)
        told = {one.pk: one.text for one in self.turn.findings.all()}
        findings.tell(turn=self.turn, told=told, by=self.lead)
        for one in self.turn.findings.filter(text=NOT_KEPT):
            findings.move_finding(finding=one, name="drop", because=NOTE, by=self.lead)
        observing.sign_off(
            turn=self.turn, about="findings", is_signed=False, reservation=NOTE, by=self.observer
        )

    def write_feedback(self):
        notes.write(turn=self.turn, part=notes.OPENING, text=NOTE, built_on=0, by=self.lead)
        notes.move_note(turn=self.turn, name="send", by=self.lead)
        point = self.turn.findings.filter(text=FOUND[0][2]).get()
        check = notes.check_fact(turn=self.turn, finding=point.pk, text=NOTE, by=self.host)
        notes.reply_to(check=check, reply=NOTE, by=self.lead)
        built_on = FeedbackNote.objects.get(turn=self.turn).version
        notes.write(turn=self.turn, part=notes.RESPONSE, text=NOTE, built_on=built_on, by=self.host)
        notes.move_note(turn=self.turn, name="make_final", by=self.lead)
        audience = FeedbackNote.Audience.REGION
        notes.move_note(turn=self.turn, name="release", audience=audience, by=self.host)

    def agree_actions(self):
        for place, finding in enumerate(self.turn.findings.filter(state="evidenced"), start=1):
            action = agreeing.add_action(
                turn=self.turn,
                text=f"Demonstration: what will be done, {place}",
                owner="Demonstration: a head of service",
                due_on=timezone.localdate() + timedelta(days=60 * place),
                success="Demonstration: what children would notice",
                finding=finding,
                indicator=finding.indicator,
                by=self.host,
            )
            for person, authority in zip(self.people[1:], self.places[1:], strict=True):
                agreeing.confirm(action=action, authority=authority, difference="", built_on=1, by=person)
        for kind, authority, person in (
            (Support.Kind.NEED, self.places[0], self.host),
            (Support.Kind.OFFER, self.places[1], self.lead),
        ):
            agreeing.raise_support(
                turn=self.turn,
                authority=authority,
                kind=kind,
                topic="Demonstration: a topic",
                text=NOTE,
                is_for_region=True,
                by=person,
            )

    def say_what_they_think(self):
        for person in (self.lead, self.colleagues[2]):
            evaluating.evaluate(
                challenge=self.challenge, worked=NOTE, change=NOTE, take_home=NOTE, hours=14, by=person
            )


def lay_back(challenge: Challenge) -> None:
    """Let it have begun some weeks ago: nobody can plan a challenge for a day that has passed."""
    first = before(challenge.first_day, DAYS_AGO)
    last = last_day_of(first, challenge.protocol.days)
    memorandum = Memorandum.objects.in_force().get(region=challenge.cycle.region_id)
    challenge.first_day, challenge.last_day = first, last
    challenge.access_ends_on = end_of_access(last, memorandum.access_days_after)
    challenge.save(update_fields=["first_day", "last_day", "access_ends_on"])
    for step in challenge.steps.select_related("of"):
        step.due_on = day_of(step.of.offset, first=first, last=last)
        step.save(update_fields=["due_on"])
