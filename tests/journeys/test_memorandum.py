"""A memorandum from draft to certificate, by the people who do each step, with axe on every page."""

import re

import pytest

from tests.journeys.accessibility import assert_accessible

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.either]


def test_a_chief_executive_signs_what_is_missing_and_the_director_reads_the_certificate(
    portal, page, browser
):
    """Each width signs for another of the two authorities that the demonstration leaves open."""
    place, role = ("Wigan", "chief_executive") if is_wide(page) else ("Wirral", "lead_member")
    portal.sign_in(page, role, place)
    name = page.get_by_role("heading", level=1).inner_text().removeprefix("Hello, ")

    page.get_by_role("link", name="Sign version 1 of the memorandum").click()
    assert_accessible(page)
    page.get_by_role("button", name="Sign", exact=True).click()
    assert_accessible(page)
    page.get_by_label("I have read version 1").check()
    page.get_by_label("Your full name").fill("Somebody Else")
    page.get_by_role("button", name="Sign", exact=True).click()
    assert_accessible(page)
    assert page.title().startswith("Error: ")
    page.get_by_label("Your full name").fill(name.upper())
    page.get_by_role("button", name="Sign", exact=True).click()

    page.get_by_role("heading", name="Certificate of signature").wait_for()
    assert_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the certificate (PDF)").click()
    assert download.value.path().read_bytes().startswith(b"%PDF-1.7")

    reader = browser.new_context().new_page()
    portal.sign_in(reader, "dcs", place)
    reader.goto(f"{portal.url}/memorandum/")
    reader.get_by_role("link", name=re.compile(f"Signed .* for {place} by {name}")).wait_for()


def test_a_manager_writes_compares_and_issues_and_a_director_withdraws(portal, page):
    place = "Leicester" if is_wide(page) else "Derby"
    portal.sign_in(page, "project_manager", "East Midlands")
    page.goto(f"{portal.url}/memorandum/")
    assert_accessible(page)

    page.get_by_role("button", name="Write the next version").click()
    assert_accessible(page)
    text = page.get_by_label("Text")
    text.fill(text.input_value().replace("support between equals", "firm support between equals", 1))
    page.get_by_label("How many days").fill("never")
    page.get_by_role("button", name="Save the draft").click()
    assert_accessible(page)
    page.get_by_label("How many days").fill("60")
    page.get_by_role("button", name="Save the draft").click()
    assert_accessible(page)
    page.get_by_role("link", name=re.compile("^Compare it with version")).click()
    assert page.locator("ins").first.inner_text().strip() == "firm"
    assert_accessible(page)
    page.go_back()
    page.get_by_role("button", name=re.compile("^Issue version")).click()
    page.get_by_role("heading", name=re.compile("^Issue version")).wait_for()
    assert_accessible(page)
    page.get_by_role("button", name=re.compile("^Issue version")).click()
    page.get_by_text(re.compile("Not signed; signed version")).first.wait_for()
    assert_accessible(page)
    page.get_by_role("button", name="Remind everyone who has not signed").click()
    page.get_by_text("A reminder went to the 30 people").wait_for()

    portal.sign_in(page, "dcs", place)
    page.get_by_role("link", name=re.compile("^Sign version")).click()
    page.get_by_role("button", name="Sign", exact=True).wait_for()
    name = page.locator(".portal-header__person").inner_text()
    page.get_by_label("I have read version").check()
    page.get_by_label("Your full name").fill(name)
    page.get_by_role("button", name="Sign", exact=True).click()
    page.goto(f"{portal.url}/memorandum/")
    page.get_by_role("link", name=f"Withdraw {place}").click()
    assert_accessible(page)
    page.get_by_role("button", name=re.compile("^Withdraw from version")).click()
    page.get_by_text(f"Access is closed: {place} has withdrawn").wait_for()
    assert_accessible(page)


def test_a_conflict_is_declared_and_ended_by_keyboard_and_mouse(portal, page):
    portal.sign_in(page, "peer", "North West")
    page.goto(f"{portal.url}/conflicts/")

    page.get_by_role("button", name="Declare it").press("Enter")
    assert_accessible(page)
    page.get_by_label("Authority", exact=True).select_option("Bolton")
    page.get_by_label("I have applied for a post there").press("Space")
    page.get_by_label("Yes: close this authority").press("Space")
    page.get_by_role("button", name="Declare it").press("Enter")
    page.get_by_text("You have declared this for Bolton").wait_for()
    assert_accessible(page)
    page.get_by_role("link", name=re.compile("^End it for Bolton")).first.click()
    assert_accessible(page)
    page.get_by_role("button", name="End it").click()
    page.get_by_text("Your declaration for Bolton has ended").wait_for()


def is_wide(page):
    return page.viewport_size["width"] > 1000
