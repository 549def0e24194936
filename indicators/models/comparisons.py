"""How each authority compares: worked out whenever figures or neighbours change, kept for every page."""

from django.db import models

from indicators.models.catalogue import Indicator
from indicators.models.neighbours import NeighbourSet
from indicators.symbols import MEANINGS
from regions.models import Area, LocalAuthority


class ComparisonQuerySet(models.QuerySet):
    def of(self, authority):
        return self.filter(authority=authority).select_related("indicator").order_by("indicator__position")


class Comparison(models.Model):
    """One indicator at one authority, in the latest period that has figures, with its series.

    All figures are unrounded and in the indicator's unit. ``series`` holds equal-length lists,
    oldest period first: ``labels``, ``authority``, ``symbols``, ``neighbours``, ``region``,
    ``england``, ``lower`` and ``upper`` (null where there is none); and ``standings``, of the last five only.
    """

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="comparisons")
    authority = models.ForeignKey(LocalAuthority, models.CASCADE, related_name="comparisons")
    neighbour_set = models.ForeignKey(NeighbourSet, models.CASCADE, null=True, related_name="+")
    rules_version = models.CharField(max_length=10)
    period = models.CharField(max_length=24)
    value = models.FloatField(null=True)
    symbol = models.CharField(max_length=1, blank=True, choices=list(MEANINGS.items()))
    previous_period = models.CharField(max_length=24, blank=True)
    previous_value = models.FloatField(null=True)
    change = models.FloatField(null=True)
    rank = models.PositiveSmallIntegerField(null=True)
    ranked = models.PositiveSmallIntegerField(default=0)
    quartile_band = models.CharField(max_length=1, blank=True)
    q25 = models.FloatField(null=True)
    q50 = models.FloatField(null=True)
    q75 = models.FloatField(null=True)
    lowest = models.FloatField(null=True)
    highest = models.FloatField(null=True)
    percentile = models.FloatField(null=True)
    lower = models.FloatField(null=True)
    upper = models.FloatField(null=True)
    sn_mean = models.FloatField(null=True)
    sn_median = models.FloatField(null=True)
    sn_count = models.PositiveSmallIntegerField(default=0)
    # For London: Inner or Outer London, where the publisher has it for the indicator.
    region_area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    region_value = models.FloatField(null=True)
    england_value = models.FloatField(null=True)
    standing = models.CharField(max_length=12, help_text="Against the neighbours' mean")
    trend = models.CharField(max_length=12)
    outlook = models.CharField(
        max_length=16, blank=True, help_text="Which way the trend is going, if good or bad"
    )
    region_trend = models.CharField(
        max_length=12, blank=True, help_text="Of region_area, tested the same way"
    )
    flag = models.CharField(max_length=24)
    gap = models.FloatField(null=True, help_text="Standardised, positive is worse")
    series = models.JSONField()

    objects = ComparisonQuerySet.as_manager()

    class Meta:
        ordering = ["indicator", "authority"]
        constraints = [models.UniqueConstraint(fields=["authority", "indicator"], name="one_comparison_each")]
        # A region's page counts flags: by this index without reading the wide rows.
        indexes = [models.Index(fields=["authority", "flag", "indicator"], name="flags_of_an_authority")]

    def __str__(self):
        return f"{self.authority_id} {self.indicator_id} {self.period}: {self.flag}"
