"""Settings for real workers in the tests: the suite's, with a kind of job to count."""

import os

os.environ["TEST_BROKER_URL"] = os.environ.get("BROKER_URL", "embedded")

from tests.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.processes.parcels"]  # noqa: F405
