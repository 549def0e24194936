"""An invited person's first day: choose a password, set up the app, keep the codes, sign out and in again."""

import re
import time

import pytest

from tests.journeys.accessibility import assert_accessible
from tests.journeys.conftest import manage
from tests.regions.signing_in_steps import PASSWORD, code_of

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.either]


def link_sent_to(portal, browser, email):
    """The link in the newest e-mail, as the demonstration's administrator sees it."""
    reader = browser.new_context().new_page()
    portal.sign_in(reader, "administrator", "the portal")
    reader.goto(f"{portal.url}/e-mails/")
    reader.get_by_role("row", name=email).first.get_by_role("link").click()
    link = reader.locator("main a[href*='/password/reset/key/']").get_attribute("href")
    reader.context.close()
    return link


def fresh_code(secret):
    """A code that does not run out while it is being sent."""
    left = 30 - time.time() % 30
    time.sleep(left + 0.1 if left < 8 else 0)
    return code_of(secret)


def send(page, button):
    page.get_by_role("button", name=button).click()


def test_an_invited_person_chooses_a_password_sets_up_the_app_and_signs_in(portal, page, browser):
    email = f"invited-{page.viewport_size['width']}@example.org"
    add = f"add_person {email} --name Invited --role contributor --at 354"
    manage(add, portal.environment)

    page.goto(f"{portal.url}/accounts/login/")
    page.get_by_role("link", name="I have forgotten my password").click()
    send(page, "Send the link")
    assert_accessible(page)
    page.get_by_text("Enter your e-mail address").first.wait_for()
    page.get_by_label("E-mail address").fill(email)
    send(page, "Send the link")
    assert_accessible(page)

    page.goto(link_sent_to(portal, browser, email))
    assert_accessible(page)
    page.get_by_label("New password", exact=True).fill("short")
    page.get_by_label("New password again").fill("short")
    send(page, "Keep this password")
    assert_accessible(page)
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_label("New password again").fill(PASSWORD)
    send(page, "Keep this password")
    assert_accessible(page)

    page.get_by_role("button", name="Sign in").click()
    enter_password(page, email)
    assert_accessible(page)
    secret = page.locator("main code").inner_text()
    page.get_by_label("Code from the app").fill(fresh_code(secret))
    send(page, "Finish")
    assert_accessible(page)
    recovery_code = page.locator("main code").first.inner_text()
    page.get_by_role("button", name="I have kept them").click()
    page.get_by_role("heading", name="Hello, Invited").wait_for()

    send(page, "Sign out")
    enter_password(page, email)
    assert_accessible(page)
    page.get_by_label("Code", exact=True).fill("000000")
    send(page, re.compile("^Sign in$"))
    assert_accessible(page)
    page.get_by_label("Code", exact=True).fill(recovery_code)
    send(page, re.compile("^Sign in$"))
    page.get_by_role("heading", name="Hello, Invited").wait_for()

    for path in [
        "2fa/",
        "2fa/recovery-codes/generate/",
        "2fa/totp/deactivate/",
        "password/change/",
        "logout/",
    ]:
        page.goto(f"{portal.url}/accounts/{path}")
        assert_accessible(page)
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="Sign in", exact=True).wait_for()
    page.go_back()
    assert page.get_by_text("Hello, Invited").count() == 0


def enter_password(page, email):
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    send(page, re.compile("^Sign in$"))
