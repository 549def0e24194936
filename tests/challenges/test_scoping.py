"""Choosing the focus: the flags, proposals and dialogue, the reason off the flags, and agreement until it locks."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import Event
from challenges.actions import scoping
from challenges.checks import CHECKS
from challenges.facts import facts_of
from challenges.flagged import flagged_figures
from challenges.models import Agreement, Challenge, ProtocolRole, Turn
from challenges.models.scoping import sides_of
from challenges.presenters.scoping import off_the_flags
from datapacks.actions import log_intervention
from indicators.models import Indicator
from tests.challenges.world import BEFORE, clock_at, make_scene
from tests.factories.figures import give_figures, make_indicator, make_neighbours, make_version
from tests.places import make_authority
from tests.selfeval.payloads import PAYLOADS

pytestmark = [pytest.mark.django_db, pytest.mark.either]
WRITERS = {"ada": "host", "nia": "lead", "tia": "observer"}
READERS = ("cora", "lena", "cleo", "rhea", "hal", "pia", "mo")
OUTSIDE = ("pat", "nora", "sol", "sid", "wyn", "pam", "ana", "gus", "gil", "nobody")
YEARS = 5


def give_flags(cast):
    """Northmere is far worse than its neighbours in "stuck", where two things were tried, worse in "weak", and fine
    in "fine"."""
    others = range(806, 830)  # quartiles need twenty
    for code in others:
        make_authority(code, f"Place {code}", cast.north)
    make_neighbours()
    version = make_version()
    for slug, own in (("weak", 30.0), ("stuck", 60.0), ("fine", 5.0)):
        values = {801: own, 802: 9.0} | {code: 10.0 + code / 1000 for code in others}
        give_figures(
            make_indicator(slug, topic=f"Topic {slug}"),
            {code: [value] * YEARS for code, value in values.items()},
            version=version,
        )
    for title in ("A new team", "More visits"):
        log_intervention(
            authority=cast.northmere,
            title=title,
            began_on=date(2020, 1, 1),
            topic="Topic stuck",
            what_changed="SECRET-RESULT",
            by=cast.ada,
        )


@pytest.fixture(autouse=True)
def demonstration(settings):
    settings.DEMO = True


@pytest.fixture
def scene(cast):
    give_flags(cast)
    return make_scene(cast)


def figure(slug):
    return Indicator.objects.get(slug=slug)


def choose(scene, name="ada", slugs=("stuck",), **given):
    fields = {"focus": "Help early", "focus_because": "It is stuck", "off_the_flags_because": ""} | given
    fields.setdefault("built_on", scene.fresh().scope_version)
    return scoping.set_focus(
        turn=scene.turn, indicators=[figure(slug) for slug in slugs], by=scene.people[name], **fields
    )


def agree(scene, name, version=None):
    version = scene.fresh().scope_version if version is None else version
    return scoping.agree(turn=scene.turn, side=WRITERS[name], version=version, by=scene.people[name])


def where(scene, rest=""):
    return f"/turns/{scene.turn.pk}/scope/{rest}"


def text_of(answer):
    return answer.content.decode()


def test_flags_stand_in_order_of_concern_with_what_was_tried(scene):
    found = flagged_figures(scene.turn.host)
    assert [(one.indicator.slug, one.words) for one in found] == [
        ("stuck", "Not shifted, Challenge area"),
        ("weak", "Challenge area"),
    ]
    assert {one.title for one in found[0].tried} == {"A new team", "More visits"}

    with clock_at(BEFORE):
        page = text_of(scene.client("nia").get(where(scene)))
        managers = text_of(scene.client("mo").get(where(scene)))
    assert page.index("Figure stuck") < page.index("Figure weak")
    assert "Figure fine" not in page
    assert "A new team" in page
    assert "More visits" in page
    assert "<svg" in page
    assert "A new team" not in managers
    assert "2 things tried" in managers
    assert "SECRET-RESULT" not in page + managers


def test_everyone_reads_it_who_may_and_only_sides_write(scene):
    choose(scene)
    actions = ("focus/", "propose/", "agree/")
    with clock_at(BEFORE):
        for name in (*WRITERS, *READERS):
            page = scene.client(name).get(where(scene))
            assert page.status_code == 200, name
            assert "Help early" in text_of(page)
            assert ("Agree to this focus" in text_of(page)) == (name in WRITERS), name
            assert ("Change the focus" in text_of(page)) == (name in WRITERS), name
        for name in READERS:
            client = scene.client(name)
            assert [client.post(where(scene, end)).status_code for end in ("", *actions)] == [403] * 4, name
        for name in OUTSIDE:
            client, missing = scene.client(name), where(scene).replace(str(scene.turn.pk), "999999")
            for end in ("", *actions):
                for call in (client.get, client.post):
                    if end == "agree/" and call == client.get:
                        continue
                    hidden, none = call(where(scene, end)), call(missing + end)
                    assert hidden.status_code == none.status_code == (302 if name == "nobody" else 404), name
    assert not Agreement.objects.exists()


def test_proposals_and_remarks_are_kept_as_said(scene):
    said = PAYLOADS[0] + " Look here"
    with clock_at(BEFORE):
        for name in WRITERS:
            client = scene.client(name)
            given = {"area": f"Area of {name}", "because": said, "indicator": figure("weak").pk}
            assert client.post(where(scene, "propose/"), given).status_code == 302
            assert client.post(where(scene), {"text": f"{said} {name}"}).status_code == 302
        client = scene.client("ada")
        assert "selected>Figure weak" in text_of(
            client.get(where(scene, f"propose/?figure={figure('weak').pk}"))
        )
        assert "Write what you would look at" in text_of(client.post(where(scene, "propose/"), {"area": ""}))
        assert "Write what you want to say" in text_of(client.post(where(scene), {"text": ""}))
        page = text_of(client.get(where(scene)))

    assert list(scene.turn.proposals.values_list("side", flat=True)) == list(WRITERS.values())
    assert list(scene.turn.remarks.values_list("side", flat=True)) == list(WRITERS.values())
    assert "<script>window" not in page
    assert "&lt;script&gt;window" in page
    assert "Look here" not in str(list(Event.objects.values_list("detail", flat=True)))


def test_off_the_flags_a_reason_is_demanded_at_the_field(scene):
    given = {"focus": "The fine thing", "focus_because": "We like it", "version": 0}
    for slugs in ((), ("fine",)):
        given["indicators"] = [figure(slug).pk for slug in slugs]
        with clock_at(BEFORE):
            refused = scene.client("ada").post(where(scene, "focus/"), given)
        page = text_of(refused)
        assert refused.status_code == 422
        assert page.count(scoping.REASON_NEEDED) == 2  # in the summary, and at the field
        assert 'id="id_off_the_flags_because_error_1"' in page
        assert "We like it" in page
        assert scene.fresh().scope_version == 0
        with pytest.raises(scoping.ReasonNeeded):
            choose(scene, slugs=slugs)

    given["off_the_flags_because"] = "Inspectors come for it"
    with clock_at(BEFORE):
        assert scene.client("ada").post(where(scene, "focus/"), given).status_code == 302
    assert scene.fresh().off_the_flags_because == "Inspectors come for it"
    choose(scene, slugs=("fine", "weak"), off_the_flags_because="Kept from before")
    assert scene.fresh().off_the_flags_because == ""  # a flagged figure is in it: no reason is counted


def test_without_flags_no_reason_is_asked_for(cast):
    scene = make_scene(cast)
    choose(scene, slugs=())
    assert scene.fresh().scope_version == 1
    with clock_at(BEFORE):
        assert "off_the_flags" not in text_of(scene.client("ada").get(where(scene, "focus/")))


def test_the_focus_keeps_the_flags_that_were_shown(scene):
    choose(scene)
    for name in WRITERS:
        agree(scene, name)
    log_intervention(
        authority=scene.turn.host, title="Since", began_on=date(2024, 1, 1), topic="Topic stuck", by=None
    )

    shown = scene.fresh().flags_shown
    assert [(one["title"], one["flag"], one["tried"]) for one in shown] == [
        ("Figure stuck", "Not shifted, Challenge area", 2),
        ("Figure weak", "Challenge area", 0),
    ]


def test_it_locks_when_all_sides_agree_and_never_changes_again(scene):
    choose(scene)
    assert [agree(scene, name) for name in WRITERS] == [False, False, True]

    locked = scene.fresh()
    assert locked.scope_locked_at
    assert CHECKS["scope"](facts_of([scene.challenge])[scene.challenge.pk]) == []
    for call in (
        lambda: choose(scene, focus="Another"),
        lambda: agree(scene, "ada"),
        lambda: scoping.remark(turn=scene.turn, side="host", text="More", by=scene.people["ada"]),
        lambda: scoping.propose(
            turn=scene.turn, side="host", area="More", because="", indicator=None, by=scene.people["ada"]
        ),
    ):
        with pytest.raises(scoping.ScopeRefused, match=scoping.LOCKED):
            call()
    with clock_at(BEFORE):
        client = scene.client("ada")
        assert client.get(where(scene, "focus/")).status_code == 403
        late = client.post(where(scene), {"text": "Written while it locked"})
        assert late.status_code == 422
        assert scoping.LOCKED in text_of(late)
        page = text_of(client.get(where(scene)))
    assert "Agreed by all sides on" in page
    assert "Change the focus" not in page
    assert scene.fresh().scope_locked_at == locked.scope_locked_at
    assert Event.objects.filter(action="scope_locked").count() == 1


def test_a_change_asks_everyone_again(scene):
    choose(scene)
    agree(scene, "ada")
    agree(scene, "nia")
    choose(scene, "tia", focus="Help earlier")

    assert agree(scene, "tia") is False
    assert scene.fresh().scope_locked_at is None
    with clock_at(BEFORE):
        page = text_of(scene.client("ada").get(where(scene)))
        assert "Agree to this focus" in page
        assert page.count("Not yet</strong>") == 2
        stale = scene.client("ada").post(where(scene, "agree/"), {"version": 1}, follow=True)
        assert scoping.CHANGED in text_of(stale)
        assert not Agreement.objects.filter(side="host", scope_version=2).exists()
        seen = re.search(r'name="version" value="(\d+)"', page).group(1)
        scene.client("ada").post(where(scene, "agree/"), {"version": seen})
    assert Agreement.objects.filter(side="host", scope_version=2).count() == 1
    assert agree(scene, "nia") is True


def test_saving_the_same_focus_asks_nobody_again(scene):
    choose(scene)
    agree(scene, "ada")
    choose(scene, "nia")
    assert scene.fresh().scope_version == 1


def test_two_who_change_it_at_once_do_not_write_over_each_other(scene):
    choose(scene)
    given = {"focus": "Mine", "focus_because": "My reasons", "indicators": [figure("weak").pk], "version": 0}
    with clock_at(BEFORE):
        client = scene.client("nia")
        refused = client.post(where(scene, "focus/"), given)
        page = text_of(refused)
        assert refused.status_code == 422
        assert scoping.OVERTAKEN in page
        assert "Help early" in page
        assert "My reasons" in page
        given["version"] = re.search(r'name="version" value="(\d+)"', page).group(1)
        assert client.post(where(scene, "focus/"), given).status_code == 302
    assert (scene.fresh().focus, scene.fresh().scope_version) == ("Mine", 2)


def test_nothing_chosen_cannot_be_agreed_to(scene):
    with pytest.raises(scoping.ScopeRefused, match=scoping.NOTHING_CHOSEN):
        agree(scene, "ada", version=0)
    with clock_at(BEFORE):
        answer = scene.client("ada").post(where(scene, "agree/"), {"version": "x"}, follow=True)
    assert scoping.NOTHING_CHOSEN in text_of(answer)


def test_only_sides_that_the_turn_has_and_the_protocol_seats_must_agree(scene):
    assert sides_of(scene.fresh()) == ["host", "lead", "observer"]
    ProtocolRole.objects.filter(protocol=scene.challenge.protocol, role="observer").delete()
    assert sides_of(scene.fresh()) == ["host", "lead"]
    choose(scene)
    assert [agree(scene, name) for name in ("ada", "nia")] == [False, True]


def test_after_it_is_cancelled_nobody_writes(scene):
    Challenge.objects.filter(pk=scene.challenge.pk).update(state="cancelled")
    with clock_at(BEFORE):
        assert scene.client("ada").post(where(scene), {"text": "Late"}).status_code == 403


def agree_elsewhere(scene, *, off, on):
    """So many more authorities that chose away from their flagged figures, and so many that did not."""
    Turn.objects.filter(pk=scene.turn.pk).update(off_the_flags_because="Not agreed yet")
    for number in range(off + on):
        Turn.objects.create(
            challenge=scene.challenge,
            position=2,
            host=make_authority(850 + number, f"Elsewhere {number}", scene.turn.host.region),
            scope_locked_at=timezone.now(),
            off_the_flags_because="Because" if number < off else "",
        )


@pytest.mark.parametrize(
    ("off", "on", "said"), [(2, 5, 0), (3, 2, 0), (3, 3, 3), (5, 3, 3), (6, 9, 6), (3, 0, 0), (0, 9, 0)]
)
def test_choices_off_the_flags_are_told_so_that_no_number_tells_who_chose_how(scene, off, on, said):
    agree_elsewhere(scene, off=off, on=on)

    assert off_the_flags(scene.challenge.cycle) == said
    Challenge.objects.update(state="cancelled")
    assert off_the_flags(scene.challenge.cycle) == 0


def test_the_page_costs_the_same_however_much_is_said(scene, django_assert_num_queries):
    with clock_at(BEFORE):
        client = scene.client("nia")
        with CaptureQueriesContext(connection) as before:
            client.get(where(scene))
        for number in range(5):
            for side, name in (("host", "ada"), ("lead", "nia")):
                by = scene.people[name]
                scoping.remark(turn=scene.turn, side=side, text=f"{number}", by=by)
                scoping.propose(
                    turn=scene.turn, side=side, area="A", because="", indicator=figure("weak"), by=by
                )
        with django_assert_num_queries(len(before)):
            client.get(where(scene))
        assert len(before) <= 36
