"""Shapes of the pages about protocols."""

from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count

from challenges.dates import day_words
from challenges.models import Protocol, ProtocolStep
from challenges.presenters.evaluating import lessons_about
from regions.models import Region
from regions.roles import Permission

GATE_TAGS = {"confirm": "To confirm", "begin": "To begin", "end": "To end", "close": "To close"}


@dataclass(frozen=True)
class Day:
    """Everything of a protocol that is on one day."""

    words: str
    steps: list["Step"]


@dataclass(frozen=True)
class Step:
    step: ProtocolStep
    gate: str


def protocol_list(person) -> dict:
    found = (
        Protocol.objects.visible_to(person)
        .filter(is_pilot=False)
        .select_related("region", "copied_from")
        .annotate(size=Count("steps", distinct=True), used=Count("challenges", distinct=True))
    )
    return {
        "own": [one for one in found if one.region_id],
        "standard": [one for one in found if not one.region_id],
        "regions": managed_regions(person),
    }


def protocol_page(protocol: Protocol, person) -> dict:
    others = Protocol.objects.visible_to(person).exclude(pk=protocol.pk).select_related("region")
    return {
        "protocol": protocol,
        "days": days_of(protocol),
        "roles": protocol.roles.all(),
        "may_edit": protocol.is_editable and person.may(Permission.MANAGE_CYCLES, at=protocol.region),
        "regions": [] if protocol.is_pilot else managed_regions(person),
        "others": others,
        "lessons": lessons_about(protocol, person),
    }


def days_of(protocol: Protocol) -> list[Day]:
    """The steps in their order, those of one day together."""
    return [
        Day(day_words(offset), [Step(step, GATE_TAGS.get(step.gate, "")) for step in steps])
        for offset, steps in groupby(protocol.steps.all(), key=lambda step: step.offset)
    ]


def managed_regions(person) -> list[Region]:
    return list(Region.objects.filter(pk__in=person.region_codes_where(Permission.MANAGE_CYCLES)))
