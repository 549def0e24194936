"""The settings as each installation starts with them: safe in production, or not at all."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

SAFE = {"SECRET_KEY": "0123456789abcdef" * 4, "ALLOWED_HOSTS": "portal.example.org"}
OF_THE_SUITE = {"DEMO", "DEBUG", "DATABASE_URL", "DJANGO_SETTINGS_MODULE", "DJANGO_ALLOW_ASYNC_UNSAFE"}


def start(tmp_path, *arguments, **environment):
    """Run ``manage.py`` in a process of its own with these settings and none of the suite's."""
    others = {name: value for name, value in os.environ.items() if name not in OF_THE_SUITE}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=others | {"DATA_DIR": str(tmp_path), "SECRET_KEY": "", "ALLOWED_HOSTS": ""} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_passes_every_check_for_deployment(tmp_path):
    done = start(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **SAFE)

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("unsafe", "complaint"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY must be set"),
        ({"SECRET_KEY": "a" * 64}, "SECRET_KEY must be set"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY must be set"),
        ({"SECRET_KEY": "change-me" * 8}, "SECRET_KEY is the sample one"),
        ({"DEBUG": "1"}, "DEBUG must be off"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS must name"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name"),
        ({"ALLOWED_HOSTS": "portal.example.org,*"}, "ALLOWED_HOSTS must name"),
        ({"ALLOWED_HOSTS": ".example.org"}, "ALLOWED_HOSTS must name"),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_production_does_not_start_unsafely(tmp_path, unsafe, complaint):
    done = start(tmp_path, "check", **SAFE | unsafe)

    assert done.returncode != 0
    assert complaint in done.stderr


def test_the_demonstration_starts_with_nothing_set_and_keeps_a_secret_of_its_own(tmp_path):
    done = start(tmp_path, "check", DEMO="1")

    secret = tmp_path / "secret-key"
    assert done.returncode == 0, done.stderr
    assert len(secret.read_text()) >= 50
    assert secret.stat().st_mode & 0o077 == 0


def test_the_demonstration_s_people_are_not_made_in_production(tmp_path):
    done = start(tmp_path, "seed_demo", **SAFE)

    assert "only with DEMO=1" in done.stderr
