"""Holding a lease for as long as the work takes, so that it can be short: a killed worker is soon missed."""

import logging
import os
import threading
import time
from contextlib import contextmanager

from django.conf import settings
from django.db import Error, connection

logger = logging.getLogger(__name__)

# No process is forked in the middle of a beat: the copy would have half of a database connection.
_beat = threading.Lock()
os.register_at_fork(before=_beat.acquire, after_in_parent=_beat.release, after_in_child=_beat.release)


@contextmanager
def heartbeat(renew):
    """Call ``renew`` three times a lease, in a thread, until the block ends or ``renew`` returns nothing.

    No longer than the longest run: work that hangs must lose its lease too.
    """
    over = threading.Event()
    thread = threading.Thread(target=beat_until, args=(over, renew), name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def beat_until(over, renew):
    last = time.monotonic() + settings.JOB_SECONDS_LIMIT
    while not over.wait(settings.JOB_LEASE_SECONDS / 3) and time.monotonic() < last:
        with _beat:
            try:
                if not renew():
                    return
            except Error:
                logger.warning("A lease could not be renewed; the next beat tries again", exc_info=True)
            finally:
                connection.close()
