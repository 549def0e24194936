"""The timetable: putting a session in, changing it, cancelling it; telling those who have it in their calendar."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from audit.models import record
from challenges.checks import Slot, clashes
from challenges.dates import days_of
from challenges.models import Challenge, Seat, Session, SessionPlace, Turn
from challenges.notices import timetable_changed
from regions.models import Person

FIELDS = ("title", "starts_at", "ends_at", "place", "meets")
MOVES = ("starts_at", "ends_at", "place")  # a change to these moves entries in calendars
OWN = Seat.State.ACCEPTED


class CannotSave(Exception):  # noqa: N818
    """``reasons`` are fit to show, each says what to do."""

    def __init__(self, *reasons: str):
        super().__init__(" ".join(reasons))
        self.reasons = reasons


class ChangedMeanwhile(Exception):  # noqa: N818
    """Somebody saved the session since the page was opened; ``session`` is as it stands now."""

    def __init__(self, session: Session):
        super().__init__()
        self.session = session


@transaction.atomic
def add_session(*, turn: Turn, people: dict[int, str], by: Person, **given) -> Session:
    """``people`` holds the part of each by the seat's key. Raises CannotSave."""
    session = Session(turn=turn, **given)
    must_fit(session, people)
    session.save()
    put_in(session, people)
    record("session_added", session, by=by, turn=turn.pk)
    tell(session, set(people), by)
    return session


@transaction.atomic
def change_session(
    *, session: Session, built_on: int | None, people: dict[int, str], by: Person, **given
) -> Session:
    """What is the same as before changes nothing in calendars. Raises CannotSave and ChangedMeanwhile."""
    session = held(session)
    if built_on != session.sequence:
        raise ChangedMeanwhile(session)
    if session.is_cancelled:
        raise CannotSave("This session is cancelled. Put it back before you change it.")
    had = {place.seat_id: place.part for place in session.places.filter(is_off=False)}
    changed = [name for name in FIELDS if getattr(session, name) != given[name]]
    if not changed and had == people:
        return session
    for name in changed:
        setattr(session, name, given[name])
    must_fit(session, people)
    session.sequence += 1
    session.save()
    put_in(session, people)
    record("session_changed", session, by=by, turn=session.turn_id, fields=changed)
    moved = set(MOVES) & set(changed)
    tell(session, had.keys() | people.keys() if moved else had.keys() ^ people.keys(), by)
    return session


@transaction.atomic
def cancel_session(*, session: Session, by: Person) -> None:
    """It leaves calendars; it can be put back."""
    switch(held(session), is_cancelled=True, by=by)


@transaction.atomic
def put_back_session(*, session: Session, by: Person) -> None:
    """Raises CannotSave where its people, or its day, are taken by now."""
    session = held(session)
    must_fit(session, {place.seat_id: place.part for place in session.places.filter(is_off=False)})
    switch(session, is_cancelled=False, by=by)


def switch(session: Session, *, is_cancelled: bool, by: Person) -> None:
    if session.is_cancelled == is_cancelled:
        return
    session.is_cancelled = is_cancelled
    session.sequence += 1
    session.save(update_fields=["is_cancelled", "sequence"])
    record("session_cancelled" if is_cancelled else "session_put_back", session, by=by, turn=session.turn_id)
    tell(session, set(session.places.filter(is_off=False).values_list("seat", flat=True)), by)


def held(session: Session) -> Session:
    """Its row, held until the end of the transaction."""
    return (
        Session.objects.select_for_update(of=("self",)).select_related("turn__challenge").get(pk=session.pk)
    )


def put_in(session: Session, people: dict[int, str]) -> None:
    """Those who are in it now. Whoever was taken out is kept as such: their calendar must learn it."""
    session.places.exclude(seat__in=people).update(is_off=True)
    for seat, part in people.items():
        SessionPlace.objects.update_or_create(
            session=session, seat_id=seat, defaults={"part": part, "is_off": False}
        )


def must_fit(session: Session, people: Iterable[int]) -> None:
    """Raises CannotSave unless the session is in the challenge's days, and all its people are free and take part.

    Holds the challenge, so that two sessions saved at once cannot take the same person.
    """
    challenge = Challenge.objects.select_for_update(of=("self",)).get(pk=session.turn.challenge_id)
    seats = {seat.pk: seat for seat in challenge.seats.filter(state=OWN)}
    if set(people) - seats.keys():
        raise CannotSave("Someone chosen takes part no longer. Look at the people again.")
    if session.ends_at <= session.starts_at:
        raise CannotSave("It must end after it starts. Enter a later time.")
    if outside(session, challenge):
        raise CannotSave(f"Choose a time on a day of the challenge: {in_words(challenge)}.")
    if found := busy(session, [seats[pk] for pk in people]):
        raise CannotSave(*found)


def outside(session: Session, challenge: Challenge) -> bool:
    days = days_of(challenge.first_day, challenge.last_day)
    starts, ends = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    return starts.date() not in days or ends.date() != starts.date()


def in_words(challenge: Challenge) -> str:
    days = days_of(challenge.first_day, challenge.last_day)
    return " or ".join(f"{day.day} {day:%B %Y}" for day in days)


def busy(session: Session, seats: list[Seat]) -> list[str]:
    """Who of them is in another session at that time, in any turn of the challenge."""
    others = (
        SessionPlace.objects.filter(seat__in=seats, is_off=False, session__is_cancelled=False)
        .exclude(session=session.pk)
        .select_related("session", "seat")
        .order_by("session__starts_at", "seat__name")
    )
    return [
        f"{words}. Choose another time, or take {place.seat.name} out of one of them."
        for place in others
        for words in clashes([slot(place.seat, session), slot(place.seat, place.session)])
    ]


def slot(seat: Seat, session: Session) -> Slot:
    return Slot(seat.pk, seat.name, session.title, session.starts_at, session.ends_at)


def tell(session: Session, seats: Iterable[int], by: Person | None) -> None:
    concerned = Seat.objects.filter(pk__in=seats, state=OWN).exclude(person=by).select_related("person")
    timetable_changed(session.turn, concerned)


def follow(*, challenge: Challenge, was: list[date], by: Person | None) -> None:
    """The challenge has moved: each session goes to the same day of it, at the same time by London's clocks."""
    now = days_of(challenge.first_day, challenge.last_day)
    to = dict(zip(was, now, strict=True))
    sessions = Session.objects.filter(turn__challenge=challenge).select_related("turn")
    for session in sessions.prefetch_related("places"):
        for name in ("starts_at", "ends_at"):
            setattr(session, name, moved(getattr(session, name), to))
        session.sequence += 1
        session.save(update_fields=["starts_at", "ends_at", "sequence"])
        tell(session, {place.seat_id for place in session.places.all() if not place.is_off}, by)


def moved(moment: datetime, to: dict[date, date]) -> datetime:
    local = timezone.localtime(moment)
    return timezone.make_aware(datetime.combine(to.get(local.date(), local.date()), local.time()))


@transaction.atomic
def taken(*, challenge: Challenge, person: Person) -> None:
    """The person has their sessions in a calendar from now on, so a change is told to them."""
    challenge.seats.filter(person=person, state=OWN).update(calendar_at=timezone.now())
