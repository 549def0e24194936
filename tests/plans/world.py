"""Needs and offers of a region in which everybody of ``tests.selfeval.world`` holds a post."""

from datetime import date, datetime

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


__all__ = ["MONTH_LATER", "NOW", "at", "clock_at", "make_offer", "match", "raise_need"]
