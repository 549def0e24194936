"""Documents that the team asks the host for: asking, giving, saying why not, and no longer asking."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from audit.models import record
from challenges.models import DocumentRequest, Turn
from challenges.tasks import DOCUMENT
from files.models import StoredFile
from jobs.actions import enqueue
from regions.models import Person

State = DocumentRequest.State


class NotNow(Exception):  # noqa: N818
    """The words are fit to show."""


def default_day(turn: Turn) -> date:
    """When documents are wanted unless the team says otherwise: the day of the protocol's step, or the first day."""
    step = turn.challenge.steps.filter(of__kind="documents").order_by("due_on").first()
    return step.due_on if step else turn.challenge.first_day


@transaction.atomic
def ask(*, turn: Turn, title: str, note: str, wanted_by: date, by: Person) -> DocumentRequest:
    made = DocumentRequest.objects.create(turn=turn, title=title, note=note, wanted_by=wanted_by, asked_by=by)
    record("document_asked_for", made, by=by, turn=turn.pk)
    return made


@transaction.atomic
def give(*, request: DocumentRequest, file: StoredFile, file_name: str, by: Person) -> None:
    """The host's file, in place of one given before. The team gets it once a job has looked inside.

    Raises NotNow.
    """
    request = held(request)
    request.file, request.file_name, request.refused_because = file, file_name, ""
    answer(request, State.CHECKING, by, because="")
    enqueue(DOCUMENT, f"{request.pk}-{file.pk}", params={"request": request.pk, "file": file.pk}, by=by)
    record("document_given", request, by=by, turn=request.turn_id)


@transaction.atomic
def refuse(*, request: DocumentRequest, because: str, by: Person) -> None:
    """The host gives no file, and says why; a file given before is taken back. Raises NotNow."""
    request = held(request)
    request.file, request.file_name, request.refused_because = None, "", ""
    answer(request, State.NOT_GIVEN, by, because=because)
    record("document_not_given", request, by=by, turn=request.turn_id)


@transaction.atomic
def withdraw(*, request: DocumentRequest, by: Person) -> None:
    """The team wants it no longer. Raises NotNow where the host has given it."""
    request = held(request)
    if request.state == State.GIVEN:
        raise NotNow("The host has given it already, so it stays on the list.")
    request.state, request.file, request.file_name = State.WITHDRAWN, None, ""
    request.save(update_fields=["state", "file", "file_name"])
    record("document_no_longer_asked_for", request, by=by, turn=request.turn_id)


def downloaded(*, request: DocumentRequest, by: Person) -> None:
    """Note who took the file: the host sees it."""
    record(DOWNLOADED, request, by=by, turn=request.turn_id)


DOWNLOADED = "document_downloaded"


def held(request: DocumentRequest) -> DocumentRequest:
    """Its row, held until the end of the transaction."""
    request = DocumentRequest.objects.select_for_update().get(pk=request.pk)
    if request.state == State.WITHDRAWN:
        raise NotNow("The team asks for it no longer. Nothing was changed.")
    return request


def answer(request: DocumentRequest, state: str, by: Person, *, because: str) -> None:
    request.state, request.not_given_because = state, because
    request.given_by, request.given_at = by, timezone.now()
    request.save()
