"""The written feedback: writing it, having its facts checked, making it final, releasing it."""

from django.db import transaction
from django.utils import timezone

from audit.models import record
from challenges import states
from challenges.models import FactCheck, FeedbackNote, Finding, Turn
from challenges.models.challenges import parts_in
from challenges.note_content import faults_of, text_of
from challenges.notices import FACT_QUESTIONED, NOTE_RELEASED, NOTE_TO_CHECK, NOTE_TO_RELEASE, hand_over
from challenges.parts import Part
from challenges.states import NOT_NOW, NOTE_MOVES, MoveRefused, Note
from challenges.tasks import NOTE
from jobs.actions import enqueue
from regions.models import Person
from selfeval import rich_text
from selfeval.actions.improvement import SavedMeanwhile
from selfeval.content import sha256_of

SAVED_MEANWHILE = (
    "Someone else saved this while you were writing. Theirs is shown above your text. Save again to put yours in its "
    "place."
)
OPENING, RESPONSE = "opening", "host_response"
# What may be written when, and by whom.
WRITABLE = {
    OPENING: (frozenset({Note.DRAFT, Note.WITH_HOST}), Part.LEAD),
    RESPONSE: (frozenset({Note.WITH_HOST, Note.FINAL}), Part.HOST),
}
HANDS_OVER = {"send": NOTE_TO_CHECK, "make_final": NOTE_TO_RELEASE, "release": NOTE_RELEASED}


def held(turn: Turn) -> FeedbackNote:
    """The turn's note, begun if there is none, held until the end of the transaction."""
    FeedbackNote.objects.get_or_create(turn=turn)
    rows = FeedbackNote.objects.select_for_update(of=("self",)).select_related(
        "turn__challenge__protocol",
        "turn__challenge__cycle__region",
        "turn__host__region",
        "turn__lead",
        "turn__observer",
    )
    return rows.get(turn=turn)


@transaction.atomic
def write(*, turn: Turn, part: str, text: str, built_on: int, by: Person) -> FeedbackNote:
    """Keep the lead's opening or the host's response, as typed in a plain box. Raises MoveRefused, SavedMeanwhile."""
    note = held(turn)
    open_in, writer = WRITABLE[part]
    if note.state not in open_in:
        raise MoveRefused(NOT_NOW)
    if writer not in parts_in(note.turn, by):
        raise MoveRefused(states.NOT_YOURS)
    if note.version != built_on:
        raise SavedMeanwhile(SAVED_MEANWHILE)
    setattr(note, part, rich_text.from_plain(text) if part == OPENING else text)
    note.version += 1
    note.save(update_fields=[part, "version"])
    record(f"feedback_{part}_written", note, by=by, version=note.version)
    return note


@transaction.atomic
def move_note(*, turn: Turn, name: str, by: Person, audience: str = "") -> FeedbackNote:
    """Send, take back, make final or release. Raises MoveRefused with every reason; of parallel calls one does it."""
    note = held(turn)
    move = states.find(NOTE_MOVES, name, state=note.state, parts=parts_in(note.turn, by))
    if reasons := left_before(name, note):
        raise MoveRefused(*reasons)
    now = timezone.now()
    changes = {"state": move.end, "state_since": now} | changes_of(name, note)
    if name == "release":
        changes |= {"released_at": now, "released_by": by, "audience": audience or note.audience}
    if not FeedbackNote.objects.filter(pk=note.pk, state=note.state).update(**changes):
        raise MoveRefused(NOT_NOW)
    note.refresh_from_db()
    if name in HANDS_OVER:
        hand_over(note.turn, HANDS_OVER[name], by=by)
    record(f"feedback_{name}", note, by=by, sha256=note.content_sha256, audience=note.audience)
    if name == "release":
        enqueue(NOTE, str(note.pk), params={"note": note.pk}, by=by)
    return note


def left_before(name: str, note: FeedbackNote) -> list[str]:
    """What stands in the way of the move, in words."""
    if name not in ("send", "make_final"):
        return []
    reasons = [f"{fault}." for fault in faults_of(note.turn)]
    if name == "make_final" and (left := note.fact_checks.filter(reply="").count()):
        them = "fact that the host says is wrong" if left == 1 else "facts that the host says are wrong"
        reasons.append(f"Reply to {'one' if left == 1 else left} {them}.")
    return reasons


def changes_of(name: str, note: FeedbackNote) -> dict:
    """The feedback as it stands is fixed when it is sent, and again, for good, when it becomes final."""
    if name not in ("send", "make_final"):
        return {}
    content = text_of(note)
    return {"content": content, "content_sha256": sha256_of(content)}


@transaction.atomic
def check_fact(*, turn: Turn, finding: int | None, text: str, by: Person) -> FactCheck:
    """The host says what is wrong in a point, or in the opening; it changes no word of the feedback."""
    note = held(turn)
    if note.state != Note.WITH_HOST:
        raise MoveRefused(NOT_NOW)
    if Part.HOST not in parts_in(note.turn, by):
        raise MoveRefused(states.NOT_YOURS)
    named = Finding.objects.filter(turn=turn).get(pk=finding) if finding else None
    check = FactCheck.objects.create(note=note, finding=named, text=text, by=by)
    hand_over(note.turn, FACT_QUESTIONED, by=by)
    record("fact_questioned", note, by=by, check=check.pk, finding=finding)
    return check


@transaction.atomic
def reply_to(*, check: FactCheck, reply: str, by: Person) -> None:
    """What the lead did about it, while the host has the feedback."""
    note = held(check.note.turn)
    if note.state != Note.WITH_HOST:
        raise MoveRefused(NOT_NOW)
    if Part.LEAD not in parts_in(note.turn, by):
        raise MoveRefused(states.NOT_YOURS)
    FactCheck.objects.filter(pk=check.pk).update(reply=reply, replied_by=by, replied_at=timezone.now())
    record("fact_replied_to", note, by=by, check=check.pk)
