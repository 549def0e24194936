"""Findings: suggested by the team; written, typed, borne out, dropped and told to the host by the lead."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from audit.models import record
from challenges import states
from challenges.finding_rules import are_enough, lacking
from challenges.models import EvidenceItem, FeedbackNote, Finding, LineOfEnquiry, Turn
from challenges.models.challenges import parts_in
from challenges.parts import Part
from challenges.states import FINDING_MOVES, FindingState, MoveRefused, Note
from indicators.models import Indicator
from regions.models import Person
from selfeval.actions.improvement import SavedMeanwhile

MEANWHILE = (
    "Someone else changed this finding while you were writing. It is shown as they left it above your text. Save "
    "again to put yours in its place."
)
GONE = "A note that you chose has been taken away meanwhile. Look at the list again."
FINAL = "The written feedback is final, so its findings stay as they are."
WHY = "The host has been told of this finding. Say why it is dropped: the reason stands in the written feedback."
TOO_EARLY = "Findings are told on the last day, {day:%-d %B %Y}. Until then none can be marked as told."


@dataclass(frozen=True)
class Wording:
    """What the lead writes of a finding."""

    text: str
    strand: str = ""
    line: LineOfEnquiry | None = None
    indicator: Indicator | None = None
    is_good_practice: bool = False


def hold_turn(turn: Turn) -> Turn:
    """The turn's row, held. Raises MoveRefused once its written feedback is final."""
    held = Turn.objects.select_for_update(of=("self",)).select_related("challenge").get(pk=turn.pk)
    if are_final(turn):
        raise MoveRefused(FINAL)
    return held


def are_final(turn: Turn) -> bool:
    return FeedbackNote.objects.filter(turn=turn, state__in=[Note.FINAL, Note.RELEASED]).exists()


@transaction.atomic
def add_finding(*, turn: Turn, wording: Wording, evidence: Iterable[EvidenceItem], by: Person) -> Finding:
    """A suggestion of the team's; what the lead adds needs no taking up."""
    hold_turn(turn)
    leads = Part.LEAD in parts_in(turn, by)
    state = FindingState.EMERGING if leads else FindingState.SUGGESTED
    finding = Finding.objects.create(turn=turn, by=by, state=state, **vars(wording))
    link(finding, evidence)
    record("finding_added" if leads else "finding_suggested", finding, by=by, turn=turn.pk)
    return finding


@transaction.atomic
def change_finding(
    *, finding: Finding, wording: Wording, evidence: Iterable[EvidenceItem], built_on: int, by: Person
) -> Finding:
    """A finding that loses what bore it out is emerging again. Raises SavedMeanwhile and MoveRefused."""
    hold_turn(finding.turn)
    now = {"version": F("version") + 1, "changed_at": timezone.now()}
    live = Finding.objects.filter(pk=finding.pk).exclude(state=FindingState.DROPPED)
    if not live.exists():
        raise MoveRefused("It has been dropped. Bring it back before you change it.")
    if not live.filter(version=built_on).update(**vars(wording), **now):
        raise SavedMeanwhile(MEANWHILE)
    link(finding, evidence)
    finding.refresh_from_db()
    if finding.state == FindingState.EVIDENCED and not are_enough(types_of(finding)):
        finding.state = FindingState.EMERGING
        finding.save(update_fields=["state"])
    record("finding_changed", finding, by=by, state=finding.state)
    return finding


def link(finding: Finding, evidence: Iterable[EvidenceItem]) -> None:
    """Rest the finding on these notes and no others; their rows are held, so that none is deleted meanwhile."""
    chosen = {item.pk for item in evidence}
    given = EvidenceItem.objects.given().filter(turn=finding.turn_id, pk__in=chosen)
    held = list(given.select_for_update(of=("self",)))
    if len(held) != len(chosen):
        raise MoveRefused(GONE)
    finding.evidence.set(held)


def types_of(finding: Finding) -> list[str]:
    """One entry a piece of evidence."""
    return [EvidenceItem.Source(one).label for one in finding.evidence.values_list("source", flat=True)]


@transaction.atomic
def move_finding(*, finding: Finding, name: str, by: Person, because: str = "") -> Finding:
    """Raises MoveRefused, with what is missing."""
    turn = hold_turn(finding.turn)
    finding = Finding.objects.select_for_update(of=("self",)).get(pk=finding.pk)
    move = states.find(FINDING_MOVES, name, state=finding.state, parts=parts_in(turn, by))
    if name == "evidence" and (missing := lacking(types_of(finding), EvidenceItem.Source.labels)):
        raise MoveRefused(missing)
    if name == "drop" and finding.spoken_at and not because.strip():
        raise MoveRefused(WHY)
    finding.state, finding.changed_at = move.end, timezone.now()
    finding.version += 1
    finding.dropped_because = because.strip() if name == "drop" else ""
    finding.save(update_fields=["state", "changed_at", "version", "dropped_because"])
    record(f"finding_{name}", finding, by=by)
    return finding


@transaction.atomic
def tell(*, turn: Turn, told: dict[int, str], by: Person) -> int:
    """Mark findings as told to the host, each in the words that were used; returns how many. Raises MoveRefused.

    Once told it stays told, in the words of the first time: the written feedback answers for it.
    """
    challenge = hold_turn(turn).challenge
    if timezone.localdate() < challenge.last_day:
        raise MoveRefused(TOO_EARLY.format(day=challenge.last_day))
    now = timezone.now()
    open_to_tell = Finding.objects.filter(
        turn=turn, spoken_at=None, state__in=[FindingState.EMERGING, FindingState.EVIDENCED]
    )
    marked = [
        key
        for key, words in told.items()
        if open_to_tell.filter(pk=key).update(spoken_at=now, spoken_text=words)
    ]
    if marked:
        record("findings_told", turn, by=by, findings=marked)
    return len(marked)
