"""Choosing what to look at: proposals, the dialogue, who agreed to what, and the lines of enquiry that follow."""

from django.db import models

from challenges.models.challenges import Turn
from challenges.parts import Part, SeatRole
from indicators.models import Indicator
from regions.models import Person

SIDES = [("host", "Host"), ("lead", "Lead"), ("observer", "Observer")]
TAKEN_BY = {
    "lead": {SeatRole.LEAD, SeatRole.DIRECTOR},
    "observer": {SeatRole.OBSERVER, SeatRole.DIRECTOR},
}


def side_of(parts: set[Part]) -> str:
    """The side that someone of these parts speaks for; empty for everyone else."""
    return next((side for side, _ in SIDES if Part(side) in parts), "")


def sides_of(turn: Turn) -> list[str]:
    """Those that must agree: the host, and of lead and observer whom the turn has and its protocol gives a seat."""
    roles = set(turn.challenge.protocol.roles.values_list("role", flat=True))
    there = {"lead": turn.lead_id, "observer": turn.observer_id}
    return ["host", *(side for side, number in there.items() if number and roles & TAKEN_BY[side])]


class Proposal(models.Model):
    """An area that one side would look at, and why; about a flagged figure or anything else."""

    turn = models.ForeignKey(Turn, models.CASCADE, related_name="proposals")
    side = models.CharField(max_length=8, choices=SIDES)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    area = models.CharField(max_length=300)
    because = models.TextField(blank=True)
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["at"]

    def __str__(self):
        return self.area


class Remark(models.Model):
    """One contribution to the dialogue of host, lead and observer. Kept as it was said."""

    turn = models.ForeignKey(Turn, models.CASCADE, related_name="remarks")
    side = models.CharField(max_length=8, choices=SIDES)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    text = models.TextField()

    class Meta:
        ordering = ["at"]

    def __str__(self):
        return f"{self.by} at {self.at:%d %B %Y}"


class Agreement(models.Model):
    """That a side agreed to the focus as it stood at ``scope_version``; a later change asks everyone again."""

    turn = models.ForeignKey(Turn, models.CASCADE, related_name="agreements")
    side = models.CharField(max_length=8, choices=SIDES)
    scope_version = models.PositiveIntegerField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["turn", "side", "scope_version"], name="side_agrees_once")
        ]

    def __str__(self):
        return f"{self.get_side_display()}: {self.turn}"


class LineOfEnquiry(models.Model):
    class Kind(models.TextChoices):
        IMPROVE = "improve", "Aspect requiring improvement"
        GOOD_PRACTICE = "good_practice", "Good practice to scrutinise"

    turn = models.ForeignKey(Turn, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=13, choices=Kind)
    text = models.CharField(max_length=400)
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, blank=True, related_name="+")
    data_wanted = models.TextField(blank=True)
    evidence_wanted = models.TextField(blank=True)
    supplied_by = models.CharField(
        max_length=120, blank=True, help_text="Where it came from another body, such as the inspectorate"
    )
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self):
        return self.text
