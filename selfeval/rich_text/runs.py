"""Runs of text in one style, and how they are written as markup."""

import re
from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby
from typing import NamedTuple

BREAK = "\x0b"  # a line break among runs; no text holds one


class Run(NamedTuple):
    """Some text in one style."""

    text: str
    marks: frozenset[str] = frozenset()
    href: str = ""


def inline(runs: list[Run]) -> str:
    """The runs as markup: white space as a reader sees it, like next to like joined."""
    spaced: list[Run] = []
    before = BREAK
    for run in _split(runs):
        if run.text == " " and before in (" ", BREAK):
            continue
        if run.text == BREAK and before == " ":
            spaced.pop()
        spaced.append(run)
        before = run.text[-1]
    while spaced and spaced[-1].text in (" ", BREAK):
        spaced.pop()
    while spaced and spaced[0].text in (" ", BREAK):
        spaced.pop(0)
    return "".join(
        _run_markup("".join(run.text for run in like), *style)
        for style, like in groupby(spaced, key=lambda run: (run.marks, run.href))
    )


def _split(runs: Iterable[Run]) -> Iterator[Run]:
    """Words, single spaces and line breaks; a space between two runs of one style has that style."""
    pieces = [
        run._replace(text=piece) for run in runs for piece in re.split(r"([\s\u00a0]+)", run.text) if piece
    ]
    for index, piece in enumerate(pieces):
        if piece.text == BREAK:
            yield piece
        elif piece.text.isspace():
            beside = [
                (one.marks, one.href) for one in (pieces[index - 1 : index] + pieces[index + 1 : index + 2])
            ]
            same = len(beside) == 2 and beside[0] == beside[1] == (piece.marks, piece.href)
            yield Run(" ", piece.marks, piece.href) if same else Run(" ")
        else:
            yield piece


def _run_markup(text: str, marks: frozenset[str], href: str) -> str:
    html = escape(text, quote=False).replace(BREAK, "<br>")
    for mark in ("sub", "sup", "em", "strong"):
        if mark in marks:
            html = f"<{mark}>{html}</{mark}>"
    return f'<a href="{escape(href)}">{html}</a>' if href else html
