"""Figures as published. A row is never changed: a revised figure is a new row that replaces the old one."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from files.models import StoredFile
from indicators.models.catalogue import Indicator
from indicators.symbols import MEANINGS
from regions.models import Area


class DataVersionQuerySet(models.QuerySet):
    def in_force(self):
        """Loads that have not been undone, newest first."""
        return self.filter(undone_at__isnull=True).order_by("-pk")


class DataVersion(models.Model):
    """One load of figures, all of it or none of it.

    When a version is undone its figures count as replaced by itself, and those it had replaced stand again.
    """

    loaded_at = models.DateTimeField(auto_now_add=True)
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    source_name = models.CharField(max_length=255, help_text="Name of the file or folder")
    layout = models.CharField(max_length=10)
    sha256 = models.CharField(max_length=64, help_text="Of the bytes that were read")
    upload = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    added = models.PositiveIntegerField(default=0)
    revised = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = DataVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="version_undone_by_is_dated",
                condition=Q(undone_by__isnull=True) | Q(undone_at__isnull=False),
            )
        ]

    def __str__(self):
        return f"Version {self.pk}: {self.source_name}"


class ObservationQuerySet(models.QuerySet):
    def standing(self):
        """The figures that no later load has replaced."""
        return self.filter(replaced_by__isnull=True)


class Observation(models.Model):
    """One figure of one indicator for one area and period: a value, or a symbol that says why there is none.

    ``symbol`` may stand beside a value only where it is ``u`` (unreliable) or ``k``.
    Numerator and denominator are in the publisher's own units; lower and upper are 95% limits
    where the source publishes them.
    """

    # Three foreign keys checked row by row took two thirds of a load into PostgreSQL (benchmarks/imports.py),
    # so ``importing.bulk.insert`` checks them once for all rows, and PROTECT keeps what they name.
    version = models.ForeignKey(DataVersion, models.PROTECT, related_name="observations", db_constraint=False)
    replaced_by = models.ForeignKey(DataVersion, models.PROTECT, null=True, related_name="+", db_index=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    slot = models.PositiveSmallIntegerField()
    value = models.FloatField(null=True)
    symbol = models.CharField(max_length=1, blank=True, default="", choices=list(MEANINGS.items()))
    numerator = models.FloatField(null=True)
    denominator = models.FloatField(null=True)
    lower = models.FloatField(null=True)
    upper = models.FloatField(null=True)

    objects = ObservationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "area", "slot"],
                condition=Q(replaced_by__isnull=True),
                name="one_standing_figure",
            ),
            models.CheckConstraint(
                name="figure_has_a_value_or_a_reason",
                condition=Q(value__isnull=False) | ~Q(symbol=""),
            ),
        ]
        indexes = [
            models.Index(
                name="replaced_figures", fields=["replaced_by"], condition=Q(replaced_by__isnull=False)
            )
        ]

    def __str__(self):
        return f"{self.indicator_id} {self.area_id} {self.slot}: {self.value}{self.symbol}"
