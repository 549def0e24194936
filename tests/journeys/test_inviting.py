"""A director invites a colleague who is not in the portal yet, and the colleague accepts."""

import pytest

from tests.journeys.accessibility import assert_accessible

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.either]


def letter_to(portal, browser, email):
    """The address that the e-mail names, as the demonstration's administrator sees it."""
    reader = browser.new_context().new_page()
    portal.sign_in(reader, "administrator", "the portal")
    reader.goto(f"{portal.url}/e-mails/")
    reader.get_by_role("row", name=email).first.get_by_role("link").click()
    address = reader.locator("main a[href*='/invitations/']").get_attribute("href")
    reader.context.close()
    return address[address.index("/invitations/") :]


def test_a_colleague_is_invited_to_a_chapter_and_accepts(portal, page, browser):
    email = f"colleague-{page.viewport_size['width']}@example.org"
    portal.sign_in(page, "dcs", "Derbyshire")
    page.goto(f"{portal.url}/self-evaluations/")
    page.locator("main .portal-panel a").first.click()
    page.get_by_role("link", name="1. Our place and context").first.click()
    page.get_by_text("Invite someone who is not in the list").click()
    page.get_by_role("button", name="Send the invitation").click()
    assert page.get_by_text("Enter the person’s name.").count()
    assert_accessible(page)
    page.get_by_label("Their name").fill("A Colleague")
    page.get_by_label("Their e-mail address at work").fill(email)
    page.get_by_role("button", name="Send the invitation").click()
    page.get_by_text(f"An invitation is on its way to {email}").wait_for()
    assert page.get_by_text("Invited, not accepted yet").count()
    assert_accessible(page)

    address = letter_to(portal, browser, email)
    colleague = browser.new_context(viewport=page.viewport_size).new_page()
    colleague.goto(portal.url + address)
    assert_accessible(colleague)
    colleague.get_by_role("button", name="Accept the invitation").click()
    colleague.get_by_label("New password", exact=True).wait_for()
    colleague.goto(portal.url + address)
    assert_accessible(colleague)
    assert colleague.get_by_text("It was accepted on").count()
    colleague.context.close()

    page.reload()
    assert not page.get_by_text("Invited, not accepted yet").count()
    assert page.get_by_text("A Colleague (contributor)").count()
