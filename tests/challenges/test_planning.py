"""Planning a challenge: turns, days, gates, and the way from planned to closed."""

import re
from datetime import date, timedelta
from html import unescape
from itertools import product

import pytest
from django.urls import reverse

from audit.models import Event
from challenges import dates
from challenges.actions import planning
from challenges.actions.protocols import copy, load_standard
from challenges.models import Challenge, Protocol, ProtocolStep
from challenges.states import NOT_NOW, MoveRefused, State
from cycles.working_days import is_working
from selfeval.models import Share
from tests.challenges.world import BEFORE, FIRST_DAY, LATER, ON_THE_DAY, at, clock_at, make_scene
from tests.days import day
from tests.selfeval.world import make_world

pytestmark = pytest.mark.django_db
GROUP = ("Northmere", "Southby", "Thirdby")


def plan(cast, world, slug, **options):
    load_standard()
    fields = {"name": "A challenge", "first_day": FIRST_DAY, "by": cast.mo} | options
    return planning.plan_challenge(
        cycle=world.evaluation.cycle,
        protocol=Protocol.objects.get(slug=slug, region=None),
        authorities=[at(name) for name in options.pop("group", GROUP)],
        **{name: value for name, value in fields.items() if name != "group"},
    )


def test_the_standard_protocols_load_once_and_are_frozen(db):
    assert (load_standard(), load_standard()) == (8, 0)
    assert not Protocol.objects.filter(frozen_at=None).exists()
    assert set(Protocol.objects.values_list("kind", flat=True)) == set(Protocol.Kind.values)


def test_a_copy_is_the_region_s_own_and_leaves_the_standard_one_alone(cast):
    load_standard()
    standard = Protocol.objects.get(slug="two-day-visit")
    made = copy(protocol=standard, region=cast.north, by=cast.mo)

    assert (made.version, made.region, made.is_editable) == (1, cast.north, True)
    assert made.steps.count() == standard.steps.count() == 19
    assert made.roles.count() == standard.roles.count() == 7
    made.steps.all().delete()
    assert standard.steps.count() == 19


def test_in_a_triad_each_hosts_once_and_the_roles_go_round(cast):
    scene = make_scene(cast)
    cycle, protocol = scene.challenge.cycle, scene.challenge.protocol
    north, south, third = (at(name) for name in GROUP)

    with clock_at(BEFORE):
        client = scene.client("mo")
        page = client.get(scene.challenge.get_absolute_url()).text
        offered = re.search(r'href="([^"]+)">Plan the next visit', page)
        form = client.get(unescape(offered[1])).text
        for name, authority in (("host", south), ("lead", third), ("observer", north)):
            assert re.search(
                rf'<select name="{name}".*?<option value="{authority.pk}" selected', form, re.DOTALL
            )
        sent = {
            "protocol": protocol.pk,
            "name": "Again",
            "host": north.pk,
            "lead": third.pk,
            "observer": south.pk,
            **day("first_day", FIRST_DAY),
        }
        refused = client.post(reverse("challenges:plan", args=[cycle.pk]), sent)
        assert f"Northmere hosts “{scene.challenge.name}” of these three already" in refused.text
        for host, lead, observer in ((south, third, north), (third, north, south)):
            sent |= {"host": host.pk, "lead": lead.pk, "observer": observer.pk}
            assert client.post(reverse("challenges:plan", args=[cycle.pk]), sent).status_code == 302
        assert "Plan the next visit" not in client.get(scene.challenge.get_absolute_url()).text


def test_every_day_of_every_standard_protocol_is_a_working_day(db):
    load_standard()
    offsets = set(ProtocolStep.objects.values_list("offset", flat=True))
    firsts = [date(2026, 9, 1) + timedelta(days=number) for number in range(730)]

    for first in filter(is_working, firsts):
        last = dates.last_day_of(first, 2)
        days = [dates.day_of(offset, first=first, last=last) for offset in offsets]
        assert all(map(is_working, days)), first


def test_a_conversation_gives_each_authority_a_turn_led_by_the_next(cast):
    challenge = plan(cast, make_world(cast), "triad-conversation")

    turns = [(turn.host.name, turn.lead.name, turn.observer.name) for turn in challenge.turns.all()]
    assert turns == [
        ("Northmere", "Southby", "Thirdby"),
        ("Southby", "Thirdby", "Northmere"),
        ("Thirdby", "Northmere", "Southby"),
    ]


def test_a_visit_takes_two_days_and_access_lasts_as_the_memorandum_says(cast):
    challenge = plan(cast, make_world(cast), "two-day-visit")

    assert (challenge.first_day, challenge.last_day) == (FIRST_DAY, FIRST_DAY + timedelta(days=1))
    assert challenge.access_ends_on == challenge.last_day + timedelta(days=90)
    days = {step.of.name: step.due_on for step in challenge.steps.select_related("of")}
    assert days["Documents in"] == date(2027, 1, 19)  # 15 working days before
    assert days["Note released by the host; actions drafted"] == date(2027, 2, 24)  # 10 after its last day


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2027, 2, 13), "Choose a working day: this is a weekend or a bank holiday"),
        (date(2026, 12, 25), "Choose a working day: this is a weekend or a bank holiday"),
        (date(2026, 1, 6), "Choose a day that has not passed"),
    ],
)
def test_a_day_on_which_nobody_works_or_that_has_passed_is_refused(cast, day, words):
    world = make_world(cast)

    with pytest.raises(planning.CannotPlan, match=words):
        plan(cast, world, "challenge-day", first_day=day)
    assert not Challenge.objects.exists()


def test_moving_the_day_moves_every_step_and_the_entry_in_calendars(cast):
    challenge = plan(cast, make_world(cast), "challenge-day")
    before = {step.pk: step.due_on for step in challenge.steps.all()}

    moved = planning.move_day(challenge=challenge, first_day=date(2027, 2, 16), by=cast.mo)

    assert moved.sequence == 1
    assert moved.access_ends_on - moved.last_day == timedelta(days=90)
    assert all(step.due_on > before[step.pk] for step in moved.steps.all())


def test_a_share_for_an_event_lasts_from_the_event(cast):
    scene = make_scene(cast)
    share = Share.objects.get(evaluation=scene.world.evaluation, authority=at("Southby"), ended_at=None)

    assert share.event_on == scene.challenge.last_day
    assert share.ends_on == scene.challenge.access_ends_on
    phase = scene.world.evaluation.cycle.phases.get(kind="share")
    phase.due_on += timedelta(days=1)
    phase.save()
    share.refresh_from_db()
    assert share.ends_on == scene.challenge.access_ends_on


def test_it_is_not_confirmed_before_its_gates_are_met_and_the_reasons_say_what_to_do(cast):
    scene = make_scene(cast, seats={}, released=False)

    with pytest.raises(MoveRefused) as refused:
        planning.move_challenge(challenge=scene.challenge, name="confirm", by=cast.mo)

    assert refused.value.reasons == (
        "Group formed, conflicts declared, roles given: one host director must have accepted, and none has",
        "Group formed, conflicts declared, roles given: one lead must have accepted, and none has",
        "Group formed, conflicts declared, roles given: one observer must have accepted, and none has",
        "Group formed, conflicts declared, roles given: 2 team members must have accepted, and none has",
        "Self-evaluation signed and released: the self-evaluation is not released yet",
        "Area chosen and agreed by host, lead and observer: the focus is not agreed by all sides yet",
    )


def test_every_move_that_is_not_in_the_table_is_refused(cast):
    scene = make_scene(cast)
    allowed = {
        ("planned", "confirm"),
        ("planned", "cancel"),
        ("confirmed", "begin"),
        ("confirmed", "cancel"),
        ("under_way", "end"),
        ("followed_up", "close"),
    }
    names = ("confirm", "begin", "end", "close", "cancel", "reopen")
    ProtocolStep.objects.update(gate="")
    refused = {}
    for state, name in product(State, names):
        Challenge.objects.filter(pk=scene.challenge.pk).update(state=state)
        with clock_at(LATER):
            try:
                planning.move_challenge(challenge=scene.challenge, name=name, by=cast.mo)
            except MoveRefused as refusal:
                refused[state.value, name] = refusal.reasons

    outside = set(product((state.value for state in State), names)) - allowed
    assert refused == dict.fromkeys(outside, (NOT_NOW,))


@pytest.mark.parametrize("name", ["ada", "rhea", "nora", "ana", "wyn"])
def test_whoever_does_not_manage_it_moves_nothing(cast, name):
    scene = make_scene(cast)

    with clock_at(BEFORE):
        answer = scene.client(name).post(f"/challenges/{scene.challenge.pk}/move/", {"move": "cancel"})

    expected = (404, None) if name == "nora" else (302, scene.challenge.get_absolute_url())
    assert (answer.status_code, answer.get("Location")) == expected
    scene.challenge.refresh_from_db()
    assert scene.challenge.state == State.PLANNED


def test_it_begins_on_its_first_day_and_not_before(cast):
    scene = make_scene(cast)
    Challenge.objects.filter(pk=scene.challenge.pk).update(state=State.CONFIRMED)
    ProtocolStep.objects.filter(protocol=scene.challenge.protocol).update(gate="")

    with clock_at(BEFORE), pytest.raises(MoveRefused, match="It begins on its first day"):
        planning.move_challenge(challenge=scene.challenge, name="begin", by=cast.mo)
    with clock_at(ON_THE_DAY):
        assert (
            planning.move_challenge(challenge=scene.challenge, name="begin", by=cast.mo).state
            == State.UNDER_WAY
        )
    assert Event.objects.filter(action="challenge_begin").count() == 1
