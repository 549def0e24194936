"""A whole portal in its own processes: web, workers, beat and broker, with real figures and the demonstration."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.postgres import own_database

ROOT = Path(__file__).resolve().parent.parent.parent
PREPARE = ["migrate -v0", "createcachetable", "load_starter", "seed_demo"]
SECONDS_TO_START = 60


class Portal:
    """Where it answers, and who may be chosen there."""

    def __init__(self, url, environment, people):
        self.url, self.environment, self.people = url, environment, people

    def sign_in(self, page, role, place):
        """Choose the invented person with this role and place, as a visitor would."""
        page.goto(f"{self.url}/demonstration/")
        person = next(one for one in self.people if (one["role"], one["place"]) == (role, place))
        button = page.locator(f"form[action$='/{person['id']}/'] button")
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        button.click()
        page.wait_for_url(f"{self.url}/")

    def shell(self, script, **names):
        """Run a script on its data, with these names; returns what it prints."""
        given = "".join(f"{name} = {value!r}\n" for name, value in names.items())
        command = [sys.executable, "manage.py", "shell", "-v0", "-c", given + script]
        return subprocess.check_output(command, cwd=ROOT, env=self.environment, text=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def manage(command, environment):
    subprocess.run([sys.executable, "manage.py", *command.split()], cwd=ROOT, env=environment, check=True)


def wait_until_it_answers(url, process, log):
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"The portal did not start:\n{log.read_text()}")


@pytest.fixture(scope="session")
def portal_environment(tmp_path_factory):
    folder = tmp_path_factory.mktemp("portal")
    environment = {
        name: value for name, value in os.environ.items() if name not in ("SECRET_KEY", "ALLOWED_HOSTS")
    }
    environment |= {"DEMO": "1", "DATA_DIR": str(folder), "BROKER_URL": "embedded"}
    environment["DJANGO_SETTINGS_MODULE"] = "sli_portal.settings"
    return environment | own_database("portal")


@pytest.fixture(scope="session")
def portal(portal_environment):
    folder = Path(portal_environment["DATA_DIR"])
    for command in PREPARE:
        manage(command, portal_environment)
    port, users, log = free_port(), folder / "users.json", folder / "serve.log"
    manage(f"seed_demo --users {users}", portal_environment)
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(port)],
            cwd=ROOT,
            env=portal_environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        url = f"http://127.0.0.1:{port}"
        try:
            wait_until_it_answers(url, process, log)
            yield Portal(url, portal_environment, json.loads(users.read_text())["people"])
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)


@pytest.fixture
def visit(portal, browser):
    """Open browsers, each with someone signed in, or nobody; they are closed at the end."""
    contexts = []

    def open_one(role=None, place=""):
        contexts.append(browser.new_context(viewport={"width": 1280, "height": 900}, base_url=portal.url))
        page = contexts[-1].new_page()
        if role:
            portal.sign_in(page, role, place)
        return page

    yield open_one
    for one in contexts:
        one.close()
