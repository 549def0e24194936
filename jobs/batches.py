"""How far a batch has come, and its end, which its handler hears of once."""

import logging
import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from jobs.models import Batch, Job, SweepRecord
from jobs.registry import HANDLERS

logger = logging.getLogger(__name__)
SILENCE = timedelta(minutes=3)  # with no sweep and no worker heard, the service is taken to be down
State = Job.State


@dataclass(frozen=True)
class Progress:
    """Counts by state; ``minutes_left`` is None until one job of the batch has been made."""

    total: int
    made: int
    failed: int
    cancelled: int
    running: int
    waiting: int
    minutes_left: int | None
    is_stalled: bool

    @property
    def is_over(self) -> bool:
        return self.running + self.waiting == 0


def progress(batch: Batch) -> Progress:
    """The batch's counts from its rows, in two queries."""
    counts = batch.jobs.aggregate(
        total=Count("pk"),
        made=Count("pk", filter=Q(state=State.DONE)),
        failed=Count("pk", filter=Q(state__in=[State.FAILED, State.POISONED])),
        cancelled=Count("pk", filter=Q(state=State.CANCELLED)),
        running=Count("pk", filter=Q(state=State.RUNNING)),
        waiting=Count("pk", filter=Q(state=State.QUEUED)),
    )
    times = batch.jobs.aggregate(
        ended=Count("pk", filter=Q(finished_at__gte=batch.created_at)),
        began=Min("started_at", filter=Q(started_at__gte=batch.created_at)),
        heard=Max("heard_at"),
    )
    left = counts["running"] + counts["waiting"]
    taken = timezone.now() - (times["began"] or timezone.now())
    return Progress(
        **counts,
        minutes_left=minutes_left(left, times["ended"], taken),
        is_stalled=left > 0 and is_silent(since=batch.created_at, heard=times["heard"]),
    )


def minutes_left(left: int, ended: int, taken: timedelta) -> int | None:
    """Whole minutes, rounded up, at the pace so far; None while there is no pace to go by."""
    if not ended:
        return None
    return math.ceil(taken * left / ended / timedelta(minutes=1))


def is_silent(*, since: datetime, heard: datetime | None) -> bool:
    """Whether neither a sweep nor a worker has been heard for three minutes."""
    latest = max(time for time in (since, heard, SweepRecord.last()) if time)
    return timezone.now() - latest > SILENCE


def failures(batch: Batch):
    """The batch's jobs that ended with nothing made, with the reason in ``message``."""
    return batch.jobs.filter(state__in=[State.FAILED, State.POISONED, State.CANCELLED])


def close_batches_of(job):
    """Close the batches that this job was the last of.

    Called after the job's own commit: two last jobs that end together would each still
    see the other running inside their transactions.
    """
    close(Batch.objects.at_their_end().filter(jobs=job))


def close(batches):
    """Close each batch and tell its handler, once. A handler that fails is asked again by the sweep."""
    for batch in batches:
        try:
            close_one(batch)
        except Exception:
            logger.exception("The end of batch %s could not be handled", batch.pk)


@transaction.atomic
def close_one(batch):
    if Batch.objects.at_their_end().filter(pk=batch.pk).update(done_at=timezone.now()):
        batch.refresh_from_db()
        if batch.kind in HANDLERS:
            HANDLERS[batch.kind].batch_done(batch)
