"""What a finding must rest on. Pure: no Django."""

from collections import Counter
from collections.abc import Collection, Iterable

LEAST_TYPES = 2


def are_enough(types: Iterable[str]) -> bool:
    """Whether evidence of these types, one entry a piece, bears a finding: two pieces of one type do not."""
    return len(set(types)) >= LEAST_TYPES


def lacking(types: Collection[str], every_type: Iterable[str]) -> str:
    """What evidence of these types lacks, in words that say what is there; empty where nothing is missing."""
    if are_enough(types):
        return ""
    if not types:
        return "No evidence is linked. Link at least two pieces, of two different types."
    only, number = Counter(types).most_common(1)[0]
    others = [one for one in every_type if one != only]
    there = "one piece of evidence is" if number == 1 else f"{number} pieces of evidence are"
    return (
        f"Linked so far: {there} of one type, {lower(only)}. Link one of another type as well: "
        f"{', '.join(lower(one) for one in others[:-1])} or {lower(others[-1])}."
    )


def lower(label: str) -> str:
    return label[:1].lower() + label[1:]
