"""The elements of HTML that mean something here, and what becomes of them."""

import re

from lxml.html import HtmlElement

TAGS = {
    "p", "h3", "h4", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td",
    "strong", "em", "sup", "sub", "a", "br",
}  # fmt: skip
HEADINGS = {"h1": "h3", "h2": "h3", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}
LISTS = {"ul", "ol"}
TABLE_PARTS = {"caption", "thead", "tbody", "tfoot", "tr", "td", "th"}
OTHER_BLOCKS = {"p", "div", "li", "blockquote", "pre", "dl", "dt", "dd", "section", "article", *TABLE_PARTS}
BLOCKS = {*OTHER_BLOCKS, *HEADINGS, *LISTS, "table"}
MARKS = {"b": "strong", "strong": "strong", "i": "em", "em": "em", "sup": "sup", "sub": "sub"}
PICTURE_LEFT_OUT = "[A picture was left out: add it as evidence.]"


def style_of(node: HtmlElement) -> str:
    """The element's own style in small letters, without white space: Word breaks it over lines."""
    return re.sub(r"\s", "", str(node.get("style") or "").lower())
