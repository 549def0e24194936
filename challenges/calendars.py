"""Challenges as calendar entries (RFC 5545) that Outlook and others take in, and move when a session moves.

An entry keeps its name (UID) for good, and its number (SEQUENCE) rises with every change: of two entries of one name
a calendar keeps the one with the higher number. What was cancelled is sent as cancelled, so that it goes away.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress

from challenges.models import Challenge, SessionPlace
from challenges.states import State

WINTER, SUMMER = timedelta(0), timedelta(hours=1)


def calendar_of(challenge: Challenge, places: Iterable[SessionPlace] = (), *, with_place: bool) -> bytes:
    """The days of the challenge, and one entry a session of the person whose ``places`` they are.

    ``with_place`` is for whoever is in it: others may know when it is, and not where.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//SLI Portal//Challenges//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", challenge.name)
    calendar.add_component(london())
    calendar.add_component(days_entry(challenge, with_place=with_place))
    for place in places:
        calendar.add_component(session_entry(place, challenge))
    return calendar.to_ical()


def london() -> Timezone:
    """London's clocks by rule: the library writes out each year's dates instead, which some calendars do not read."""
    zone = Timezone()
    zone.add("tzid", "Europe/London")
    for part, name, month, begins, before, after in (
        (TimezoneStandard(), "GMT", 10, datetime(1996, 10, 27, 2), SUMMER, WINTER),
        (TimezoneDaylight(), "BST", 3, datetime(1996, 3, 31, 1), WINTER, SUMMER),
    ):
        part.add("dtstart", begins)
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        part.add("tzname", name)
        zone.add_component(part)
    return zone


def days_entry(challenge: Challenge, *, with_place: bool) -> Event:
    """All day, and nobody is busy because of it: the sessions say when."""
    is_off = challenge.state == State.CANCELLED
    event = begun(challenge.uid, challenge.sequence, is_off=is_off)
    event.add("summary", challenge.name)
    event.add("dtstart", challenge.first_day)
    event.add("dtend", challenge.last_day + timedelta(days=1))  # RFC 5545: the day after the last
    event.add("transp", "TRANSPARENT")
    if challenge.place and with_place:
        event.add("location", challenge.place)
    event.add("url", f"{settings.PORTAL_URL}{challenge.get_absolute_url()}")
    return event


def session_entry(place: SessionPlace, challenge: Challenge) -> Event:
    session = place.session
    is_off = session.is_cancelled or place.is_off or challenge.state == State.CANCELLED
    # Cancelling the challenge raises its number alone; either only rises, and so does their sum.
    event = begun(session.uid, session.sequence + challenge.sequence, is_off=is_off)
    event.add("summary", session.title)
    event.add("dtstart", timezone.localtime(session.starts_at))
    event.add("dtend", timezone.localtime(session.ends_at))
    event.add("transp", "TRANSPARENT" if is_off else "OPAQUE")
    if session.place:
        event.add("location", session.place)
    about = [challenge.name, f"Your part: {place.get_part_display().lower()}."]
    about += [f"Met: {session.meets}"] if session.meets else []
    event.add("description", "\n".join(about))
    event.add("url", settings.PORTAL_URL + reverse("challenges:timetable_mine", args=[session.turn_id]))
    return event


def begun(uid, sequence: int, *, is_off: bool) -> Event:
    """What every entry has, the organiser too: RFC 5546 asks for one in what is published."""
    event = Event()
    event.add("uid", f"{uid}@sli-portal")
    event.add("sequence", sequence)
    event.add("dtstamp", timezone.now())
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    organizer = vCalAddress(f"mailto:{address}")
    if name:
        organizer.params["CN"] = name
    event.add("organizer", organizer)
    return event
