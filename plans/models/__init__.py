from plans.models.development import (
    DevelopmentComment,
    DevelopmentLine,
    DevelopmentPlan,
    NothingToSay,
)
from plans.models.groups import Decision, GroupAction, Meeting, Membership, RegionalGroup
from plans.models.history import PlanVersion
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
from plans.models.updates import RegionalUpdate, UpdateSection

__all__ = [
    "Activity",
    "Ballot",
    "Commentary",
    "Decision",
    "DevelopmentComment",
    "DevelopmentLine",
    "DevelopmentPlan",
    "GroupAction",
    "Match",
    "Measure",
    "Meeting",
    "Membership",
    "Milestone",
    "Need",
    "NothingToSay",
    "Offer",
    "Plan",
    "PlanVersion",
    "Priority",
    "Provenance",
    "RegionalGroup",
    "RegionalUpdate",
    "UpdateSection",
    "Visibility",
]
