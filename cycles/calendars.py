"""Steps as calendar entries (RFC 5545) that Outlook and others take in, and move when a step moves."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event

from cycles.models import Cycle, Phase

MEDIA_TYPE = "text/calendar; charset=utf-8"


def calendar_of(cycle: Cycle, phases: Iterable[Phase]) -> bytes:
    """One entry a step, for the whole day. A step switched off is sent as cancelled, so that it goes away."""
    calendar = Calendar()
    calendar.add("prodid", "-//SLI Portal//Cycles//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", str(cycle))
    for phase in phases:
        calendar.add_component(entry(cycle, phase))
    return calendar.to_ical()


def entry(cycle: Cycle, phase: Phase) -> Event:
    event = Event()
    event.add("uid", f"{phase.uid}@sli-portal")
    event.add("sequence", phase.sequence)
    event.add("dtstamp", timezone.now())
    event.add("summary", f"{phase.name} ({cycle})")
    event.add("dtstart", phase.first_day)
    event.add("dtend", phase.due_on + timedelta(days=1))  # RFC 5545: the day after the last
    event.add("status", "CANCELLED" if phase.is_off else "CONFIRMED")
    event.add("transp", "TRANSPARENT")  # nobody is busy all day because of a date
    event.add("url", f"{settings.PORTAL_URL}{cycle.get_absolute_url()}")
    return event
