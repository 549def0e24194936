"""A memorandum's text in clauses, and what changed between two texts. Pure: no Django.

The text is plain. A line of its own that starts with a number and a full stop, such as "3. Sharing", is the
heading of a clause; an empty line ends a paragraph.
"""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

HEADING = re.compile(r"\d{1,3}\. *(?P<words>\S.*)")


@dataclass(frozen=True)
class Clause:
    """``heading`` is empty for what stands before the first heading."""

    heading: str
    paragraphs: tuple[str, ...]

    @property
    def name(self) -> str:
        """The heading without its number, which changes when a clause is put in before it."""
        found = HEADING.fullmatch(self.heading)
        return found["words"] if found else self.heading


@dataclass(frozen=True)
class Piece:
    """A run of words: ``is_new`` for those put in or taken out, so that a page can mark them."""

    words: str
    is_new: bool


@dataclass(frozen=True)
class Change:
    """A clause that differs: what it said, what it says, and what that is called."""

    heading: str
    kind: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


def tidy(text: str) -> str:
    """One newline for every kind of line break, no blanks at line ends, no empty lines around."""
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def clauses_of(text: str) -> tuple[Clause, ...]:
    """The text's clauses in order."""
    made: list[tuple[str, list[str]]] = [("", [])]
    for line in tidy(text).split("\n"):
        if HEADING.fullmatch(line):
            made.append((line, [""]))
        elif not line:
            made[-1][1].append("")
        else:
            paragraphs = made[-1][1] or [""]
            made[-1] = (made[-1][0], [*paragraphs[:-1], f"{paragraphs[-1]}\n{line}".strip()])
    found = (Clause(heading, tuple(filter(None, paragraphs))) for heading, paragraphs in made)
    return tuple(clause for clause in found if clause.heading or clause.paragraphs)


def changes_between(before: str, after: str) -> tuple[Change, ...]:
    """Every clause that was added, taken out or changed, in the order of the newer text."""
    old = {clause.name: clause for clause in clauses_of(before)}
    new = {clause.name: clause for clause in clauses_of(after)}
    changed = [_change(old.get(name), clause) for name, clause in new.items()]
    taken_out = [_change(clause, None) for name, clause in old.items() if name not in new]
    return tuple(change for change in [*changed, *taken_out] if change is not None)


def _change(old: Clause | None, new: Clause | None) -> Change | None:
    before, after = _text(old), _text(new)
    clause = new or old
    if clause is None or (before == after and old is not None and new is not None):
        return None
    was, now = pieces_of(before, after)
    return Change(
        heading=clause.heading or "Before the first clause",
        kind="Changed" if old and new else "Added" if new else "Taken out",
        before=was,
        after=now,
    )


def pieces_of(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts in runs of words; those that the other lacks are marked as new."""
    old, new = _words(before), _words(after)
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return (
        tuple(_piece(old[a:b], tag) for tag, a, b, _, _ in codes if b > a),
        tuple(_piece(new[a:b], tag) for tag, _, _, a, b in codes if b > a),
    )


def _text(clause: Clause | None) -> str:
    return "\n\n".join(clause.paragraphs) if clause else ""


def _words(text: str) -> list[str]:
    """Each word with the blanks after it, so that joined they are the text."""
    return re.findall(r"\S+\s*", text)


def _piece(words: list[str], tag: str) -> Piece:
    return Piece("".join(words), tag != "equal")
