"""Notes of what the team saw and heard: kept, changed and taken away by whoever wrote them."""

from dataclasses import dataclass
from uuid import UUID, uuid5

from django.db import transaction

from audit.models import record
from challenges.models import EvidenceItem, LineOfEnquiry, Session, Turn
from regions.models import Person


class CannotChange(Exception):  # noqa: N818
    """The words are fit to show."""


USED = "A finding rests on this note, so it stays as it is. Ask the lead to take it out of the finding first."


@dataclass(frozen=True)
class Note:
    text: str
    source: str
    line: LineOfEnquiry | None = None
    session: Session | None = None
    is_mine_alone: bool = False

    @property
    def values(self) -> dict:
        return vars(self)


@transaction.atomic
def keep_note(*, turn: Turn, note: Note, key: UUID, by: Person) -> EvidenceItem:
    """Keep the note, once however often it is sent: ``key`` is the form's own.

    Other words under a key that is taken are another note, as from a form that was come back to: none is lost.
    """
    item, is_new = keep_once(turn, note, key, by)
    if not is_new and not is_same(item, turn, note, by):
        item, is_new = keep_once(turn, note, uuid5(key, f"{turn.pk} {by.pk} {note.text}"), by)
    if is_new:
        record("evidence_kept", item, by=by, turn=turn.pk, source=note.source)
    return item


def keep_once(turn: Turn, note: Note, key: UUID, by: Person) -> tuple[EvidenceItem, bool]:
    return EvidenceItem.objects.get_or_create(key=key, defaults={"turn": turn, "by": by, **note.values})


def is_same(item: EvidenceItem, turn: Turn, note: Note, by: Person) -> bool:
    return (item.turn_id, item.by_id, item.text) == (turn.pk, by.pk, note.text)


@transaction.atomic
def change_note(*, item: EvidenceItem, note: Note, by: Person) -> None:
    """Raises CannotChange once a finding rests on it."""
    hold_unused(item)
    EvidenceItem.objects.filter(pk=item.pk).update(**note.values)
    record("evidence_changed", item, by=by, turn=item.turn_id)


@transaction.atomic
def delete_note(*, item: EvidenceItem, by: Person) -> None:
    """Raises CannotChange once a finding rests on it."""
    hold_unused(item)
    record("evidence_deleted", item, by=by, turn=item.turn_id)
    item.delete()


def hold_unused(item: EvidenceItem) -> None:
    """Its row is held, so that nobody links it to a finding meanwhile."""
    held = EvidenceItem.objects.select_for_update(of=("self",)).filter(pk=item.pk).first()
    if held is None:
        raise CannotChange("This note has been deleted already.")
    if held.findings.exists():
        raise CannotChange(USED)
