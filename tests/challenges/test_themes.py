"""Themes and headlines: what is put under them, what they say, and what nobody can tell from them."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from challenges.actions import theming
from challenges.models import Challenge, Coding, Consent, FeedbackNote, Finding, Theme, Turn
from challenges.rounding import said_of
from challenges.states import State
from tests.challenges.world import BEFORE, ENDED, at, clock_at, make_scene
from tests.places import make_authority
from tests.selfeval.payloads import TYPED
from tests.selfeval.world import make_cycle

pytestmark = pytest.mark.django_db
SECRET = "Homes are far away, as Northmere was told"


@pytest.fixture(autouse=True)
def demonstration(settings):
    settings.DEMO = True


@pytest.fixture
def scene(cast):
    scene = make_scene(cast, project_manager_reads=True)
    scene.theme = Theme.objects.create(cycle=scene.challenge.cycle, name="Homes near home", position=1)
    scene.finding = feedback(scene.turn, cast.nia)
    return scene


def feedback(turn, by, text=SECRET, *, state="released"):
    """A finding that was told to the host and stands in its released feedback."""
    FeedbackNote.objects.get_or_create(turn=turn, defaults={"state": state})
    return Finding.objects.create(
        turn=turn, text=text, spoken_text="As it was said aloud", spoken_at=timezone.now(), by=by
    )


def address(scene, name, key=None):
    return reverse(f"challenges:{name}", args=[key or scene.challenge.cycle_id])


def page(scene, name="nora", what="headlines", key=None, moment=BEFORE):
    with clock_at(moment):
        return scene.client(name).get(address(scene, what, key))


def words(answer):
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"|nonce="[^"]*"', b"", answer.content).decode()


def code(scene, authority, theme=None):
    """Another authority's released feedback, put under the theme."""
    challenge = Challenge.objects.get(pk=scene.challenge.pk)
    challenge.pk, challenge.uid, challenge._state.adding = None, None, True
    challenge.uid = Challenge._meta.get_field("uid").get_default()
    challenge.name = f"Challenge of {authority}"
    challenge.save()
    turn = Turn.objects.create(challenge=challenge, position=1, host=authority)
    finding = feedback(turn, scene.people["nia"], f"Told to {authority}")
    chosen = {finding.pk: [theme or scene.theme]}
    theming.code_findings(turn=turn, chosen=chosen, by=scene.people["nia"])
    return finding


def code_own(scene, by="nia"):
    with clock_at(BEFORE):
        given = {f"on-{scene.finding.pk}": scene.theme.pk}
        return scene.client(by).post(address(scene, "turn_themes", scene.turn.pk), given)


def publish(scene, by="mo"):
    with clock_at(BEFORE):
        return scene.client(by).post(address(scene, "headlines_publish"))


def test_what_is_said_of_a_number():
    assert [said_of(number, region=20) for number in range(10)] == [0, 0, 0, 3, 3, 3, 6, 6, 6, 9]
    assert said_of(3, region=3) == 0, "a theme of all of the region names each"
    assert said_of(6, region=6) == 3
    assert said_of(0, region=0) == 0


def test_one_or_two_authorities_show_nothing_and_change_nothing(scene):
    readers = ("nora", "sol", "lena", "ana", "mo", "pat", "wyn")
    papers = [(name, what) for name in readers for what in ("headlines", "headlines_paper")]
    papers += [("mo", "themes")]

    def seen():
        return {one: words(page(scene, *one)) for one in papers}

    publish(scene)
    nothing = seen()
    code_own(scene)
    publish(scene)
    assert seen() == nothing, "one"
    code(scene, at("Southby"))
    theming.set_consents(
        cycle=scene.challenge.cycle, authority=at("Southby"), themes=[scene.theme], by=scene.people["nia"]
    )
    publish(scene)
    assert seen() == nothing, "two, one of which lets itself be named"
    assert not any("Homes near home" in text for one, text in nothing.items() if one[1] != "themes")


def test_from_three_up_a_theme_shows_rounded_and_only_when_published(scene):
    code_own(scene)
    code(scene, at("Southby"))
    code(scene, at("Thirdby"))
    assert "Homes near home" not in words(page(scene)), "not published yet"

    publish(scene)

    three = words(page(scene))
    assert "At least 3 authorities" in three
    assert ">3+</text>" in three, "in the picture"
    for name in ("Northmere", "Southby", "Thirdby", "Told to", SECRET):
        assert name not in three
    assert "Homes near home" in words(page(scene, "sol", "headlines_paper"))

    for number in (821, 822):
        code(scene, make_authority(number, f"Place {number}", scene.challenge.cycle.region))
    publish(scene)
    assert words(page(scene)) == three, "four and five are at least three"
    code(scene, make_authority(823, "Place 823", scene.challenge.cycle.region))
    assert words(page(scene)) == three, "and nothing moves before it is published"
    publish(scene)
    assert "At least 6 authorities" in words(page(scene))


def test_headlines_before_and_after_one_more_note_do_not_tell_whose_it_is(scene):
    other = Theme.objects.create(cycle=scene.challenge.cycle, name="Workers who stay", position=2)
    for name in ("Southby", "Thirdby", "Eastby"):
        code(scene, at(name), other)
    for name in ("Southby", "Thirdby"):
        code(scene, at(name))
    publish(scene)
    before = words(page(scene, "ana"))
    assert "Workers who stay" in before
    assert "Homes near home" not in before

    code_own(scene)
    with clock_at(BEFORE):
        told = words(scene.client("mo").post(address(scene, "headlines_publish"), follow=True))
    assert "until at least three authorities have something new" in told
    assert words(page(scene, "ana")) == before, "Northmere’s is the only note since"
    Coding.objects.filter(theme=other, authority=at("Eastby")).delete()
    publish(scene)
    assert words(page(scene, "ana")) == before, "nor does what was taken back"

    code(scene, make_authority(821, "Place 821", scene.challenge.cycle.region))
    publish(scene)
    after = words(page(scene, "ana"))
    assert "Homes near home" in after
    assert "Workers who stay" not in after


def test_what_is_no_longer_told_or_released_counts_no_longer(scene):
    code_own(scene)
    code(scene, at("Southby"))
    last = code(scene, at("Thirdby"))
    Finding.objects.filter(pk=last.pk).update(state="dropped", dropped_because="Not so")

    publish(scene)
    assert "Homes near home" not in words(page(scene))
    Finding.objects.filter(pk=last.pk).update(state="evidenced")
    FeedbackNote.objects.filter(turn=last.turn).update(state="final")
    publish(scene)
    assert "Homes near home" not in words(page(scene))
    FeedbackNote.objects.filter(turn=last.turn).update(state="released")
    publish(scene)
    assert "Homes near home" in words(page(scene))


def test_extracts_are_for_those_who_may_read_them_anyway(scene):
    code_own(scene)
    code(scene, at("Southby"))
    code(scene, at("Thirdby"))
    publish(scene)

    reads = {
        name
        for name in ("ada", "cora", "lena", "cleo", "nia", "tia", "rhea")
        if SECRET in words(page(scene, name))
    }
    others = {
        name for name in ("mo", "pat", "ana", "nora", "sol", "wyn") if SECRET in words(page(scene, name))
    }

    assert reads == {"ada", "cora", "lena", "cleo", "nia", "tia", "rhea"}
    assert others == set()
    assert "Told to Southby" in words(page(scene, "sol")), "their own authority’s"
    assert "As it was said aloud" not in words(page(scene, "nia"))
    assert SECRET not in words(page(scene, "nia", moment=ENDED)), "access has ended"
    assert SECRET in words(page(scene, "ada", moment=ENDED))
    assert not any(SECRET in words(page(scene, name, "headlines_paper")) for name in ("ada", "nia"))


def test_who_sees_what(scene):
    def codes(what, key=None):
        names = ("mo", "pat", "nora", "sol", "gus", "meg")
        return [page(scene, name, what, key).status_code for name in names]

    assert codes("headlines") == [200, 200, 200, 200, 403, 404]
    assert codes("headlines_paper") == [200, 200, 200, 200, 403, 404]
    assert codes("themes") == [200, 200, 403, 403, 403, 404]
    assert codes("theme", scene.theme.pk) == [200, 200, 403, 403, 403, 404]
    assert codes("consents") == [403, 403, 200, 403, 403, 403]
    assert codes("turn_themes", scene.turn.pk) == [404, 404, 404, 404, 404, 404]
    assert publish(scene, "nora").status_code == 403
    assert publish(scene, "meg").status_code == 404
    with clock_at(BEFORE):
        assert scene.client("wil").get(address(scene, "consents")).status_code == 404
    hidden, missing = page(scene, "meg", "theme", scene.theme.pk), page(scene, "meg", "theme", 999999)
    assert words(hidden) == words(missing)


def test_the_lead_puts_released_findings_under_themes_and_nobody_else(scene):
    assert {
        n: page(scene, n, "turn_themes", scene.turn.pk).status_code for n in ("nia", "tia", "rhea", "ada")
    } == {
        "nia": 200,
        "tia": 404,
        "rhea": 404,
        "ada": 404,
    }
    with clock_at(BEFORE):
        links = scene.client("nia").get(scene.turn.get_absolute_url()).content.decode()
    assert address(scene, "turn_themes", scene.turn.pk) in links

    code_own(scene)
    coding = Coding.objects.get()
    assert (coding.authority, coding.finding) == (at("Northmere"), scene.finding)
    with clock_at(BEFORE):
        scene.client("nia").post(address(scene, "turn_themes", scene.turn.pk), {})
    assert not Coding.objects.exists(), "and takes them off again"

    FeedbackNote.objects.update(state="final")
    text = words(page(scene, "nia", "turn_themes", scene.turn.pk))
    assert "Themes open when Northmere has released the written feedback" in text
    assert SECRET not in text
    code_own(scene)
    assert not Coding.objects.exists()
    FeedbackNote.objects.update(state="released")
    Challenge.objects.update(state=State.CLOSED)
    assert code_own(scene).status_code == 403


def test_a_theme_of_another_region_cannot_be_chosen(scene, cast):
    other = Theme.objects.create(cycle=make_cycle(cast.west), name="Theirs")
    with clock_at(BEFORE):
        answer = scene.client("nia").post(
            address(scene, "turn_themes", scene.turn.pk), {f"on-{scene.finding.pk}": other.pk}
        )
    assert answer.status_code == 422
    assert not Coding.objects.exists()


def test_the_manager_codes_chapters_of_what_they_may_read(scene):
    release = scene.world.release
    assert address(scene, "release_themes", release.pk) in words(page(scene, "mo", "themes"))
    with clock_at(BEFORE):
        answer = scene.client("mo").post(
            address(scene, "release_themes", release.pk), {"on-1": scene.theme.pk}
        )
    assert answer.status_code == 302
    coding = Coding.objects.get()
    assert (coding.authority, coding.release, coding.chapter) == (at("Northmere"), release, 1)
    assert page(scene, "pat", "release_themes", release.pk).status_code == 403
    assert page(scene, "mo", "release_themes", release.pk, moment=ENDED).status_code == 404
    code(scene, at("Southby"))
    code(scene, at("Thirdby"))
    publish(scene)
    link = release.get_absolute_url()
    assert link in words(page(scene, "nia"))
    assert link not in words(page(scene, "nora"))


def test_a_director_lets_the_name_stand_and_takes_it_back(scene):
    code_own(scene)
    code(scene, at("Southby"))
    code(scene, at("Thirdby"))
    publish(scene)
    text = words(page(scene, "ada", "consents"))
    assert SECRET in text
    assert "Homes near home" in text
    assert "It stands under none yet" in words(page(scene, "nora", "consents"))

    def agree(name, *themes):
        with clock_at(BEFORE):
            return scene.client(name).post(address(scene, "consents"), {"themes": [one.pk for one in themes]})

    assert agree("nora", scene.theme).status_code == 422, "Eastby does not stand under it"
    agree("ada", scene.theme)
    assert "among them Northmere." in words(page(scene))
    assert "among them Northmere." in words(page(scene, "sol", "headlines_paper"))
    assert Consent.objects.get().by == scene.people["ada"]
    agree("ada")
    assert "Northmere" not in words(page(scene))


def test_the_list_of_themes(scene):
    with clock_at(BEFORE):
        client = scene.client("mo")
        url = address(scene, "themes")
        assert client.post(url, {"name": "Money", "about": "What it costs"}).status_code == 302
        taken = client.post(url, {"name": "money"})
        assert taken.status_code == 422
        assert "There is a theme of this name already" in taken.content.decode()
        assert client.post(url, {"name": ""}).status_code == 422
        money = Theme.objects.get(name="Money")
        client.post(address(scene, "theme", money.pk), {"name": "Sustainability"})
        money.refresh_from_db()
        assert (money.name, money.about, money.position) == ("Sustainability", "", 2)
        client.post(address(scene, "theme_remove", money.pk))
        assert not Theme.objects.filter(pk=money.pk).exists()
        scene.challenge.cycle.closed_at = BEFORE
        scene.challenge.cycle.save()
        assert client.post(url, {"name": "Late"}).status_code == 403
        assert client.get(address(scene, "headlines")).status_code == 200


def test_markup_in_themes_and_findings_is_shown_as_text(scene):
    for number, payload in enumerate(TYPED[:8]):
        theme = Theme.objects.create(
            cycle=scene.challenge.cycle,
            name=f"{number}{payload}"[:120],
            about=payload,
            shown=3,
            shown_at=BEFORE,
        )
        Finding.objects.filter(pk=scene.finding.pk).update(spoken_text=payload)
        theming.code_findings(turn=scene.turn, chosen={scene.finding.pk: [theme]}, by=scene.people["nia"])
    for name, what, key in (
        ("ada", "headlines", None),
        ("ada", "headlines_paper", None),
        ("ada", "consents", None),
        ("mo", "themes", None),
        ("nia", "turn_themes", scene.turn.pk),
    ):
        text = words(page(scene, name, what, key))
        assert "window.ran" in text
        assert "<img src=x" not in text
        assert "<script>window" not in text
        assert "<svg onload" not in text
