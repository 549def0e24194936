"""The Celery app: it carries the work, the Job rows are the truth (see ``jobs``)."""

import ctypes
import gc
import os
import signal
import warnings

from celery import Celery, signals
from celery.platforms import SecurityWarning
from django.db import connections

from jobs.registry import warm_hooks

PR_SET_PDEATHSIG = 1

# Celery warns of root because of pickled messages; ours are JSON, and hold a row's number.
warnings.filterwarnings("ignore", category=SecurityWarning)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sli_portal.settings")
app = Celery("sli_portal")
app.config_from_object("sli_portal.celeryconfig")
app.autodiscover_tasks()


@signals.worker_init.connect
def warm(**_):
    """Load in the parent what every process needs, and keep the collector from unsharing those pages."""
    for hook in warm_hooks:
        hook()
    connections.close_all()
    gc.collect()
    gc.freeze()


@signals.worker_process_init.connect
def die_with_the_worker(**_):
    """A worker killed outright leaves no process behind that goes on with its job."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


@signals.worker_ready.connect
def sweep_at_once(sender, **_):
    """What the last worker dropped is found when the next one starts, not a sweep later."""
    sender.app.send_task("jobs.sweep", retry=False)
