"""Choosing a password by a link in an e-mail: the way in for everyone who is invited."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from outbox.models import Message
from regions.models import Person
from tests.regions.signing_in_steps import (
    PASSWORD,
    code_of,
    give_code,
    give_password,
    has_app,
    link_in,
    newest_message,
)

pytestmark = pytest.mark.usefixtures("to_the_outbox")
NEW = "lantern gravel tuesday"


@pytest.fixture
def to_the_outbox(settings):
    """The portal's own way of sending, which the suite otherwise replaces."""
    settings.EMAIL_BACKEND = "outbox.backend.OutboxBackend"


def ask(client, email, **where):
    return client.post(reverse("account_reset_password"), {"email": email}, **where)


def follow(client, link):
    """Open the link as a person does; returns the page with the form."""
    return client.get(link, follow=True)


def choose(client, link, password=NEW):
    page = follow(client, link)
    return client.post(page.request["PATH_INFO"], {"password1": password, "password2": password})


def test_the_link_comes_by_e_mail_and_sets_the_first_password(client, cast):
    assert not cast.ada.has_usable_password()
    ask(client, "Ada@Example.org")
    message = newest_message()

    choose(client, link_in(message))

    assert message.recipient == "ada@example.org"
    cast.ada.refresh_from_db()
    assert cast.ada.check_password(NEW)
    assert not client.session.get("_auth_user_id")


def test_the_link_works_once(client, cast):
    ask(client, "ada@example.org")
    link = link_in(newest_message())
    choose(client, link)

    second = Client()

    assert "This link no longer works" in follow(second, link).text


def test_opening_the_link_uses_nothing_up(client, cast):
    ask(client, "ada@example.org")
    link = link_in(newest_message())

    for open_link in (Client().head, Client().get) * 3:
        open_link(link, follow=True)
    choose(client, link)

    cast.ada.refresh_from_db()
    assert cast.ada.check_password(NEW)


def test_the_link_ends_after_an_hour(client, cast, settings):
    ask(client, "ada@example.org")
    link = link_in(newest_message())

    settings.PASSWORD_RESET_TIMEOUT = -1

    assert "This link no longer works" in follow(client, link).text


def test_the_setting_is_an_hour(settings):
    assert settings.PASSWORD_RESET_TIMEOUT == 3600


@pytest.mark.parametrize(
    "link", ["1-abc-def", "zzzzzzzzzzzzzzzzzzzz-abc-def", "1-", "0-set-password", "1-%00-x"]
)
def test_a_made_up_link_is_refused_kindly(client, db, link):
    answer = client.get(f"/accounts/password/reset/key/{link}/")

    assert answer.status_code in {200, 404}
    assert "Choose a password" not in answer.text


def test_the_second_factor_is_still_asked_for_after_a_new_password(client, cast):
    secret = has_app(cast.ada)
    ask(client, "ada@example.org")
    choose(client, link_in(newest_message()))

    give_password(client, cast.ada, NEW)
    assert client.get("/").status_code == 302

    give_code(client, code_of(secret))
    assert client.get("/").status_code == 200


def test_whoever_chose_a_password_can_go_on_to_set_up_the_app(client, cast):
    ask(client, "ada@example.org")
    choose(client, link_in(newest_message()))

    give_password(client, cast.ada, NEW)

    assert client.get("/").url == reverse("mfa_activate_totp")
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_a_known_and_an_unknown_address_get_the_same_answer(client, cast):
    answers = [ask(client, email) for email in ("ada@example.org", "zoe@example.org")]

    pages = [client.get(answer.url).text for answer in answers]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert without_token(pages[0]) == without_token(pages[1])


def without_token(text):
    return re.sub(r'value="\w+"', "", text)


def test_an_unknown_address_gets_no_link(client, cast):
    ask(client, "zoe@example.org")

    message = newest_message()

    assert message.recipient == "zoe@example.org"
    assert "/accounts/" not in message.body


def test_someone_whose_account_is_closed_gets_no_link(client, cast):
    Person.objects.filter(pk=cast.ada.pk).update(is_active=False)

    ask(client, "ada@example.org")

    assert "/accounts/" not in "".join(Message.objects.values_list("body", flat=True))


def test_the_link_leads_to_the_host_that_was_asked_and_not_to_one_that_is_claimed(client, cast):
    ask(client, "ada@example.org", headers={"x-forwarded-host": "evil.example"})

    assert "http://testserver/accounts/" in newest_message().body


def test_asking_again_and_again_soon_ends(client, cast):
    answers = [ask(client, "ada@example.org").status_code for _ in range(6)]

    assert answers == [302] * 5 + [429]


@pytest.mark.parametrize("password", ["short", "password1234", "123456789012", "ada@example.org"])
def test_a_password_that_is_easily_guessed_is_refused(client, cast, password):
    ask(client, "ada@example.org")

    choose(client, link_in(newest_message()), password)

    cast.ada.refresh_from_db()
    assert not cast.ada.has_usable_password()


def test_a_person_is_told_that_the_password_was_set(client, cast):
    cast.ada.set_password(PASSWORD)
    cast.ada.save()
    ask(client, "ada@example.org")

    choose(client, link_in(newest_message()))

    assert newest_message().subject == "SLI Portal: Your password was set"
