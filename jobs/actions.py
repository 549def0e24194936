"""Asking for work, cancelling it and asking again. Everything here is one transaction with the caller's."""

from functools import partial

from django.db import transaction
from django.utils import timezone

from jobs.doorbell import ring
from jobs.models import Batch, Job

State = Job.State


def start_batch(*, title: str, kind: str, by) -> Batch:
    """A batch to give to ``enqueue``; fill it in the same transaction, or it may close half full."""
    return Batch.objects.create(title=title, kind=kind, requested_by=by)


@transaction.atomic
def enqueue(kind: str, key: str, *, params: dict, batch: Batch | None = None, by=None) -> Job:
    """Ask for a job, by its natural key. The worker is told when the transaction commits.

    A job of that key that is waiting or running is shared, not doubled, and a pending
    cancellation of it is withdrawn. One that is running may have read what has changed since,
    so it is made once more when it ends. One that is over, however it ended, is made again.
    """
    job, is_new = Job.objects.select_for_update().get_or_create(
        kind=kind, key=key, defaults={"params": params, "requested_by": by}
    )
    if not is_new and job.is_over:
        put_back(job, params=params, requested_by=by)
    elif job.state == State.RUNNING:
        Job.objects.filter(pk=job.pk).update(cancel_requested=False, wanted_again=True)
    if batch is not None:
        job.batches.add(batch)
        Batch.objects.filter(pk=batch.pk).update(done_at=None)
    transaction.on_commit(partial(ring, [job.pk]), robust=True)
    return job


@transaction.atomic
def retry(job: Job, *, by) -> Job:
    """Make a job that is over again, with its tries counted afresh. One that is not over is left alone."""
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.is_over:
        put_back(job, requested_by=by)
        job.batches.update(done_at=None, cancel_requested=False)
        transaction.on_commit(partial(ring, [job.pk]), robust=True)
    return job


def put_back(job, **changes):
    Job.objects.filter(pk=job.pk).put_back(**changes)
    job.refresh_from_db()


@transaction.atomic
def cancel(thing: Batch | Job, *, by) -> None:
    """Stop what has not been made yet; what is made stays. A job that another open batch wants goes on."""
    if isinstance(thing, Batch):
        Batch.objects.filter(pk=thing.pk).update(cancel_requested=True)
        wanted_elsewhere = Job.objects.filter(
            batches__in=Batch.objects.filter(done_at=None, cancel_requested=False).exclude(pk=thing.pk)
        )
        jobs = thing.jobs.live().exclude(pk__in=wanted_elsewhere.values("pk"))
    else:
        jobs = Job.objects.live().filter(pk=thing.pk)
    pks = list(jobs.values_list("pk", flat=True))
    chosen = Job.objects.live().filter(pk__in=pks)
    chosen.update(cancel_requested=True)
    chosen.filter(state=State.QUEUED).update(
        state=State.CANCELLED, message="Cancelled", finished_at=timezone.now()
    )
