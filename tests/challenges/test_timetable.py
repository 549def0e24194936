"""The timetable: sessions side by side, nobody in two at once, one page a person."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from challenges.actions import planning, seating
from challenges.actions import timetable as actions
from challenges.facts import facts_of
from challenges.models import Session
from challenges.models.challenges import parts_in
from challenges.parts import SeatRole
from challenges.presenters.timetable import timetable_page
from outbox.models import Message
from outbox.tasks import still_right
from tests.challenges.world import BEFORE, ENDED, FIRST_DAY, LONDON, clock_at, make_scene
from tests.selfeval.payloads import TYPED

pytestmark = [pytest.mark.django_db, pytest.mark.either]


@pytest.fixture
def scene(cast):
    return make_scene(cast)


def clock(text, day=FIRST_DAY):
    hour, minute = (int(part) for part in text.split(":"))
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON)


def given(title, starts, ends, *, day=FIRST_DAY, place="Room 1", meets=""):
    return {
        "title": title,
        "starts_at": clock(starts, day),
        "ends_at": clock(ends, day),
        "place": place,
        "meets": meets,
    }


def people(scene, **parts):
    return {scene.seat(name).pk: part for name, part in parts.items()}


def add(scene, title, starts, ends, *, turn=None, day=FIRST_DAY, place="Room 1", meets="", **parts):
    return actions.add_session(
        turn=turn or scene.turn,
        people=people(scene, **parts),
        by=scene.people["ada"],
        **given(title, starts, ends, day=day, place=place, meets=meets),
    )


def change(scene, session, fields, **parts):
    return actions.change_session(
        session=session,
        built_on=Session.objects.get(pk=session.pk).sequence,
        people=people(scene, **parts),
        by=scene.people["ada"],
        **fields,
    )


def sent(scene, title="Opening", starts="9:00", ends="10.30", day=FIRST_DAY, **parts):
    chosen = {f"seat-{scene.seat(name).pk}": part for name, part in parts.items()}
    return {
        "title": title,
        "day": str(day),
        "starts": starts,
        "ends": ends,
        "place": "",
        "meets": "",
    } | chosen


def test_a_session_is_added_changed_cancelled_and_put_back_on_the_page(scene):
    home = f"/turns/{scene.turn.pk}/timetable/"
    with clock_at(BEFORE):
        cora = scene.client("cora")
        assert cora.get(f"{home}add/").status_code == 200
        assert cora.post(f"{home}add/", sent(scene, nia="leads", hal="attends")).status_code == 302
        session = Session.objects.get()
        assert (session.starts_at, session.ends_at) == (clock("9:00"), clock("10:30"))
        page = scene.client("pia").get(home).content.decode()
        assert "Nia (leads), Hal" in page
        assert f"/sessions/{session.pk}/" not in page

        shown = cora.get(f"/sessions/{session.pk}/").content.decode()
        assert re.search(r'value="leads"\s+selected', shown)
        assert 'value="9:00"' in shown
        changed = sent(scene, "Welcome", hal="notes") | {"built_on": 0}
        assert cora.post(f"/sessions/{session.pk}/", changed).status_code == 302
        session.refresh_from_db()
        assert (session.title, session.sequence) == ("Welcome", 1)
        assert set(session.places.filter(is_off=False).values_list("seat__name", "part")) == {
            ("Hal", "notes")
        }
        assert cora.post(f"/sessions/{session.pk}/", changed | {"built_on": 1}).status_code == 302
        session.refresh_from_db()
        assert session.sequence == 1  # nothing was changed

        late = cora.post(f"/sessions/{session.pk}/", sent(scene, "Mine") | {"built_on": 0})
        words = late.content.decode()
        assert (late.status_code, "Someone changed this session meanwhile" in words) == (422, True)
        assert "“Welcome”" in words
        assert 'value="Mine"' in words
        assert cora.post(f"/sessions/{session.pk}/", sent(scene, "Mine") | {"built_on": 1}).status_code == 302

        cora.post(f"/sessions/{session.pk}/cancel/")
        session.refresh_from_db()
        assert (session.is_cancelled, session.sequence) == (True, 3)
        assert "Put back" in cora.get(home).content.decode()
        cora.post(f"/sessions/{session.pk}/cancel/", {"back": "yes"})
        session.refresh_from_db()
        assert (session.is_cancelled, session.sequence) == (False, 4)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"title": ""}, "Give the session a title"),
        ({"starts": "soon"}, "Enter when it starts as a time, such as 9:00 or 14:30"),
        ({"ends": "8:00"}, "It must end after it starts. Enter a later time"),
        ({"day": "2027-02-11"}, "Choose one of the challenge’s own days"),
    ],
)
def test_what_cannot_be_is_refused_in_words(scene, fields, words):
    with clock_at(BEFORE):
        page = scene.client("ada").post(f"/turns/{scene.turn.pk}/timetable/add/", sent(scene) | fields)
    assert (page.status_code, words in page.content.decode()) == (422, True)
    assert not Session.objects.exists()


def test_the_actions_themselves_refuse_other_days_and_people(scene):
    for day in (FIRST_DAY - timedelta(days=1), FIRST_DAY + timedelta(days=2)):
        with pytest.raises(actions.CannotSave, match="9 February 2027 or 10 February 2027"):
            add(scene, "Elsewhen", "9:00", "10:00", day=day)
    with pytest.raises(actions.CannotSave, match="end after it starts"):
        add(scene, "Backwards", "10:00", "9:00")
    seat = scene.seat("hal").pk
    seating.remove(seat=scene.seat("hal"), by=scene.people["mo"])
    with pytest.raises(actions.CannotSave, match="takes part no longer"):
        actions.add_session(
            turn=scene.turn, people={seat: "leads"}, by=None, **given("Gone", "9:00", "10:00")
        )


def test_nobody_is_in_two_sessions_at_once_and_the_refusal_names_them(scene):
    add(scene, "Social workers", "9:00", "10:00", nia="leads", hal="notes")
    with clock_at(BEFORE):
        page = scene.client("ada").post(
            f"/turns/{scene.turn.pk}/timetable/add/", sent(scene, "Parents", "9:59", "11:00", nia="attends")
        )
    words = "Nia is in “Social workers” and “Parents” at the same time. Choose another time, or take Nia out"
    assert (page.status_code, words in page.content.decode()) == (422, True)
    assert 'value="Parents"' in page.content.decode()

    beside = add(scene, "Parents", "9:30", "11:00", pia="leads")  # side by side, and no shared person
    after = add(scene, "Health", "10:00", "11:00", nia="leads")  # begins as the other ends
    with pytest.raises(actions.CannotSave) as refused:
        change(scene, beside, given("Parents", "9:30", "11:00"), nia="leads", hal="attends")
    assert [words.partition(".")[0] for words in refused.value.reasons] == [
        "Hal is in “Social workers” and “Parents” at the same time",
        "Nia is in “Social workers” and “Parents” at the same time",
        "Nia is in “Parents” and “Health” at the same time",
    ]
    actions.cancel_session(session=after, by=None)
    moved = add(scene, "In its place", "10:00", "11:00", nia="leads")
    with pytest.raises(actions.CannotSave, match="“Health” and “In its place”"):
        actions.put_back_session(session=after, by=None)
    change(scene, moved, given("In its place", "10:00", "11:00"), tia="leads")
    actions.put_back_session(session=after, by=None)
    actions.cancel_session(session=beside, by=None)
    with pytest.raises(actions.CannotSave, match="Put it back before"):
        change(scene, beside, given("Parents", "9:30", "11:00"), pia="leads")
    found = facts_of([scene.challenge])[scene.challenge.pk].turns[0]
    assert found.sessions == 3
    assert sorted(slot.name for slot in found.slots) == ["Hal", "Nia", "Nia", "Tia"]


def test_a_clash_with_another_turn_of_the_challenge_is_found_too(cast):
    scene = make_scene(
        cast,
        "triad-conversation",
        seats={
            "ada": (SeatRole.DIRECTOR, "Northmere"),
            "nia": (SeatRole.DIRECTOR, "Southby"),
            "tia": (SeatRole.DIRECTOR, "Thirdby"),
            "gil": (SeatRole.CONSULTANT, ""),
        },
    )
    first, second, _ = scene.challenge.turns.select_related("challenge")
    add(scene, "Northmere is heard", "9:00", "11:00", turn=first, nia="leads")
    with pytest.raises(actions.CannotSave, match="Nia is in “Northmere is heard” and “Southby is heard”"):
        add(scene, "Southby is heard", "10:30", "12:00", turn=second, nia="attends")
    add(scene, "Southby is heard", "11:00", "12:00", turn=second, nia="attends")
    with clock_at(BEFORE):
        page = scene.client("nia").get(f"/turns/{first.pk}/timetable/mine/").content.decode()
        assert page.index("Northmere is heard") < page.index("Southby is heard")
        guest, turn = scene.client("gil"), f"/turns/{first.pk}/"
        assert "Northmere is heard" in guest.get(f"{turn}timetable/").content.decode()
        session = first.sessions.get()
        for path in (
            f"{turn}documents/",
            f"{turn}reading/",
            f"{turn}timetable/add/",
            f"/sessions/{session.pk}/",
        ):
            assert guest.get(path).status_code == 404


def test_sessions_at_the_same_time_stand_side_by_side(scene):
    add(scene, "Long", "9:00", "12:00")
    add(scene, "Beside it", "9:30", "10:30")
    add(scene, "Below", "10:30", "11:00")
    day, other = timetable_page(scene.fresh()).days

    assert (day.columns, other.sessions) == (2, [])
    assert [f"{timezone.localtime(row.time):%H:%M}" for row in day.rows] == [
        "09:00",
        "09:30",
        "10:30",
        "11:00",
    ]
    assert [[(cell.session and cell.session.title, cell.rows) for cell in row.cells] for row in day.rows] == [
        [("Long", 4), (None, 1)],
        [("Beside it", 1)],
        [("Below", 1)],
        [(None, 1)],
    ]


def test_each_has_a_page_of_their_own_and_writers_have_everybodys(scene):
    add(scene, "Opening", "9:00", "10:00", nia="leads", hal="notes", meets="Team managers")
    add(scene, "Parents", "11:00", "12:00", day=FIRST_DAY + timedelta(days=1), pia="leads")
    home = f"/turns/{scene.turn.pk}/timetable/"
    with clock_at(BEFORE):
        mine = scene.client("hal").get(f"{home}mine/").content.decode()
        assert "Opening</strong>: takes notes" in mine
        assert "Meets: Team managers" in mine
        assert "Parents" not in mine
        assert "You are in no session" in scene.client("mo").get(f"{home}mine/").content.decode()
        booklet = scene.client("ada").get(f"{home}everyone/").content.decode()
        assert booklet.count('class="portal-sheet"') == 3
        one = f"/seats/{scene.seat('pia').pk}/timetable/"
        assert "Parents" in scene.client("mo").get(one).content.decode()
        for path in (one, f"{home}everyone/", f"{home}add/"):
            answers = {name: scene.client(name).get(path).status_code for name in scene.people}
            assert {name for name, code in answers.items() if code != 404} == {"ada", "cora", "nia", "mo"}
        assert scene.client("hal").get("/seats/999999/timetable/").status_code == 404


READS = {"ada", "cora", "lena", "cleo", "nia", "tia", "rhea", "hal", "pia", "mo"}


def test_only_those_who_are_in_it_find_a_timetable(cast):
    scene = make_scene(cast)
    session = add(scene, "Opening", "9:00", "10:00", hal="attends")
    home = f"/turns/{scene.turn.pk}/timetable/"
    with clock_at(BEFORE):
        for path in (home, f"{home}mine/", f"{home}mine.ics"):
            codes = {name: scene.client(name).get(path).status_code for name in scene.people}
            assert {name for name, code in codes.items() if code == 200} == READS, path
            assert set(codes.values()) == {200, 404}
        peer = scene.client("hal")
        for path in (f"/sessions/{session.pk}/", "/sessions/999999/"):
            assert peer.get(path).status_code == 404
            assert peer.post(f"{path}cancel/").status_code == 404
        planning.move_challenge(challenge=scene.challenge, name="cancel", by=cast.mo)
        assert scene.client("ada").get(f"/sessions/{session.pk}/").status_code == 403
    with clock_at(ENDED):
        assert scene.client("hal").get(home).status_code == 404


def test_markup_is_shown_as_it_was_typed_and_the_page_asks_the_same_number_of_questions(
    scene, django_assert_max_num_queries
):
    start = clock("6:00")
    for number, payload in enumerate(TYPED):
        actions.add_session(
            turn=scene.turn,
            people=people(scene, nia="leads", pia="notes"),
            by=None,
            title=payload[:160],
            place=payload[:200],
            meets=payload,
            starts_at=start + timedelta(minutes=10 * number),
            ends_at=start + timedelta(minutes=10 * number + 10),
        )
    with clock_at(BEFORE):
        client = scene.client("ada")
        with django_assert_max_num_queries(30):
            page = client.get(f"/turns/{scene.turn.pk}/timetable/").content.decode()
        sheet = client.get(f"/seats/{scene.seat('pia').pk}/timetable/").content.decode()
    ran = r"<script(?! type=\"module\" src=)|<img src=x|<svg|<iframe|<[^>]*(href=['\"]?javascript| on\w+=)"
    assert [re.search(ran, text) for text in (page, sheet)] == [None, None]


def test_whoever_has_it_in_a_calendar_is_told_once_an_hour_that_it_changed(scene):
    session = add(scene, "Opening", "9:00", "10:00", nia="leads", hal="attends", ada="attends")
    told = Message.objects.filter(kind="timetable-changed")
    fields = given("Opening", "9:00", "10:00")
    everyone = {"nia": "leads", "hal": "attends", "ada": "attends"}
    with clock_at(BEFORE):
        change(scene, session, fields | {"place": "Room 2"}, **everyone)
        assert not told.exists()  # nobody took it yet
        for name in ("hal", "ada"):
            scene.client(name).get(f"/turns/{scene.turn.pk}/timetable/mine.ics")
        change(scene, session, fields | {"place": "Room 2", "meets": "Managers"}, **everyone)
        assert not told.exists()  # neither its time nor its place
        change(scene, session, fields | {"place": "Room 3"}, **everyone)
        change(scene, session, fields | {"place": "Room 4"}, **everyone)
        message = told.get()  # Ada did it herself, Nia has no calendar of it
        assert message.recipient == "hal@example.org"
        assert f"/turns/{scene.turn.pk}/timetable/mine.ics" in message.body
        for secret in ("Opening", "Room", "Northmere", "Managers"):
            assert secret not in message.body + message.subject
        assert still_right[message.kind](message)
        seating.remove(seat=scene.seat("hal"), by=scene.people["mo"])
        assert not still_right[message.kind](message)


def test_an_hour_later_and_to_whoever_was_taken_out_it_is_told_again(scene):
    session = add(scene, "Opening", "9:00", "10:00", hal="attends")
    told = Message.objects.filter(kind="timetable-changed")
    with clock_at(BEFORE):
        scene.client("hal").get(f"/turns/{scene.turn.pk}/timetable/mine.ics")
        change(scene, session, given("Opening", "9:30", "10:00"), hal="attends")
    with clock_at(BEFORE + timedelta(hours=1)):
        change(scene, session, given("Opening", "9:30", "10:00"))
        assert told.count() == 2
        actions.cancel_session(session=session, by=None)
        assert told.count() == 2  # Hal is not in it any more


def test_sessions_move_with_the_challenge_at_the_same_time_of_day(cast):
    scene = make_scene(cast, first_day=date(2027, 3, 25))  # a Thursday: the Friday is Good Friday
    first = add(scene, "Opening", "9:00", "10:00", day=date(2027, 3, 25), nia="leads")
    second = add(scene, "Feedback", "14:00", "15:30", day=date(2027, 3, 30), nia="leads")
    with clock_at(BEFORE):
        planning.move_day(challenge=scene.challenge, first_day=date(2027, 4, 12), by=cast.mo)
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.starts_at == clock("9:00", date(2027, 4, 12))  # summer time by then
    assert second.starts_at == clock("14:00", date(2027, 4, 13))
    assert second.ends_at == clock("15:30", date(2027, 4, 13))
    assert first.sequence == 1


def test_the_turn_links_to_it_for_whoever_may_read(scene):
    with clock_at(BEFORE):
        page = scene.client("tia").get(f"/turns/{scene.turn.pk}/").content.decode()
        assert f"/turns/{scene.turn.pk}/timetable/" in page
        assert parts_in(scene.fresh(), scene.people["pat"])
        assert scene.client("pat").get(f"/turns/{scene.turn.pk}/timetable/").status_code == 404
