"""A draft of groups without working anything out."""

from django.utils import timezone

from challenges.grouping import USUAL, Rule
from challenges.models import Grouping


def make_draft_groups(cycle, *, by, groups=None):
    """One group of all authorities of the cycle's region, or the groups given, for nothing."""
    groups = groups or [sorted(cycle.region.authorities.current().values_list("pk", flat=True))]
    answer = {"groups": groups, "cost": {"repeats": 0, "points": dict.fromkeys(Rule, 0)}}
    return Grouping.objects.create(
        cycle=cycle,
        members=sorted(number for group in groups for number in group),
        weights=USUAL,
        answers=[answer],
        is_proved=True,
        solved_at=timezone.now(),
        made_by=by,
        **answer,
    )
