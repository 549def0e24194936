"""Conflicts of interest that people declare. Private to the person; only the fact has any effect."""

from django.db import models
from django.db.models import Q


class ConflictQuerySet(models.QuerySet):
    def visible_to(self, person):
        """A person's own, and nobody else's."""
        return self.filter(person=person)

    def live(self):
        return self.filter(outcome=Conflict.Outcome.CONFLICT, ended_at__isnull=True)

    def live_between(self, person, authority):
        """Conflicts in effect between the two. Either may be an OuterRef, for use in ``Exists``."""
        return self.live().filter(person=person, authority=authority)


class Conflict(models.Model):
    """What ties a person to an authority, as the person declared it."""

    class Kind(models.TextChoices):
        WORKED_THERE = "worked_there", "I worked there in the last three years"
        APPLIED = "applied", "I have applied for a post there"
        PERSONAL = "personal", "I have a close personal tie to someone there"
        INTERVENTION = (
            "intervention",
            "I advise it, am its commissioner, or take part in an intervention there",
        )
        SUPPLIER = "supplier", "I have an interest in one of its suppliers"
        POLITICAL = "political", "I have a political interest, beyond being of the same or another party"

    class Outcome(models.TextChoices):
        CONFLICT = "conflict", "Conflict"
        LOOKED_AT = "looked_at_not_a_conflict", "Looked at, not a conflict"

    person = models.ForeignKey("regions.Person", models.PROTECT, related_name="conflicts")
    authority = models.ForeignKey("regions.LocalAuthority", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    outcome = models.CharField(max_length=24, choices=Outcome)
    note = models.TextField(blank=True)
    declared_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ConflictQuerySet.as_manager()

    class Meta:
        ordering = ["-declared_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "authority", "kind"],
                condition=Q(ended_at__isnull=True),
                name="conflict_declared_once",
            )
        ]

    def __str__(self):
        return f"conflict {self.pk}"  # and not between whom: that is the person's own

    @property
    def is_live(self):
        return self.outcome == self.Outcome.CONFLICT and self.ended_at is None
