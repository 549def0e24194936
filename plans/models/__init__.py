from plans.models.plans import (
    Activity,
    Ballot,
    Commentary,
    Measure,
    Milestone,
    Plan,
    Priority,
    Provenance,
)
from plans.models.support import Match, Need, Offer, Visibility

__all__ = [
    "Activity",
    "Ballot",
    "Commentary",
    "Match",
    "Measure",
    "Milestone",
    "Need",
    "Offer",
    "Plan",
    "Priority",
    "Provenance",
    "Visibility",
]
