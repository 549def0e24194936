"""What every test may use: the cast signed in, a real browser, and no network but this machine."""

import os
import shutil
import socket

import pytest
from django.db import connection
from django.test import Client

from tests.cast import cast

__all__ = ["cast"]

# Playwright's loop makes Django think that it runs in async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

BROWSER_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LOCAL = {"127.0.0.1", "::1", "localhost", "0.0.0.0", None, ""}
connect = socket.socket.connect


def pytest_addoption(parser):
    parser.addoption(
        "--share-out",
        action="store_true",
        help="Of the tests to which the database makes no difference, run the half that falls to this one",
    )


def pytest_collection_modifyitems(config, items):
    """So that a whole run asks once, and not once a database, what does not turn on the database."""
    if not config.getoption("--share-out"):
        return
    shared = {}
    for item in items:
        if is_the_same_on_either(item):
            shared.setdefault(unit_of(item), []).append(item)
    first = os.environ.get("TEST_DATABASE") != "postgres"
    left = [item for unit in list(shared.values())[first::2] for item in unit]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in set(left)]


def is_the_same_on_either(item):
    """Marked as such, or a test that asks for no database at all."""
    marked = {mark.name for mark in item.iter_markers()}
    asks = marked & {"django_db", "processes"} or {"db", "transactional_db"} & set(item.fixturenames)
    return "either" in marked or not asks


def unit_of(item):
    """Journeys of one module share what they set up, and stay together."""
    return item.path if item.get_closest_marker("processes") else item


@pytest.fixture(autouse=True)
def only_this_machine(monkeypatch):
    """A test that reaches for another machine fails."""

    def guarded(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in LOCAL:
            raise AssertionError(f"A test tried to reach {address[0]}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def kept_files(tmp_path, settings):
    """Kept files go to a folder of the test's own."""
    options = settings.STORAGES["default"].get("OPTIONS", {}) | {"location": tmp_path / "files"}
    settings.STORAGES = settings.STORAGES | {"default": settings.STORAGES["default"] | {"OPTIONS": options}}


@pytest.fixture(scope="module")  # a live server asks for the database first, and so empties it last
def guards(django_db_setup, django_db_blocker):
    """Put back, after the tables were emptied, the triggers that ``emptied`` took away."""
    kept = []
    yield kept
    with django_db_blocker.unblock():
        for sql in kept:
            connection.cursor().execute(sql)


@pytest.fixture
def emptied(guards, transactional_db):
    """On SQLite the tables are emptied row by row after the test, which their triggers refuse."""
    yield
    if connection.vendor == "sqlite":
        cursor = connection.cursor()
        triggers = cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
            guards.append(sql)


@pytest.fixture
def client_of(cast, settings):
    """A client signed in as one of the cast, past the second factor: ``client_of("ada")``."""
    settings.DEMO = True

    def sign_in(name):
        client = Client()
        client.force_login(getattr(cast, name))
        session = client.session
        session["demonstration"] = True
        session.save()
        return client

    return sign_in


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=BROWSER_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(params=[1280, 390], ids=["desktop", "phone"])
def page(request, browser):
    """A page of a fresh browser, at both widths."""
    context = browser.new_context(viewport={"width": request.param, "height": 900})
    yield context.new_page()
    context.close()
