"""Is the process alive, and can the portal do its work? For monitors and load balancers; says nothing more."""

import logging
import tempfile
from datetime import timedelta
from pathlib import Path

from celery import current_app
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse
from django.utils import timezone

from jobs.models import SweepRecord
from regions.access import open_to_all

logger = logging.getLogger(__name__)
SWEEP_IS_LATE = timedelta(minutes=3)


@open_to_all
def healthz(request):
    return HttpResponse("ok", content_type="text/plain")


@open_to_all
def readyz(request):
    """200 when all is well, else 503; each part is named, with "ok" or "not ready"."""
    parts = {check.__name__: check for check in (database, migrations, files, broker, sweep)}
    state = {name: answers(check) for name, check in parts.items()}
    body = {name: "ok" if well else "not ready" for name, well in state.items()}
    return JsonResponse(body, status=200 if all(state.values()) else 503)


def answers(check):
    """Whether the check holds; a part that raises, whatever it raises, is not ready."""
    try:
        return check()
    except Exception:
        logger.exception("Not ready: %s", check.__name__)
        return False


def database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def migrations():
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def files():
    """Whether a file can be written; storage elsewhere is asked for one instead."""
    if settings.S3_BUCKET:
        return not default_storage.exists("readyz")
    Path(default_storage.location).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=default_storage.location) as file:
        return file.write(b"ready") == 5


def broker():
    if settings.BROKER_URL == "none":
        return True
    with current_app.connection_for_write() as link:
        link.ensure_connection(max_retries=1, interval_start=0, timeout=2)
        return True


def sweep():
    last = SweepRecord.last()
    return last is not None and timezone.now() - last < SWEEP_IS_LATE
