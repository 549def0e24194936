"""Every page, as the people who open it, at desktop and phone width."""

import pytest

from tests.journeys.accessibility import assert_accessible

pytestmark = [pytest.mark.browser, pytest.mark.processes]

OPEN = [
    "/accounts/login/",
    "/accounts/password/reset/",
    "/demonstration/",
    "/accessibility/",
    "/cookies/",
    "/no/",
]
PAGES = [
    ("regional_lead", "North West", ["/", "/regions/", "/packs/", "/authorities/354/", "/indicators/"]),
    ("analyst", "North West", ["/", "/figures/load/", "/indicators/re-referrals-12-months/?authority=354"]),
    ("administrator", "the portal", ["/", "/audit/", "/e-mails/"]),
    ("guest", "North West", ["/", "/regions/"]),
    ("dcs", "Rochdale", ["/", "/packs/", "/regions/", "/authorities/354/"]),
    ("lead_member", "Rochdale", ["/", "/packs/"]),
]


@pytest.mark.parametrize("path", OPEN)
def test_pages_open_to_all_are_accessible(portal, page, path):
    page.goto(f"{portal.url}{path}")

    assert_accessible(page)


@pytest.mark.parametrize(("role", "place", "paths"), PAGES, ids=[role for role, *_ in PAGES])
def test_pages_of_each_role_are_accessible(portal, page, role, place, paths):
    portal.sign_in(page, role, place)

    for path in paths:
        page.goto(f"{portal.url}{path}")
        assert_accessible(page)


def test_a_pack_on_screen_is_accessible(portal, page):
    portal.sign_in(page, "dcs", "Rochdale")
    page.goto(f"{portal.url}/authorities/354/")
    page.get_by_role("button", name="Make the data pack").click()
    page.get_by_text("1 of 1 made", exact=True).wait_for(timeout=60_000)

    page.get_by_role("link", name="Read the pack of Rochdale").click()

    assert_accessible(page)


@pytest.mark.parametrize("path", ["/", "/regions/north-west/", "/authorities/354/"])
def test_no_page_breaks_its_content_policy(portal, browser, path):
    page = browser.new_context().new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    portal.sign_in(page, "regional_lead", "North West")

    page.goto(f"{portal.url}{path}")

    assert complaints == []
