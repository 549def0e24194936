"""Two versions of the plan's words side by side: what came, what went and what changed, line by line."""

from dataclasses import dataclass

from regions.clauses import Piece, pieces_of
from selfeval.differences import paired, word_for

LINES = (
    ("Priority", "title"),
    ("Area", "area"),
    ("Why this", "why"),
    ("Sponsor", "sponsor"),
    ("Figures", "figures"),
)


@dataclass(frozen=True)
class Line:
    """One part of the plan's words as both versions have it; words that the other lacks are marked."""

    name: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


@dataclass(frozen=True)
class Difference:
    """The introduction or a priority, and what of it differs. ``word``: "Added", "Left out" or "Changed"."""

    heading: str
    word: str
    lines: list[Line]

    @property
    def colour(self) -> str:
        return {"Added": "green", "Left out": "red"}.get(self.word, "yellow")


def compare(earlier: dict, later: dict) -> list[Difference]:
    """Of two ``plans.content.wording``, in the order of both. A priority is the same one by its key."""
    found = [of_introduction(earlier["introduction"], later["introduction"])]
    pairs = paired(earlier["priorities"], later["priorities"], lambda one: str(one["key"]))
    for old, new in pairs:
        if old and new and old["key"] != new["key"]:  # one put in place of another
            found += [of_priority(old, None), of_priority(None, new)]
        else:
            found.append(of_priority(old, new))
    return [one for one in found if one.lines]


def of_introduction(old: str, new: str) -> Difference:
    lines = [Line("Introduction", *pieces_of(old, new))] if old != new else []
    return Difference("Introduction", "Changed" if old and new else "Added" if new else "Left out", lines)


def of_priority(old: dict | None, new: dict | None) -> Difference:
    before, after = texts_of(old), texts_of(new)
    lines = [
        Line(name, *pieces_of(before[key], after[key])) for name, key in LINES if before[key] != after[key]
    ]
    word = word_for(old, new, is_same=not lines)
    heading = (new or old or {}).get("title", "")
    return Difference(heading, "Left out" if word == "Removed" else word, lines)


def texts_of(priority: dict | None) -> dict[str, str]:
    if priority is None:
        return dict.fromkeys((key for _, key in LINES), "")
    return priority | {"figures": "; ".join(priority["figures"])}
