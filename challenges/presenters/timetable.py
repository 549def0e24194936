"""Shapes of the timetable: a picture of each day with what runs side by side, and one page a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch
from django.utils import timezone

from challenges.dates import days_of
from challenges.models import Challenge, Seat, Session, SessionPlace, Turn
from regions.models import Person


@dataclass(frozen=True)
class Cell:
    """A session over so many rows; none of it for a stretch in which nothing runs in the column."""

    session: Session | None
    rows: int = 1


@dataclass(frozen=True)
class Row:
    time: datetime
    cells: list[Cell]


@dataclass(frozen=True)
class Day:
    day: date
    sessions: list[Session]
    rows: list[Row]
    columns: int


@dataclass(frozen=True)
class TimetablePage:
    days: list[Day]
    cancelled: list[Session]


def in_them() -> Prefetch:
    """The people of a session: those who take part still, those who lead it first."""
    rows = SessionPlace.objects.filter(is_off=False, seat__state=Seat.State.ACCEPTED).select_related("seat")
    return Prefetch("places", rows.order_by("seat__name"), to_attr="people")


def timetable_page(turn: Turn) -> TimetablePage:
    sessions = list(turn.sessions.prefetch_related(in_them()))
    for session in sessions:
        session.people.sort(key=lambda place: PARTS.index(place.part))
    live = [one for one in sessions if not one.is_cancelled]
    days = days_of(turn.challenge.first_day, turn.challenge.last_day)
    return TimetablePage(
        days=[day_of(day, [one for one in live if day_it_is(one) == day]) for day in days],
        cancelled=[one for one in sessions if one.is_cancelled],
    )


PARTS = list(SessionPlace.Part)


def day_it_is(session: Session) -> date:
    return timezone.localtime(session.starts_at).date()


def day_of(day: date, sessions: list[Session]) -> Day:
    """Each session in the first column that is free; a row begins wherever a session begins or ends."""
    columns: list[list[Session]] = []
    for session in sessions:
        free = next((column for column in columns if column[-1].ends_at <= session.starts_at), None)
        if free is None:
            columns.append([session])
        else:
            free.append(session)
    times = sorted({moment for one in sessions for moment in (one.starts_at, one.ends_at)})
    rows = [
        Row(time, [cell for column in columns if (cell := cell_at(time, column, times))])
        for time in times[:-1]
    ]
    return Day(day, sessions, rows, len(columns))


def cell_at(time: datetime, column: list[Session], times: list[datetime]) -> Cell | None:
    """What begins in the column at the time; None where something runs on from above."""
    for session in column:
        if session.starts_at == time:
            return Cell(session, times.index(session.ends_at) - times.index(time))
        if session.starts_at < time < session.ends_at:
            return None
    return Cell(None)


@dataclass(frozen=True)
class SheetDay:
    day: date
    places: list[SessionPlace]


@dataclass(frozen=True)
class Sheet:
    """One person's sessions, for one page of paper."""

    seat: Seat
    days: list[SheetDay]


def places_of(turns: Iterable[Turn], seats: Iterable[Seat]) -> list[SessionPlace]:
    """The sessions of the seats in the turns, in order; those that were cancelled or left too."""
    places = SessionPlace.objects.filter(seat__in=seats, session__turn__in=turns)
    return list(
        places.select_related("session__turn__host", "seat").order_by(
            "session__starts_at", "session__ends_at"
        )
    )


def sheets(challenge: Challenge, turns: list[Turn], seats: list[Seat]) -> list[Sheet]:
    places = SessionPlace.objects.filter(
        seat__in=seats, session__turn__in=turns, session__is_cancelled=False, is_off=False
    )
    ordered = list(
        places.select_related("session__turn__host", "seat")
        .prefetch_related(Prefetch("session__places", in_them().queryset, to_attr="people"))
        .order_by("session__starts_at", "session__ends_at")
    )
    days = days_of(challenge.first_day, challenge.last_day)
    return [
        Sheet(
            seat,
            [
                SheetDay(
                    day,
                    [one for one in ordered if one.seat_id == seat.pk and day_it_is(one.session) == day],
                )
                for day in days
            ],
        )
        for seat in seats
    ]


def own_seat(challenge: Challenge, person: Person) -> Seat | None:
    return (
        challenge.seats.filter(person=person, state=Seat.State.ACCEPTED).select_related("authority").first()
    )
