"""The short form of ``python -m benchmarks.kills``, which also runs it long and with real packs."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

from benchmarks.kills import FAULTS
from tests.postgres import own_database

pytestmark = pytest.mark.processes

SHORT = "--kind parcel --jobs 16 --kills 2 --gap 0.4 --lease 3 --ring 2 --flush".split()
BROKERS = ["embedded", "redis"]


def start_run(broker):
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("DATA", "DJANGO"))}
    return subprocess.Popen(
        [sys.executable, "-m", "benchmarks.kills", *SHORT, "--broker", broker],
        cwd=settings.BASE_DIR,
        env=clean | own_database(f"kills_{broker}"),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


@pytest.fixture(scope="module")
def reports():
    """What each broker's run found; both run at once, to spare time."""
    runs = {broker: start_run(broker) for broker in BROKERS}
    return {broker: last_object(run.communicate(timeout=120)[0]) for broker, run in runs.items()}


def last_object(output):
    return json.loads(output[output.index("{") :])


@pytest.mark.parametrize("broker", BROKERS)
def test_no_job_is_lost_or_doubled_when_workers_are_killed_and_the_broker_forgets(reports, broker):
    report = reports[broker]

    assert sum(report["killed"].values()) >= 1
    assert report["jobs"] == 16
    assert {fault: report[fault] for fault in FAULTS} == dict.fromkeys(FAULTS, 0)
    assert report["publications"] == report["files"] == 16
