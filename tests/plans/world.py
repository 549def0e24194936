"""Needs and offers of a region in which everybody of ``tests.selfeval.world`` holds a post."""

from datetime import date, datetime

from challenges.actions import planning
from challenges.actions.protocols import load_standard
from challenges.models import AgreedAction, Protocol
from plans.actions import development
from plans.actions import support as actions
from regions.models import LocalAuthority
from tests.selfeval.world import LONDON, clock_at

NOW = datetime(2027, 3, 10, 12, tzinfo=LONDON)  # while the group of Northmere reads
MONTH_LATER = datetime(2027, 4, 12, 12, tzinfo=LONDON)


def at(name):
    return LocalAuthority.objects.select_related("region").get(name=name)


def raise_need(world, name="Northmere", by="ada", **fields):
    given = {"theme": "Workforce", "text": "Help with agency staff", "urgency": "term", "visibility": "own"}
    return actions.raise_need(authority=at(name), by=world.people[by], **given | fields)


def make_offer(world, name="Southby", by="nia", **fields):
    given = {
        "theme": "Workforce",
        "text": "How we keep staff",
        "kind": "visit",
        "capacity": 1,
        "visibility": "region",
    }
    return actions.make_offer(authority=at(name), by=world.people[by], **given | fields)


def match(world, need, offer, **fields):
    given = {
        "scope": "Two days at Southby",
        "starts_on": date(2027, 4, 1),
        "ends_on": date(2027, 5, 31),
        "because": "the same theme",
    }
    return actions.suggest_match(need=need, offer=offer, by=world.people["mo"], **given | fields)


def agree_action(world, name="Northmere", **fields):
    """After a challenge of the cycle, in which the authority was looked at."""
    load_standard()
    challenge = planning.plan_challenge(
        cycle=world.evaluation.cycle,
        protocol=Protocol.objects.get(slug="challenge-day", region=None),
        name="A day",
        authorities=[at(name), at("Southby" if name != "Southby" else "Northmere")],
        first_day=date(2027, 4, 20),
        by=world.people["mo"],
    )
    turn = challenge.turns.get(host__name=name)
    given = {"text": "Audit all plans", "owner": "Head of practice", "due_on": date(2027, 9, 30)}
    return AgreedAction.objects.create(turn=turn, by=world.people["ada"], **given | fields)


LINE = {
    "title": "Children see the same worker",
    "done": "Pay and supervision",
    "owner": "Head of practice",
    "starts_on": date(2027, 3, 1),
    "ends_on": date(2028, 3, 31),
    "success": "Fewer changes of worker",
}


def make_development(world, name="Northmere", by="ada", lines=1, **fields):
    """A draft with lines that may be shared."""
    plan = development.draft(cycle=world.evaluation.cycle, authority=at(name), by=world.people[by])
    for _ in range(lines):
        development.add_line(plan=plan, by=world.people[by], **LINE | fields)
    return plan


def share(world, plan, by="ada"):
    development.move(plan=plan, name="share", by=world.people[by])
    plan.refresh_from_db()
    return plan


def say(world, plan, line=None, name="nia", place="Southby", **fields):
    given = {"aspect": "clarity", "text": "Who does it?"}
    return development.comment(
        plan=plan, line=line, authority=at(place), by=world.people[name], **given | fields
    )


__all__ = [
    "LINE",
    "MONTH_LATER",
    "NOW",
    "agree_action",
    "at",
    "clock_at",
    "make_development",
    "make_offer",
    "match",
    "raise_need",
    "say",
    "share",
]
