"""Word's lists: paragraphs in a row, each with a level in its style and its mark as text."""

import re

import lxml.html
from lxml.html import HtmlElement

from selfeval.rich_text.elements import LISTS, style_of

ORDERED_MARK = re.compile(r"^\s*\(?(\d+|[a-zA-Z]|[ivxlc]+)[.)]")
LIST_LEVEL = re.compile(r"mso-list:[^;]*?level(\d+)", re.IGNORECASE)


def word_lists(root: HtmlElement) -> None:
    """Runs of Word's list paragraphs become nested lists."""
    for made in [one for one in root.iter(*LISTS) if not _is_within_a_list(one)]:
        if _is_of_words_items_alone(made):
            _as_paragraphs(made)
    for mark in [span for span in root.iter("span") if "mso-list:ignore" in style_of(span)]:
        _take_mark(mark)
    for first in [p for p in root.iter("p") if _level(p)]:
        if _level(first):  # it is no item of an earlier run by now
            run = [first]
            while _goes_on(run, run[-1].getnext()):
                run.append(run[-1].getnext())
            parent, place, after = first.getparent(), first.getparent().index(first), run[-1].tail
            top = _nested([(_level(p), p) for p in run])
            parent.insert(place, top)
            top.tail = after


def _goes_on(run: list[HtmlElement], following: HtmlElement | None) -> bool:
    """Whether the next element is an item of the same list: no text between, and no other kind at the first level."""
    if not _level(following) or (run[-1].tail or "").strip():
        return False
    return _level(following) > _level(run[0]) or _kind(following) == _kind(run[0])


def _is_within_a_list(node: HtmlElement) -> bool:
    return any(above.tag in LISTS for above in node.iterancestors())


def _is_of_words_items_alone(made: HtmlElement) -> bool:
    """Whether it and the lists in it hold items that name a level, and nothing else."""
    lists = list(made.iter(*LISTS))
    inside = [child for one in lists for child in one]
    texts = [one.text for one in lists] + [child.tail for child in inside]
    items = [child for child in inside if child.tag not in LISTS]
    return (
        bool(items)
        and all(item.tag == "li" and LIST_LEVEL.search(item.get("style") or "") for item in items)
        and not "".join(text or "" for text in texts).strip()
    )


def _as_paragraphs(made: HtmlElement) -> None:
    """Some of Word's items come as a list, of their own or of the paragraphs before: all become paragraphs."""
    items = list(made.iter("li"))
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
    return lxml.html.Element(_kind(paragraph))


def _kind(paragraph: HtmlElement | None) -> str:
    return "ol" if paragraph is not None and paragraph.get("data-ordered") else "ul"
