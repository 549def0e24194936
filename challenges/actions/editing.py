"""Changing a region's own protocol while no challenge runs under it."""

from django.db import transaction
from django.db.models import F, Max

from audit.models import record
from challenges.actions.protocols import ProtocolFrozen
from challenges.models import Protocol, ProtocolRole, ProtocolStep
from regions.models import Person

PARKED = 1000  # added to every place while steps change theirs


class CannotChange(Exception):  # noqa: N818
    """The words are fit to show."""


def locked(protocol_id: int) -> Protocol:
    """The protocol, held until the transaction ends. Raises ProtocolFrozen."""
    protocol = Protocol.objects.select_for_update(of=("self",)).get(pk=protocol_id)
    if not protocol.is_editable:
        raise ProtocolFrozen
    return protocol


@transaction.atomic
def change_protocol(*, protocol: Protocol, by: Person, **fields) -> None:
    """Its name, what it says about itself, its days, lines of enquiry and principles."""
    protocol = locked(protocol.pk)
    Protocol.objects.filter(pk=protocol.pk).update(**fields)
    record("protocol_changed", protocol, by=by)


@transaction.atomic
def add_step(*, protocol: Protocol, by: Person, **fields) -> ProtocolStep:
    protocol = locked(protocol.pk)
    made = append_step(protocol, **fields)
    put_in_order(protocol)
    record("protocol_changed", protocol, by=by, step=made.pk)
    return made


def append_step(protocol: Protocol, **fields) -> ProtocolStep:
    last = protocol.steps.aggregate(n=Max("position"))["n"] or 0
    return ProtocolStep.objects.create(protocol=protocol, position=last + 1, **fields)


@transaction.atomic
def change_step(*, step: ProtocolStep, by: Person, **fields) -> None:
    protocol = locked(step.protocol_id)
    ProtocolStep.objects.filter(pk=step.pk).update(**fields)
    put_in_order(protocol)
    record("protocol_changed", protocol, by=by, step=step.pk)


@transaction.atomic
def remove_step(*, step: ProtocolStep, by: Person) -> None:
    """Raises CannotChange for the challenge itself."""
    protocol = locked(step.protocol_id)
    if step.kind == ProtocolStep.Kind.EVENT:
        raise CannotChange("This step is the challenge itself, so it stays.")
    record("protocol_changed", protocol, by=by, step=step.pk)
    step.delete()
    put_in_order(protocol)


def put_in_order(protocol: Protocol) -> None:
    """Steps by their days; those of one day stay in the order in which they were."""
    steps = sorted(protocol.steps.all(), key=lambda step: (step.offset, step.position))
    protocol.steps.update(position=F("position") + PARKED)
    for place, step in enumerate(steps, 1):
        step.position = place
    ProtocolStep.objects.bulk_update(steps, ["position"])


@transaction.atomic
def set_role(*, protocol: Protocol, role: str, by: Person, **numbers) -> None:
    """How many of a role it needs and takes; a role that it does not have yet comes last."""
    protocol = locked(protocol.pk)
    last = protocol.roles.aggregate(n=Max("position"))["n"] or 0
    ProtocolRole.objects.update_or_create(
        protocol=protocol, role=role, defaults=numbers, create_defaults=numbers | {"position": last + 1}
    )
    record("protocol_changed", protocol, by=by, role=str(role))


@transaction.atomic
def remove_role(*, role: ProtocolRole, by: Person) -> None:
    protocol = locked(role.protocol_id)
    record("protocol_changed", protocol, by=by, role=role.role)
    role.delete()
