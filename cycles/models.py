"""A region's year: the cycle, and its steps with their dates. Every step is a row that the region may change."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from cycles.rules import SINGLE_DAYS
from regions.models import Region
from regions.roles import Permission


class CycleQuerySet(models.QuerySet):
    def visible_to(self, person):
        """The cycles of every region that the person may see."""
        return self.filter(region__in=person.region_codes_where(Permission.VIEW_REGION))

    def open(self):
        """Those that are under way: at most one a region."""
        return self.filter(opened_at__isnull=False, closed_at__isnull=True)

    def not_closed(self):
        return self.filter(closed_at__isnull=True)


class Cycle(models.Model):
    """One region's year. It is prepared, then opened, then closed; only an open one reminds anybody."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="cycles")
    name = models.CharField(max_length=60, help_text="The year, such as 2026/27")
    starts_on = models.DateField(help_text="The first day of its first step")
    ends_on = models.DateField(help_text="The last day of its last step")
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = CycleQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["region", "name"], name="cycle_once_a_region"),
            models.UniqueConstraint(
                fields=["region"],
                condition=Q(opened_at__isnull=False, closed_at__isnull=True),
                name="one_open_cycle_a_region",
            ),
            models.CheckConstraint(
                name="cycle_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="cycle_closed_was_opened",
                condition=Q(closed_at__isnull=True) | Q(opened_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.region.name} {self.name}"

    def get_absolute_url(self):
        return reverse("cycles:cycle", args=[self.pk])

    @property
    def is_open(self):
        return self.opened_at is not None and self.closed_at is None

    @property
    def is_closed(self):
        return self.closed_at is not None

    def day_of(self, kind):
        """The last day of the cycle's first step of the kind, or None if it has none or it is switched off.

        For ``Phase.Kind.SHARE`` it is the day from which groups may read: it begins at midnight in London.
        """
        days = [phase.due_on for phase in self.phases.all() if phase.kind == kind and not phase.is_off]
        return min(days, default=None)


class Phase(models.Model):
    """One step of a cycle: a day, or a span of days when it has a first day too."""

    class Kind(models.TextChoices):
        PREPARE = "prepare", "Preparing"
        MEMORANDUM = "memorandum", "Memorandum of understanding"
        GROUPS = "groups", "Groups"
        WRITE = "write", "Writing self-evaluations"
        SIGN_OFF = "sign_off", "Sign-off"
        SHARE = "share", "Sharing"
        READ = "read", "Reading"
        CONVERSATIONS = "conversations", "Challenge conversations"
        ACTIONS = "actions", "Actions"
        PLAN = "plan", "Plan"
        WORKSHOP = "workshop", "Workshop or meeting"
        LIVE = "live", "Plan goes live"
        REVIEW = "review", "Review"

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="phases")
    kind = models.CharField(max_length=15, choices=Kind)
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(help_text="The order of steps that are due on the same day")
    starts_on = models.DateField(null=True, blank=True)
    due_on = models.DateField()
    reminds = models.BooleanField(default=False)
    is_off = models.BooleanField(default=False)
    done_on = models.DateField(null=True, blank=True)
    uid = models.UUIDField(default=uuid4, unique=True, editable=False, help_text="Its name in calendars")
    sequence = models.PositiveIntegerField(
        default=0, help_text="Rises when calendars must change their entry"
    )

    class Meta:
        ordering = ["due_on", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="phase_starts_before_it_is_due",
                condition=Q(starts_on__isnull=True) | Q(starts_on__lte=F("due_on")),
            ),
            models.UniqueConstraint(
                fields=["cycle", "kind"],
                condition=Q(kind__in=SINGLE_DAYS),
                name="one_sign_off_and_share_a_cycle",
            ),
            models.CheckConstraint(
                name="sign_off_and_share_are_single_days",
                condition=~Q(kind__in=SINGLE_DAYS) | Q(starts_on__isnull=True),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def first_day(self):
        return self.starts_on or self.due_on
