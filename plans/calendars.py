"""A group’s meeting as a calendar entry (RFC 5545): it moves with the meeting, and goes when that is cancelled."""

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar

from challenges.calendars import begun, london
from plans.models import Meeting


def calendar_of(meeting: Meeting) -> bytes:
    is_off = meeting.cancelled_at is not None
    event = begun(meeting.uid, meeting.sequence, is_off=is_off)
    event.add("summary", meeting.group.name)
    event.add("dtstart", timezone.localtime(meeting.starts_at))
    event.add("dtend", timezone.localtime(meeting.ends_at))
    event.add("transp", "TRANSPARENT" if is_off else "OPAQUE")
    if meeting.place:
        event.add("location", meeting.place)
    event.add("url", settings.PORTAL_URL + meeting.get_absolute_url())
    calendar = Calendar()
    calendar.add("prodid", "-//SLI Portal//Groups//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", meeting.group.name)
    calendar.add_component(london())
    calendar.add_component(event)
    return calendar.to_ical()
