"""Background work as rows. The row is the job; the broker only says that there is one to look at."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

MOST_CRASHES = 3  # starts that ended with the worker gone, before the job is set aside


class BatchQuerySet(models.QuerySet):
    def visible_to(self, person):
        """What the person asked for. An app that shows a batch to more people adds its own rule."""
        return self.filter(requested_by=person)

    def at_their_end(self):
        """Open batches none of whose jobs is still to be done."""
        return self.filter(done_at__isnull=True).exclude(jobs__state__in=Job.LIVE)


class Batch(models.Model):
    """Jobs asked for together. Two batches that want the same job share its row."""

    title = models.CharField(max_length=200)
    kind = models.SlugField(max_length=40, help_text="Whose handler hears when all are over")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    cancel_requested = models.BooleanField(default=False)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name_plural = "batches"

    def __str__(self):
        return self.title


class JobQuerySet(models.QuerySet):
    def visible_to(self, person):
        """What the person asked for. An app that shows a job to more people adds its own rule."""
        return self.filter(requested_by=person)

    def live(self):
        return self.filter(state__in=Job.LIVE)

    def lapsed(self):
        """Begun by a worker that has not been heard of within its lease."""
        return self.filter(state=Job.State.RUNNING, lease_until__lt=timezone.now())

    def crashed_too_often(self):
        return self.alias(crashes=F("attempt") - F("setbacks")).filter(crashes__gte=MOST_CRASHES)

    def claimable(self):
        """Due and waiting, or begun by a worker that has gone, and not set aside or cancelled."""
        now = timezone.now()
        due = Q(state=Job.State.QUEUED) & (Q(not_before__isnull=True) | Q(not_before__lte=now))
        dropped = Q(state=Job.State.RUNNING, lease_until__lt=now, attempt__lt=F("setbacks") + MOST_CRASHES)
        return self.filter(due | dropped, cancel_requested=False)

    def put_back(self, **changes):
        """Let the jobs wait as if they had just been asked for. Returns how many there were."""
        return self.update(**Job.AS_NEW | {"queued_at": timezone.now()} | changes)


class Job(models.Model):
    """One piece of work, made once for its kind and key however often it is asked for or delivered.

    ``attempt`` counts starts and ``setbacks`` those that ended in a passing fault;
    the difference is the number of times a worker vanished while making it.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting"
        RUNNING = "running", "Being made"
        DONE = "done", "Made"
        FAILED = "failed", "Failed"
        POISONED = "poisoned", "Stopped"
        CANCELLED = "cancelled", "Cancelled"

    LIVE = (State.QUEUED, State.RUNNING)
    AS_NEW = {
        "state": State.QUEUED,
        "attempt": 0,
        "setbacks": 0,
        "lease": "",
        "lease_until": None,
        "cancel_requested": False,
        "wanted_again": False,
        "not_before": None,
        "sent_at": None,
        "started_at": None,
        "finished_at": None,
        "heard_at": None,
        "progress": "",
        "message": "",
    }

    kind = models.SlugField(max_length=40)
    key = models.CharField(max_length=200, help_text="What is to be made, unique among jobs of its kind")
    params = models.JSONField(default=dict, help_text="Ids only")
    batches = models.ManyToManyField(Batch, related_name="jobs", blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempt = models.PositiveSmallIntegerField(default=0)
    setbacks = models.PositiveSmallIntegerField(default=0)
    lease = models.CharField(max_length=32, blank=True, help_text="The token of the worker that may publish")
    lease_until = models.DateTimeField(null=True, blank=True)
    cancel_requested = models.BooleanField(default=False)
    wanted_again = models.BooleanField(
        default=False, help_text="Asked for while it was being made, perhaps from older figures"
    )
    not_before = models.DateTimeField(null=True, blank=True)

    queued_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True, help_text="When the broker was last told")
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)
    progress = models.CharField(max_length=200, blank=True)
    message = models.CharField(max_length=500, blank=True, help_text="Why it ended, for the person who asked")

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["queued_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="job_once"),
            models.CheckConstraint(
                name="job_runs_under_a_lease",
                condition=~Q(state="running") | (~Q(lease="") & Q(lease_until__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(
                name="job_live", fields=["queued_at", "id"], condition=Q(state__in=["queued", "running"])
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.key}"

    @property
    def is_over(self):
        return self.state not in self.LIVE


class SweepRecord(models.Model):
    """When the sweep last went round: one row, kept up to date."""

    at = models.DateTimeField()

    def __str__(self):
        return f"Last sweep {self.at}"

    @classmethod
    def last(cls):
        """The time of the last sweep, or None before the first."""
        return cls.objects.values_list("at", flat=True).first()

    @classmethod
    def note(cls):
        cls.objects.update_or_create(pk=1, defaults={"at": timezone.now()})
