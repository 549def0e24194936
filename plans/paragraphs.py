"""Plain text in paragraphs, lists of points and, where they are asked for, headings. Pure: no Django.

A line is a paragraph. Lines that begin with a hyphen and a blank are the points of a list; one that begins with a
hash and a blank is a heading.
"""

from dataclasses import dataclass
from enum import StrEnum, auto
from itertools import groupby

POINT, HEADING = "- ", "# "


class Kind(StrEnum):
    PARAGRAPH = auto()
    POINTS = auto()
    HEADING = auto()


@dataclass(frozen=True)
class Block:
    """The points of a list, or one paragraph or heading as its only line."""

    kind: Kind
    lines: tuple[str, ...]


def blocks_of(text: str, *, headings: bool = False) -> list[Block]:
    """In order; empty lines only part paragraphs."""
    lines = [line.strip() for line in text.splitlines()]
    found: list[Block] = []
    for kind, group in groupby(filter(None, lines), key=lambda line: kind_of(line, headings)):
        if kind is Kind.POINTS:
            found.append(Block(kind, tuple(line.removeprefix(POINT).strip() for line in group)))
        elif kind is Kind.HEADING:
            found += [Block(kind, (line.removeprefix(HEADING).strip(),)) for line in group]
        else:
            found += [Block(kind, (line,)) for line in group]
    return found


def kind_of(line: str, headings: bool) -> Kind:
    if line.startswith(POINT):
        return Kind.POINTS
    return Kind.HEADING if headings and line.startswith(HEADING) else Kind.PARAGRAPH


def points(lines: list[str]) -> str:
    """Lines as the text of one list."""
    return "\n".join(f"{POINT}{line}" for line in lines)
