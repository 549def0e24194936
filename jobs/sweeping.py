"""The sweep: finds what was lost, by whatever cause, and rings again. Any number may go round at once."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone

from jobs.batches import close
from jobs.doorbell import ring
from jobs.models import MOST_CRASHES, Batch, Job, SweepRecord

MOST_RUNG = 1000  # a sweep; the next one takes the rest
State = Job.State


@dataclass(frozen=True)
class Swept:
    poisoned: int
    cancelled: int
    rung: int


def sweep() -> Swept:
    """Set aside what keeps crashing, end what was cancelled, ring for what waits, close what is complete."""
    now = timezone.now()
    lapsed = Job.objects.lapsed()
    cancelled = lapsed.filter(cancel_requested=True).update(
        state=State.CANCELLED, message="Cancelled", finished_at=now
    )
    poisoned = lapsed.crashed_too_often().update(
        state=State.POISONED,
        message=f"This stopped {MOST_CRASHES} times without finishing.",
        finished_at=now,
    )
    rung = ring(unheard())
    close(Batch.objects.at_their_end())
    SweepRecord.note()
    return Swept(poisoned=poisoned, cancelled=cancelled, rung=rung)


def unheard() -> list[int]:
    """Jobs that could begin, and that nobody was told of, or not lately, or not since their worker went."""
    lately = timezone.now() - timedelta(seconds=settings.JOB_RING_SECONDS)
    untold = Q(sent_at__isnull=True) | Q(sent_at__lt=lately) | Q(sent_at__lt=F("lease_until"))
    return list(Job.objects.claimable().filter(untold).values_list("pk", flat=True)[:MOST_RUNG])
