"""A project manager has the portal find the groups, changes them by hand and looks at what would be published."""

import re

import pytest

from tests.journeys.accessibility import assert_accessible

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.either]


def test_groups_are_found_changed_and_shown_before_they_are_published(portal, page):
    portal.sign_in(page, "project_manager", "North West")
    page.goto(f"{portal.url}/cycles/")
    page.get_by_role("link", name=re.compile("cycle of North West")).click()
    page.goto(page.url + "groups/build/")
    assert_accessible(page)

    page.get_by_label("Draw number").fill("nought")
    page.get_by_role("button", name="Work out the groups").click()
    assert page.get_by_role("alert").get_by_text("Enter a whole number from 1 to 999,999").count()
    assert_accessible(page)

    page.get_by_label("Draw number").fill("7")
    page.get_by_role("button", name="Work out the groups").click()
    page.get_by_text("These are the best groups there are").wait_for()
    assert_accessible(page)

    page.get_by_role("button", name="Swap them").click()
    assert page.get_by_role("alert").get_by_text("Choose an authority from the list").count()
    assert_accessible(page)

    page.get_by_role("link", name="Change what counts").click()
    page.get_by_role("link", name="Look at the groups as they were worked out last").click()
    page.get_by_role("listitem").filter(has_text="Group 1").get_by_role("button").click()
    page.get_by_role("button", name=re.compile("Take off the pin")).wait_for()
    page.get_by_role("button", name="Publish these groups").click()
    page.get_by_role("heading", name="Publish these groups?").wait_for()
    assert_accessible(page)

    page.get_by_role("link", name="Not yet").click()
    page.get_by_role(
        "button", name=re.compile("Take off the pin")
    ).click()  # the portal is the same for both widths
    page.get_by_text("The pin is taken off").wait_for()
