"""What the written feedback of a turn must answer for: what is evidenced, and all that was told to the host."""

from dataclasses import dataclass
from operator import attrgetter

from django.db.models import Q

from challenges.models import Finding, ObserverSignOff, Turn
from challenges.states import FindingState

STRANDS = [(strand.value, strand.label) for strand in Finding.Strand]


@dataclass(frozen=True)
class Strand:
    """The findings of one type, in the order in which they are told."""

    key: str
    title: str
    findings: list[Finding]


@dataclass(frozen=True)
class ForNote:
    strands: list[Strand]
    dropped: list[Finding]
    """Told to the host and dropped since: each with the reason that stands in the note."""
    untyped: list[Finding]
    """In the note, and of no type yet."""


@dataclass(frozen=True)
class Observed:
    """One of the observer's two sign-offs, as the record shows it."""

    title: str
    about: str
    said: ObserverSignOff | None
    is_outdated: bool = False

    @property
    def address(self) -> str:
        return f"challenges:observer_{self.about}"

    @property
    def state(self) -> str:
        if self.said is None:
            return "Not said yet"
        return "Signed" if self.said.is_signed else "Reservation"

    @property
    def caveat(self) -> str:
        """Empty unless what it was said of has changed since."""
        if not self.is_outdated:
            return ""
        thing = "focus" if self.about == ObserverSignOff.About.FOCUS else "findings"
        return f"This was said before the last change to the {thing}."


def observed(turn: Turn) -> list[Observed]:
    """What the observer signed or has a reservation about. Two queries."""
    said = {one.about: one for one in turn.sign_offs.select_related("by")}
    changes = turn.findings.exclude(state=FindingState.SUGGESTED).order_by("-changed_at")
    changed = changes.values_list("changed_at", flat=True).first()
    outdated = {
        ObserverSignOff.About.FOCUS: lambda one: one.scope_version != turn.scope_version,
        ObserverSignOff.About.FINDINGS: lambda one: changed is not None and changed > one.at,
    }
    return [
        Observed(about.label, about.value, said.get(about), about in said and outdated[about](said[about]))
        for about in ObserverSignOff.About
    ]


def findings_for_note(turn: Turn) -> ForNote:
    """One query. A finding that was told is in the note, or among the dropped with its reason: never left out."""
    due = turn.findings.filter(Q(state=FindingState.EVIDENCED) | Q(spoken_at__isnull=False))
    found = in_order(due.select_related("line", "indicator"))
    kept = [one for one in found if one.state != FindingState.DROPPED]
    return ForNote(
        strands=by_strand(kept),
        dropped=[one for one in found if one.state == FindingState.DROPPED],
        untyped=[one for one in kept if not one.strand],
    )


def in_order(findings) -> list[Finding]:
    """As they are told: by line of enquiry, then as they came; those of no line last. Fetch ``line`` with them."""
    return sorted(sorted(findings, key=attrgetter("at", "pk")), key=place_of)


def place_of(finding: Finding) -> tuple[bool, int, int]:
    line = finding.line
    return (line is None, line.position if line else 0, line.pk if line else 0)


def by_strand(findings: list[Finding]) -> list[Strand]:
    return [Strand(key, title, [one for one in findings if one.strand == key]) for key, title in STRANDS]
