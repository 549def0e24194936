"""Statistical neighbours: ten similar authorities for each, by DfE's model, in dated versions."""

from django.db import models

from regions.models import LocalAuthority


class NeighbourSet(models.Model):
    label = models.CharField(max_length=80, unique=True)
    published_on = models.DateField()

    class Meta:
        ordering = ["-published_on"]
        get_latest_by = "published_on"

    def __str__(self):
        return self.label


class NeighbourLink(models.Model):
    """One direction only: A may have B as a neighbour without B having A."""

    class Closeness(models.TextChoices):
        EXTREMELY_CLOSE = "extremely_close", "Extremely close"
        VERY_CLOSE = "very_close", "Very close"
        CLOSE = "close", "Close"
        SOMEWHAT_CLOSE = "somewhat_close", "Somewhat close"
        NOT_CLOSE = "not_close", "Not close"

    neighbour_set = models.ForeignKey(NeighbourSet, models.CASCADE, related_name="links")
    authority = models.ForeignKey(LocalAuthority, models.PROTECT, related_name="neighbour_links")
    neighbour = models.ForeignKey(LocalAuthority, models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField(help_text="1 is nearest, 10 furthest")
    closeness = models.CharField(max_length=16, choices=Closeness)

    class Meta:
        ordering = ["authority", "rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["neighbour_set", "authority", "rank"], name="one_neighbour_a_rank"
            ),
            models.UniqueConstraint(
                fields=["neighbour_set", "authority", "neighbour"], name="neighbour_once"
            ),
            models.CheckConstraint(
                name="no_authority_is_its_own_neighbour",
                condition=~models.Q(authority=models.F("neighbour")),
            ),
        ]

    def __str__(self):
        return f"{self.authority_id}: {self.rank}. {self.neighbour_id}"
