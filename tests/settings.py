"""The portal's settings for the suite: a data folder of its own, on SQLite or on a PostgreSQL of its own."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "DATA_DIR" not in os.environ:
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="sli-portal-tests-")
    owner = os.getpid()
    atexit.register(
        lambda: os.getpid() == owner and shutil.rmtree(os.environ["DATA_DIR"], ignore_errors=True)
    )
os.environ.setdefault("SECRET_KEY", "tests-only-" + "0123456789" * 5)
os.environ.setdefault("ALLOWED_HOSTS", "testserver,127.0.0.1,localhost")
os.environ["BROKER_URL"] = os.environ.get("TEST_BROKER_URL", "none")
os.environ["DEMO"] = os.environ["DEBUG"] = "0"
if os.environ.get("TEST_DATABASE") == "postgres" and "DATABASE_URL" not in os.environ:
    from tests import postgres

    os.environ["DATABASE_URL"] = postgres.start()

from sli_portal.settings import *  # noqa: F403

SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "sessionid", "csrftoken"  # __Host- needs TLS
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, not memory: the live server, workers and forks must see it too.
    DATABASES["default"]["TEST"] = {"NAME": Path(os.environ["DATA_DIR"]) / "test.sqlite3"}  # noqa: F405
