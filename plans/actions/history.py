"""Keeping the plan's words at each change and each move."""

from django.db.models import Max

from plans.content import wording
from plans.models import Plan, PlanVersion
from regions.models import Person


def keep(plan: Plan, why: str, *, by: Person, about: str = "") -> PlanVersion:
    """The next version, from the plan as it is stored now. Call it in the transaction of the change, with the plan
    held, so that no number is taken twice."""
    plan = Plan.objects.get(pk=plan.pk)
    last = plan.versions.aggregate(last=Max("number"))["last"] or 0
    return PlanVersion.objects.create(
        plan=plan,
        number=last + 1,
        why=why,
        about=about,
        state=plan.state,
        content=wording(plan),
        by=by,
    )
