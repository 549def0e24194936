"""Agreed actions and their confirmation, needs and offers, check-ins with what the figures did."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from challenges.actions import agreeing
from challenges.checks import missing
from challenges.facts import facts_of
from challenges.models import AgreedAction, CheckIn, Finding, Question, Support
from challenges.movement import movements_of
from challenges.parts import SeatRole
from indicators.models import DataVersion, Period
from selfeval.actions.improvement import SavedMeanwhile
from tests.challenges.feedback import find, person, take_to
from tests.challenges.world import ENDED, LATER, LONDON, at, clock_at, make_scene, take_seat
from tests.factories.figures import give_figures, make_indicator, make_version
from tests.selfeval.payloads import PAYLOADS, TYPED

pytestmark = [pytest.mark.django_db, pytest.mark.either]
ACTION = {
    "text": "Read every plan within a week",
    "owner": "Head of service",
    "due_on_0": "30",
    "due_on_1": "6",
    "due_on_2": "2027",
    "success": "Children know their plan",
    "version": 0,
}
WORDS = {"text": "Read every plan", "owner": "Head", "due_on": date(2027, 6, 30), "success": ""}


@pytest.fixture
def scene(cast, settings):
    settings.DEMO = True
    made = make_scene(cast)
    with clock_at(LATER):
        yield made


def post(scene, name, page, key, **data):
    return scene.client(name).post(reverse(f"challenges:{page}", args=[key]), data or {"submit": "x"})


def get(scene, name, page="actions", key=None):
    return scene.client(name).get(reverse(f"challenges:{page}", args=[key or scene.turn.pk]))


def agree(scene, **fields):
    return agreeing.add_action(turn=scene.fresh(), by=person(scene, "ada"), **WORDS | fields)


def left(scene, kind="actions"):
    return missing(kind, facts_of([scene.challenge])[scene.challenge.pk], is_said_done=False)


def test_who_reads_and_who_writes_actions(scene):
    action = agree(scene)
    reads = {"ada", "cora", "lena", "cleo", "nia", "tia", "rhea", "hal", "pia"}
    everybody = reads | {"mo", "pat", "nora", "wyn", "gil", "wil", "sol", "sid", "ana"}

    assert {name for name in everybody if get(scene, name).status_code == 200} == reads
    assert {name for name in everybody if get(scene, name, "follow_up").status_code == 200} == reads
    for name in ("nia", "tia", "hal", "lena"):
        assert post(scene, name, "action_add", scene.turn.pk, **ACTION).status_code == 403
        assert post(scene, name, "action", action.pk, **ACTION).status_code == 403
        assert post(scene, name, "action_state", action.pk, state="done").status_code == 403
    for name in ("mo", "nora", "wyn"):
        assert post(scene, name, "action", action.pk, **ACTION).status_code == 404
        assert post(scene, name, "action_confirm", action.pk, version=1).status_code == 404
    assert post(scene, "ada", "action_confirm", action.pk, version=1).status_code == 403
    assert AgreedAction.objects.get().text == WORDS["text"]


def test_each_partner_authority_confirms_the_wording_or_notes_a_difference(scene):
    assert left(scene) == ["no action is agreed yet"]
    assert post(scene, "cora", "action_add", scene.turn.pk, **ACTION).status_code == 302
    action = AgreedAction.objects.get()
    assert left(scene) == ["partners’ confirmations of actions still to come: 2"]

    assert post(scene, "rhea", "action_confirm", action.pk, version=1).status_code == 302
    assert (
        post(scene, "tia", "action_confirm", action.pk, version=1, difference="Two weeks").status_code == 302
    )
    assert post(scene, "hal", "action_confirm", action.pk, version=1).status_code == 403

    assert left(scene) == []
    page = get(scene, "ada").content.decode()
    assert "Southby confirms the words" in page
    assert "Thirdby understood it differently" in page
    assert "Two weeks" in page
    assert post(scene, "nia", "action_confirm", action.pk, version=1).status_code == 302
    assert action.confirmations.count() == 2


def test_another_wording_asks_again_and_another_link_does_not(scene):
    action = agree(scene)
    nia = person(scene, "nia")
    say = {"authority": at("Southby"), "difference": "", "by": nia}
    agreeing.confirm(action=action, built_on=1, **say)
    indicator = make_indicator("plans")

    linked = agreeing.change_action(action=action, built_on=1, by=nia, **WORDS | {"indicator": indicator})
    assert linked.version == 1
    sent = ACTION | {"version": 1, "indicator": indicator.pk}
    assert post(scene, "ada", "action", action.pk, **sent).status_code == 302

    action.refresh_from_db()
    assert action.version == 2
    assert left(scene) == ["partners’ confirmations of actions still to come: 2"]
    with pytest.raises(SavedMeanwhile):
        agreeing.confirm(action=action, built_on=1, **say)
    late = post(scene, "nia", "action_confirm", action.pk, version=1, difference="Mine")
    assert late.status_code == 422
    assert "The host changed this action while you had it open" in late.content.decode()
    assert "Mine" in late.content.decode()
    both = post(scene, "ada", "action", action.pk, **sent | {"text": "Another"})
    assert both.status_code == 422
    assert "Read every plan within a week" in both.content.decode()


def test_errors_say_what_to_do(scene):
    page = post(
        scene,
        "ada",
        "action_add",
        scene.turn.pk,
        text="",
        due_on_0="31",
        due_on_1="2",
        due_on_2="2027",
        version=0,
    )

    assert page.status_code == 422
    for words in ("Say what you will do", "Say who sees to it", "The day must be a real date"):
        assert words in page.content.decode()


def test_an_action_names_only_what_the_host_has_read(scene):
    told, hidden = find(scene, "Told finding"), find(scene, "Hidden finding", state="emerging", spoken=False)
    question = Question.objects.create(turn=scene.turn, text="Asked?", position=1, by=scene.people["nia"])
    Question.objects.create(turn=scene.turn, text="A draft?", by=scene.people["rhea"])

    page = get(scene, "ada", "action_add").content.decode()
    assert not [words for words in ("Told finding", "Asked?") if words in page]

    take_to(scene, "send")
    scene.turn.questions_out_at = timezone.now()
    scene.turn.save()
    page = get(scene, "ada", "action_add").content.decode()
    assert "Told finding" in page
    assert "Asked?" in page
    assert "Hidden finding" not in page
    assert "A draft?" not in page
    sent = post(scene, "ada", "action_add", scene.turn.pk, **ACTION | {"finding": hidden.pk})
    assert sent.status_code == 422
    sent = post(
        scene, "ada", "action_add", scene.turn.pk, **ACTION | {"finding": told.pk, "question": question.pk}
    )
    assert sent.status_code == 302
    assert (AgreedAction.objects.get().finding, AgreedAction.objects.get().question) == (told, question)


def test_an_action_keeps_the_point_that_the_feedback_no_longer_has(scene):
    """A finding that was not told leaves no trace in the feedback when it is dropped: only the link is left of it."""
    find(scene, "Told finding")
    gone = find(scene, "Untold finding", spoken=False)
    take_to(scene, "send")
    action = agree(scene, finding=gone)
    words = {"turn": scene.turn, "authority": at("Northmere"), "by": person(scene, "ada"), "kind": "need"}
    need = agreeing.raise_support(**words, topic="Audit", text="A tool", finding=gone)
    Finding.objects.filter(pk=gone.pk).update(state="dropped")
    take_to(scene, "take_back", "send")

    page = get(scene, "ada", "action", action.pk).content.decode()
    assert "The point that it answers now" in page
    assert "Untold finding" not in page
    sent = ACTION | {"text": "In other words", "finding": gone.pk, "version": action.version}
    assert post(scene, "ada", "action", action.pk, **sent).status_code == 302
    action.refresh_from_db()
    assert (action.text, action.finding) == ("In other words", gone)
    sent = {"kind": "need", "topic": "Audits", "text": "A tool", "finding": gone.pk}
    assert post(scene, "ada", "support", need.pk, **sent).status_code == 302
    need.refresh_from_db()
    assert (need.topic, need.finding) == ("Audits", gone)
    assert post(scene, "ada", "action_add", scene.turn.pk, **ACTION | {"finding": gone.pk}).status_code == 422


def test_the_host_reads_a_point_as_it_was_sent_and_its_members_once_it_is_released(scene):
    point = find(scene, "As it was sent")
    take_to(scene, "send")
    agree(scene, finding=point)
    agreeing.raise_support(
        turn=scene.turn,
        authority=at("Northmere"),
        by=person(scene, "ada"),
        kind="need",
        topic="Audit",
        text="A tool",
        finding=point,
    )
    Finding.objects.filter(pk=point.pk).update(text="As the team has it now")

    for page in (get(scene, "ada"), get(scene, "ada", "action_add"), get(scene, "rhea")):
        assert "As it was sent" in page.content.decode()
        assert "As the team has it now" not in page.content.decode()
    assert "As it was sent" not in get(scene, "lena").content.decode()
    take_to(scene, "make_final", "release")
    assert get(scene, "lena").content.decode().count("As the team has it now") == 2


def test_states_are_the_host_s(scene):
    action = agree(scene)

    assert post(scene, "ada", "action_state", action.pk, state="under_way").status_code == 302
    assert post(scene, "ada", "action_state", action.pk, state="won").status_code == 422
    action.refresh_from_db()
    assert action.state == "under_way"


def test_the_page_of_many_actions_costs_no_more_queries(scene):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert get(scene, "nia").status_code == 200
        return len(seen)

    for _ in range(2):
        agreeing.confirm(
            action=agree(scene), authority=at("Thirdby"), difference="", built_on=1, by=person(scene, "tia")
        )
    few = queries()
    for _ in range(6):
        agreeing.confirm(
            action=agree(scene), authority=at("Thirdby"), difference="", built_on=1, by=person(scene, "tia")
        )
    assert queries() == few


def test_needs_and_offers_and_what_the_region_sees(scene):
    need = {"kind": "need", "topic": "Audit tool", "text": "A tool for plans", "is_for_region": "on"}
    assert post(scene, "ada", "support_add", scene.turn.pk, **need).status_code == 302
    offer = {"kind": "need", "topic": "Auditors", "text": "Two of ours for a day"}
    assert post(scene, "nia", "support_add", scene.turn.pk, **offer).status_code == 302
    for name in ("hal", "lena"):
        assert post(scene, name, "support_add", scene.turn.pk, **offer).status_code == 403
    assert post(scene, "mo", "support_add", scene.turn.pk, **offer).status_code == 404

    made = {one.topic: one for one in Support.objects.all()}
    assert made["Auditors"].kind == "offer"
    assert made["Auditors"].authority == at("Southby")
    assert [one.topic for one in Support.objects.for_region(scene.turn.host.region)] == ["Audit tool"]
    assert not Support.objects.for_region(scene.world.people["wil"].posts.get().authority.region).exists()
    for name, one in (("ada", made["Auditors"]), ("tia", made["Auditors"]), ("nia", made["Audit tool"])):
        assert post(scene, name, "support", one.pk, take_back="yes").status_code == 403
    change = {"topic": "Auditors", "text": "One of ours", "is_for_region": "on"}
    assert post(scene, "rhea", "support", made["Auditors"].pk, **change).status_code == 302
    assert Support.objects.for_region(scene.turn.host.region).count() == 2
    assert post(scene, "ada", "support", made["Audit tool"].pk, take_back="yes").status_code == 302
    assert Support.objects.count() == 1


def figures(scene, slug, polarity, then, now):
    """Northmere's figure as it was known at the challenge, and one that came later."""
    indicator = make_indicator(slug, polarity=polarity)
    version = make_version()
    others = {802: [9.0] * len(then + now), 970: [9.0] * len(then + now)}
    give_figures(indicator, {801: [*then, *now], **others}, version=version)
    later = DataVersion.objects.create(source_name="later", layout="portal", sha256="1" * 64)
    DataVersion.objects.filter(pk=version.pk).update(loaded_at=datetime(2027, 1, 2, tzinfo=LONDON))
    DataVersion.objects.filter(pk=later.pk).update(loaded_at=datetime(2027, 5, 2, tzinfo=LONDON))
    newer = Period.objects.filter(indicator=indicator, slot__gte=2021 + len(then)).values("slot")
    version.observations.filter(indicator=indicator, slot__in=newer).update(version=later)
    return indicator


@pytest.mark.parametrize(
    ("polarity", "then", "now", "words"),
    [
        ("low", [12.0, 12.3], [11.14], "from 12.3% (2022) to 11.1% (2023), better"),
        ("high", [12.0, 12.3], [11.14], "from 12.3% (2022) to 11.1% (2023), worse"),
        ("none", [12.0, 12.3], [11.14], "from 12.3% (2022) to 11.1% (2023), lower"),
        ("low", [12.0, 12.3], [12.31], "from 12.3% (2022) to 12.3% (2023), no change"),
        ("low", [12.0, 12.3], ["c"], "12.3% (2022); no newer figure since the challenge"),
        ("low", [12.0, 12.3], [], "12.3% (2022); no newer figure since the challenge"),
        ("low", ["c"], [11.0], "11.0% (2022); the portal held no figure at the time of the challenge"),
    ],
)
def test_a_figure_s_movement_is_judged_by_its_direction(scene, polarity, then, now, words):
    agree(scene, indicator=figures(scene, "plans", polarity, then, now))

    (movement,) = movements_of(scene.fresh(), AgreedAction.objects.select_related("indicator"))

    assert movement.words == words


def test_a_check_in_keeps_what_the_figures_did_until_then(scene):
    indicator = figures(scene, "plans", "low", [12.0, 12.3], [11.14])
    agree(scene, indicator=indicator)
    agree(scene, indicator=make_indicator("bare"))
    assert left(scene, "review") == ["the progress review is not written down yet"]
    page = get(scene, "nia", "follow_up").content.decode()
    assert "From 12.3% (2022) to 11.1% (2023), better" in page
    assert "No figure is published" in page
    assert page.count("<svg") == 1
    assert post(scene, "tia", "follow_up", scene.turn.pk, kind="review", text="Well").status_code == 403
    assert post(scene, "ada", "follow_up", scene.turn.pk, kind="review", text="").status_code == 422

    assert (
        post(scene, "ada", "follow_up", scene.turn.pk, kind="review", text="It goes well").status_code == 302
    )

    kept = CheckIn.objects.get()
    assert [one["words"] for one in kept.figures] == [
        "from 12.3% (2022) to 11.1% (2023), better",
        "no figure is published",
    ]
    assert kept.figures[0]["values"] == [12.0, 12.3, 11.14]
    indicator.comparisons.all().delete()
    page = get(scene, "ada", "follow_up").content.decode()
    assert "Figure plans: from 12.3% (2022) to 11.1% (2023), better" in page
    assert left(scene, "review") == []
    with clock_at(ENDED):
        assert post(scene, "nia", "follow_up", scene.turn.pk, kind="check_in", text="x").status_code == 404
        assert post(scene, "ada", "follow_up", scene.turn.pk, kind="check_in", text="x").status_code == 302


def test_markup_is_text_on_the_pages(scene):
    find(scene, PAYLOADS[0])
    take_to(scene, "send")
    for payload in TYPED:
        action = agree(
            scene, text=payload, owner=payload[:100], success=payload[:200], finding=Finding.objects.get()
        )
        agreeing.confirm(
            action=action, authority=at("Southby"), difference=payload, built_on=1, by=person(scene, "nia")
        )
        agreeing.raise_support(
            turn=scene.turn,
            authority=at("Northmere"),
            by=person(scene, "ada"),
            kind="need",
            topic=payload[:100],
            text=payload,
        )
        agreeing.check_in(turn=scene.fresh(), kind="check_in", text=payload, by=person(scene, "ada"))

    for page in (get(scene, "tia"), get(scene, "tia", "follow_up")):
        words = page.content.decode()
        assert "<script>window.ran" not in words
        assert "<img src=x" not in words
        assert "<svg onload" not in words


def test_each_turn_of_a_conversation_has_its_own_actions(cast, settings):
    settings.DEMO = True
    seats = {"ada": ("director", "Northmere"), "nia": ("director", "Southby"), "tia": ("director", "Thirdby")}
    scene = make_scene(cast, "triad-conversation", seats={})
    for name, (role, place) in seats.items():
        take_seat(scene.challenge, scene.people[name], SeatRole(role), at(place), by=cast.mo)
    first, second, third = scene.challenge.turns.all()
    with clock_at(LATER):
        agree(scene)
        assert post(scene, "nia", "action_add", second.pk, **ACTION).status_code == 302
        assert post(scene, "ada", "action_add", second.pk, **ACTION).status_code == 403
        assert second.actions.get().confirmations.count() == 0
        assert post(scene, "ada", "action_confirm", second.actions.get().pk, version=1).status_code == 302
        assert left(scene) == [
            "Northmere: partners’ confirmations of actions still to come: 2",
            "Southby: partners’ confirmations of actions still to come: 1",
            "Thirdby: no action is agreed yet",
        ]
    assert (first.actions.count(), third.actions.count()) == (1, 0)
