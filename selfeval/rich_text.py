"""Rich text as the portal keeps it: a small, clean subset of HTML, whatever was typed or pasted. Pure: no Django.

Headings are ``h3`` and ``h4`` (a chapter's own are above them); then paragraphs, nested lists, tables, bold, italic
and links. Word writes lists as paragraphs that name a level; they become real lists. Deleted text of tracked changes
goes, inserted text stays. Pictures go, with a line that says so.
"""

import re
from collections.abc import Iterator

import lxml.html
import nh3
from lxml.html import HtmlElement
from markdown_it import MarkdownIt
from markdownify import markdownify

TAGS = {
    "p", "h3", "h4", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td",
    "strong", "em", "sup", "sub", "a", "br",
}  # fmt: skip
ATTRIBUTES = {"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan", "scope"}}
SCHEMES = {"http", "https", "mailto"}
RENAMED = {
    "h1": "h3",
    "h2": "h3",
    "h5": "h4",
    "h6": "h4",
    "b": "strong",
    "i": "em",
    "div": "p",
    "caption": "p",
}
DROPPED_WITH_TEXT = {
    "del", "script", "style", "head", "title", "xml", "meta", "link", "object", "iframe", "svg",
    "template", "noscript",
}  # fmt: skip
PICTURE_LEFT_OUT = "[A picture was left out: add it as evidence.]"
BLOCKS = {"p", "h3", "h4", "ul", "ol", "table"}
ORDERED_MARK = re.compile(r"^\s*\(?(\d+|[a-zA-Z]|[ivxlc]+)[.)]")
LIST_LEVEL = re.compile(r"mso-list:[^;]*?level(\d+)", re.IGNORECASE)
LONGEST = 400_000


class TooLong(ValueError):  # noqa: N818
    """More text than one answer may hold."""


def clean(html: str) -> str:
    """The text in the portal's own subset; the same for its own output. Raises TooLong above 400,000 characters."""
    if len(html) > LONGEST:
        raise TooLong
    if not html.strip():
        return ""
    root = lxml.html.fragment_fromstring(html.replace("\x00", ""), create_parent="div")
    _drop(root)
    _word_lists(root)
    _rename(root)
    _wrap_loose(root)
    kept = nh3.clean(
        _inside(root), tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener noreferrer"
    )
    return _without_empty(kept)


def words(html: str) -> int:
    """How many words a reader sees."""
    return len(re.sub(r"<[^>]+>", " ", html).replace("&nbsp;", " ").split())


def plain(html: str) -> str:
    """The text for a plain box: Markdown, which ``from_plain`` turns back."""
    return markdownify(html, heading_style="ATX", bullets="-").strip() if html else ""


def from_plain(text: str) -> str:
    """What was typed in a plain box, as rich text. Markup typed by hand is shown as it was typed."""
    return clean(MarkdownIt("js-default", {"html": False, "breaks": True}).render(text))


def _drop(root: HtmlElement) -> None:
    """Take out what has no place, leaving the text that follows each piece."""
    for node in list(root.iter()):
        if node is root:
            continue
        if not isinstance(node.tag, str) or node.tag in DROPPED_WITH_TEXT or _is_word_mark(node):
            _is_ordered(node)
            node.drop_tree()
        elif node.tag == "img":
            node.tail = f"{PICTURE_LEFT_OUT} {node.tail or ''}"
            node.drop_tree()


def _is_word_mark(node: HtmlElement) -> bool:
    """Word's own bullet or number before a list paragraph's text."""
    return "mso-list:ignore" in (node.get("style") or "").lower().replace(" ", "")


def _is_ordered(mark: HtmlElement) -> None:
    """Tell the paragraph whether its mark was a number, before the mark goes."""
    if not isinstance(mark.tag, str) or not _is_word_mark(mark):
        return
    if ORDERED_MARK.match(mark.text_content()):
        for above in mark.iterancestors("p"):
            above.set("data-ordered", "yes")


def _word_lists(root: HtmlElement) -> None:
    """Runs of Word's list paragraphs become nested lists."""
    for first in [p for p in root.iter("p") if _level(p) and not _level(p.getprevious())]:
        run = [first]
        while _level(run[-1].getnext()):
            run.append(run[-1].getnext())
        parent, place = first.getparent(), first.getparent().index(first)
        parent.insert(place, _nested([(_level(p), p) for p in run]))


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


def _rename(root: HtmlElement) -> None:
    """Other names for the same things; styled spans become bold or italic."""
    for node in list(root.iter()):
        if node is root or not isinstance(node.tag, str):
            continue
        style = (node.get("style") or "").lower().replace(" ", "")
        if node.tag in ("b", "strong") and "font-weight:normal" in style:
            node.tag = "span"  # how Google Docs wraps everything that it copies
        elif node.tag == "span" and re.search(r"font-weight:(bold|[6-9]00)", style):
            node.tag = "strong"
        elif node.tag == "span" and "font-style:italic" in style:
            node.tag = "em"
        if node.tag == "div" and any(child.tag in {*BLOCKS, "div"} for child in node):
            node.tag = "span"  # a wrapper, which cleaning takes off
        node.tag = RENAMED.get(node.tag, node.tag)


def _wrap_loose(root: HtmlElement) -> None:
    """Text that stands in no block becomes a paragraph."""
    if any(isinstance(node.tag, str) and node.tag in BLOCKS for node in root.iter() if node is not root):
        return
    paragraph = lxml.html.Element("p")
    paragraph.text, root.text = root.text, None
    paragraph.extend(list(root))
    root.append(paragraph)


def _inside(root: HtmlElement) -> str:
    whole = lxml.html.tostring(root, encoding="unicode")
    return whole[whole.index(">") + 1 : whole.rindex("<")] if "</" in whole else ""


def _without_empty(html: str) -> str:
    """Without empty paragraphs, and with white space as a reader sees it."""
    tidy = re.sub(r"[\s\u00a0]+", " ", html.replace("&nbsp;", " "))
    tidy = re.sub(r"<(p|h3|h4|strong|em|li)>\s*(<br>\s*)*</\1>", "", tidy)
    return re.sub(r"\s*(</?(?:p|h3|h4|ul|ol|li|table|thead|tbody|tr|td|th)\b[^>]*>)\s*", r"\1", tidy).strip()


def paragraphs(html: str) -> Iterator[HtmlElement]:
    """The blocks of a cleaned text, in order."""
    if html:
        yield from lxml.html.fragment_fromstring(html, create_parent="div")
