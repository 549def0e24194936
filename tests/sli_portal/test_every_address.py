"""The whole address map: no page without a name and a rule, and strangers learn nothing anywhere."""

import re

import pytest
from django.urls import URLPattern, get_resolver, reverse

from regions.access import LIBRARY_VIEWS
from tests.sli_portal.one_of_everything import KEYS, one_of_everything

__all__ = ["one_of_everything"]

pytestmark = pytest.mark.either
PUBLIC = {
    "accessibility",
    "challenges:invitation",
    "cookies",
    "demonstration",
    "demonstration_sign_in",
    "healthz",
    "readyz",
    "selfeval:invitation",
}
FOR_ANYONE_SIGNED_IN = {
    "challenges:challenges",
    "challenges:learning",
    "home",
    "regions:conflicts",
    "selfeval:mine",
}


def addresses(resolver=None, prefix=""):
    """Every (name, pattern) of ours; the sign-in library's are listed in its own table."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            assert entry.name, f"{entry.pattern} has no name"
            yield f"{prefix}{entry.name}", entry
        else:
            space = f"{entry.namespace}:" if entry.namespace else ""
            yield from addresses(entry, prefix + space)


PAGES = dict(addresses())
OURS = sorted(name for name in PAGES if not name.startswith(("account_", "mfa_", "socialaccount_")))
CLOSED = sorted(set(OURS) - PUBLIC)


def address(name, keys):
    """The address of the object that stands behind this name."""
    pk = next((pk for start, pk in keys.items() if name.startswith(start)), None)
    known = KEYS | {"pk": pk}
    return reverse(name, kwargs={key: known[key] for key in PAGES[name].pattern.converters})


def nowhere(name):
    """The same address with keys that nothing has."""
    unknown = {"slug": "nowhere", "code": 999, "pk": 999_999, "token": "none", "finding": 1, "offer": 999_999}
    unknown["capacity"] = "dcs"
    return reverse(name, kwargs={key: unknown[key] for key in PAGES[name].pattern.converters})


def without_token(response):
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", response.content)


def test_every_view_of_ours_declares_a_rule():
    assert [name for name in OURS if getattr(PAGES[name].callback, "access", None) is None] == []


def test_the_public_pages_are_these_and_no_others():
    public = {name for name in OURS if getattr(PAGES[name].callback, "access", None).public}

    assert public == PUBLIC & set(OURS)


def test_every_listed_page_of_the_sign_in_library_exists():
    assert set(LIBRARY_VIEWS) <= set(PAGES)


def answers(client, method, names, keys):
    """(name, answer) of every address, asked one after another: the objects behind them are dear to make."""
    for name in names:
        yield name, getattr(client, method)(address(name, keys))


def text_of(response):
    return b"".join(response).decode("latin-1")


@pytest.mark.parametrize("method", ["get", "post"])
def test_someone_not_signed_in_is_sent_to_sign_in(client, one_of_everything, method):
    sign_in = reverse("account_login")

    asked = answers(client, method, CLOSED, one_of_everything)

    assert [name for name, one in asked if one.status_code != 302 or not one.url.startswith(sign_in)] == []


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", ["sam", "old", "gus"])
def test_someone_without_a_post_learns_nothing(client_of, one_of_everything, who, method):
    names = sorted(set(CLOSED) - FOR_ANYONE_SIGNED_IN)

    asked = answers(client_of(who), method, names, one_of_everything)

    refused = {403, 404, 405}
    assert [n for n, one in asked if one.status_code not in refused or "Northmere" in text_of(one)] == []


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_director_of_another_region_never_sees_northmere(client_of, one_of_everything, method):
    names = sorted(set(CLOSED) - FOR_ANYONE_SIGNED_IN)

    asked = answers(client_of("wil"), method, names, one_of_everything)

    assert [name for name, one in asked if "Northmere" in text_of(one)] == []


# An indicator is the same everywhere; its page shows each person their own region's authorities.
NATIONAL = {"indicators:indicator", "indicators:indicator_csv"}
HIDDEN = sorted(name for name in set(CLOSED) - NATIONAL if PAGES[name].pattern.converters)


def test_what_is_hidden_and_what_is_missing_look_the_same(client_of, one_of_everything):
    client = client_of("wil")

    for name in HIDDEN:
        hidden, missing = client.get(address(name, one_of_everything)), client.get(nowhere(name))
        assert (hidden.status_code, without_token(hidden)) == (missing.status_code, without_token(missing)), (
            name
        )
