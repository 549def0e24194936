"""What the observer does: the private log, the register of questions put, and the two sign-offs."""

from django.db import transaction
from django.utils import timezone

from audit.models import record
from challenges.models import Finding, ObserverNote, ObserverQuestion, ObserverSignOff, Turn
from challenges.states import FindingState, MoveRefused
from regions.models import Person

NO_FOCUS = "No focus has been chosen yet, so there is nothing to sign."
NO_FINDINGS = "There are no findings yet, so there is nothing to sign."


def log(*, turn: Turn, text: str, by: Person) -> ObserverNote:
    """The audit log is told nothing: that there is a note at all is for the observer alone."""
    return ObserverNote.objects.create(turn=turn, text=text, by=by)


def delete_from_log(*, note: ObserverNote) -> None:
    note.delete()


@transaction.atomic
def register_question(*, turn: Turn, text: str, put_to: str, came_of_it: str, by: Person) -> ObserverQuestion:
    question = ObserverQuestion.objects.create(
        turn=turn, text=text, put_to=put_to, came_of_it=came_of_it, by=by
    )
    record("observer_question_put", turn, by=by, question=question.pk)
    return question


@transaction.atomic
def change_question(
    *, question: ObserverQuestion, text: str, put_to: str, came_of_it: str, by: Person
) -> None:
    """What came of a question often shows later."""
    ObserverQuestion.objects.filter(pk=question.pk).update(text=text, put_to=put_to, came_of_it=came_of_it)
    record("observer_question_changed", question.turn, by=by, question=question.pk)


@transaction.atomic
def sign_off(*, turn: Turn, about: str, is_signed: bool, reservation: str, by: Person) -> ObserverSignOff:
    """Sign, or put a reservation on the record; the newer word of the observer stands. Raises MoveRefused."""
    turn = Turn.objects.select_for_update(of=("self",)).get(pk=turn.pk)
    if reasons := not_to_sign(turn, about, is_signed=is_signed):
        raise MoveRefused(*reasons)
    said, _ = ObserverSignOff.objects.update_or_create(
        turn=turn,
        about=about,
        defaults={
            "is_signed": is_signed,
            "reservation": "" if is_signed else reservation,
            "scope_version": turn.scope_version,
            "by": by,
            "at": timezone.now(),
        },
    )
    record("observer_signed" if is_signed else "observer_reserved", turn, by=by, about=about)
    return said


def not_to_sign(turn: Turn, about: str, *, is_signed: bool) -> list[str]:
    """Why this cannot be said now; empty if it can. A reservation needs something to be about, and no more."""
    if about == ObserverSignOff.About.FOCUS:
        return [] if turn.focus else [NO_FOCUS]
    live = Finding.objects.filter(turn=turn, state__in=[FindingState.EMERGING, FindingState.EVIDENCED])
    emerging = live.filter(state=FindingState.EMERGING).count()
    if not live.exists():
        return [NO_FINDINGS]
    if is_signed and emerging:
        left = "One finding is" if emerging == 1 else f"{emerging} findings are"
        return [f"{left} not evidenced yet. Put a reservation, or sign when each is evidenced or dropped."]
    return []
