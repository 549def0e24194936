"""Plain boxes: Markdown, of which only what the subset holds means anything."""

import re

from markdown_it import MarkdownIt
from markdownify import MarkdownConverter

from selfeval.rich_text.cleaning import clean
from selfeval.rich_text.seen import visible

TYPED = MarkdownIt("zero", {"breaks": True, "maxNesting": 100}).enable(
    ["heading", "list", "table", "emphasis", "link", "escape", "newline"]
)


class Typed(MarkdownConverter):
    """Markdown with no more escapes than ``TYPED`` needs."""

    def escape(self, text: str, parent_tags: set[str]) -> str:
        text = re.sub(r"([\\*_\[\]|])", r"\\\1", text)
        return re.sub(r"^(\s*)(#|[-+](?=\s|$)|\d{1,9}(?=[.)](\s|$)))", _escaped_start, text)

    def convert_br(self, node: object, text: str, parent_tags: set[str]) -> str:
        return " " if {"td", "th"} & set(parent_tags) else "\n"


class TypedWithoutMarks(Typed):
    """The same with no bold or italic: where Markdown could not tell them from the letters around them."""

    def convert_strong(self, node: object, text: str, parent_tags: set[str]) -> str:
        return text

    convert_em = convert_strong


def _escaped_start(found: re.Match[str]) -> str:
    """A mark at the start of a line, made a mere character; of a number, its point is what counts."""
    return f"{found[1]}{found[2]}\\" if found[2].isdecimal() else f"{found[1]}\\{found[2]}"


def plain(html: str) -> str:
    """The text for a plain box: Markdown, which ``from_plain`` turns back."""
    if not html:
        return ""
    text = str(Typed(heading_style="ATX", bullets="-").convert(html)).strip()
    if visible(from_plain(text)).split() != visible(html).split():
        text = str(TypedWithoutMarks(heading_style="ATX", bullets="-").convert(html)).strip()
    return text


def from_plain(text: str) -> str:
    """What was typed in a plain box, as rich text. Markup typed by hand is shown as it was typed."""
    return clean(TYPED.render(text))
