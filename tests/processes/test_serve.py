"""``manage.py serve`` with everything real: web, worker, timetable and the embedded broker."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings

from tests.postgres import own_database

pytestmark = pytest.mark.processes


class Portal:
    """A portal of its own, in a folder of its own, whose jobs lapse quickly."""

    def __init__(self, folder):
        self.port = free_port()
        ours = ("DATA", "DJANGO", "BROKER", "DEMO")
        self.env = {name: value for name, value in os.environ.items() if not name.startswith(ours)} | {
            "DJANGO_SETTINGS_MODULE": "tests.processes.settings",
            "DATA_DIR": str(folder),
            "BROKER_SOCKET": f"{folder}/s",
            "JOB_LEASE_SECONDS": "2",
            "JOB_SWEEP_SECONDS": "1",
            "JOB_RING_SECONDS": "1",
        }
        self.env |= own_database("serve")
        self.process = None

    def command(self, *words):
        return [sys.executable, "manage.py", *words]

    def run(self, *words):
        done = subprocess.run(
            self.command(*words),
            cwd=settings.BASE_DIR,
            env=self.env,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def serve(self):
        self.process = subprocess.Popen(
            self.command("serve", "--port", str(self.port)),
            cwd=settings.BASE_DIR,
            env=self.env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_until(self.is_ready, 30)

    def answer(self):
        """The status and the parts of /readyz, or None while nothing answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as page:
                return page.status, json.load(page)
        except urllib.error.HTTPError as page:
            return page.code, json.load(page)
        except OSError:
            return None

    def is_ready(self):
        return (self.answer() or [0])[0] == 200

    def processes(self):
        """The command of every process of this portal, by number: its folder is in what it was started with."""
        return {
            int(process.name): process.joinpath("cmdline").read_text().replace("\0", " ")
            for process in Path("/proc").glob("[0-9]*")
            if self.owns(process)
        }

    def owns(self, process):
        """The broker writes over its environment, and works in the folder instead."""
        mark = f"DATA_DIR={self.env['DATA_DIR']}\0".encode()
        try:
            in_folder = process.joinpath("cwd").readlink().is_relative_to(self.env["DATA_DIR"])
            return in_folder or mark in process.joinpath("environ").read_bytes()
        except OSError:
            return False

    def is_gone(self):
        return self.processes() == {}

    def stop(self):
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=60)


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def wait_until(holds, seconds):
    give_up = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < give_up, f"not within {seconds} s: {holds}"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def made_ready():
    """A portal with an empty database, made once for the tests here."""
    with tempfile.TemporaryDirectory(prefix="serve-") as folder:
        portal = Portal(folder)
        portal.run("migrate", "--verbosity", "0")
        yield portal
        portal.stop()


@pytest.fixture
def portal(made_ready):
    """The portal, serving; one start serves several tests."""
    if made_ready.process is None or made_ready.process.poll() is not None:
        made_ready.serve()
    return made_ready


def test_a_second_portal_on_the_same_folder_is_refused(portal):
    second = subprocess.run(
        portal.command("serve", "--port", str(free_port())),
        cwd=settings.BASE_DIR,
        env=portal.env,
        capture_output=True,
        text=True,
    )

    assert second.returncode == 1
    assert "already running" in second.stderr


@pytest.mark.parametrize("name", ["valkey-server", "gunicorn"])
def test_a_part_that_is_killed_is_started_again(portal, name):
    parts = [pid for pid, command in portal.processes().items() if name in command]

    os.kill(min(parts), signal.SIGKILL)

    wait_until(lambda: not portal.is_ready(), 10)
    wait_until(portal.is_ready, 20)


def test_it_makes_jobs_sets_poison_aside_and_stops_leaving_nothing(portal):
    portal.run(
        "shell",
        "--no-imports",
        "-c",
        "from jobs.actions import enqueue\n"
        "enqueue('poison', 'p', params={})\n"
        "for n in range(6): enqueue('parcel', str(n), params={'number': n, 'seconds': 0.1})",
    )

    def counts():
        return json.loads(portal.run("jobs", "--json"))["counts"]

    wait_until(lambda: counts() == {"done": 6, "poisoned": 1}, 40)
    portal.stop()

    assert portal.process.returncode == 0
    assert portal.processes() == {}


def test_killed_outright_it_leaves_no_process_behind(portal):
    assert len(portal.processes()) >= 8  # itself, broker, web and two, worker and one or two, timetable

    portal.process.send_signal(signal.SIGKILL)

    portal.process.wait()
    wait_until(portal.is_gone, 60)  # the web has 30 s for requests in hand
