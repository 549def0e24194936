"""Declaring a conflict of interest, and ending it."""

from django.db import transaction
from django.utils import timezone

from audit.models import record
from regions.models import Conflict, LocalAuthority, Person


@transaction.atomic
def declare_conflict(
    *, authority: LocalAuthority, kind: str, outcome: str, by: Person, note: str = ""
) -> Conflict:
    """Effective from now; what is declared already stays as it is.

    The log says that something was declared, not about whom: everyone who reads the log could read it.
    """
    conflict, is_new = Conflict.objects.get_or_create(
        person=by,
        authority=authority,
        kind=kind,
        ended_at=None,
        defaults={"outcome": outcome, "note": note},
    )
    if is_new:
        record("conflict_declared", conflict, by=by)
    return conflict


@transaction.atomic
def end_conflict(*, conflict: Conflict, by: Person) -> None:
    """Over from now; ending it twice changes nothing."""
    if Conflict.objects.filter(pk=conflict.pk, ended_at__isnull=True).update(ended_at=timezone.now()):
        record("conflict_ended", conflict, by=by)
