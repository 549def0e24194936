"""Telling the broker that there is work. It may fail or be lost: the sweep rings again."""

import logging
import time

from celery import current_app
from django.conf import settings
from django.utils import timezone
from kombu.exceptions import OperationalError

from jobs.models import Job

logger = logging.getLogger(__name__)
QUIET_SECONDS = 10  # after a failure, so that a form that asks for 24 packs waits for the broker once
_quiet_until = 0.0


def ring(job_ids):
    """Send one message a job. Returns how many were sent; a broker that is down is logged, not raised."""
    global _quiet_until
    if settings.BROKER_URL == "none" or time.monotonic() < _quiet_until:
        return 0
    sent = []
    try:
        for pk in job_ids:
            current_app.send_task("jobs.run", [pk], retry=False)
            sent.append(pk)
    except (OperationalError, OSError) as fault:
        _quiet_until = time.monotonic() + QUIET_SECONDS
        logger.warning("The broker does not answer (%s). Nothing is lost: the sweep will ring again.", fault)
    Job.objects.filter(pk__in=sent).update(sent_at=timezone.now())
    return len(sent)
