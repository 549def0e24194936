"""Word's lists: paragraphs in a row, each with a level in its style and its mark as text."""

import re

import lxml.html
from lxml.html import HtmlElement

from selfeval.rich_text.elements import LISTS, style_of

ORDERED_MARK = re.compile(r"^\s*\(?(\d+|[a-zA-Z]|[ivxlc]+)[.)]")
LIST_LEVEL = re.compile(r"mso-list:[^;]*?level(\d+)", re.IGNORECASE)


def word_lists(root: HtmlElement) -> None:
    """Runs of Word's list paragraphs become nested lists."""
    for made in [
        one for one in root.iter(*LISTS) if not any(above.tag in LISTS for above in one.iterancestors())
    ]:
        _as_paragraphs(made)
    for mark in [span for span in root.iter("span") if "mso-list:ignore" in style_of(span)]:
        _take_mark(mark)
    for first in [p for p in root.iter("p") if _level(p) and not _level(p.getprevious())]:
        run = [first]
        while _level(run[-1].getnext()):
            run.append(run[-1].getnext())
        parent, place = first.getparent(), first.getparent().index(first)
        parent.insert(place, _nested([(_level(p), p) for p in run]))


def _as_paragraphs(made: HtmlElement) -> None:
    """Some of Word's items come as a list already, of its own or of the paragraphs before it: all become paragraphs.

    A list of anyone else's, whose items name no level, stays.
    """
    items = list(made.iter("li"))
    if items and all(LIST_LEVEL.search(item.get("style") or "") for item in items):
        for item in items:
            if item.getparent().tag == "ol":
                item.set("data-ordered", "yes")
        for item in items:
            item.drop_tree()
            item.tag, item.tail = "p", None
            made.addprevious(item)
        made.drop_tree()


def _take_mark(mark: HtmlElement) -> None:
    """Take Word's own bullet or number out, and note on the paragraph which of them it was."""
    if ORDERED_MARK.match(mark.text_content()):
        for above in mark.iterancestors("p"):
            above.set("data-ordered", "yes")
    mark.drop_tree()


def _level(node: HtmlElement | None) -> int:
    found = LIST_LEVEL.search(node.get("style") or "") if node is not None and node.tag == "p" else None
    return int(found[1]) if found else 0


def _nested(run: list[tuple[int, HtmlElement]]) -> HtmlElement:
    top = _list_for(run[0][1])
    stack = [(run[0][0], top)]
    for level, paragraph in run:
        while len(stack) > 1 and level < stack[-1][0]:
            stack.pop()
        if level > stack[-1][0] and len(stack[-1][1]):
            inner = _list_for(paragraph)
            stack[-1][1][-1].append(inner)
            stack.append((level, inner))
        paragraph.tag, paragraph.tail = "li", None
        stack[-1][1].append(paragraph)
    return top


def _list_for(paragraph: HtmlElement) -> HtmlElement:
    return lxml.html.Element("ol" if paragraph.get("data-ordered") else "ul")
