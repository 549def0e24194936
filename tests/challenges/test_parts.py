"""Who is what in a challenge, and when that ends."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from challenges.actions import seating
from challenges.models import Challenge, Turn
from challenges.models.challenges import parts_in
from challenges.parts import PEERS, RIGHTS, Part, Right, SeatRole, part_of_seat, rights_of
from regions.actions import declare_conflict
from regions.models import Person, Post
from regions.roles import Role
from selfeval.models import Release
from tests.challenges.world import BEFORE, ENDED, clock_at, make_scene
from tests.factories.memoranda import make_issued

pytestmark = [pytest.mark.django_db, pytest.mark.either]
PARTS = {
    "ada": {Part.HOST, Part.HOST_TEAM},  # by post and by seat
    "cora": {Part.HOST_TEAM},
    "lena": {Part.HOST_MEMBER},
    "cleo": {Part.HOST_MEMBER},
    "nia": {Part.LEAD},
    "tia": {Part.OBSERVER},
    "rhea": {Part.TEAM},
    "hal": {Part.TEAM},
    "pia": {Part.TEAM},
    "mo": {Part.MANAGER},
    "pat": {Part.REGIONAL_LEAD},
}
OUTSIDE = ("nora", "sol", "sid", "wyn", "pam", "ana", "wil", "meg", "gus", "sam", "old", "adi", "gil")


def parts_of(scene, name):
    """As a new request finds them: the person's posts are read once a request."""
    return parts_in(scene.fresh(), Person.objects.get(pk=scene.people[name].pk))


def test_everyone_is_what_their_post_or_seat_says(cast):
    scene = make_scene(cast)

    with clock_at(BEFORE):
        assert {name: parts_of(scene, name) for name in PARTS} == PARTS
        assert [name for name in OUTSIDE if parts_of(scene, name)] == []


def test_whoever_works_for_the_host_is_not_of_the_team_whatever_their_seat(cast):
    scene = make_scene(cast)
    Post.objects.create(
        person=scene.people["rhea"],
        role=Role.LA_COORDINATOR,
        authority=scene.turn.host,
        starts_on=date(2026, 4, 1),
    )

    with clock_at(BEFORE):
        assert parts_of(scene, "rhea") == {Part.HOST_TEAM}


def test_only_those_who_are_in_it_know_of_it(cast):
    scene = make_scene(cast)

    with clock_at(BEFORE):
        knows = {
            name
            for name, person in scene.people.items()
            if Challenge.objects.visible_to(Person.objects.get(pk=person.pk)).exists()
        }

    assert knows == {*PARTS, "ana", "wyn", "owen", "rob"}


def test_a_seat_opens_papers_once_the_principles_are_accepted(cast):
    scene = make_scene(cast)
    scene.challenge.seats.filter(person=scene.people["nia"]).update(principles_at=None)

    with clock_at(BEFORE):
        assert parts_of(scene, "nia") == set()


def test_a_conflict_declared_in_the_middle_closes_everything_at_once(cast):
    scene = make_scene(cast)
    nia = scene.people["nia"]
    with clock_at(BEFORE):
        assert Release.objects.open_to(Person.objects.get(pk=nia.pk)).exists()
        declare_conflict(authority=scene.turn.host, kind="personal", outcome="conflict", by=nia)

        assert parts_of(scene, "nia") == set()
        assert not Turn.objects.visible_to(Person.objects.get(pk=nia.pk)).exists()
        assert not Release.objects.open_to(Person.objects.get(pk=nia.pk)).exists()


def test_seats_end_with_access_and_posts_do_not(cast):
    scene = make_scene(cast)

    with clock_at(ENDED):
        assert [name for name in ("nia", "tia", "rhea", "hal", "pia") if parts_of(scene, name)] == []
        assert parts_of(scene, "ada") == {Part.HOST}


def test_a_guest_knows_nothing_the_day_after_access_ends(cast):
    scene = make_scene(cast)
    hal = scene.people["hal"]
    last = scene.challenge.access_ends_on
    noon = BEFORE.replace(year=last.year, month=last.month, day=last.day)

    with clock_at(noon):
        assert Challenge.objects.visible_to(Person.objects.get(pk=hal.pk)).exists()
    with clock_at(noon + timedelta(days=1)):
        assert not Challenge.objects.visible_to(Person.objects.get(pk=hal.pk)).exists()
        assert Person.objects.get(pk=hal.pk).posts_now == []


def test_a_new_memorandum_closes_papers_until_it_is_signed(cast):
    scene = make_scene(cast)
    make_issued(cast.north, by=cast.pat)

    with clock_at(BEFORE):
        assert [name for name in ("nia", "tia", "rhea", "hal") if parts_of(scene, name)] == []


def test_whoever_is_taken_away_reads_nothing_more(cast):
    scene = make_scene(cast)
    seating.remove(seat=scene.seat("hal"), by=cast.mo)

    with clock_at(BEFORE):
        hal = Person.objects.get(pk=scene.people["hal"].pk)
        assert parts_of(scene, "hal") == set()
        assert not Release.objects.open_to(hal).exists()


@pytest.mark.parametrize("name", ["nia", "tia", "rhea", "hal", "pia"])
def test_the_team_reads_the_host_s_release_from_the_share_day(cast, name):
    scene = make_scene(cast)
    person = scene.people[name]

    with clock_at(BEFORE):
        assert (
            Release.objects.open_to(Person.objects.get(pk=person.pk))
            .filter(evaluation=scene.world.evaluation)
            .exists()
        )


def test_roles_go_round_in_a_conversation():
    northmere, southby, thirdby, eastby = 1, 2, 3, 4
    turn = {"host": northmere, "lead": southby, "observer": thirdby}

    def part(role, authority):
        return part_of_seat(role, authority=authority, **turn)

    assert part(SeatRole.DIRECTOR, southby) == Part.LEAD
    assert part(SeatRole.DIRECTOR, thirdby) == Part.OBSERVER
    assert part(SeatRole.DIRECTOR, eastby) == Part.TEAM
    assert part(SeatRole.SENIOR_TEAM, southby) == Part.TEAM
    assert part(SeatRole.SENIOR_TEAM, northmere) == Part.HOST_TEAM
    assert part(SeatRole.HOST_TEAM, southby) is None
    assert part(SeatRole.CONSULTANT, None) == Part.GUEST


def test_every_right_is_somebody_s_and_the_host_sees_nothing_of_the_team_s_work():
    host = rights_of({Part.HOST, Part.HOST_TEAM, Part.HOST_MEMBER})

    assert set(RIGHTS) == set(Right)
    assert all(RIGHTS.values())
    assert not host & {
        Right.READ_EVIDENCE,
        Right.READ_FINDINGS,
        Right.DRAFT_QUESTIONS,
        Right.MERGE_QUESTIONS,
        Right.OBSERVE,
    }
    assert not rights_of({Part.MANAGER, Part.REGIONAL_LEAD}) & {
        Right.READ_EVIDENCE,
        Right.READ_FINDINGS,
        Right.READ_NOTE,
        Right.READ_DOCUMENTS,
        Right.OBSERVE,
    }
    assert RIGHTS[Right.OBSERVE] == {Part.OBSERVER}
    assert RIGHTS[Right.READ_EVIDENCE] == PEERS


def test_today_is_london_s():
    assert timezone.get_default_timezone_name() == "Europe/London"
