"""An analyst loads figures in a real browser, with a real worker: what goes wrong, what goes in, and back again."""

import re

import pytest

from tests.indicators.importing_examples import BAD_FILES, portal_csv
from tests.journeys.accessibility import assert_accessible

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.either]
SLUG = "looked-after-rate"


@pytest.fixture
def analyst(portal, page):
    portal.sign_in(page, "analyst", "North West")
    page.goto(f"{portal.url}/figures/load/")
    return page


def choose(page, path):
    page.get_by_label("Choose a file").set_input_files(path)
    page.get_by_role("button", name="Check this file").click()


def loads(page):
    return page.locator("table tbody tr").all_inner_texts()


def test_a_bad_file_gets_its_message_and_nothing_is_stored(portal, analyst, tmp_path):
    before = loads(analyst)

    for make, message in BAD_FILES.values():
        choose(analyst, make(tmp_path, SLUG))
        analyst.get_by_text(message).wait_for(timeout=60_000)
        assert_accessible(analyst)
        assert analyst.get_by_role("button", name="Load these figures").count() == 0
        analyst.goto(f"{portal.url}/figures/load/")

    assert loads(analyst) == before


def test_an_empty_file_is_refused_at_the_field(analyst, tmp_path):
    empty = tmp_path / "empty.csv"
    empty.touch()

    choose(analyst, empty)

    assert analyst.locator("#error_1_id_file, .govuk-error-message").first.is_visible()
    assert "The file is empty. Choose one with figures in it." in analyst.locator("main").inner_text()
    assert_accessible(analyst)


def test_a_good_file_is_shown_loaded_and_undone(portal, analyst, tmp_path):
    before = loads(analyst)
    good = portal_csv(
        tmp_path, f"{SLUG},354,2025,155.5,,,", f"{SLUG},354,2026,150,,,", f"{SLUG},355,2025,,c,,"
    )

    choose(analyst, good)
    button = analyst.get_by_role("button", name="Load these figures")
    button.wait_for(timeout=60_000)
    assert_accessible(analyst)
    button.click()
    analyst.get_by_text("Figures loaded").wait_for(timeout=60_000)
    assert "1 added, 2 revised" in analyst.locator("main").inner_text()
    assert_accessible(analyst)

    analyst.goto(f"{portal.url}/figures/load/")
    assert_accessible(analyst)
    choose(analyst, good)
    analyst.get_by_text("There is nothing to load").wait_for(timeout=60_000)
    assert_accessible(analyst)

    analyst.goto(f"{portal.url}/figures/load/")
    analyst.get_by_role("link", name=re.compile("Undo")).click()
    assert_accessible(analyst)
    analyst.get_by_role("button", name=re.compile("Undo")).click()
    analyst.get_by_text("The figures from before stand again").wait_for()
    assert_accessible(analyst)
    assert loads(analyst)[1:] == before
