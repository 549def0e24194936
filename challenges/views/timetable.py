"""The timetable: its picture, its sessions, one page a person, and entries for calendars."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from challenges.actions import timetable as actions
from challenges.actions.planning import parts_of
from challenges.calendars import calendar_of
from challenges.dates import days_of
from challenges.forms.preparing import SessionForm, shown
from challenges.models import Challenge, Seat, Session, Turn
from challenges.models.challenges import parts_in
from challenges.parts import Right, rights_of
from challenges.presenters.timetable import own_seat, places_of, sheets, timetable_page
from challenges.states import State
from challenges.views.finding import in_turn, must_change, seen_challenge, turn_for
from cycles.views.finding import calendar_file, sent
from regions.access import signed_in

SESSIONS = Session.objects.all()
WITH_PEOPLE = Seat.objects.filter(state=Seat.State.ACCEPTED).select_related("authority")


@signed_in
@require_GET
def timetable(request, pk):
    turn = turn_for(request, pk, Right.READ_TIMETABLE)
    page = {
        "turn": turn,
        "page": timetable_page(turn),
        "own_seat": own_seat(turn.challenge, request.user),
        "may_write": may_write(turn),
        "seats": seats_of(turn) if may_write(turn) else [],
    }
    return render(request, "challenges/timetable.html", page)


def may_write(turn):
    """Until its last day: afterwards the timetable says what was."""
    before_its_end = turn.challenge.state in (State.PLANNED, State.CONFIRMED, State.UNDER_WAY)
    return Right.WRITE_TIMETABLE in turn.rights and before_its_end


def seats_of(turn):
    return sorted(WITH_PEOPLE.filter(challenge=turn.challenge_id), key=lambda seat: seat.name)


@signed_in
@require_http_methods(["GET", "POST"])
def add(request, pk):
    turn = turn_for(request, pk, Right.WRITE_TIMETABLE)
    must_change(turn, Right.WRITE_TIMETABLE)
    form = session_form(turn, sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_session(turn=turn, people=form.people, by=request.user, **form.session)
        except actions.CannotSave as refused:
            say(form, refused)
        else:
            messages.success(request, f"“{made.title}” is in the timetable.")
            return redirect("challenges:timetable", turn.pk)
    page = {"turn": turn, "form": form, "session": None}
    return render(request, "challenges/session.html", page, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "POST"])
def change(request, pk):
    session = in_turn(request, SESSIONS, pk, Right.WRITE_TIMETABLE)
    turn = session.turn
    must_change(turn, Right.WRITE_TIMETABLE)
    form = session_form(turn, sent(request), initial=shown(session))
    now = None
    if request.method == "POST" and form.is_valid():
        built_on = form.cleaned_data["built_on"]
        try:
            actions.change_session(
                session=session, built_on=built_on, people=form.people, by=request.user, **form.session
            )
        except actions.CannotSave as refused:
            say(form, refused)
        except actions.ChangedMeanwhile as clash:
            now = clash.session
            form.add_error(None, "Someone changed this session meanwhile. Look at it below, and save again")
            form.data = form.data.copy()
            form.data["built_on"] = now.sequence
        else:
            messages.success(request, f"“{form.cleaned_data['title']}” is saved.")
            return redirect("challenges:timetable", turn.pk)
    page = {"turn": turn, "form": form, "session": session, "now": now}
    return render(request, "challenges/session.html", page, status=422 if form.errors else 200)


def session_form(turn, data, **options):
    days = days_of(turn.challenge.first_day, turn.challenge.last_day)
    return SessionForm(data, days=days, seats=seats_of(turn), **options)


def say(form, refused):
    for reason in refused.reasons:
        form.add_error("starts", reason)


@signed_in
@require_POST
def cancel(request, pk):
    """Cancel it, or put it back."""
    session = in_turn(request, SESSIONS, pk, Right.WRITE_TIMETABLE)
    must_change(session.turn, Right.WRITE_TIMETABLE)
    do = actions.put_back_session if "back" in request.POST else actions.cancel_session
    try:
        do(session=session, by=request.user)
    except actions.CannotSave as refused:
        for reason in refused.reasons:
            messages.warning(request, reason)
    return redirect("challenges:timetable", session.turn_id)


@signed_in
@require_GET
def mine(request, pk):
    """The person's own sessions, for one page of paper."""
    turn = turn_for(request, pk, Right.READ_TIMETABLE)
    seat = own_seat(turn.challenge, request.user)
    found = sheets(turn.challenge, turns_read(turn.challenge, request.user), [seat] if seat else [])
    page = {"challenge": turn.challenge, "turn": turn, "sheets": found, "is_own": True}
    return render(request, "challenges/sheets.html", page)


@signed_in
@require_GET
def everyone(request, pk):
    """A booklet: one page for each person who is in a session."""
    turn = turn_for(request, pk, Right.WRITE_TIMETABLE)
    turns = turns_read(turn.challenge, request.user)
    found = sheets(turn.challenge, turns, seats_of(turn))
    busy = [one for one in found if any(day.places for day in one.days)]
    page = {"challenge": turn.challenge, "turn": turn, "sheets": busy, "is_own": False}
    return render(request, "challenges/sheets.html", page)


@signed_in
@require_GET
def sheet(request, pk):
    """One person's page, for those who write the timetable of a turn."""
    visible = Challenge.objects.visible_to(request.user)
    seat = get_object_or_404(WITH_PEOPLE.filter(challenge__in=visible), pk=pk)
    challenge = seen_challenge(request, seat.challenge_id)
    turns = turns_read(challenge, request.user)
    written = [turn for turn in turns if Right.WRITE_TIMETABLE in turn.rights]
    if not written:
        raise Http404
    page = {"challenge": challenge, "turn": written[0], "sheets": sheets(challenge, turns, [seat])}
    return render(request, "challenges/sheets.html", page | {"is_own": False})


def turns_read(challenge, person) -> list[Turn]:
    """Those of the challenge whose timetable the person may read."""
    rows = Turn.objects.visible_to(person).filter(challenge=challenge)
    turns = list(rows.select_related("challenge__cycle__region", "host__region"))
    for turn in turns:
        turn.rights = rights_of(parts_in(turn, person))
    return [turn for turn in turns if Right.READ_TIMETABLE in turn.rights]


@signed_in
@require_GET
def my_calendar(request, pk):
    """The person's sessions and the challenge's days, for a calendar to take in."""
    turn = turn_for(request, pk, Right.READ_TIMETABLE)
    challenge = turn.challenge
    seat = own_seat(challenge, request.user)
    places = places_of(turns_read(challenge, request.user), [seat]) if seat else []
    actions.taken(challenge=challenge, person=request.user)
    return calendar_file(calendar_of(challenge, places, with_place=True), f"my-sessions-{challenge.pk}")


@signed_in
@require_GET
def calendar(request, pk):
    """The challenge's days; of one that was cancelled, the person's sessions too, so that they leave the calendar."""
    challenge = seen_challenge(request, pk)
    is_off = challenge.state == State.CANCELLED
    seat = own_seat(challenge, request.user) if is_off else None
    was_told = seat is not None and seat.principles_at is not None
    places = places_of(Turn.objects.visible_to(request.user), [seat]) if was_told else []
    is_in_it = Right.READ_TIMETABLE in rights_of(parts_of(challenge, request.user))
    return calendar_file(calendar_of(challenge, places, with_place=is_in_it), f"challenge-{challenge.pk}")
