"""Making one job: claim it, make it, publish it under the fence. Safe to call twice for the same job."""

import logging
import random
from datetime import timedelta
from functools import partial
from uuid import uuid4

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, Q
from django.utils import timezone

from jobs.batches import close_batches_of
from jobs.doorbell import ring
from jobs.heartbeat import heartbeat
from jobs.models import Job
from jobs.registry import HANDLERS, Permanent, Stopped

logger = logging.getLogger(__name__)
PASSING = (OSError, OperationalError, InterfaceError)
State = Job.State


def lease_end():
    return timezone.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)


def claim(pk):
    """Take the job and return it, or None if it is not to be had. One conditional UPDATE is the lock."""
    now, token = timezone.now(), uuid4().hex
    taken = (
        Job.objects.claimable()
        .filter(pk=pk)
        .update(
            state=State.RUNNING,
            lease=token,
            lease_until=lease_end(),
            attempt=F("attempt") + 1,
            started_at=now,
            heard_at=now,
            wanted_again=False,
            progress="",
            message="",
        )
    )
    return Job.objects.filter(pk=pk, lease=token).first() if taken else None


def held(job):
    """The job's row, as long as this worker's lease on it stands."""
    return Job.objects.filter(pk=job.pk, lease=job.lease, state=State.RUNNING)


def renew(job):
    """Hold the lease for longer. Returns nothing if another worker has the job, or it is over."""
    return held(job).update(heard_at=timezone.now(), lease_until=lease_end())


def report(job, progress):
    """Say how far the work has come.

    Raises Stopped when the job was cancelled or another worker has it: the caller lets it go through.
    """
    alive = held(job).filter(cancel_requested=False)
    if not alive.update(progress=progress[:200], heard_at=timezone.now()):
        raise Stopped


def run(pk):
    """Make the job unless someone else has it, or it is over."""
    job = claim(pk)
    if job is None:
        return
    try:
        handler = HANDLERS[job.kind]
        with heartbeat(lambda: renew(job)):
            made = handler.make(job)
        publish(job, handler, made)
    except Stopped:
        finish(job, State.CANCELLED, "Cancelled")
    except Permanent as fault:
        finish(job, State.FAILED, fault.user_message)
    except SoftTimeLimitExceeded:
        finish(job, State.FAILED, "This took too long and was stopped.")
    except PASSING:
        try_later(job)
    except Exception:
        logger.exception("Job %s failed", job)
        finish(job, State.FAILED, f"Something went wrong. Reference: job {job.pk}.")
    close_batches_of(job)


@transaction.atomic
def publish(job, handler, made):
    """The fence: only the holder of the lease stores its work, in the transaction that ends the job."""
    if not end(job, held(job).filter(cancel_requested=False), state=State.DONE):
        raise Stopped
    handler.publish(job, made)


@transaction.atomic
def finish(job, state, message):
    """End the job without a result, if this worker still has it. Cancelled only if that still stands."""
    mine = held(job)
    if state == State.CANCELLED:
        mine = mine.filter(Q(cancel_requested=True) | Q(wanted_again=True))
    end(job, mine, state=state, message=message[:500])


def end(job, mine, **ending):
    """End the job, or put it back to be made once more if that was asked for meanwhile.

    Two UPDATEs and no look beforehand: a request that comes between them waits for the row,
    finds the job over, and puts it back itself. Returns False if the job is not among ``mine``.
    """
    now = timezone.now()
    once_more = Q(wanted_again=True, cancel_requested=False)
    if mine.exclude(once_more).update(finished_at=now, heard_at=now, progress="", **ending):
        return True
    if mine.filter(once_more).put_back():
        transaction.on_commit(partial(ring, [job.pk]), robust=True)
        return True
    return False


def try_later(job):
    """Put the job back to wait, or end it when the handler's waits are used up."""
    logger.warning("Job %s met a passing fault", job, exc_info=True)
    waits = HANDLERS[job.kind].waits
    if job.setbacks >= len(waits):
        finish(job, State.FAILED, f"Tried {job.setbacks + 1} times without success. Try again later.")
        return
    wait = waits[job.setbacks] * random.uniform(1, 1.2)  # noqa: S311 - only spreads the tries
    alive = held(job).filter(cancel_requested=False)
    put_off = alive.update(
        state=State.QUEUED,
        setbacks=F("setbacks") + 1,
        not_before=timezone.now() + timedelta(seconds=wait),
        sent_at=None,
        lease="",
        lease_until=None,
        message="Waiting to try again",
    )
    if not put_off:
        finish(job, State.CANCELLED, "Cancelled")
