"""Choosing the focus: proposals, remarks, the focus itself and who agrees to it, until all sides do and it locks."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from audit.models import record
from challenges.flagged import flagged_figures
from challenges.models import Agreement, Proposal, Remark, Turn
from challenges.models.scoping import sides_of
from challenges.notices import FOCUS, hand_over
from indicators.models import Indicator
from regions.models import Person

LOCKED = "All sides have agreed to the focus, so it stays as it is."
REASON_NEEDED = (
    "None of the flagged figures is in the focus. "
    "Choose one of them, or say here why you look at something else"
)
OVERTAKEN = (
    "Someone else changed the focus while you were writing. Theirs is shown above your text. "
    "Save again to put yours in its place."
)
CHANGED = "The focus was changed since you opened the page. Read it as it is now, then agree."
NOTHING_CHOSEN = "No focus is chosen yet. Choose one first."


class ScopeRefused(Exception):  # noqa: N818
    """The words are fit to show."""


class ReasonNeeded(ScopeRefused):
    """The focus is off the flags, and nobody said why."""


def held_open(turn: Turn) -> Turn:
    """Its row, held until the end of the transaction. Raises ScopeRefused once the focus is locked."""
    row = (
        Turn.objects.select_for_update(of=("self",))
        .select_related("challenge__protocol", "host__region")
        .get(pk=turn.pk)
    )
    if row.scope_locked_at:
        raise ScopeRefused(LOCKED)
    return row


@transaction.atomic
def propose(
    *, turn: Turn, side: str, area: str, because: str, indicator: Indicator | None, by: Person
) -> Proposal:
    """An area that a side would look at. Raises ScopeRefused."""
    made = Proposal.objects.create(
        turn=held_open(turn), side=side, area=area, because=because, indicator=indicator, by=by
    )
    record("scope_proposed", turn, by=by, proposal=made.pk, side=side)
    return made


@transaction.atomic
def remark(*, turn: Turn, side: str, text: str, by: Person) -> Remark:
    """A contribution to the dialogue, kept as it is. Raises ScopeRefused."""
    made = Remark.objects.create(turn=held_open(turn), side=side, text=text, by=by)
    record("scope_discussed", turn, by=by, remark=made.pk, side=side)
    return made


@transaction.atomic
def set_focus(
    *,
    turn: Turn,
    focus: str,
    focus_because: str,
    off_the_flags_because: str,
    indicators: Sequence[Indicator],
    built_on: int,
    by: Person,
) -> Turn:
    """Choose the focus or change it; every side is then asked to agree to it, also those who had.

    Raises ReasonNeeded where flags exist and the focus has none of them, and ScopeRefused where it is locked or
    somebody changed it meanwhile. A focus that is the same as before asks nobody again.
    """
    row = held_open(turn)
    if row.scope_version != built_on:
        raise ScopeRefused(OVERTAKEN)
    flags = flagged_figures(row.host)
    chosen = {one.pk for one in indicators}
    is_off = bool(flags) and not chosen & {one.indicator.pk for one in flags}
    if is_off and not off_the_flags_because:
        raise ReasonNeeded(REASON_NEEDED)
    given = (focus, focus_because, off_the_flags_because if is_off else "", chosen)
    there = set(row.focus_indicators.values_list("pk", flat=True))
    if given == (row.focus, row.focus_because, row.off_the_flags_because, there):
        return row
    row.focus, row.focus_because, row.off_the_flags_because, _ = given
    row.flags_shown = [one.stored for one in flags]
    row.scope_version += 1
    row.save(
        update_fields=["focus", "focus_because", "off_the_flags_because", "flags_shown", "scope_version"]
    )
    row.focus_indicators.set(chosen)
    hand_over(row, FOCUS, by=by)
    record("scope_changed", row, by=by, version=row.scope_version, figures=len(chosen), is_off_flags=is_off)
    return row


@transaction.atomic
def agree(*, turn: Turn, side: str, version: int, by: Person) -> bool:
    """A side agrees to the focus as it stood at ``version``; True when it was the last, and the focus locks.

    Raises ScopeRefused where nothing is chosen, it is locked, or it was changed since that version.
    """
    row = held_open(turn)
    if not row.focus:
        raise ScopeRefused(NOTHING_CHOSEN)
    if row.scope_version != version:
        raise ScopeRefused(CHANGED)
    _, is_new = Agreement.objects.get_or_create(
        turn=row, side=side, scope_version=version, defaults={"by": by}
    )
    if is_new:
        record("scope_agreed", row, by=by, version=version, side=side)
    agreed = set(row.agreements.filter(scope_version=version).values_list("side", flat=True))
    if not agreed.issuperset(sides_of(row)):
        return False
    as_agreed = Turn.objects.filter(pk=row.pk, scope_version=version, scope_locked_at=None)
    is_last = as_agreed.update(scope_locked_at=timezone.now()) == 1
    if is_last:
        record("scope_locked", row, by=by, version=version)
    return is_last
