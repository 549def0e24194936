"""The demonstration's development plans: one shared and commented on, one draft. All invented."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from cycles.models import Cycle
from plans.actions import development
from plans.actions.support import CannotDo
from plans.models import DevelopmentPlan
from plans.states import Aspect, DevelopmentState, WorkState
from regions.roles import Role
from sli_portal.demonstration_challenges import PROTOCOLS, first_group, holder

DAYS = 365
# What will be different, what is done, how one will know.
LINES = (
    (
        "Demonstration: children see the same worker for longer",
        "Demonstration: supervision every month, and a first year that is protected.",
        "Demonstration: fewer changes of worker in a year.",
    ),
    (
        "Demonstration: plans are written with families",
        "Demonstration: a form that families helped to make, and an audit of forty plans.",
        "Demonstration: families say that they know their plan.",
    ),
    (
        "Demonstration: help comes before things get worse",
        "Demonstration: one front door with schools and health.",
        "Demonstration: fewer second referrals within a year.",
    ),
)
INTRODUCTION = "Demonstration: invented words, which say nothing of any real council."
COMMENTS = (
    (Aspect.MEASURE, "Demonstration: by how much, and by when?"),
    (Aspect.AMBITION, "Demonstration: would every team be part of it?"),
)
ANSWER = "Demonstration: we set a number for each half year."


@transaction.atomic
def seed():
    """In each open cycle of the demonstration that has groups and none yet; a second call changes nothing."""
    cycles = Cycle.objects.open().filter(region__slug__in=PROTOCOLS, development_plans=None)
    for cycle in cycles.select_related("region"):
        group = first_group(cycle)
        if len(group) >= 2:
            reader, writer = group[:2]
            drafted(cycle, reader)
            commented(shared(cycle, writer), reader)


def drafted(cycle, authority) -> DevelopmentPlan:
    """As the action drafts it: from the released self-evaluation and what is on the list of needs."""
    return development.draft(cycle=cycle, authority=authority, by=director(authority))


def director(authority):
    return holder(Role.DCS, authority=authority)


def shared(cycle, authority) -> DevelopmentPlan:
    plan, by = drafted(cycle, authority), director(authority)
    development.change_introduction(plan=plan, introduction=INTRODUCTION, built_on=0, by=by)
    for line in plan.lines.all():
        development.drop_line(line=line, by=by)
    for words in LINES:
        development.add_line(plan=plan, by=by, **fields_of(words))
    first = plan.lines.filter(dropped_at=None).first()
    development.set_state(
        line=first, state=WorkState.UNDER_WAY, because="Demonstration: the first teams have begun.", by=by
    )
    try:
        development.move(plan=plan, name="share", by=by)
    except CannotDo:  # early in the demonstration's year, when no group reads yet
        now = timezone.now()
        DevelopmentPlan.objects.filter(pk=plan.pk).update(state=DevelopmentState.SHARED, shared_at=now)
    return plan


def fields_of(words) -> dict:
    today = timezone.localdate()
    return {
        **dict(zip(("title", "done", "success"), words, strict=True)),
        "owner": "Demonstration: a head of service",
        "starts_on": today,
        "ends_on": today + timedelta(days=DAYS),
    }


def commented(plan, reader):
    """One comment on the first line, which is answered, and one on the whole."""
    first = plan.lines.filter(dropped_at=None).first()
    made = [
        development.comment(
            plan=plan, line=line, aspect=aspect, text=text, authority=reader, by=director(reader)
        )
        for line, (aspect, text) in zip((first, None), COMMENTS, strict=True)
    ]
    development.answer(comment=made[0], answer=ANSWER, built_on=0, by=director(plan.authority))
