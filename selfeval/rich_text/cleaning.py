"""The one door: whatever was typed or pasted, as the portal's own subset of HTML."""

import re

import lxml.html
import nh3

from selfeval.rich_text.blocks import blocks_of, markup
from selfeval.rich_text.elements import BLOCKS, MARKS, TAGS
from selfeval.rich_text.word import word_lists

ATTRIBUTES = {"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan", "scope"}}
SCHEMES = {"http", "https", "mailto"}
READ = TAGS | BLOCKS | {*MARKS, "span", "img"}
READ_ATTRIBUTES = ATTRIBUTES | {"*": {"style"}}
DROPPED_WITH_TEXT = {
    "del", "script", "style", "title", "xml", "object", "iframe", "svg", "math", "template", "noscript",
    "textarea", "select", "button",
}  # fmt: skip
NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
LONGEST = 400_000
DEEPEST = 50
TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]*)")
ENDS_ITSELF = {
    "p", "li", "br", "img", "hr", "meta", "link", "col", "input", "option", "tbody", "tr", "td", "th",
}  # fmt: skip


class TooLong(ValueError):  # noqa: N818
    """More text than one answer may hold."""


def clean(html: str) -> str:
    """The text in the portal's own subset; the same for its own output. Raises TooLong above 400,000 characters."""
    if len(html) > LONGEST:
        raise TooLong
    html = NOT_TEXT.sub("", html)
    known = nh3.clean(
        re.sub(r"<[^>]*>", " ", html) if _is_too_deep(html) else html,
        tags=READ,
        attributes=READ_ATTRIBUTES,
        clean_content_tags=DROPPED_WITH_TEXT,
        url_schemes=SCHEMES,
        link_rel=None,
    )
    root = lxml.html.fragment_fromstring(f"<div>{NOT_TEXT.sub('', known)}</div>")
    word_lists(root)
    written = "".join(markup(block) for block in blocks_of(root))
    return nh3.clean(
        written, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener noreferrer"
    )


def _is_too_deep(html: str) -> bool:
    """Whether elements stand in each other deeper than any document's: parsers drop such text, or take minutes."""
    depths: dict[str, int] = {}
    for closing, name in TAG.findall(html.lower()):
        if name not in ENDS_ITSELF:
            depths[name] = max(0, depths.get(name, 0) + (-1 if closing else 1))
            if depths[name] and sum(depths.values()) > DEEPEST:
                return True
    return False
