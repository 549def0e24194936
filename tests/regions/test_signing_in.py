"""Signing in with the library as it is set up here: password, then a code, and nothing in between."""

import pytest
from django.test import Client
from django.urls import reverse

from regions.models import Person
from tests.regions.signing_in_steps import (
    PASSWORD,
    code_of,
    give_code,
    give_password,
    has_app,
    recovery_codes_of,
    set_up_app,
)

BEHIND_THE_SECOND_FACTOR = [
    "home",
    "datapacks:regions",
    "indicators:index",
    "mfa_index",
    "mfa_deactivate_totp",
    "mfa_generate_recovery_codes",
    "mfa_view_recovery_codes",
    "mfa_download_recovery_codes",
    "account_change_password",
]


@pytest.fixture
def ada(cast):
    """Ada with a password, outside the demonstration."""
    cast.ada.is_demonstration = False
    cast.ada.set_password(PASSWORD)
    cast.ada.save()
    return cast.ada


def is_in(client):
    return client.get("/").status_code == 200


@pytest.mark.parametrize("name", BEHIND_THE_SECOND_FACTOR)
def test_with_a_password_alone_only_the_set_up_page_answers(client, ada, name):
    give_password(client, ada)

    for ask in (client.get, client.post):
        answer = ask(reverse(name))
        assert (answer.status_code, answer.url) == (302, reverse("mfa_activate_totp"))
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_setting_up_the_app_opens_the_portal(client, ada):
    give_password(client, ada)

    set_up_app(client)

    assert is_in(client)
    assert len(recovery_codes_of(ada)) == 10


def test_the_set_up_page_wants_the_app_s_own_code(client, ada):
    give_password(client, ada)
    client.get(reverse("mfa_activate_totp"))

    answer = client.post(reverse("mfa_activate_totp"), {"code": "000000"})

    assert "The code is not right" in answer.text
    assert not is_in(client)


@pytest.mark.django_db(transaction=True)
def test_an_older_session_gains_nothing_when_the_app_is_set_up_elsewhere(client, ada):
    thief = Client()
    give_password(thief, ada)
    give_password(client, ada)
    set_up_app(client)

    answers = [thief.get(reverse(name)) for name in BEHIND_THE_SECOND_FACTOR]

    assert {answer.url.partition("?")[0] for answer in answers} == {reverse("mfa_reauthenticate")}


def test_an_older_session_goes_on_with_a_code(client, ada):
    give_password(client, ada)
    secret = has_app(ada)

    client.post(reverse("mfa_reauthenticate"), {"code": code_of(secret)})

    assert is_in(client)


def test_a_password_and_a_code_open_the_portal(client, ada):
    secret = has_app(ada)

    halfway = give_password(client, ada)
    assert halfway.url.startswith(reverse("mfa_authenticate"))
    assert not is_in(client)

    give_code(client, code_of(secret))
    assert is_in(client)
    assert reverse("mfa_index") in client.get("/").text


def test_a_code_is_good_once(client, ada):
    secret = has_app(ada)
    code = code_of(secret)
    other = Client()
    give_password(other, ada)
    give_code(other, code)

    give_password(client, ada)
    answer = give_code(client, code)

    assert "The code is not right, or has been used" in answer.text
    assert not is_in(client)


def test_a_recovery_code_is_good_once(client, ada):
    has_app(ada)
    code = recovery_codes_of(ada)[0]

    give_password(client, ada)
    give_code(client, code)
    assert is_in(client)

    other = Client()
    give_password(other, ada)
    give_code(other, code)
    assert not is_in(other)


def test_nobody_goes_in_with_codes_for_someone_else(client, ada, cast):
    has_app(ada)
    secret_of_another = has_app(cast.nia)

    give_password(client, ada)
    give_code(client, code_of(secret_of_another))

    assert not is_in(client)


def test_the_session_is_a_new_one_after_the_password_and_after_the_code(client, ada):
    secret = has_app(ada)
    client.get(reverse("account_login"))
    client.session.save()

    give_password(client, ada)
    before = client.session.session_key
    give_code(client, code_of(secret))

    assert client.session.session_key != before


def test_the_cookie_of_before_signing_out_is_worth_nothing_after(client_of):
    client, thief = client_of("ada"), Client()
    thief.cookies["sessionid"] = client.cookies["sessionid"].value
    assert is_in(thief)

    client.post(reverse("account_logout"))

    assert not is_in(thief)


def test_signing_out_takes_a_form(client_of):
    client = client_of("ada")

    client.get(reverse("account_logout"))
    assert is_in(client)

    client.post(reverse("account_logout"))
    assert not is_in(client)


def test_someone_whose_account_is_closed_is_out_at_the_next_click(client_of, cast):
    client = client_of("ada")
    assert is_in(client)

    Person.objects.filter(pk=cast.ada.pk).update(is_active=False)

    assert client.get("/").url.startswith(reverse("account_login"))


def test_someone_whose_account_is_closed_cannot_sign_in(client, ada):
    Person.objects.filter(pk=ada.pk).update(is_active=False)

    give_password(client, ada)

    assert not client.session.get("_auth_user_id")


def test_a_changed_password_ends_the_other_sessions(client_of, cast):
    client = client_of("ada")

    cast.ada.set_password("another copper kettle")
    cast.ada.save()

    assert not is_in(client)


def test_nobody_signs_up(client, db):
    answers = {
        client.get(reverse("account_signup")),
        client.post(reverse("account_signup"), {"email": "a@b.uk"}),
    }

    assert {answer.status_code for answer in answers} == {403}
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "///evil.example/",
        "https:evil.example",
        "http://testserver@evil.example/",
        "javascript:alert(1)",
        "\t//evil.example",
    ],
)
def test_signing_in_leads_to_no_other_site(client, ada, elsewhere):
    secret = has_app(ada)
    page = reverse("account_login") + "?next=" + elsewhere

    client.post(page, {"login": ada.email, "password": PASSWORD, "next": elsewhere})
    answer = give_code(client, code_of(secret))

    assert (answer.status_code, answer.url) == (302, "/")


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, ada):
    texts = [
        client.post(reverse("account_login"), {"login": email, "password": "wrong"}).text
        for email in (ada.email, "zoe@example.org")
    ]

    assert "is not right" in texts[0]
    assert strip(texts[0], ada.email) == strip(texts[1], "zoe@example.org")


def strip(text, email):
    import re

    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text.replace(email, ""))


def test_guessing_one_person_s_password_soon_ends(client, ada):
    for _ in range(5):
        give_password(client, ada, "wrong")

    answer = give_password(client, ada)

    assert "too many attempts" in answer.text
    assert not client.session.get("_auth_user_id")


def test_a_stranger_s_guessing_does_not_lock_the_person_out(client, ada):
    for _ in range(6):
        give_password(Client(REMOTE_ADDR="192.0.2.9"), ada, "wrong")

    assert give_password(client, ada).status_code == 302


def test_guessing_at_many_addresses_soon_ends_whatever_proxies_are_claimed(client, ada):
    for number in range(10):
        forged = {"x-forwarded-for": f"192.0.2.{number}"}
        client.post(
            reverse("account_login"),
            {"login": f"p{number}@example.org", "password": "wrong"},
            headers=forged,
        )

    answer = give_password(client, ada, headers={"x-forwarded-for": "192.0.2.77"})

    assert "too many attempts" in answer.text


def test_guessing_codes_soon_ends(client, ada):
    secret = has_app(ada)
    give_password(client, ada)
    for number in range(5):
        give_code(client, f"{number:06}")

    answer = give_code(client, code_of(secret))

    assert "too many attempts" in answer.text
    assert not is_in(client)
