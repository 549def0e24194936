"""What somebody might try: a tie declared midway, the last second of access, keys of other turns, old links."""

import re
from datetime import datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from challenges.actions import notes, seating
from challenges.models import (
    AgreedAction,
    Challenge,
    DocumentRequest,
    EvidenceItem,
    FeedbackNote,
    Finding,
    LineOfEnquiry,
    Question,
    Seat,
    Turn,
)
from challenges.parts import Part, SeatRole
from challenges.states import MoveRefused
from outbox.models import Message
from regions.actions import declare_conflict
from regions.models import Person, Post
from tests.cast import make_person
from tests.challenges.feedback import RELEASED, find, take_to
from tests.challenges.test_parts import parts_of
from tests.challenges.world import BEFORE, FIRST_DAY, LATER, ON_THE_DAY, at, clock_at, make_scene, take_seat
from tests.factories.memoranda import sign_for
from tests.selfeval.world import LONDON
from tests.sli_portal.test_every_address import without_token

pytestmark = [pytest.mark.django_db, pytest.mark.either]
GROUP = {
    "ada": (SeatRole.DIRECTOR, "Northmere"),
    "nia": (SeatRole.DIRECTOR, "Southby"),
    "tia": (SeatRole.DIRECTOR, "Thirdby"),
    "rhea": (SeatRole.SENIOR_TEAM, "Southby"),
}
NOTE = {"text": "Seen", "source": "data"}


def url(name, *keys):
    return reverse(f"challenges:{name}", args=keys)


def tie(person, place="Northmere"):
    return declare_conflict(authority=at(place), kind="personal", outcome="conflict", by=person)


# -- A conflict declared in the middle ------------------------------------------------------------------------------


def test_a_conflict_declared_in_the_middle_closes_everything_with_the_next_request(cast):
    """The lead, once the feedback is released, in the browser in which everything was open a moment ago."""
    scene = make_scene(cast)
    turn, challenge = scene.turn.pk, scene.challenge.pk
    pages = [
        url("challenge", challenge),
        url("challenge_calendar", challenge),
        url("turn", turn),
        url("scope", turn),
        url("reading", turn),
        url("timetable", turn),
        url("timetable_calendar", turn),
        url("evidence", turn),
        url("findings", turn),
        url("note", turn),
        url("note_pdf", turn),
        url("note_word", turn),
        url("actions", turn),
        url("evaluation", challenge),
        scene.world.release.get_absolute_url(),
    ]
    with clock_at(LATER):
        find(scene, "Told")
        take_to(scene, *RELEASED, audience="region")
        nia, gone = scene.client("nia"), scene.client("nia").get(url("turn", 999_999))
        assert {page: nia.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)
        assert nia.post(url("evidence", turn), NOTE).status_code == 302
        assert "Challenge of Northmere" in nia.get(reverse("home")).content.decode()

        told = {"authority": 801, "kind": "personal", "outcome": "conflict"}
        assert nia.post(reverse("regions:conflicts"), told).status_code == 302

        answers = {page: nia.get(page) for page in pages}
        post = nia.post(url("evidence", turn), NOTE)
        lists = [
            nia.get(page).content.decode() for page in (reverse("home"), url("challenges"), url("learning"))
        ]

    assert {page: one.status_code for page, one in answers.items()} == dict.fromkeys(pages, 404)
    assert without_token(answers[url("turn", turn)]) == without_token(gone)
    assert post.status_code == 404
    assert EvidenceItem.objects.count() == 1
    assert not any("Challenge of Northmere" in text for text in lists)
    assert Event.objects.filter(action="feedback_downloaded", actor=cast.nia).count() == 2, "the log stays"


def test_a_tie_to_one_host_of_a_conversation_leaves_the_others(cast):
    scene = make_scene(cast, "triad-conversation", seats=GROUP)
    northmere, southby, thirdby = scene.challenge.turns.all()
    tie(cast.nia)

    with clock_at(ON_THE_DAY):
        nia = scene.client("nia")
        assert [nia.get(url("turn", one.pk)).status_code for one in (northmere, southby, thirdby)] == [
            404,
            200,
            200,
        ]
        page = nia.get(url("challenge", scene.challenge.pk)).content.decode()
        assert url("turn", northmere.pk) not in page
        assert nia.get(url("timetable_calendar", thirdby.pk)).status_code == 200


def test_a_move_that_was_under_way_when_the_tie_was_declared_is_refused(cast):
    scene = make_scene(cast)
    find(scene, "Told")
    with clock_at(LATER):
        tie(cast.nia)
        with pytest.raises(MoveRefused):
            notes.move_note(turn=scene.fresh(), name="send", by=Person.objects.get(pk=cast.nia.pk))


def test_a_tie_hides_the_notes_that_one_s_people_took_home(cast):
    scene = make_scene(cast)
    rhea = scene.people["rhea"]
    scene.challenge.evaluations.create(person=rhea, seat=scene.seat("rhea"), take_home="Northmere does it so")
    with clock_at(LATER):
        assert "Northmere does it so" in scene.client("nia").get(url("learning")).content.decode()
        tie(cast.nia)
        assert "Northmere does it so" not in scene.client("nia").get(url("learning")).content.decode()
        assert "Northmere does it so" in scene.client("rhea").get(url("learning")).content.decode()


# -- The end of access ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "last", [datetime(2027, 3, 10), datetime(2027, 3, 27), datetime(2027, 3, 28), datetime(2027, 6, 10)]
)
def test_a_guest_s_access_ends_at_midnight_in_london(cast, last):
    """In winter, on both sides of the night on which clocks go forward, and in summer."""
    scene = make_scene(cast)
    scene.challenge.protocol.roles.create(role="guest", position=99)
    gil, last = scene.people["gil"], last.date()
    take_seat(scene.challenge, gil, SeatRole.GUEST, by=cast.mo)
    Challenge.objects.filter(pk=scene.challenge.pk).update(access_ends_on=last)
    Post.objects.filter(person__in=[gil, scene.people["hal"]]).update(ends_on=last)
    midnight = datetime.combine(last + timedelta(days=1), time(), tzinfo=LONDON)
    pages = [
        url("challenge", scene.challenge.pk),
        url("turn", scene.turn.pk),
        url("timetable", scene.turn.pk),
        url("timetable_calendar", scene.turn.pk),
        url("challenge_calendar", scene.challenge.pk),
    ]

    def codes(moment, name):
        with clock_at(moment):
            client = scene.client(name)
            return {client.get(page).status_code for page in pages}, client.post(
                url("evidence", scene.turn.pk), NOTE
            ).status_code

    before = midnight.astimezone(timezone.get_fixed_timezone(0)) - timedelta(seconds=1)
    assert codes(before, "gil") == ({200}, 404)
    assert codes(before, "hal") == ({200}, 302)
    assert codes(midnight, "gil") == ({404}, 404)
    assert codes(midnight, "hal") == ({404}, 404)
    assert EvidenceItem.objects.count() == 1


def test_an_invitation_does_not_outlive_what_it_opens(cast):
    scene = make_scene(cast)
    seat = seating.invite(
        challenge=scene.challenge, role=SeatRole.HEALTH, email="new@example.org", name="New", by=cast.mo
    )
    Challenge.objects.filter(pk=scene.challenge.pk).update(access_ends_on=LATER.date())
    Seat.objects.update(expires_at=LATER + timedelta(days=30))
    with clock_at(LATER + timedelta(days=1)):
        seat = Seat.objects.get(pk=seat.pk)
        assert not seat.is_waiting
        assert seating.accept(seat=seat) is None


# -- Keys of other turns --------------------------------------------------------------------------------------------


@pytest.fixture
def group(cast):
    """A conversation, with one of each thing in the turn of Thirdby, which Northmere leads and Southby observes."""
    scene = make_scene(cast, "triad-conversation", seats=GROUP)
    turns = {one.host.name: one for one in scene.challenge.turns.all()}
    other = turns["Thirdby"]
    scene.other, words = other, {"turn": other, "by": cast.ada}
    scene.their_line = LineOfEnquiry.objects.create(position=1, kind="improve", text="THEIRS", **words)
    scene.their_draft = Question.objects.create(text="THEIRS", **words)
    scene.their_note = EvidenceItem.objects.create(text="THEIRS", source="data", **words)
    scene.their_finding = Finding.objects.create(text="THEIRS", state="emerging", **words)
    scene.their_session = other.sessions.create(
        title="THEIRS", starts_at=ON_THE_DAY, ends_at=ON_THE_DAY + timedelta(hours=1)
    )
    return scene


def test_who_hosts_one_turn_sees_nothing_of_the_team_s_there_whatever_they_are_in_the_others(group):
    host, leads = group.turn, group.other
    with clock_at(ON_THE_DAY):
        assert parts_of(group, "ada") == {Part.HOST, Part.HOST_TEAM}
        ada = group.client("ada")
        for name in ("evidence", "findings", "findings_matrix", "spoken", "questions_add", "turn_themes"):
            assert ada.get(url(name, host.pk)).status_code == 404, name
            assert ada.get(url(name, leads.pk)).status_code == 200, name
        assert ada.post(url("evidence", host.pk), NOTE).status_code == 404
        page = ada.get(url("challenge", group.challenge.pk)).content.decode()
    assert "nobody has written a question" not in page


def test_a_form_takes_nothing_of_another_turn(group, cast):
    """Nia leads the turn of Northmere and observes Thirdby's: she may see both, and mix neither."""
    turn = group.turn.pk
    mine = find(group, "Mine", state="emerging", spoken=False)
    own = EvidenceItem.objects.create(turn=group.turn, text="Ours", source="data", by=cast.nia).pk
    asked = DocumentRequest.objects.create(turn=group.turn, title="A", wanted_by=FIRST_DAY, asked_by=cast.nia)
    line, session, note = group.their_line.pk, group.their_session.pk, group.their_note.pk
    wording = {"text": "Mine", "version": 0}
    day = {"day": str(FIRST_DAY), "starts": "9:00", "ends": "10:00"}
    elsewhere = make_person("else")
    seat = Seat.objects.create(
        challenge=another(group),
        role="team",
        email=elsewhere.email,
        name="Else",
        person=elsewhere,
        state="accepted",
        expires_at=LATER,
    )
    with clock_at(ON_THE_DAY):
        nia = group.client("nia")
        answers = {
            "evidence of their line": nia.post(url("evidence", turn), NOTE | {"line": line}),
            "evidence of their session": nia.post(url("evidence", turn), NOTE | {"session": session}),
            "finding on their note": nia.post(url("finding", mine.pk), wording | {"evidence": [note]}),
            "finding of their line": nia.post(url("finding", mine.pk), wording | {"line": line}),
            "suggestion on their note": nia.post(url("findings_new", turn), wording | {"evidence": [note]}),
            "question of their line": nia.post(url("questions_add", turn), {"text": "Why?", "line": line}),
        }
        assert {name: one.status_code for name, one in answers.items()} == dict.fromkeys(answers, 422)
        assert nia.post(url("finding", mine.pk), wording | {"evidence": [own]}).status_code == 302
        merged = nia.post(url("questions_merge", turn), {"text": "Mine", "draft": [group.their_draft.pk]})
        assert merged.status_code == 302
        theirs = {f"told-{group.their_finding.pk}": "on", f"words-{group.their_finding.pk}": "Told"}
        nia.post(url("spoken_told", turn), theirs)
        nia.post(url("timetable_add", turn), {"title": "New", f"seat-{seat.pk}": "leads", **day})
        assert nia.post(url("document_give", asked.pk), {"because": "None"}).status_code == 404
        assert nia.get(url("note_check", turn, group.their_finding.pk)).status_code == 404
        assert nia.get(url("seat_timetable", seat.pk)).status_code == 404

    group.their_draft.refresh_from_db()
    group.their_finding.refresh_from_db()
    assert (group.their_draft.merged_into, group.their_finding.spoken_at) == (None, None)
    assert not Finding.objects.exclude(pk=group.their_finding.pk).filter(evidence=note).exists()
    assert not seat.session_places.exists()
    assert not Question.objects.filter(text="Mine").exists()


def another(scene):
    challenge = Challenge.objects.get(pk=scene.challenge.pk)
    challenge.pk, challenge.uid, challenge._state.adding = (
        None,
        Challenge._meta.get_field("uid").get_default(),
        True,
    )
    challenge.save()
    Turn.objects.create(challenge=challenge, position=1, host=at("Eastby"))
    return challenge


def test_an_action_takes_no_point_and_no_question_of_another_turn(group, cast):
    find(group, "Told")
    other = Question.objects.create(turn=group.other, text="Why?", position=1, by=cast.ada)
    Turn.objects.update(questions_out_at=BEFORE)
    Question.objects.create(turn=group.turn, text="Ours?", position=1, by=cast.nia)
    with clock_at(LATER):
        take_to(group, "send")
        ada = group.client("ada")
        words = {"text": "Do", "owner": "Head", "due_on_0": 30, "due_on_1": 6, "due_on_2": 2027, "version": 0}
        for wrong in ({"finding": group.their_finding.pk}, {"question": other.pk}):
            assert ada.post(url("action_add", group.turn.pk), words | wrong).status_code == 422, wrong
        assert ada.get(url("note_check", group.turn.pk, group.their_finding.pk)).status_code == 404
        check = FeedbackNote.objects.get().fact_checks.create(text="Wrong", by=cast.ada)
        assert ada.post(url("fact_check", check.pk), {"reply": "I mend it"}).status_code == 404
    assert not AgreedAction.objects.exists()


def test_nobody_of_another_challenge_reaches_a_thing_by_its_key(cast):
    """Nora directs Eastby and sits in a challenge of her own, in the same region and year."""
    scene = make_scene(cast)
    line = LineOfEnquiry.objects.create(turn=scene.turn, position=1, kind="improve", text="X", by=cast.nia)
    item = EvidenceItem.objects.create(turn=scene.turn, text="X", source="data", by=cast.nia)
    finding = find(scene, "X")
    sign_for(at("Eastby"), scene.world.memorandum)
    own = another(scene)
    own.turns.update(host=at("Thirdby"), lead=at("Eastby"))
    take_seat(own, scene.people["nora"], SeatRole.LEAD, at("Eastby"), by=cast.mo)
    things = {"line_edit": line, "evidence_item": item, "finding": finding, "turn": scene.turn}
    with clock_at(ON_THE_DAY):
        nora = scene.client("nora")
        assert nora.get(url("evidence", own.turns.get().pk)).status_code == 200
        for name, thing in things.items():
            hidden, gone = nora.get(url(name, thing.pk)), nora.get(url(name, 999_999))
            assert (hidden.status_code, without_token(hidden)) == (404, without_token(gone)), name


# -- Seats and links ------------------------------------------------------------------------------------------------


def test_two_seats_open_what_each_opens_and_the_host_s_side_outweighs_the_team_s(cast):
    scene = make_scene(cast)
    scene.challenge.protocol.roles.create(role="guest", position=99)
    rhea = scene.people["rhea"]
    Seat.objects.filter(person=rhea).update(email="rhea.before@example.org")
    take_seat(scene.challenge, rhea, SeatRole.GUEST, by=cast.mo)
    with clock_at(BEFORE):
        assert parts_of(scene, "rhea") == {Part.TEAM, Part.GUEST}
        seating.remove(seat=Seat.objects.get(person=rhea, role="team"), by=cast.mo)
        assert parts_of(scene, "rhea") == {Part.GUEST}
        assert scene.client("rhea").get(url("evidence", scene.turn.pk)).status_code == 404
        Seat.objects.filter(person=rhea).update(state="accepted")
        Seat.objects.filter(person=rhea, role="guest").update(role="host_team", authority=at("Northmere"))
        Post.objects.create(
            person=rhea, role="contributor", authority=at("Northmere"), starts_on=BEFORE.date()
        )
        assert parts_of(scene, "rhea") == {Part.HOST_TEAM}


def test_a_link_is_for_once_for_a_time_and_for_one_person(cast, client):
    scene = make_scene(cast)

    def invited(name):
        seating.invite(
            challenge=scene.challenge, role=SeatRole.TEAM, email=f"{name}@example.org", name=name, by=cast.mo
        )
        body = Message.objects.filter(recipient=f"{name}@example.org").latest("pk").body
        return re.search(r"/challenge-invitations/[\w-]+/", body).group(), Seat.objects.get(name=name)

    with clock_at(BEFORE):
        used, late, taken = (invited(name) for name in ("used", "late", "taken"))
        sid = scene.client("sid")
        assert sid.post(url("seat_answer", used[1].pk), {"answer": "accept"}).status_code == 404, (
            "another person"
        )
        assert sid.get(url("principles", used[1].pk)).status_code == 404
        client.post(used[0], {"answer": "accept"})
        seat = Seat.objects.get(pk=used[1].pk)
        assert (seat.state, seat.person.email) == ("accepted", "used@example.org")
        assert client.post(used[0], {"answer": "accept"}).status_code == 410, "used"
        assert client.post(used[0], {"answer": "decline"}).status_code == 410
        assert Seat.objects.get(pk=seat.pk).state == "accepted"
        seating.remove(seat=taken[1], by=cast.mo)
        assert client.post(taken[0], {"answer": "accept"}).status_code == 410, "taken away"
        assert sid.post(used[0], {"answer": "accept"}).status_code == 410
        assert not scene.challenge.seats.filter(person=scene.people["sid"]).exists()
    with clock_at(Seat.objects.get(pk=late[1].pk).expires_at + timedelta(seconds=1)):
        assert client.get(late[0]).status_code == 410, "run out"
        assert client.post(late[0], {"answer": "accept"}).status_code == 410
    assert Seat.objects.get(pk=late[1].pk).person is None


def test_a_calendar_file_holds_the_sessions_of_the_person_who_asks_and_of_nobody_else(cast):
    scene = make_scene(cast)
    hour = timedelta(hours=1)
    for number, name in enumerate(("nia", "rhea", "hal")):
        session = scene.turn.sessions.create(
            title=f"Session of {name}",
            starts_at=ON_THE_DAY + number * hour,
            ends_at=ON_THE_DAY + (number + 1) * hour,
        )
        session.places.create(seat=scene.seat(name))
    with clock_at(BEFORE):
        for name in ("nia", "rhea", "hal", "ada", "mo", "lena"):
            made = scene.client(name).get(url("timetable_calendar", scene.turn.pk)).content.decode()
            others = {"nia", "rhea", "hal"} - {name}
            assert not [one for one in others if f"Session of {one}" in made], name
            assert (f"Session of {name}" in made) == (name in ("nia", "rhea", "hal"))
        Challenge.objects.update(state="cancelled")
        scene.challenge.seats.filter(person=scene.people["hal"]).update(principles_at=None)
        cancelled = {
            name: scene.client(name).get(url("challenge_calendar", scene.challenge.pk)).content.decode()
            for name in ("nia", "hal")
        }
    assert "Session of nia" in cancelled["nia"]
    assert "Session of hal" not in cancelled["hal"], "the principles were never accepted"
