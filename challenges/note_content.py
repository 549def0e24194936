"""What the written feedback of a turn holds: every finding that is evidenced or was told to the host.

A finding that was told and is dropped stands there with its reason, so that none that was told is lost unseen.
"""

from itertools import groupby

from challenges.for_note import Strand, findings_for_note, observed
from challenges.models import FeedbackNote, Finding, ObserverSignOff, Turn
from selfeval.content import as_json
from selfeval.printable import every_text, without_controls

NAME = "Feedback of peers"
RESERVED = {ObserverSignOff.About.FOCUS: "On the focus", ObserverSignOff.About.FINDINGS: "On the findings"}


def short(finding: Finding) -> str:
    words = finding.text.split()
    return " ".join(words[:12]) + ("…" if len(words) > 12 else "")


def faults_of(turn: Turn) -> list[str]:
    """Why the note cannot go to the host yet, each of them something to do."""
    due = findings_for_note(turn)
    if not (due.dropped or due.untyped or any(one.findings for one in due.strands)):
        return ["There is no evidenced finding yet: write one first"]
    untyped = [f"Say whether “{short(one)}” is operational or leadership" for one in due.untyped]
    silent = [
        f"“{short(one)}” was told to the host and is dropped: say why"
        for one in due.dropped
        if not one.dropped_because.strip()
    ]
    return untyped + silent


def text_of(note: FeedbackNote) -> str:
    """The feedback as it stands, as the canonical JSON that is frozen and hashed."""
    return as_json(content_of(note))


def content_of(note: FeedbackNote) -> dict:
    """Plain values only; ``opening`` is HTML that was cleaned when it was saved."""
    turn, due = note.turn, findings_for_note(note.turn)
    challenge = turn.challenge
    content = {
        "name": NAME,
        "authority": turn.host.name,
        "authority_code": turn.host_id,
        "challenge": challenge.name,
        "protocol": str(challenge.protocol),
        "days": days_of(challenge),
        "lead": turn.lead.name if turn.lead else "",
        "observer": turn.observer.name if turn.observer else "",
        "focus": turn.focus,
        "opening": note.opening,
        "strands": [strand_content(one) for one in due.strands],
        "dropped": [
            {"text": one.spoken_text or one.text, "because": one.dropped_because} for one in due.dropped
        ],
        "reservations": [
            {"about": RESERVED[one.about], "text": one.said.reservation, "caveat": one.caveat}
            for one in observed(turn)
            if one.said and one.said.reservation
        ],
    }
    return every_text(content, without_controls)


def days_of(challenge) -> str:
    first, last = (f"{day.day} {day:%B %Y}" for day in (challenge.first_day, challenge.last_day))
    return first if first == last else f"{first} to {last}"


def strand_content(strand: Strand) -> dict:
    """The strand's points under their lines of enquiry."""
    groups = groupby(strand.findings, key=lambda one: one.line)
    return {
        "name": strand.title,
        "count": len(strand.findings),
        "lines": [
            {"line": line.text if line else "", "points": [point_content(one) for one in of]}
            for line, of in groups
        ],
    }


def point_content(finding: Finding) -> dict:
    return {
        "finding": finding.pk,
        "text": finding.text,
        "is_good_practice": finding.is_good_practice,
        "was_spoken": finding.spoken_at is not None,
    }


def points_in(content: dict) -> dict[int, str]:
    """The points of frozen feedback: the text by the finding's key."""
    return {
        point["finding"]: point["text"]
        for strand in content.get("strands", [])
        for line in strand["lines"]
        for point in line["points"]
    }
