"""The plan as it was worded at each change and each move; rows are only added, and the database sees to it."""

from django.db import models

from plans.models.plans import PLAN_STATES, Plan
from plans.states import PlanState
from regions.models import Person
from regions.models.memoranda import AppendOnly, NeverChanges
from regions.roles import Permission


class PlanVersionQuerySet(NeverChanges):
    def visible_to(self, person):
        """All of them for who reads the draft; for others of who reads the plan, those from its confirmation on."""
        early = person.region_codes_where(Permission.READ_PLAN_DRAFT)
        return self.filter(plan__in=Plan.objects.visible_to(person)).filter(
            models.Q(plan__cycle__region__in=early)
            | models.Q(state__in=[PlanState.CONFIRMED, PlanState.CLOSED])
        )


class PlanVersion(AppendOnly):
    """``content`` as ``plans.content.wording`` gives it, and the state that the plan was in then."""

    class Why(models.TextChoices):
        DRAFTED = "drafted", "Drafted"
        INTRODUCTION = "introduction", "Introduction changed"
        ADDED = "added", "Priority added"
        CHANGED = "changed", "Priority changed"
        DROPPED = "dropped", "Priority left out"
        OPENED = "open_ballot", "Opened for the ballot"
        TAKEN_BACK = "back_to_draft", "Taken back to the draft"
        CONFIRMED = "confirm", "Confirmed"
        CLOSED = "close", "Closed"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    why = models.CharField(max_length=13, choices=Why)
    about = models.CharField(max_length=200, blank=True, help_text="The priority that was changed")
    state = models.CharField(max_length=9, choices=PLAN_STATES)
    content = models.JSONField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = PlanVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="plan_version_number_once")]

    def __str__(self):
        return f"Version {self.number}"
