"""What a reader sees of a cleaned text."""

import re
from collections.abc import Iterator
from html import unescape

import lxml.html
from lxml.html import HtmlElement


def words(html: str) -> int:
    """How many words a reader sees."""
    return len(visible(html).split())


def visible(html: str) -> str:
    """The text that a reader sees, its blocks and lines parted by spaces."""
    return unescape(re.sub(r"<[^>]+>", "", re.sub(r"<(?!/?(?:strong|em|sup|sub|a)\b)", " <", html)))


def paragraphs(html: str) -> Iterator[HtmlElement]:
    """The blocks of a cleaned text, in order."""
    if html:
        yield from lxml.html.fragment_fromstring(html, create_parent="div")
