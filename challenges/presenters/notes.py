"""The page of the written feedback: what someone reads of it, and what they may do with it."""

import json
from dataclasses import dataclass, field

from django.utils.safestring import mark_safe

from challenges import states
from challenges.actions.notes import OPENING, RESPONSE, WRITABLE, left_before
from challenges.models import FactCheck, FeedbackNote, Turn
from challenges.note_content import content_of
from challenges.parts import HOST_SIDE, PEERS, Part, Right
from challenges.states import NOTE_MOVES, Note

MOVE_WORDS = {
    "send": "Send it to the host for facts",
    "take_back": "Take it back",
    "make_final": "Make it final",
}
COLOURS = {Note.DRAFT: "yellow", Note.WITH_HOST: "purple", Note.FINAL: "blue", Note.RELEASED: "green"}


@dataclass
class NotePage:
    turn: Turn
    note: FeedbackNote
    content: dict | None  # None for someone who knows of it, and reads nothing
    colour: str
    reasons: list[str] = field(default_factory=list)
    moves: list[tuple[str, str]] = field(default_factory=list)
    other_checks: list[FactCheck] = field(default_factory=list)
    unanswered: int = 0
    may_write: bool = False
    may_respond: bool = False
    may_check: bool = False
    may_reply: bool = False
    may_release: bool = False
    differs_from_sent: bool = False
    downloads: bool = False
    may_share_practice: bool = False  # make a point that is good practice an example for the region


def reads(turn: Turn, note: FeedbackNote, *, is_of_audience: bool) -> bool:
    """Whether someone of the turn's ``parts`` reads the text. The team reads the draft; the host's director and team
    from the fact check on, their lead member and chief executive once it is released."""
    if turn.parts & PEERS:
        return True
    if turn.parts & {Part.HOST, Part.HOST_TEAM}:
        return note.state != Note.DRAFT
    if turn.parts & HOST_SIDE:
        return note.state == Note.RELEASED
    return is_of_audience


def note_page(
    turn: Turn, note: FeedbackNote, *, is_of_audience: bool, writes_practice: bool = False
) -> NotePage:
    """``writes_practice``: the person writes practice examples for the host."""
    page = NotePage(turn, note, None, COLOURS[Note(note.state)])
    if not reads(turn, note, is_of_audience=is_of_audience):
        return page
    parts = turn.parts
    is_live = bool(parts & PEERS) and note.state in (Note.DRAFT, Note.WITH_HOST)
    page.content = content_of(note) if is_live else json.loads(note.content)
    page.differs_from_sent = (
        is_live and note.state == Note.WITH_HOST and page.content != json.loads(note.content)
    )
    page.downloads = note.state == Note.RELEASED
    page.may_share_practice = writes_practice and note.state in (Note.FINAL, Note.RELEASED)
    add_checks(page)
    page.content["opening"] = mark_safe(page.content["opening"])  # noqa: S308 - cleaned when saved
    if turn.challenge.is_over:
        return page
    names = states.possible(NOTE_MOVES, state=note.state, parts=parts)
    page.moves = [(name, MOVE_WORDS[name]) for name in names if name in MOVE_WORDS]
    page.reasons = next((left_before(name, note) for name in ("send", "make_final") if name in names), [])
    page.may_release = "release" in names
    page.may_write, page.may_respond = (
        note.state in WRITABLE[part][0] and WRITABLE[part][1] in parts for part in (OPENING, RESPONSE)
    )
    page.may_check = note.state == Note.WITH_HOST and Right.CHECK_NOTE in turn.rights
    page.may_reply = note.state == Note.WITH_HOST and Right.WRITE_NOTE in turn.rights
    return page


def add_checks(page: NotePage) -> None:
    """What the host says is wrong, beside the points; while it is checked, and for those whom it is between."""
    between = page.turn.parts & (PEERS | {Part.HOST, Part.HOST_TEAM})
    found = list(page.note.fact_checks.select_related("by", "replied_by")) if between and page.note.pk else []
    page.unanswered = sum(not check.reply for check in found)
    standing = set()
    for point in (
        point for strand in page.content["strands"] for line in strand["lines"] for point in line["points"]
    ):
        point["checks"] = [check for check in found if check.finding_id == point["finding"]]
        standing.add(point["finding"])
    page.other_checks = [check for check in found if check.finding_id not in standing]
