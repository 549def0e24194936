"""Groups that are being worked out for a cycle, and those that were published."""

from django.db import models
from django.db.models import Q

from cycles.models import Cycle
from regions.models import Person


class GroupingQuerySet(models.QuerySet):
    def drafts(self):
        """Those that are not published: at most one a cycle."""
        return self.filter(published_at__isnull=True)


class Grouping(models.Model):
    """A cycle's groups with what was asked for. Authorities are their DfE numbers; groups count from 1.

    ``answers`` holds what the search found, the best first, each with its groups and cost; ``groups`` those that
    are chosen, which a person may have changed by hand. Why two authorities were kept apart is kept nowhere.
    """

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="groupings")
    members = models.JSONField()
    stages = models.JSONField(default=dict, blank=True, help_text="By authority, where it is on its journey")
    weights = models.JSONField(help_text="By rule")
    neighbours_together = models.BooleanField(default=False)
    look_back = models.PositiveSmallIntegerField(default=2)
    seed = models.PositiveIntegerField(default=1)
    together = models.JSONField(default=list, blank=True, help_text="Authorities that stay in one group")
    fixed = models.JSONField(default=list, blank=True, help_text="Groups that stay as they are")

    groups = models.JSONField()
    cost = models.JSONField(help_text="Pairs that met lately, and points by rule")
    answers = models.JSONField()
    is_proved = models.BooleanField(help_text="Whether the search ended in proof")
    solved_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects = GroupingQuerySet.as_manager()

    class Meta:
        ordering = ["-solved_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle"], condition=Q(published_at__isnull=True), name="one_draft_grouping_a_cycle"
            ),
            models.CheckConstraint(
                name="grouping_published_at_and_by_go_together",
                condition=Q(published_at__isnull=True, published_by__isnull=True)
                | Q(published_at__isnull=False, published_by__isnull=False),
            ),
        ]

    def __str__(self):
        return f"groups of {self.cycle}"

    @property
    def named(self):
        """The groups by the names that they are published under."""
        return {f"Group {number}": group for number, group in enumerate(self.groups, start=1)}
