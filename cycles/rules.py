"""What may follow what in a cycle, in words for the person who sets the dates."""

from datetime import date

# The sharing of self-evaluations hangs on these two: a cycle has one of each, and each is a single day.
SIGN_OFF, SHARE = "sign_off", "share"
SINGLE_DAYS = (SIGN_OFF, SHARE)
YEARS_APART = (
    2  # a step lies within so many years of the cycle's first: a slip of the finger, not a long cycle
)


class OutOfOrder(Exception):  # noqa: N818
    """The dates cannot stand together. ``faults``: {field of the phase: what to do}."""

    def __init__(self, faults):
        super().__init__(" ".join(faults.values()))
        self.faults = faults


HAS_COME = "The share date has come, and people may have read since. It stays where it is"


class CycleIsClosed(Exception):  # noqa: N818
    """A closed cycle is kept as it was."""


def in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def date_faults(cycle, *, kind, starts_on, due_on, is_off=False, but=None) -> dict[str, str]:
    """What is wrong with these dates of a step of ``cycle``; ``but`` is the step itself if it exists already."""
    year = cycle.starts_on.year
    faults = {}
    for field, day in (("starts_on", starts_on), ("due_on", due_on)):
        if day and abs(day.year - year) > YEARS_APART:
            faults[field] = (
                f"The year must be between {year - YEARS_APART} and {year + YEARS_APART}. Check that it is right"
            )
    if starts_on and kind in SINGLE_DAYS:
        faults["starts_on"] = "This step is a single day. Leave its first day empty"
    elif starts_on and starts_on > due_on:
        faults.setdefault("due_on", f"The last day must not be before the first day, {in_words(starts_on)}")
    if not is_off:
        order = sharing_fault(cycle, kind, due_on, but)
        faults |= {"due_on": order} if order else {}
    return faults


def sharing_fault(cycle, kind, due_on, but):
    """Nothing is shared before it is signed off."""
    others = {phase.kind: phase.due_on for phase in cycle.phases.all() if phase != but and not phase.is_off}
    sign_off, share = others.get(SIGN_OFF), others.get(SHARE)
    if kind == SHARE and sign_off and due_on < sign_off:
        return f"The share date must not be before the sign-off date, {in_words(sign_off)}"
    if kind == SIGN_OFF and share and due_on > share:
        return f"The sign-off date must not be after the share date, {in_words(share)}"
    return None
