"""The command, and what is left when its process is killed in the middle."""

import json
import os
import signal
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from indicators.models import DataVersion
from tests.indicators.importing_examples import BAD_FILES, places, portal_csv, rate
from tests.postgres import own_database

__all__ = ["places", "rate"]


@pytest.mark.django_db
def test_a_good_file_is_stored_and_said_in_words(rate, tmp_path, capsys):
    path = portal_csv(tmp_path, "late-reviews,383,2025,12.5,,25,200")

    call_command("import_data", path)
    call_command("import_data", path)

    said = capsys.readouterr().out
    assert "1 added, 0 revised, 0 unchanged" in said
    assert said.splitlines()[-1] == "Nothing changed: the portal holds all of this already."


@pytest.mark.django_db
def test_a_dry_run_stores_nothing(rate, tmp_path, capsys):
    call_command("import_data", portal_csv(tmp_path, "late-reviews,383,2025,12.5,,,"), "--dry-run", "--json")

    found = json.loads(capsys.readouterr().out)
    assert (found["added"], found["version"], found["dry_run"]) == (1, None, True)
    assert not DataVersion.objects.exists()


@pytest.mark.django_db
def test_a_refusal_names_the_rows_and_ends_with_an_error(rate, tmp_path, capsys):
    path = portal_csv(tmp_path, "late-reviews,999,2025,1,,,")

    with pytest.raises(CommandError, match=r"nothing loaded\. 1 rows were refused"):
        call_command("import_data", path)
    assert "Line 2: “999”" in capsys.readouterr().out


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["missing.csv", "empty.csv"])
def test_a_file_that_cannot_be_read_ends_with_an_error(places, tmp_path, name):
    (tmp_path / "empty.csv").write_bytes(b"")

    with pytest.raises(CommandError):
        call_command("import_data", tmp_path / name)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", BAD_FILES)
def test_a_bad_file_ends_with_its_message_and_nothing_stored(rate, tmp_path, capsys, kind):
    make, message = BAD_FILES[kind]

    with pytest.raises(CommandError, match="nothing loaded") as fault:
        call_command("import_data", make(tmp_path, "late-reviews"))

    assert message in capsys.readouterr().out + str(fault.value)
    assert not DataVersion.objects.exists()


UNFINISHED = """
import django, time
django.setup()
from django.conf import settings
from django.db import transaction
from indicators import actions
from indicators.importing.starter import read_starter
from regions.loading import load_areas
load_areas(settings.BASE_DIR / "starter" / "areas.csv")
with transaction.atomic():
    print(actions.store(read_starter(settings.BASE_DIR / "starter"), by=None).added, flush=True)
    time.sleep(600)
"""
STORED = """
import django
django.setup()
from indicators.models import DataVersion, Indicator, Observation
print(DataVersion.objects.count(), Indicator.objects.count(), Observation.objects.count())
"""


def python(environment, *arguments):
    """What a process of its own prints."""
    done = subprocess.run(
        [sys.executable, *arguments], cwd=settings.BASE_DIR, env=environment, check=True, capture_output=True
    )
    return done.stdout.decode().strip()


@pytest.mark.processes
def test_a_load_killed_before_its_end_leaves_nothing_and_can_be_done_again(tmp_path):
    environment = os.environ | {"DATA_DIR": str(tmp_path), "DEMO": "1"} | own_database("killed_load")
    environment |= {"DJANGO_SETTINGS_MODULE": "sli_portal.settings", "PYTHONPATH": str(settings.BASE_DIR)}
    python(environment, "manage.py", "migrate", "-v0")
    load = subprocess.Popen(
        [sys.executable, "-c", UNFINISHED], cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE
    )
    written = int(load.stdout.readline())
    load.send_signal(signal.SIGKILL)
    load.communicate()

    left = python(environment, "-c", STORED)
    said = python(environment, "manage.py", "load_starter")

    assert (written > 80_000, left) == (True, "0 0 0")
    assert f"{written:,} added" in said
