"""What is measured: indicators, the periods they are published for, and named lists of them."""

from functools import cache

from django.db import models
from django.urls import reverse

from indicators.polarity import Polarity
from regions.models import Region


class Indicator(models.Model):
    class Unit(models.TextChoices):
        PERCENT = "percent", "%"
        NUMBER = "number", "number"
        SCORE = "score", "score"
        PER_100 = "rate_per_100", "per 100"
        PER_1000 = "rate_per_1000", "per 1,000"
        PER_10000 = "rate_per_10000", "per 10,000"
        PER_100000 = "rate_per_100000", "per 100,000"
        POUNDS = "pounds", "£"

    class YearType(models.TextChoices):
        FINANCIAL = "financial", "Year to 31 March"
        ACADEMIC = "academic", "School year"
        CALENDAR = "calendar", "Calendar year"
        MARCH = "snapshot_31_march", "On 31 March"
        SEPTEMBER = "snapshot_30_september", "On 30 September"
        JANUARY = "snapshot_january", "In January"
        ANNUAL = "annual", "Each year"

    slug = models.SlugField(max_length=120, unique=True)
    source_code = models.CharField(max_length=120, blank=True, db_index=True)
    title = models.CharField(max_length=255)
    topic = models.CharField(max_length=80)
    unit = models.CharField(max_length=16, choices=Unit)
    polarity = models.CharField(max_length=4, choices=[(p.value, p.value) for p in Polarity])
    decimals = models.PositiveSmallIntegerField(default=1)
    year_type = models.CharField(max_length=24, choices=YearType)
    source = models.CharField(max_length=255)
    is_banded = models.BooleanField(default=True, help_text="Off where the range is too small for quartiles")
    position = models.PositiveIntegerField(default=0, help_text="Place in the catalogue")

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return address_of(self.slug)


@cache  # a page links to dozens of indicators
def address_of(slug):
    return reverse("indicators:indicator", args=[slug])


class Period(models.Model):
    """One published period of one indicator. ``slot`` sorts a series: its first four digits, as a number."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="periods")
    slot = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=24, help_text="As published, for example 2023/24")

    class Meta:
        ordering = ["indicator", "slot"]
        constraints = [models.UniqueConstraint(fields=["indicator", "slot"], name="one_label_a_slot")]

    def __str__(self):
        return self.label


class IndicatorSetQuerySet(models.QuerySet):
    def for_region(self, region):
        """The region's own set, or the first national one; None before any figures are loaded."""
        return self.used_in(region).first()

    def used_in(self, region):
        """That set alone, to be part of another query."""
        own_or_national = self.filter(models.Q(region=region) | models.Q(region=None))
        return own_or_national.order_by(models.F("region").asc(nulls_last=True), "pk")[:1]


class IndicatorSet(models.Model):
    """A named list of indicators; a region without one of its own uses the national one."""

    name = models.CharField(max_length=120)
    region = models.OneToOneField(Region, models.PROTECT, null=True, blank=True, related_name="indicator_set")
    indicators = models.ManyToManyField(Indicator, through="SetMember", related_name="sets")

    objects = IndicatorSetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=models.Q(region__isnull=True), name="one_national_set_of_a_name"
            )
        ]

    def __str__(self):
        return self.name


class SetMember(models.Model):
    indicator_set = models.ForeignKey(IndicatorSet, models.CASCADE, related_name="members")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["indicator_set", "indicator"], name="indicator_once_in_a_set")
        ]

    def __str__(self):
        return f"{self.position}. {self.indicator_id}"
