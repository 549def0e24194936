"""E-mails that something waits for someone, or that their timetable changed. They say where to look, never what
anybody wrote.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from challenges.holders import GROUP, people_in
from challenges.models import Seat, Turn
from challenges.parts import PEERS, Part
from outbox.actions import post
from outbox.models import Message
from regions.models import Person

TIMETABLE = "timetable-changed"
HANDED_OVER = "challenge-handed-over"
BODY = """Dear {name},

A session of yours has a new time or place, or is cancelled. Sign in to see your day:
{page}

If you put your sessions in a calendar, take the file again so that the entries move:
{file}
"""


@dataclass(frozen=True)
class Handover:
    """What now waits for people of some parts, and the page that it waits on."""

    words: str
    parts: frozenset[Part]
    page: str


HOST = frozenset({Part.HOST})
FOCUS = Handover("The focus waits for you to agree to it", GROUP - {Part.HOST_TEAM}, "scope")
QUESTIONS = Handover("The questions are with you", HOST | {Part.HOST_TEAM}, "questions")
NOTE_TO_CHECK = Handover("The written feedback is with you: check its facts", HOST, "note")
FACT_QUESTIONED = Handover("The host says that a fact is wrong: reply to it", frozenset({Part.LEAD}), "note")
NOTE_TO_RELEASE = Handover("The written feedback is final: it is yours to release", HOST, "note")
NOTE_RELEASED = Handover("The written feedback is released", PEERS, "note")
ACTION_AGREED = Handover("An action is agreed: partners confirm its words", PEERS, "actions")


def hand_over(turn: Turn, what: Handover, *, by: Person) -> None:
    """Tell those of its parts, but for who did it, once a day at most."""
    page = settings.PORTAL_URL + reverse(f"challenges:{what.page}", args=[turn.pk])
    for person in set(people_in(turn, what.parts)) - {by}:
        post(
            kind=HANDED_OVER,
            to=person.email,
            subject=f"{turn.challenge.name}: {what.words[0].lower()}{what.words[1:]}",
            body=f"{what.words}, in “{turn.challenge.name}”. Sign in to see it: {page}",
            about=f"{turn.pk} {what.words} on {timezone.localdate()}",
        )


def timetable_changed(turn: Turn, seats: Iterable[Seat]) -> None:
    """Tell those who have the sessions in their calendar, once an hour at most, and again once they took it again."""
    hour = timezone.now().strftime("%Y-%m-%dT%H")
    for seat in seats:
        if seat.calendar_at is None or seat.state != Seat.State.ACCEPTED or not seat.person.is_active:
            continue
        body = BODY.format(
            name=seat.name,
            page=settings.PORTAL_URL + reverse("challenges:timetable_mine", args=[turn.pk]),
            file=settings.PORTAL_URL + reverse("challenges:timetable_calendar", args=[turn.pk]),
        )
        post(
            kind=TIMETABLE,
            to=seat.person.email,
            subject="Your timetable in the portal has changed",
            body=body,
            about=f"{turn.pk} {seat.calendar_at:%Y-%m-%dT%H:%M:%S} {hour}",
        )


def may_still_see(message: Message) -> bool:
    """Whether the recipient sees the turn as it is sent."""
    person = Person.objects.filter(email=message.recipient).first()
    turn = message.about.split()[0]
    return person is not None and Turn.objects.visible_to(person).filter(pk=turn).exists()


RECHECKS = {TIMETABLE: may_still_see, HANDED_OVER: may_still_see}
