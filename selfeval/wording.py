"""What a save changed, in words struck out and added, and a hint on style. Pure: no Django but safe strings."""

import re
from difflib import SequenceMatcher
from html import escape, unescape

from django.utils.safestring import SafeString, mark_safe

SOURCES = re.compile(
    r"\b(audit|observ|moderat|survey|feedback|complain|complim|interview|voice|told us|tell us|sa(id|y)\b|asked)",
    re.IGNORECASE,
)
MOST_WITH_FIGURES = 0.4
FEWEST_SENTENCES = 3
MOSTLY_FIGURES = (
    "Most of this is figures. Say too what audits, observations, children or families tell you. "
    "This is only a hint."
)


def style_hint(html: str) -> str:
    """A hint on an answer of figures alone: more than 40% of its sentences, and nobody's view cited. Or nothing."""
    text = unescape(re.sub(r"<[^>]+>", " ", re.sub(r"</(p|li|h[34]|td|th)>", ". ", html)))
    sentences = [one for one in re.split(r"[.!?](?:\s|$)", text) if re.search(r"\w", one)]
    with_figures = sum(bool(re.search(r"\d", one)) for one in sentences)
    is_mostly = len(sentences) >= FEWEST_SENTENCES and with_figures > MOST_WITH_FIGURES * len(sentences)
    return MOSTLY_FIGURES if is_mostly and not SOURCES.search(text) else ""


def plain_words(content) -> list[str]:
    """The words of an answer: its choice, its text and its rows, in that order."""
    rows = " ".join(" · ".join(row.values()) for row in content.rows)
    text = unescape(re.sub(r"<[^>]+>", " ", content.text))
    return f"{content.choice} {text} {rows}".split()


def difference(earlier, later) -> SafeString:
    """The later text with what went (``del``) and what came (``ins``); ``earlier`` None is an empty text."""
    old, new = plain_words(earlier) if earlier else [], plain_words(later)
    pieces = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        went, came = escape(" ".join(old[i1:i2])), escape(" ".join(new[j1:j2]))
        if kind == "equal":
            pieces.append(came)
        else:
            pieces += [f"<del>{went}</del>" if went else "", f"<ins>{came}</ins>" if came else ""]
    return mark_safe(" ".join(filter(None, pieces)))  # noqa: S308 - every word was escaped above
