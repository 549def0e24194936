"""Notes in a real browser: each that was saved reaches the portal once, whatever the line does."""

import pytest

from challenges.models import EvidenceItem
from tests.challenges.world import ON_THE_DAY, clock_at, make_scene
from tests.journeys.accessibility import assert_accessible

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}


def write(page, text):
    page.get_by_label("What did you see, hear or read?").fill(text)
    page.get_by_label("Interview").check()
    page.get_by_role("button", name="Save the note").click()


def test_notes_are_kept_on_the_phone_until_the_portal_has_them(emptied, cast, browser, live_server):
    scene = make_scene(cast)
    with clock_at(ON_THE_DAY):
        session = scene.client("rhea").cookies["sessionid"].value
        context = browser.new_context(viewport=PHONE)
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        address = f"{live_server.url}/turns/{scene.turn.pk}/evidence/"
        page.goto(address)
        assert_accessible(page)

        page.get_by_label("What did you see, hear or read?").fill("Half a thought")
        page.reload()
        assert page.get_by_label("What did you see, hear or read?").input_value() == "Half a thought"

        context.set_offline(True)
        write(page, "From a cellar")
        page.get_by_text("Not sent yet: kept on this phone. No answer").wait_for()
        write(page, "<b>Deeper</b>")
        page.get_by_text("2 not sent yet").wait_for()
        assert page.locator("#unsent").get_by_text("<b>Deeper</b>").count() == 1
        assert_accessible(page)
        context.set_offline(False)
        page.get_by_text("Sent at").wait_for()
        assert page.locator("#notes article").count() == 2

        lose_the_first_answer(page, address)
        write(page, "Answered in vain")
        page.get_by_text("No answer from the portal").wait_for()
        page.get_by_text("Sent at").wait_for()
        assert page.evaluate("localStorage.length") == 0
        context.close()

    texts = list(EvidenceItem.objects.values_list("text", flat=True))
    assert texts == ["From a cellar", "<b>Deeper</b>", "Answered in vain"]


def test_whoever_signs_in_next_in_the_browser_finds_and_sends_nobody_elses_notes(
    emptied, cast, browser, live_server
):
    """Rhea's session runs out without her signing out; Hal signs in, while her page is still open in a tab."""
    scene = make_scene(cast)
    with clock_at(ON_THE_DAY):
        context = browser.new_context(viewport=PHONE)
        sign_in(context, scene, "rhea", live_server)
        hers = context.new_page()
        address = f"{live_server.url}/turns/{scene.turn.pk}/evidence/"
        hers.goto(address)
        hers.clock.install()
        hers.route(address, lambda route: route.abort())
        write(hers, "From Rhea")
        hers.get_by_text("No answer from the portal").wait_for()
        assert hers.evaluate("localStorage.length") == 1

        sign_in(context, scene, "hal", live_server)
        his = context.new_page()
        his.goto(live_server.url)
        assert his.evaluate("localStorage.length") == 0
        his.goto(address)
        assert "From Rhea" not in his.content()

        hers.unroute(address)
        hers.clock.fast_forward(3000)
        hers.get_by_text("The portal could not keep it").wait_for()
        hers.clock.fast_forward(6000)
        hers.get_by_text("Somebody else is signed in here").wait_for()
        hers.get_by_text("1 not sent yet").wait_for()
        context.close()

    assert not EvidenceItem.objects.exists()


def sign_in(context, scene, name, live_server):
    """As signing in does, with a token of its own for forms."""
    context.clear_cookies()
    cookie = {"name": "sessionid", "value": scene.client(name).cookies["sessionid"].value}
    context.add_cookies([cookie | {"url": live_server.url}])


def lose_the_first_answer(page, address):
    """The portal keeps the note, and the browser never hears of it."""
    lost = []

    def lose(route):
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    page.route(address, lose)
