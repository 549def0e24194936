"""Protocols: loading the standard ones, copying one to change it, freezing it when a challenge runs under it."""

import tomllib
from pathlib import Path

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from audit.models import record
from challenges.models import Protocol, ProtocolRole, ProtocolStep
from regions.models import Person, Region

STANDARD = Path(__file__).resolve().parent.parent / "standard_protocols.toml"
COPIED = ("slug", "kind", "name", "about", "days", "goes_round", "least_lines", "most_lines")
COPIED += ("needs_both_kinds", "principles")


class ProtocolFrozen(Exception):  # noqa: N818
    """Challenges run under this version; copy it to change it."""


@transaction.atomic
def load_standard() -> int:
    """Store the standard protocols that are not there yet; returns how many were added."""
    return sum(_load(slug, raw) for slug, raw in tomllib.loads(STANDARD.read_text()).items())


def _load(slug: str, raw: dict) -> bool:
    least, most = raw.pop("lines")
    roles, steps = raw.pop("roles"), raw.pop("steps")
    fields = raw | {"least_lines": least, "most_lines": most, "frozen_at": timezone.now()}
    protocol, is_new = Protocol.objects.get_or_create(slug=slug, version=1, region=None, defaults=fields)
    if is_new:
        ProtocolRole.objects.bulk_create(
            ProtocolRole(protocol=protocol, position=position, **role)
            for position, role in enumerate(roles, 1)
        )
        ProtocolStep.objects.bulk_create(
            ProtocolStep(protocol=protocol, position=position, **step)
            for position, step in enumerate(steps, 1)
        )
    return is_new


@transaction.atomic
def copy(*, protocol: Protocol, region: Region, by: Person | None, **fields) -> Protocol:
    """The region's next version of this protocol, to change; what it was copied from stays as it is."""
    given = {name: getattr(protocol, name) for name in COPIED} | fields
    newest = Protocol.objects.filter(slug=given["slug"], region=region).aggregate(n=Max("version"))["n"] or 0
    made = Protocol.objects.create(region=region, version=newest + 1, copied_from=protocol, **given)
    for model in (ProtocolRole, ProtocolStep):
        rows = list(model.objects.filter(protocol=protocol))
        for row in rows:
            row.pk, row.protocol = None, made
        model.objects.bulk_create(rows)
    record("protocol_copied", made, by=by, source=protocol.pk)
    return made


def freeze(protocol: Protocol) -> None:
    """From here on this version never changes: a challenge runs under it."""
    Protocol.objects.filter(pk=protocol.pk, frozen_at=None).update(frozen_at=timezone.now())
