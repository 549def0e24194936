"""The one page to read: how many strengths and challenge areas, which, and what changed, in plain sentences."""

from datapacks import content
from datapacks.lines import Line

MOST_CHANGES = 6
CHANCE = 0.05  # of a 95% interval missing its comparator by chance


def at_a_glance(lines: list[Line]) -> content.AtAGlance:
    compared = [line for line in lines if line.stands != "cannot_say"]
    strengths = sorted(flagged(lines, "strength"), key=gap)
    challenges = sorted(flagged(lines, "challenge"), key=gap, reverse=True)
    return content.AtAGlance(
        compared=len(compared),
        chance_words=chance_words(len(compared)),
        summary=summary(lines, compared, strengths, challenges),
        strengths=tuple(highlight(line) for line in strengths),
        challenges=tuple(highlight(line) for line in challenges),
        changes=changes(lines),
    )


def flagged(lines: list[Line], kind: str) -> list[Line]:
    return [line for line in lines if line.of.flag == kind]


def gap(line: Line) -> float:
    return line.of.gap or 0.0


def highlight(line: Line) -> content.Highlight:
    return content.Highlight(
        indicator_id=line.indicator.slug, title=line.indicator.title, sentence=line.sentence, gap=line.of.gap
    )


def chance_words(compared: int) -> str:
    expected = max(1, round(compared * CHANCE))
    return (
        f"With {compared} indicators compared, about {expected} would stand out by chance alone. "
        "A flag is a reason to ask, not an answer."
    )


def count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def summary(lines, compared, strengths, challenges) -> tuple[str, ...]:
    moved = [line.direction for line in lines]
    return (
        f"{len(compared)} of {count(len(lines), 'indicator', 'indicators')} could be compared "
        "with similar areas.",
        f"{count(len(strengths), 'is a strength', 'are strengths')} and "
        f"{count(len(challenges), 'is a challenge area', 'are challenge areas')}.",
        f"Since the period before, {count(moved.count('better'), 'figure', 'figures')} got better "
        f"and {moved.count('worse')} got worse.",
        *shift_words(lines),
    )


def shift_words(lines) -> list[str]:
    """How many figures have not shifted, and for how many the register is silent."""
    shifts = [line.shift for line in lines]
    tried, silent = shifts.count("not_shifted"), shifts.count("not_shifted_unlogged")
    words = [f"{count(tried, 'figure has', 'figures have')} not shifted although several things were tried."]
    silence = [
        f"{count(silent, 'weak figure has', 'weak figures have')} not moved in years, with too little logged as "
        "tried: has anything been tried?"
    ]
    return (words if tried else []) + (silence if silent else [])


def changes(lines: list[Line]) -> tuple[str, ...]:
    """The largest moves, measured by the spread of the middle half of authorities."""
    moved = sorted((line for line in lines if line.direction), key=size, reverse=True)
    return tuple(
        f"{line.indicator.title}: {line.change} on {line.of.previous_period}, to {line.value}. "
        f"That is {line.direction}."
        for line in moved[:MOST_CHANGES]
    )


def size(line: Line) -> float:
    one = line.of
    spread = (one.q75 - one.q25) if one.q25 is not None else 0
    return abs(one.change) / spread if spread else 0.0
