from datetime import timedelta
from types import SimpleNamespace

import pytest
from gunicorn.config import Config

from sli_portal.access_log import WithoutSecrets


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/invitations/s3cret/", "/invitations/…/"),
        ("/accounts/password/reset/key/1-s3cret/", "/accounts/password/reset/key/…/"),
        ("/chapters/7/", "/chapters/7/"),
    ],
)
def test_links_that_let_their_holder_in_are_not_logged(path, logged):
    environ = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": path,
        "PATH_INFO": path,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_REFERER": f"https://portal.example{path}",
    }
    response, request = SimpleNamespace(status="200", sent=1, headers=[]), SimpleNamespace(headers=[])

    atoms = WithoutSecrets(Config()).atoms(response, request, environ, timedelta(seconds=1))

    assert atoms["r"] == f"GET {logged} HTTP/1.1"
    assert (atoms["U"], atoms["f"]) == (logged, f"https://portal.example{logged}")
    assert "s3cret" not in str([atoms[key] for key in ("r", "U", "f")])
