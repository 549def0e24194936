"""The main job, by mouse and by keyboard alone: a regional lead gets every pack of the region."""

import io
import re
import zipfile

import pytest

from tests.journeys.accessibility import assert_accessible

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.either]
MOST_SECONDS = 120_000


def test_a_regional_lead_gets_all_packs_of_the_region_by_clicking(portal, browser):
    page = browser.new_context().new_page()
    portal.sign_in(page, "regional_lead", "East Midlands")

    page.get_by_role("link", name="Data packs for East Midlands").click()
    page.get_by_role("button", name="Make all 10 data packs").click()
    page.get_by_text("10 of 10 made", exact=True).wait_for(timeout=MOST_SECONDS)
    assert_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download all as one zip").click()

    archive = zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes()))
    assert len(archive.namelist()) == 10
    assert all(archive.read(name).startswith(b"%PDF-1.7") for name in archive.namelist())


def test_the_packs_are_made_by_keyboard_alone(portal, browser):
    page = browser.new_context().new_page()
    page.goto(f"{portal.url}/demonstration/")

    tab_to(page, re.compile("^Regional lead"))
    page.keyboard.press("Enter")
    page.wait_for_url(f"{portal.url}/")
    tab_to(page, "Data packs for North West")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Data packs", exact=True).wait_for()
    tab_to(page, "Make all 24 data packs")
    page.keyboard.press("Enter")
    page.get_by_text(re.compile("of 24 made")).wait_for()
    tab_to(page, "Stop making the rest")
    page.keyboard.press("Enter")

    page.get_by_text("cancelled").first.wait_for(timeout=MOST_SECONDS)


def test_the_job_is_done_without_scripts(portal, browser):
    page = browser.new_context(java_script_enabled=False).new_page()

    portal.sign_in(page, "regional_lead", "East Midlands")
    page.get_by_role("link", name="Data packs for East Midlands").click()
    page.get_by_role("button", name="Make all 10 data packs").click()

    latest = page.get_by_role("link", name="Show how far it has come now")
    while latest.count():
        latest.click()
        page.wait_for_timeout(500)
    assert page.get_by_text("10 of 10 made", exact=True).count() == 1


def tab_to(page, name):
    """Press Tab until the focus stands on something of this name, at most a hundred times."""
    for _ in range(100):
        page.keyboard.press("Tab")
        focused = page.evaluate("() => document.activeElement.textContent.trim().replace(/\\s+/g, ' ')")
        if re.search(name, focused):
            return
    pytest.fail(f"Tab never reached {name}")
