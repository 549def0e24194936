"""Who leads a region's improvement together, and who did before."""

from django.db import models
from django.db.models import F, Q

from regions.models.places import LocalAuthority, Region


class RegionalLeadQuerySet(models.QuerySet):
    def leading_after(self, day):
        """Those who lead on the day or will, as far as is known."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))

    def unended(self):
        return self.filter(ends_on__isnull=True)


class RegionalLead(models.Model):
    """A director, lead member or chief executive who leads for the region, from a day until a day.

    A record and nothing more: what anyone may see or do follows from posts alone.
    """

    class Capacity(models.TextChoices):
        DCS = "dcs", "Lead director of children’s services"
        LEAD_MEMBER = "lead_member", "Lead elected member"
        CHIEF_EXECUTIVE = "chief_executive", "Lead chief executive"

    region = models.ForeignKey(Region, models.PROTECT, related_name="leads")
    capacity = models.CharField(max_length=15, choices=Capacity)
    name = models.CharField(max_length=120)
    authority = models.ForeignKey(LocalAuthority, models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey("regions.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = RegionalLeadQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "capacity"],
                condition=Q(ends_on__isnull=True),
                name="one_lead_of_a_kind_at_a_time",
            ),
            models.CheckConstraint(
                name="lead_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self):
        return f"{self.name}, {self.get_capacity_display()}"

    def is_over(self, today) -> bool:
        return self.ends_on is not None and self.ends_on < today
