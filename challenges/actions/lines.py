"""Lines of enquiry: the lead's, until the challenge is under way."""

from django.db import transaction

from audit.models import record
from challenges.actions.ordering import last_place, move_in
from challenges.models import LineOfEnquiry, Turn
from challenges.states import State
from regions.models import Person

UNDER_WAY = "The challenge has begun, so its lines of enquiry stay as they are."


class LineRefused(Exception):  # noqa: N818
    """The words are fit to show."""


def held_open(turn_pk: int) -> Turn:
    """The turn's row, held until the end of the transaction. Raises LineRefused once the challenge has begun."""
    turns = Turn.objects.select_for_update(of=("self",)).select_related("challenge__protocol")
    row = turns.get(pk=turn_pk)
    if not is_open(row):
        raise LineRefused(UNDER_WAY)
    return row


def is_open(turn: Turn) -> bool:
    return turn.challenge.state in (State.PLANNED, State.CONFIRMED)


def full(turn: Turn) -> str:
    """Why no line more can be added; empty where one can."""
    most = turn.challenge.protocol.most_lines
    if turn.lines.count() < most:
        return ""
    return f"This kind of challenge has at most {most} lines of enquiry, and it has them. Take one away first"


@transaction.atomic
def add_line(*, turn: Turn, by: Person, **given) -> LineOfEnquiry:
    """Raises LineRefused where the protocol takes no more, or the challenge has begun."""
    row = held_open(turn.pk)
    if reason := full(row):
        raise LineRefused(reason)
    made = LineOfEnquiry.objects.create(turn=row, position=last_place(row.lines), by=by, **given)
    record("line_added", row, by=by, line=made.pk, kind=made.kind)
    return made


@transaction.atomic
def edit_line(*, line: LineOfEnquiry, by: Person, **given) -> None:
    """What another body supplied keeps its words. Raises LineRefused."""
    row = held_open(line.turn_id)
    kept = ("text", "supplied_by") if line.supplied_by else ()
    fields = {name: value for name, value in given.items() if name not in kept}
    LineOfEnquiry.objects.filter(pk=line.pk).update(**fields)
    record("line_changed", row, by=by, line=line.pk)


@transaction.atomic
def remove_line(*, line: LineOfEnquiry, by: Person) -> None:
    """Questions about it stay, without it. Raises LineRefused."""
    row = held_open(line.turn_id)
    LineOfEnquiry.objects.filter(pk=line.pk).delete()
    record("line_removed", row, by=by, line=line.pk)


@transaction.atomic
def move_line(*, line: LineOfEnquiry, up: bool, by: Person) -> None:
    """Raises LineRefused."""
    row = held_open(line.turn_id)
    if move_in(row.lines, line.pk, up=up):
        record("line_moved", row, by=by, line=line.pk)
