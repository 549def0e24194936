"""Findings and actions of challenges, as far as a person reads them: what pages outside challenges may show."""

from collections.abc import Iterable

from challenges.models import AgreedAction, FeedbackNote, Finding, Turn
from challenges.models.challenges import parts_by_turn
from challenges.parts import Right, rights_of
from challenges.states import Note


def rights_by_turn(turns: Iterable[int], person) -> dict[int, frozenset[Right]]:
    """What the person may do in each of the turns, by key; turns that they do not know of are left out."""
    found = Turn.objects.visible_to(person).filter(pk__in=set(turns))
    found = list(found.select_related("challenge__cycle__region", "host"))
    return {pk: rights_of(parts) for pk, parts in parts_by_turn(found, person).items()}


def read_findings(findings, person) -> list[Finding]:
    """Those of a queryset that the person reads.

    The team reads all that are not dropped. The host, once the feedback is final, and those it was released to, read
    what was told on the last day, in the words of the feedback: how it was said aloud stays with who was there.
    """
    found = list(findings.exclude(state=Finding.State.DROPPED).select_related("turn__host", "turn__note"))
    rights = rights_by_turn((one.turn_id for one in found), person)
    notes = FeedbackNote.objects.released_to(person).filter(turn__in={one.turn_id for one in found})
    released = set(notes.values_list("turn", flat=True)) if found else set()
    return [one for one in found if is_read(one, rights.get(one.turn_id, frozenset()), released)]


def is_read(finding: Finding, rights: frozenset[Right], released: set[int]) -> bool:
    """``released``: keys of the turns whose feedback was released to the person."""
    if Right.READ_FINDINGS in rights:
        return True
    is_final_here = Right.READ_NOTE in rights and is_final(finding.turn)
    return finding.spoken_at is not None and (finding.turn_id in released or is_final_here)


def is_final(turn: Turn) -> bool:
    note = getattr(turn, "note", None)
    return note is not None and note.state in (Note.FINAL, Note.RELEASED)


def read_actions(actions, person) -> list[AgreedAction]:
    """Those of a queryset that the person reads: the host's side, and the peers while access lasts."""
    found = list(actions.select_related("turn__host", "question"))
    rights = rights_by_turn((one.turn_id for one in found), person)
    return [one for one in found if Right.READ_ACTIONS in rights.get(one.turn_id, frozenset())]
