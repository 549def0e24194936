"""Practice examples: every change of them, once, with its record."""

from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils.text import Truncator

from audit.models import record
from challenges.models import Finding
from challenges.states import MoveRefused
from learning import notices
from learning.models import PracticeExample
from learning.states import PRACTICE_MOVES, PracticeState
from learning.themes import themes_of
from regions.models import LocalAuthority, Person
from selfeval.actions.improvement import SavedMeanwhile

CHANGED = "Somebody changed it while you had it open. Read it again: it stands as it is now."
OVER = "It is withdrawn. Write it again before you change it."
NOT_NOW = "It has been moved on meanwhile. Read how it stands now."
# What a director cannot release without, each with what to do.
NEEDED = {
    "theme": "Choose a theme",
    "what_was_done": "Say what was done",
    "what_changed": "Say what changed",
    "contact_name": "Say whom to ask",
    "contact_email": "Enter the e-mail address of whom to ask",
}
TITLE_WORDS, TITLE_LENGTH = 12, 120


@transaction.atomic
def begin(*, authority: LocalAuthority, by: Person, **fields) -> PracticeExample:
    """``fields``: theme, indicator, title, what_was_done, what_changed, contact_name, contact_email."""
    made = PracticeExample.objects.create(authority=authority, region=authority.region, by=by, **fields)
    record("practice_begun", made, by=by, authority=authority.pk)
    return made


@transaction.atomic
def begin_from_finding(*, finding: Finding, by: Person) -> tuple[PracticeExample, bool]:
    """One that waits for the host's director, and whether it is new: a finding becomes one example at most.

    ``finding`` with the host's region, its indicator and its line's. Whoever makes it is whom to ask, until somebody
    writes otherwise.
    """
    host = finding.turn.host
    indicator = finding.indicator or (finding.line and finding.line.indicator)
    themes = themes_of(host.region)
    made, is_new = PracticeExample.objects.get_or_create(
        finding=finding,
        defaults={
            "authority": host,
            "region": host.region,
            "theme": indicator.topic if indicator and indicator.topic in themes else "",
            "indicator": indicator,
            "title": Truncator(Truncator(" ".join(finding.text.split())).words(TITLE_WORDS)).chars(
                TITLE_LENGTH
            ),
            "what_was_done": finding.text,
            "contact_name": by.name,
            "contact_email": by.email,
            "state": PracticeState.PROPOSED,
            "by": by,
        },
    )
    if is_new:
        record("practice_begun", made, by=by, authority=host.pk, finding=finding.pk)
        notices.proposed(made, by=by)
    return made, is_new


@transaction.atomic
def change(*, example: PracticeExample, built_on: int, by: Person, **fields) -> None:
    """Raises SavedMeanwhile for an outdated version, MoveRefused for one that is withdrawn."""
    live = PracticeExample.objects.filter(pk=example.pk).exclude(state=PracticeState.WITHDRAWN)
    if not live.filter(version=built_on, state=example.state).update(**fields, version=F("version") + 1):
        raise SavedMeanwhile(CHANGED) if live.exists() else MoveRefused(OVER)
    record("practice_changed", example, by=by, fields=sorted(fields))


@transaction.atomic
def move(*, example: PracticeExample, name: str, by: Person) -> None:
    """``name`` is one of ``PRACTICE_MOVES``. Raises MoveRefused where it does not lead from how things stand."""
    start, end = PRACTICE_MOVES[name]
    if not PracticeExample.objects.filter(pk=example.pk, state__in=start).update(state=end):
        raise MoveRefused(NOT_NOW)
    record(f"practice_{name}", example, by=by)
    if name == "propose":
        notices.proposed(example, by=by)


@transaction.atomic
def release(*, example: PracticeExample, released_on: date, built_on: int, by: Person) -> None:
    """In the words of version ``built_on``, read from the day on. Raises SavedMeanwhile and MoveRefused."""
    rows = PracticeExample.objects.releasable().filter(pk=example.pk)
    held = rows.select_for_update(of=("self",)).first()
    if held is None:
        raise MoveRefused(NOT_NOW)
    if held.version != built_on:
        raise SavedMeanwhile(CHANGED)
    if missing := missing_in(held):
        raise MoveRefused(*(f"{one}." for one in missing))
    rows.update(state=PracticeState.RELEASED, released_on=released_on, released_by=by)
    record("practice_released", example, by=by, released_on=released_on.isoformat())


def missing_in(example: PracticeExample) -> list[str]:
    return [words for field, words in NEEDED.items() if not getattr(example, field).strip()]
