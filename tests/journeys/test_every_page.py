"""Every page, as the people who open it, at desktop and phone width."""

import re

import pytest

from tests.journeys.accessibility import assert_accessible

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.either]

OPEN = [
    "/accounts/login/",
    "/accounts/password/reset/",
    "/demonstration/",
    "/accessibility/",
    "/cookies/",
    "/no/",
]
PAGES = [
    (
        "regional_lead",
        "North West",
        ["/", "/regions/", "/packs/", "/authorities/354/", "/indicators/", "/memorandum/"],
    ),
    ("project_manager", "East Midlands", ["/", "/cycles/", "/regions/east-midlands/start-cycle/"]),
    ("analyst", "North West", ["/", "/figures/load/", "/indicators/re-referrals-12-months/?authority=354"]),
    ("administrator", "the portal", ["/", "/audit/", "/e-mails/"]),
    ("guest", "North West", ["/", "/regions/"]),
    ("dcs", "Rochdale", ["/", "/cycles/", "/packs/", "/authorities/354/", "/memorandum/", "/conflicts/"]),
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


def test_the_pages_of_a_year_are_accessible(portal, page):
    portal.sign_in(page, "project_manager", "East Midlands")
    page.goto(f"{portal.url}/cycles/")
    page.get_by_role("link", name=re.compile("cycle of East Midlands")).click()
    assert_accessible(page)
    cycle = page.url

    for name in ("Close this cycle", "Add a step", "Change Self-evaluations open to each group"):
        page.goto(cycle)
        page.get_by_text(name).click()
        assert_accessible(page)
    page.get_by_label("Day", exact=True).fill("1")
    page.get_by_role("button", name="Save this step").click()

    assert (
        page.get_by_role("alert").get_by_text("The share date must not be before the sign-off date").count()
    )
    assert_accessible(page)
    page.get_by_role("link", name="Remove this step").click()
    assert_accessible(page)


OWN = "Blackburn with Darwen"  # the first of its group: its self-evaluation is released
OWNERS_PAGES = ["Read it", "Who has read it", "Withdraw", "End this for Blackpool"]


def test_the_pages_of_a_self_evaluation_are_accessible_to_its_director(portal, page):
    portal.sign_in(page, "dcs", OWN)
    page.goto(f"{portal.url}/self-evaluations/")
    assert_accessible(page)
    page.get_by_role("link", name=f"{OWN}: ").first.click()
    assert_accessible(page)

    overview = page.url
    for name in OWNERS_PAGES:
        page.goto(overview)
        page.get_by_role("link", name=name).first.click()
        assert_accessible(page)


def test_the_pages_of_a_reading_authority_are_accessible(portal, page):
    portal.sign_in(page, "dcs", "Blackpool")
    for name in (OWN, f"Name readers of {OWN}", "Blackpool: "):
        page.goto(f"{portal.url}/self-evaluations/")
        page.get_by_role("link", name=name).first.click()
        assert_accessible(page)


def test_the_pages_that_follow_a_region_s_self_evaluations_are_accessible(portal, page):
    portal.sign_in(page, "project_manager", "East Midlands")
    page.goto(f"{portal.url}/self-evaluations/how-far/")
    assert_accessible(page)
    grid = page.url
    for name in ("Open self-evaluations", "Look at the groups"):
        page.goto(grid)
        page.get_by_role("button", name=name).click()
        assert_accessible(page)
    page.get_by_role("combobox").first.select_option("")
    page.get_by_role("button", name="Save the groups").click()
    assert page.get_by_role("alert").get_by_text("a group has three or four authorities").count()
    assert_accessible(page)


def test_a_template_is_copied_changed_and_compared_by_accessible_pages(portal, page):
    portal.sign_in(page, "project_manager", "East Midlands")
    page.goto(f"{portal.url}/templates/")
    assert_accessible(page)
    page.get_by_role("link", name="South East summary, version 1", exact=True).last.click()
    page.get_by_role("button", name="Copy to change it").click()
    assert_accessible(page)
    own = page.url

    for name in ("Rename it", "Add a chapter"):
        page.goto(own)
        page.get_by_role("button", name=name).click()
        assert_accessible(page)
    for name in ("Change", "Remove", "Add a prompt"):
        page.goto(own)
        page.get_by_role("link", name=name).first.click()
        assert_accessible(page)
    page.get_by_role("button", name="Save this prompt").click()
    assert page.get_by_role("alert").get_by_text("Choose a kind").count()
    assert_accessible(page)
    page.goto(own)
    page.get_by_role("button", name="Compare").click()
    assert_accessible(page)


def test_the_register_exceptions_and_thread_are_accessible(portal, page):
    portal.sign_in(page, "dcs", "Derbyshire")
    page.goto(f"{portal.url}/authorities/830/tried/")
    assert_accessible(page)
    page.get_by_role("button", name="Add something that was tried").click()
    assert_accessible(page)
    page.get_by_role("button", name="Save").click()
    assert page.get_by_role("alert").get_by_text("Say what was tried").count()
    assert_accessible(page)

    page.goto(f"{portal.url}/self-evaluations/")
    page.get_by_role("link", name="Derbyshire: self-evaluation").click()
    document = page.url
    page.goto(f"{document}exceptions/")
    assert_accessible(page)
    page.locator(".govuk-task-list__link").last.click()
    assert_accessible(page)
    page.get_by_role("button", name="Save and go to the next").click()
    assert page.get_by_role("alert").get_by_text("Write a comment, or say below why there is none").count()
    assert_accessible(page)
    page.goto(document)
    page.get_by_role("link", name="3. Early help and family help", exact=True).click()
    page.get_by_role("link", name="Say what became of them").first.click()
    assert_accessible(page)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no_scripts"])
@pytest.mark.parametrize("width", [1280, 390], ids=["desktop", "phone"])
def test_the_pages_of_writing_are_accessible(portal, browser, width, scripts):
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    if not scripts:
        page.route("**/writing*.js", lambda route: route.abort())
    portal.sign_in(page, "dcs", "Derbyshire")
    page.goto(f"{portal.url}/self-evaluations/")
    page.locator("main .portal-panel a").first.click()
    assert_accessible(page)

    for chapter in ("1. Our place and context", "3. Early help and family help"):
        page.goto(f"{portal.url}/self-evaluations/")
        page.locator("main .portal-panel a").first.click()
        page.get_by_role("link", name=chapter, exact=True).click()
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        assert_accessible(page)
    page.get_by_role("link", name="History").first.click()
    assert_accessible(page)
    context.close()


@pytest.mark.parametrize("path", ["/", "/cycles/", "/regions/north-west/", "/authorities/354/"])
def test_no_page_breaks_its_content_policy(portal, browser, path):
    page = browser.new_context().new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    portal.sign_in(page, "regional_lead", "North West")

    page.goto(f"{portal.url}{path}")

    assert complaints == []
