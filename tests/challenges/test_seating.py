"""Seats: who can be invited, how an invitation is answered, what opens and closes."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from challenges.actions import planning, seating
from challenges.models import Challenge, Protocol, Seat
from challenges.parts import SeatRole
from outbox.models import Message
from regions.actions import declare_conflict
from regions.models import Person
from regions.roles import Role
from selfeval.models import Release, Share
from tests.cast import hold, make_person
from tests.challenges.world import BEFORE, FIRST_DAY, at, clock_at, make_scene, take_seat

pytestmark = [pytest.mark.django_db, pytest.mark.either]


def invite(scene, role, *, email="new@example.org", authority=None, by):
    place = at(authority) if authority else None
    return seating.invite(
        challenge=scene.challenge, role=role, email=email, name="Una", authority=place, by=by
    )


def link_in(message):
    return re.search(r"/challenge-invitations/[^/\s]+/", message.body).group()


def test_the_eighth_director_is_refused_with_the_reason(cast):
    scene = make_scene(cast, "challenge-day", seats={})
    take_seat(scene.challenge, cast.nia, SeatRole.LEAD, at("Southby"), by=cast.mo)
    for number in range(6):
        invite(scene, SeatRole.PANEL, email=f"dcs{number}@example.org", authority="Thirdby", by=cast.mo)

    with pytest.raises(seating.CannotInvite) as refused:
        invite(scene, SeatRole.PANEL, email="eighth@example.org", authority="Eastby", by=cast.mo)

    assert str(refused.value) == (
        "A challenge day takes at most 7 directors beside the host, the lead among them, and it has them all. "
        "Take one away before you invite another."
    )
    assert not Seat.objects.filter(email="eighth@example.org").exists()
    assert not Message.objects.filter(recipient="eighth@example.org").exists()


@pytest.mark.parametrize(
    ("role", "authority", "words"),
    [
        (SeatRole.LEAD, "Eastby", "There can be at most one as lead, and there is. Take one away first."),
        (SeatRole.PANEL, "Eastby", "This kind of challenge has no panel director."),
        (SeatRole.HOST, "Eastby", "The host is from the authority that is looked at."),
        (SeatRole.OBSERVER, "Northmere", "Choose someone from another authority: this one is the host."),
        (SeatRole.OBSERVER, None, "Choose the authority that this person comes from."),
    ],
)
def test_who_does_not_fit_is_refused_in_words(cast, role, authority, words):
    scene = make_scene(cast, released=False)

    with pytest.raises(seating.CannotInvite) as refused:
        invite(scene, role, authority=authority, by=cast.mo)

    assert str(refused.value) == words


def test_nobody_is_invited_twice_and_a_declared_tie_is_no_seat(cast):
    scene = make_scene(cast, released=False)
    with pytest.raises(seating.CannotInvite, match="invited already"):
        invite(scene, SeatRole.TEAM, email="RHEA@example.org", authority="Southby", by=cast.mo)
    declare_conflict(authority=at("Northmere"), kind="applied", outcome="conflict", by=scene.people["sid"])

    with pytest.raises(seating.CannotInvite) as refused:
        invite(scene, SeatRole.TEAM, email="sid@example.org", authority="Southby", by=cast.mo)
    assert str(refused.value) == "This person cannot take a seat here. Ask someone else."


def test_send_is_not_confirmed_without_a_parent_or_carer(cast):
    seats = {
        "ada": (SeatRole.HOST, "Northmere"),
        "nia": (SeatRole.LEAD, "Southby"),
        "hal": (SeatRole.HEALTH, ""),
    }
    scene = make_scene(cast, "send-challenge", seats=seats, released=False)

    reasons = planning.gate(scene.challenge, "confirm")
    assert [one for one in reasons if one.startswith("Team")] == [
        "Team from the pool; principles; needs asked: one authority SEND officer must have accepted, and none has",
        "Team from the pool; principles; needs asked: one parent or carer peer must have accepted, and none has",
    ]
    take_seat(scene.challenge, scene.people["pia"], SeatRole.PARENT_CARER, by=cast.mo)
    assert not [one for one in planning.gate(scene.challenge, "confirm") if "parent" in one]


def test_a_link_is_opened_without_effect_and_accepted_by_a_button(cast, client):
    scene = make_scene(cast, seats={}, released=False)
    seat = invite(scene, SeatRole.HEALTH, by=cast.mo)
    link = link_in(Message.objects.get(recipient=seat.email))

    assert client.get(link).status_code == 200
    seat.refresh_from_db()
    assert (seat.state, Person.objects.filter(email=seat.email).exists()) == ("invited", False)

    answer = client.post(link, {"answer": "accept"})
    assert answer.status_code == 302
    person = Person.objects.get(email=seat.email)
    post = person.posts.get()
    assert (post.role, post.region, post.ends_on) == ("peer", cast.north, scene.challenge.access_ends_on)
    assert client.get(link).status_code == 410
    assert client.post(link, {"answer": "accept"}).status_code == 410


def test_a_declined_invitation_leaves_nobody_behind(cast, client):
    scene = make_scene(cast, seats={}, released=False)
    seat = invite(scene, SeatRole.HEALTH, by=cast.mo)
    link = link_in(Message.objects.get(recipient=seat.email))

    answer = client.post(link, {"answer": "decline"})

    assert (answer.status_code, b"You have declined" in answer.content) == (410, True)
    assert not Person.objects.filter(email=seat.email).exists()
    assert invite(scene, SeatRole.HEALTH, by=cast.mo).pk != seat.pk


def test_only_the_hash_of_a_link_is_kept_and_it_runs_out(cast, client):
    scene = make_scene(cast, seats={}, released=False)
    seat = invite(scene, SeatRole.HEALTH, by=cast.mo)
    token = link_in(Message.objects.get(recipient=seat.email)).split("/")[2]
    assert token not in str(Seat.objects.values_list().get(pk=seat.pk))
    Seat.objects.filter(pk=seat.pk).update(expires_at=timezone.now() - timedelta(seconds=1))

    assert client.post(f"/challenge-invitations/{token}/", {"answer": "accept"}).status_code == 410
    assert not Person.objects.filter(email=seat.email).exists()


def test_no_invitation_is_accepted_by_someone_else(cast):
    scene = make_scene(cast, seats={}, released=False)
    seat = invite(scene, SeatRole.HEALTH, by=cast.mo)

    with clock_at(BEFORE):
        answer = scene.client("nora").post(reverse("challenges:seat_answer", args=[seat.pk]))

    assert answer.status_code == 404
    seat.refresh_from_db()
    assert seat.state == "invited"


def test_papers_open_with_the_principles_and_close_when_the_seat_is_taken_away(cast):
    scene = make_scene(cast, seats={})
    una = make_person("una")
    seat = take_seat(scene.challenge, una, SeatRole.HEALTH, by=cast.mo, principles=False)

    def reads():
        return Release.objects.open_to(Person.objects.get(pk=una.pk)).exists()

    with clock_at(BEFORE):
        client = scene.world.client("una") if "una" in scene.people else None
        assert client is None
        assert not reads()
    seating.accept_principles(seat=seat, access_needs="A ramp", wants_payment=True, by=una)
    with clock_at(BEFORE):
        assert reads()
    seating.remove(seat=seat, by=cast.mo)
    with clock_at(BEFORE):
        assert not reads()
    assert {"seat_offered", "seat_accepted", "principles_accepted", "seat_removed"} <= set(
        Event.objects.values_list("action", flat=True)
    )


def test_a_share_that_stood_for_the_seat_alone_ends_with_it_and_the_group_s_stays(cast):
    scene = make_scene(cast, seats={})
    nora = take_seat(scene.challenge, scene.people["nora"], SeatRole.TEAM, at("Eastby"), by=cast.mo)
    rhea = take_seat(scene.challenge, scene.people["rhea"], SeatRole.TEAM, at("Southby"), by=cast.mo)

    for seat in (nora, rhea):
        seating.remove(seat=seat, by=cast.mo)

    live = Share.objects.filter(evaluation=scene.world.evaluation, ended_at=None)
    assert set(live.values_list("authority__name", flat=True)) == {"Southby", "Thirdby"}


def test_the_needs_of_a_peer_are_for_the_manager_alone(cast):
    scene = make_scene(cast, released=False)
    seating.accept_principles(
        seat=scene.seat("hal"), access_needs="Step-free", wants_payment=True, by=scene.people["hal"]
    )
    page = reverse("challenges:challenge", args=[scene.challenge.pk])

    with clock_at(BEFORE):
        people = reverse("challenges:seats", args=[scene.challenge.pk])
        assert "Step-free" in scene.client("mo").get(people).content.decode()
        for name in ("ada", "nia", "rhea", "hal"):
            shown = scene.client(name).get(page).content.decode()
            assert "hal@example.org" not in shown
            assert "Step-free" not in shown
            assert scene.client(name).get(people).status_code == (200 if name == "nia" else 403)
        led = scene.client("nia").get(people).content.decode()
        assert "Host’s team" not in led
        assert "You ask people of Southby into the team." in led
        assert "Invite someone" in led
        assert not [word for word in ("hal@example.org", "Step-free", "Take away") if word in led]
        assert scene.client("meg").get(people).status_code == 404  # manages another region


def test_whoever_has_not_accepted_the_principles_is_led_to_them(cast):
    scene = make_scene(cast, released=False)
    seat = scene.seat("hal")
    Seat.objects.filter(pk=seat.pk).update(principles_at=None)
    principles = reverse("challenges:principles", args=[seat.pk])

    with clock_at(BEFORE):
        client = scene.client("hal")
        assert client.get(scene.challenge.get_absolute_url()).url == principles
        assert client.post(principles, {}).status_code == 422
        tied = client.post(principles, {"accepts": "on", "tie": "yes"})
        assert tied.status_code == 422
        assert "Papers stay closed to you while there is a tie." in tied.content.decode()
        assert client.post(principles, {"accepts": "on", "tie": "no"}).status_code == 302
        people = reverse("challenges:seats", args=[scene.challenge.pk])
        assert "no conflict of interest" in scene.client("mo").get(people).content.decode()
        assert client.get(scene.challenge.get_absolute_url()).status_code == 200
        assert scene.client("pia").get(principles).status_code == 404


def test_planning_by_form_says_what_is_wrong_at_the_field(cast):
    scene = make_scene(cast, seats={}, released=False)
    Challenge.objects.update(state="cancelled")  # so that the same three may plan it once more
    protocol = Protocol.objects.get(slug="two-day-visit")
    address = reverse("challenges:plan", args=[scene.world.evaluation.cycle_id])
    given = {
        "protocol": protocol.pk,
        "name": "Another",
        "host": at("Northmere").pk,
        "lead": at("Northmere").pk,
        "first_day_0": "13",
        "first_day_1": "2",
        "first_day_2": "2027",
    }
    with clock_at(BEFORE):
        client = scene.client("mo")
        wrong = client.post(address, given)
        assert wrong.status_code == 422
        text = wrong.content.decode()
        assert "Northmere is chosen already. Choose another authority" in text
        assert "A visit has an observer from a third authority. Choose one" in text
        given |= {"lead": at("Southby").pk, "observer": at("Thirdby").pk}
        assert "Choose a working day" in client.post(address, given).content.decode()
        assert Challenge.objects.count() == 1
        given |= {"first_day_0": str(FIRST_DAY.day)}
        assert client.post(address, given).status_code == 302
        assert Challenge.objects.count() == 2
        assert scene.client("ana").post(address, given).status_code == 403
        assert scene.client("wil").post(address, given).status_code == 403
        assert scene.client("meg").post(address, given).status_code == 404


def test_the_lead_asks_their_own_people_into_the_team_and_nobody_onto_another_side(cast):
    scene = make_scene(cast, released=False)
    people = reverse("challenges:seats", args=[scene.challenge.pk])
    given = {"name": "New", "email": "new@example.org", "specialism": "Audits"}

    with clock_at(BEFORE):
        client = scene.client("nia")
        for role in ("host", "host_team", "observer", "guest"):
            refused = client.post(people, given | {"role": role, "authority": at("Northmere").pk})
            assert refused.status_code == 422, role
        asked = client.post(people, given | {"role": "team", "authority": at("Northmere").pk})

    assert asked.status_code == 302
    seat = Seat.objects.get(email="new@example.org")
    assert (seat.role, seat.authority, seat.invited_by.name) == ("team", at("Southby"), "Nia")


def test_the_lead_does_not_learn_who_has_declared_a_tie(cast):
    scene = make_scene(cast, released=False)
    tied = make_person("tied")
    hold(tied, Role.CONTRIBUTOR, authority=at("Southby"))
    declare_conflict(authority=at("Northmere"), kind="personal", outcome="conflict", by=tied)
    people = reverse("challenges:seats", args=[scene.challenge.pk])
    given = {"role": "team", "name": "Tied", "email": tied.email}

    with clock_at(BEFORE):
        assert scene.client("nia").post(people, given).status_code == 302
        seat = Seat.objects.get(email=tied.email)
        assert seating.accept(seat=seat) is None
        Seat.objects.filter(pk=seat.pk).delete()
        assert "cannot take a seat here" in scene.client("mo").post(people, given).text


def test_whoever_has_said_what_ties_them_is_not_asked_again(cast):
    scene = make_scene(cast, released=False)
    seat = scene.seat("hal")
    assert seating.looked_at_by(seat) == ["Northmere"]
    declare_conflict(
        authority=at("Northmere"), kind="personal", outcome="looked_at_not_a_conflict", by=scene.people["hal"]
    )
    assert seating.looked_at_by(seat) == []
