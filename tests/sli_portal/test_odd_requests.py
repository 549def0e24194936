"""Requests that no page of ours sends: odd values, other people's numbers, other hosts, no form token."""

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import Event
from jobs.models import Job
from outbox.actions import post
from tests.cast import NAMES
from tests.regions.signing_in_steps import PASSWORD, code_of, give_code, give_password, has_app
from tests.sli_portal.one_of_everything import one_of_everything
from tests.sli_portal.test_every_address import CLOSED, OURS, address

__all__ = ["one_of_everything"]

VALUES = [
    "abc",
    "-1",
    "0",
    "9" * 30,
    "9" * 5000,
    "\0",
    "north\0",
    "' OR 1=1 --",
    "%",
    "../..",
    "\u202eé",
    "<b>",
]
PARAMETERS = ["page", "authority", "region", "words", "next"]


def status_of(client, path, values=None):
    """The answer's status; it is read to its end, which closes a file."""
    response = client.get(path, values)
    b"".join(response)
    return response.status_code


def test_an_odd_value_in_the_address_is_never_an_error_of_ours(client_of, one_of_everything):
    """Every page, by the first of these for whom it opens."""
    clients = [client_of(who) for who in ("pat", "ana", "adi")]
    paths = [
        address(name, one_of_everything)
        for name in OURS
        if not name.startswith("demonstration") and name != "readyz"
    ]
    opens = {path: client for client in reversed(clients) for path in paths if status_of(client, path) == 200}
    assert len(opens) > 60

    answers = {
        (path, value): status_of(client, path, dict.fromkeys(PARAMETERS, value))
        for path, client in opens.items()
        for value in VALUES
    }

    assert [asked for asked, status in answers.items() if status >= 500] == []


@pytest.mark.parametrize("path", ["packs/{}/", "authorities/{}/", "pack-runs/{}/", "packs/{}/pack.pdf"])
def test_a_number_too_large_for_the_database_is_not_found(client_of, path):
    assert client_of("pat").get("/" + path.format("9" * 30)).status_code == 404


def test_an_odd_session_cookie_is_nobody(client, db):
    client.cookies["sessionid"] = '"\\000\\000\\000\\000\\000\\000\\000\\000"'

    assert client.get("/").status_code == 302


@pytest.mark.parametrize("who", ["ana", "adi", "pat"])
def test_a_form_from_elsewhere_changes_nothing(client_of, one_of_everything, who):
    client = client_of(who)
    client.handler = type(client.handler)(enforce_csrf_checks=True)
    before = Event.objects.count(), Job.objects.count()

    for name in sorted({*CLOSED, "demonstration_sign_in"}):
        response = client.post(address(name, one_of_everything))
        assert response.status_code == 403, name
        assert "that form can no longer be sent" in response.text, name
    assert (Event.objects.count(), Job.objects.count()) == before


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "testserver:80@evil.example"])
def test_another_host_name_is_refused(client, db, host):
    assert client.get(reverse("account_login"), headers={"host": host}).status_code == 400


def test_the_demonstration_is_not_there_without_its_setting(client, cast):
    assert client.get(reverse("demonstration")).status_code == 404
    assert client.post(reverse("demonstration_sign_in", args=[cast.pat.pk])).status_code == 404
    assert client.get("/").status_code == 302


def test_a_demonstration_session_is_worth_nothing_without_the_setting(client_of, settings):
    client = client_of("pat")
    settings.DEMO = False

    response = client.get("/")

    assert (response.status_code, response.url) == (302, reverse("mfa_activate_totp"))


def test_the_demonstration_signs_in_invented_people_only(client, cast, settings):
    settings.DEMO = True
    cast.pat.is_demonstration = False
    cast.pat.save()

    assert client.post(reverse("demonstration_sign_in", args=[cast.pat.pk])).status_code == 404


@pytest.mark.parametrize("far", ["192.0.2.7", "10.0.0.2", "2001:db8::1"])
def test_the_demonstration_answers_this_machine_only(cast, settings, far):
    settings.DEMO = True

    response = Client(REMOTE_ADDR=far).get("/demonstration/", headers={"x-forwarded-for": "127.0.0.1"})

    assert response.status_code == 403


# Who may open what is Northmere's, or belongs to the portal as a whole; all others are refused.
OPENS = {
    "datapacks:pack": {"ada", "rob", "lena", "pat", "mo", "ana"},
    "datapacks:pack_pdf": {"ada", "rob", "lena", "pat", "mo", "ana"},
    "datapacks:pack_workbook": {"ada", "rob", "lena", "pat", "mo", "ana"},
    "datapacks:region_zip": {"ada", "rob", "lena", "pat", "mo", "ana"},
    "datapacks:run": {"pat", "mo", "ana"},
    "datapacks:run_progress": {"pat", "mo", "ana"},
    "indicators:upload": {"ana"},
    "audit": {"adi"},
    "outbox": {"adi"},
    "outbox_message": {"adi"},
}


@pytest.mark.parametrize(("name", "who"), OPENS.items(), ids=OPENS)
def test_only_these_people_open_it(client_of, one_of_everything, name, who):
    answers = {one: status_of(client_of(one), address(name, one_of_everything)) for one in NAMES}

    assert {one for one, status in answers.items() if status == 200} == who
    assert {status for status in answers.values() if status != 200} <= {403, 404}


@pytest.mark.parametrize(("demonstration", "shown"), [(True, True), (False, False)])
def test_an_e_mail_that_lets_its_reader_in_is_read_by_nobody_else(
    client, cast, settings, demonstration, shown
):
    message = post(kind="sign-in", to="ada@example.org", subject="Password", body="the-link", about="x")
    settings.DEMO = demonstration
    cast.adi.set_password(PASSWORD)
    cast.adi.save()
    secret = has_app(cast.adi)
    give_password(client, cast.adi)
    give_code(client, code_of(secret))

    page = client.get(reverse("outbox_message", args=[message.pk]))

    assert page.status_code == 200
    assert ("the-link" in page.text) == shown
