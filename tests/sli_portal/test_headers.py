"""The security headers, on every address, signed in or not, found or not."""

import pytest
from django.urls import reverse

from tests.sli_portal.one_of_everything import one_of_everything
from tests.sli_portal.test_every_address import OURS, PAGES, address

__all__ = ["one_of_everything"]

pytestmark = pytest.mark.either
LIBRARY = sorted(
    name
    for name, entry in PAGES.items()
    if name.startswith(("account_", "mfa_")) and not {"<", "("} & set(str(entry.pattern))
)
NOT_ASKED = {"readyz", "demonstration"}  # these want a broker, and the demonstration's own regions
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def headers_of(client, path):
    response = client.get(path)
    b"".join(response)
    return response.headers


def paths(keys):
    named = [address(name, keys) for name in [*OURS, *LIBRARY] if name not in NOT_ASKED]
    return [*named, "/no-such-page/", "/packs/999999/"]


@pytest.mark.parametrize("who", [None, "sam", "ada", "pat", "ana", "adi"])
def test_every_answer_carries_the_security_headers(client, client_of, one_of_everything, who):
    client = client_of(who) if who else client

    wrong = {}
    for path in paths(one_of_everything):
        headers = headers_of(client, path)
        missing = {name: headers.get(name) for name, value in FIXED.items() if headers.get(name) != value}
        policy = headers.get("Content-Security-Policy", "")
        is_file = policy == "sandbox"
        if missing or "unsafe" in policy or not (is_file or "default-src 'none'" in policy):
            wrong[path] = missing | {"policy": policy}

    assert wrong == {}


def test_the_session_cookie_is_for_the_server_alone(client, cast, settings):
    settings.DEMO = True
    response = client.post(reverse("demonstration_sign_in", args=[cast.ada.pk]))

    cookie = response.cookies["sessionid"]

    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", "")


def test_an_error_of_ours_carries_the_headers_too(client, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr(PAGES["cookies"], "callback", broken)

    response = client.get("/cookies/")

    assert response.status_code == 500
    assert {name: response.headers.get(name) for name in FIXED} == FIXED


def broken(request):
    raise ValueError


broken.access = PAGES["cookies"].callback.access
