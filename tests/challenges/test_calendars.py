"""The calendar files, read as RFC 5545 says they are written, and kept as a calendar program keeps them."""

import io
import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from dateutil import tz
from icalendar import Calendar

from challenges.actions import planning
from challenges.actions import timetable as actions
from tests.challenges.test_timetable import READS, add, change, given
from tests.challenges.world import BEFORE, clock_at, make_scene

pytestmark = [pytest.mark.django_db, pytest.mark.either]
UTC = ZoneInfo("UTC")
NEEDED = {
    "UID",
    "DTSTAMP",
    "DTSTART",
    "SEQUENCE",
    "SUMMARY",
    "ORGANIZER",
    "STATUS",
}  # RFC 5546, of what is published


def lines_of(content):
    """Content lines, unfolded; fails where a line is too long or does not end as it must."""
    assert content.endswith(b"\r\n")
    raw = content[:-2].split(b"\r\n")
    assert not any(b"\n" in line or b"\r" in line for line in raw)
    assert max(map(len, raw)) <= 75
    return re.sub(r"\r\n[ \t]", "", content.decode()).split("\r\n")[:-1]


def plain_reading(content):
    """Every entry's properties by name, read without a library."""
    entries, inside = [], False
    for line in lines_of(content):
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            entries.append({})
            inside = True
        elif line == "END:VEVENT":
            inside = False
        elif inside:
            name, _, options = name.partition(";")
            assert name not in entries[-1], f"{name} stands twice"
            entries[-1][name] = (value, options)
    return entries


class Diary:
    """What a calendar program holds: by UID, the entry with the highest SEQUENCE; a cancelled one is gone."""

    def __init__(self):
        self.entries = {}

    def take(self, content):
        calendar = Calendar.from_ical(content)
        assert calendar["method"] == "PUBLISH"
        for event in calendar.walk("VEVENT"):
            uid = str(event["uid"])
            if uid not in self.entries or event["sequence"] > self.entries[uid]["sequence"]:
                self.entries[uid] = event

    @property
    def sessions(self):
        """Title, beginning in UTC and place of what stands in it."""
        return {
            str(event["summary"]): (event["dtstart"].dt.astimezone(UTC), str(event.get("location", "")))
            for event in self.entries.values()
            if isinstance(event["dtstart"].dt, datetime) and event["status"] != "CANCELLED"
        }


def taken(scene, name):
    with clock_at(BEFORE):
        response = scene.client(name).get(f"/turns/{scene.turn.pk}/timetable/mine.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return response.content


def utc(month, day, hour, minute=0, year=2027):
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def test_a_file_is_written_as_the_standard_says(cast):
    scene = make_scene(cast)
    title = "Meeting; of team managers, and – at length – of everyone who has ever led a service for children"
    add(
        scene,
        title,
        "9:00",
        "10:00",
        hal="leads",
        place="https://meet.example.org/room?a=1;b=2,3",
        meets="A\\B",
    )
    content = taken(scene, "hal")
    lines, entries = lines_of(content), plain_reading(content)

    assert (lines[0], lines[-1], lines.count("VERSION:2.0")) == ("BEGIN:VCALENDAR", "END:VCALENDAR", 1)
    assert sum(line.startswith("PRODID:") for line in lines) == 1
    assert [line for line in lines if line.startswith("METHOD")] == ["METHOD:PUBLISH"]
    assert all(entry.keys() >= NEEDED for entry in entries)
    assert len({entry["UID"][0] for entry in entries}) == len(entries) == 2
    day, session = entries
    assert (day["DTSTART"], day["DTEND"]) == (("20270209", "VALUE=DATE"), ("20270211", "VALUE=DATE"))
    assert day["TRANSP"][0] == "TRANSPARENT"
    assert session["DTSTART"] == ("20270209T090000", "TZID=Europe/London")
    assert session["SUMMARY"][0] == title.replace(";", "\\;").replace(",", "\\,")
    assert re.fullmatch(r"\d{8}T\d{6}Z", session["DTSTAMP"][0])
    assert "TZID:Europe/London" in lines[lines.index("BEGIN:VTIMEZONE") : lines.index("END:VTIMEZONE")]
    read = Calendar.from_ical(content).walk("VEVENT")[1]
    assert str(read["summary"]) == title
    assert read["organizer"].startswith("mailto:")


def test_a_change_moves_the_entry_and_what_is_cancelled_goes_away(cast):
    scene, diary = make_scene(cast), Diary()
    kept = add(scene, "Opening", "9:00", "10:00", hal="attends")
    cancelled = add(scene, "Health", "11:00", "12:00", hal="leads")
    left = add(scene, "Parents", "13:00", "14:00", hal="notes", pia="leads")
    diary.take(first := taken(scene, "hal"))
    assert diary.sessions == {
        "Opening": (utc(2, 9, 9), "Room 1"),
        "Health": (utc(2, 9, 11), "Room 1"),
        "Parents": (utc(2, 9, 13), "Room 1"),
    }
    change(scene, kept, given("Opening", "9:30", "10:00", place="Room 2"), hal="attends")
    actions.cancel_session(session=cancelled, by=None)
    change(scene, left, given("Parents", "13:00", "14:00"), pia="leads")
    diary.take(taken(scene, "hal"))
    assert diary.sessions == {"Opening": (utc(2, 9, 9, 30), "Room 2")}
    assert len(diary.entries) == 4  # no entry stands twice under another name
    diary.take(first)
    assert diary.sessions == {"Opening": (utc(2, 9, 9, 30), "Room 2")}  # an old file takes nothing back

    actions.put_back_session(session=cancelled, by=None)
    diary.take(taken(scene, "hal"))
    assert diary.sessions.keys() == {"Opening", "Health"}
    assert "Opening" not in Calendar.from_ical(taken(scene, "mo")).to_ical().decode()


def test_only_those_who_are_in_it_learn_from_their_calendar_where_it_is(cast):
    scene = make_scene(cast)
    type(scene.challenge).objects.filter(pk=scene.challenge.pk).update(place="Town Hall")
    with clock_at(BEFORE):
        found = {
            name: scene.client(name).get(f"/challenges/{scene.challenge.pk}/calendar.ics")
            for name in scene.people
        }
    knows = {name for name, response in found.items() if response.status_code == 200}
    assert {name for name in knows if b"Town Hall" in found[name].content} == READS
    assert knows - READS == {"pat", "ana", "wyn", "owen", "rob"}


def test_a_moved_and_a_cancelled_challenge_move_and_cancel_every_entry(cast):
    scene, diary = make_scene(cast), Diary()
    add(scene, "Opening", "9:00", "10:00", hal="attends")
    diary.take(taken(scene, "hal"))
    with clock_at(BEFORE):
        planning.move_day(challenge=scene.challenge, first_day=date(2027, 6, 8), by=cast.mo)
    diary.take(taken(scene, "hal"))
    assert diary.sessions == {"Opening": (utc(6, 8, 8), "Room 1")}
    with clock_at(BEFORE):
        planning.move_challenge(challenge=scene.challenge, name="cancel", by=cast.mo)
        client = scene.client("hal")
        assert client.get(f"/turns/{scene.turn.pk}/timetable/mine.ics").status_code == 404
        diary.take(client.get(f"/challenges/{scene.challenge.pk}/calendar.ics").content)
        assert scene.client("nora").get(f"/challenges/{scene.challenge.pk}/calendar.ics").status_code == 404
    assert diary.sessions == {}
    assert {event["status"] for event in diary.entries.values()} == {"CANCELLED"}


@pytest.mark.parametrize(
    ("first_day", "utc_hour"), [(date(2027, 2, 9), 9), (date(2027, 6, 8), 8), (date(2028, 1, 11), 9)]
)
def test_nine_o_clock_is_nine_in_london_in_summer_and_in_winter(cast, first_day, utc_hour):
    scene = make_scene(cast, first_day=first_day)
    add(scene, "Opening", "9:00", "10:00", day=first_day, hal="attends")
    content = taken(scene, "hal")
    session = plain_reading(content)[1]

    assert session["DTSTART"] == (f"{first_day:%Y%m%d}T090000", "TZID=Europe/London")
    (event,) = (one for one in Calendar.from_ical(content).walk("VEVENT") if str(one["summary"]) == "Opening")
    assert event["dtstart"].dt.astimezone(UTC).hour == utc_hour
    zone = tz.tzical(io.StringIO(content.decode())).get()  # as the file itself says, to another reader of it
    nine = datetime.combine(first_day, datetime.min.time()).replace(hour=9, tzinfo=zone)
    assert nine.astimezone(UTC).hour == utc_hour
