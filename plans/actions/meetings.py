"""Meetings of the region's groups and what they decide: every change, once, with its record."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from audit.models import record
from plans import notices
from plans.actions.groups import live
from plans.actions.support import CHANGED, CannotDo
from plans.models import Decision, Meeting, RegionalGroup
from regions.models import Person
from selfeval.actions.improvement import SavedMeanwhile

CALENDAR = ("starts_at", "ends_at", "place")  # what a calendar shows


@transaction.atomic
def set_meeting(
    *, group: RegionalGroup, starts_at: datetime, ends_at: datetime, by: Person, **fields
) -> Meeting:
    """``fields``: place, agenda. Members with accounts are told. Raises CannotDo for a group that has ended."""
    made = Meeting.objects.create(group=live(group), starts_at=starts_at, ends_at=ends_at, by=by, **fields)
    record("meeting_set", made, by=by, group=group.pk)
    notices.meeting_set(made, by=by)
    return made


@transaction.atomic
def change_meeting(*, meeting: Meeting, built_on: int, by: Person, **fields) -> None:
    """``fields``: starts_at, ends_at, place, agenda. Members are told when or where it is now, if that changed.
    Raises SavedMeanwhile, and CannotDo for one that was cancelled or has decided something."""
    meeting = held(meeting)
    if meeting.version != built_on:
        raise SavedMeanwhile(CHANGED)
    is_moved = any(getattr(meeting, name) != fields[name] for name in CALENDAR)
    if meeting.starts_at != fields["starts_at"] and meeting.decisions.exists():
        raise CannotDo("Decisions were made at it, so its day and time stay.")
    for name, value in fields.items():
        setattr(meeting, name, value)
    meeting.version += 1
    meeting.sequence += is_moved
    meeting.save(update_fields=[*fields, "version", "sequence"])
    record("meeting_changed", meeting, by=by, moved=is_moved)
    if is_moved:
        notices.meeting_moved(meeting, by=by)


def held(meeting: Meeting) -> Meeting:
    """The meeting as it is now, held while it changes; refused once it was cancelled or its group ended."""
    live(meeting.group)
    found = Meeting.objects.select_for_update(of=("self",)).select_related("group__region").get(pk=meeting.pk)
    if found.cancelled_at is not None:
        raise CannotDo("The meeting was cancelled.")
    return found


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, by: Person) -> None:
    """One that is still to come. Raises CannotDo."""
    meeting = held(meeting)
    if meeting.has_begun:
        raise CannotDo("It has begun, so it can no longer be cancelled.")
    Meeting.objects.filter(pk=meeting.pk).update(
        cancelled_at=timezone.now(), sequence=F("sequence") + 1, version=F("version") + 1
    )
    meeting.refresh_from_db()
    record("meeting_cancelled", meeting, by=by)
    notices.meeting_cancelled(meeting, by=by)


@transaction.atomic
def write_note(*, meeting: Meeting, present, note: str, built_on: int, by: Person) -> None:
    """Who was there, and what was said. Raises SavedMeanwhile, and CannotDo before it begins."""
    meeting = held(meeting)
    if not meeting.has_begun:
        raise CannotDo("It has not begun yet.")
    if meeting.version != built_on:
        raise SavedMeanwhile(CHANGED)
    Meeting.objects.filter(pk=meeting.pk).update(note=note, version=F("version") + 1)
    meeting.present.set(present)
    record("meeting_noted", meeting, by=by, present=len(present))


# -- Decisions --------------------------------------------------------------------------------------------------


@transaction.atomic
def decide_at(*, meeting: Meeting, text: str, priorities, by: Person) -> Decision:
    """With the names of those who were there, which stay as they are. Raises CannotDo while nobody was."""
    meeting = held(meeting)
    names = sorted(one.name for one in meeting.present.select_related("person"))
    if not names:
        raise CannotDo("Say first who was at the meeting.")
    day = timezone.localdate(meeting.starts_at)
    return keep(meeting.group, text, day, priorities, by, meeting=meeting, present=names)


@transaction.atomic
def decide_by_round(*, group: RegionalGroup, text: str, decided_on: date, priorities, by: Person) -> Decision:
    """Without a meeting: every member was asked in writing. Raises CannotDo for a day that is still to come."""
    if decided_on > timezone.localdate():
        raise CannotDo("A decision is kept on the day that it was made, or later.")
    return keep(live(group), text, decided_on, priorities, by)


def keep(group, text, day, priorities, by, **more) -> Decision:
    made = Decision.objects.create(group=group, text=text, decided_on=day, by=by, **more)
    made.priorities.set(priorities)
    meeting = more.get("meeting")
    record("decision_made", made, by=by, group=group.pk, meeting=meeting.pk if meeting else None)
    return made


@transaction.atomic
def withdraw(*, decision: Decision, because: str, by: Person) -> None:
    """It stays where it is, as withdrawn. Raises CannotDo for one that was withdrawn."""
    live(decision.group)
    standing = Decision.objects.filter(pk=decision.pk, withdrawn_at=None)
    if not standing.update(withdrawn_at=timezone.now(), withdrawn_by=by, withdrawn_because=because):
        raise CannotDo("It is withdrawn already.")
    record("decision_withdrawn", decision, by=by)
