"""What a save changed, in words struck out and added. Pure: no Django but safe strings."""

import re
from difflib import SequenceMatcher
from html import escape, unescape

from django.utils.safestring import SafeString, mark_safe


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
