"""Rich text as the portal keeps it: a small, clean subset of HTML, whatever was typed or pasted. Pure: no Django.

Headings are ``h3`` and ``h4`` (a chapter's own are above them); then paragraphs, nested lists, tables with a header
row, bold, italic and links. Word writes lists as paragraphs that name a level; they become real lists. Deleted text
of tracked changes goes, inserted text stays. Pictures go, with a line that says so.

What was sent is read into blocks of runs, as a word processor holds it, and written anew from those: so the same text
always has the same markup, and everything after (the page, the plain box, PDF, Word) meets few shapes.
"""

import re
from collections.abc import Iterable, Iterator
from html import escape, unescape
from itertools import groupby
from typing import NamedTuple

import lxml.html
import nh3
from lxml.html import HtmlElement
from markdown_it import MarkdownIt
from markdownify import MarkdownConverter

TAGS = {
    "p", "h3", "h4", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td",
    "strong", "em", "sup", "sub", "a", "br",
}  # fmt: skip
ATTRIBUTES = {"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan", "scope"}}
SCHEMES = {"http", "https", "mailto"}
HEADINGS = {"h1": "h3", "h2": "h3", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}
LISTS = {"ul", "ol"}
TABLE_PARTS = {"caption", "thead", "tbody", "tfoot", "tr", "td", "th"}
OTHER_BLOCKS = {"p", "div", "li", "blockquote", "pre", "dl", "dt", "dd", "section", "article", *TABLE_PARTS}
BLOCKS = {*OTHER_BLOCKS, *HEADINGS, *LISTS, "table"}
MARKS = {"b": "strong", "strong": "strong", "i": "em", "em": "em", "sup": "sup", "sub": "sub"}
READ = TAGS | BLOCKS | {*MARKS, "span", "img"}
READ_ATTRIBUTES = ATTRIBUTES | {"*": {"style"}}
DROPPED_WITH_TEXT = {
    "del", "script", "style", "title", "xml", "object", "iframe", "svg", "math", "template", "noscript",
    "textarea", "select", "button",
}  # fmt: skip
PICTURE_LEFT_OUT = "[A picture was left out: add it as evidence.]"
ORDERED_MARK = re.compile(r"^\s*\(?(\d+|[a-zA-Z]|[ivxlc]+)[.)]")
LIST_LEVEL = re.compile(r"mso-list:[^;]*?level(\d+)", re.IGNORECASE)
NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
BREAK = "\x0b"  # a line break among runs; no text holds one
LONGEST = 400_000
DEEPEST = 50
MOST_COLUMNS = 50
TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]*)")
ENDS_ITSELF = {
    "p",
    "li",
    "br",
    "img",
    "hr",
    "meta",
    "link",
    "col",
    "input",
    "option",
    "tbody",
    "tr",
    "td",
    "th",
}


class TooLong(ValueError):  # noqa: N818
    """More text than one answer may hold."""


class Run(NamedTuple):
    """Some text in one style."""

    text: str
    marks: frozenset[str] = frozenset()
    href: str = ""


class Block(NamedTuple):
    tag: str
    html: str


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
    _word_lists(root)
    written = "".join(_markup(block) for block in _blocks(root))
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


# Plain boxes: Markdown, of which only what the subset holds means anything.

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


# Word's lists: paragraphs in a row, each with a level in its style and its mark as text.


def _word_lists(root: HtmlElement) -> None:
    """Runs of Word's list paragraphs become nested lists."""
    for made in [
        one for one in root.iter(*LISTS) if not any(above.tag in LISTS for above in one.iterancestors())
    ]:
        _as_paragraphs(made)
    for mark in [span for span in root.iter("span") if "mso-list:ignore" in _style(span)]:
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


def _style(node: HtmlElement) -> str:
    return re.sub(r"\s", "", str(node.get("style") or "").lower())


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


# Reading.


class Reader:
    """Reads a tree into blocks. In a list item or a cell (``within``) what cannot stand there becomes lines."""

    def __init__(self, within: str = "") -> None:
        self.within = within
        self.blocks: list[Block] = []
        self.runs: list[Run] = []

    def read(self, node: HtmlElement, marks: frozenset[str] = frozenset(), href: str = "") -> None:
        self.runs.append(Run(node.text or "", marks, href))
        for child in node:
            if isinstance(child.tag, str):
                self.child(child, marks, href)
            self.runs.append(Run(child.tail or "", marks, href))

    def child(self, node: HtmlElement, marks: frozenset[str], href: str) -> None:
        if node.tag == "br":
            self.runs.append(Run(BREAK))
        elif node.tag == "img":
            self.runs.append(Run(f" {PICTURE_LEFT_OUT} "))
        elif node.tag in LISTS and self.within != "cell":
            self.end("p")
            self.add(node.tag, _items(node))
        elif node.tag == "table" and not self.within:
            self.end("p")
            self.table(node)
        elif node.tag in BLOCKS:
            self.end("p")
            self.read(node, marks, href)
            self.end("p" if self.within else HEADINGS.get(node.tag, "p"))
        else:
            self.read(node, marks | _marks_of(node), _link(node) or href)

    def end(self, tag: str) -> None:
        """The runs so far are a block, unless they hold nothing."""
        self.add(tag, _inline(self.runs))
        self.runs = []

    def add(self, tag: str, html: str) -> None:
        if html and tag in LISTS and self.blocks and self.blocks[-1].tag == tag:
            html = self.blocks.pop().html + html  # two lists of a kind in a row are one
        if html:
            self.blocks.append(Block(tag, html))

    def table(self, node: HtmlElement) -> None:
        rows = [row for row in node.iter("tr") if next(row.iterancestors("table")) is node]
        for caption in node.iterchildren("caption"):
            self.read(caption)
            self.end("p")
        cells = [list(row.iterchildren("td", "th")) for row in rows]
        if sum(map(len, cells)) == 1:  # a box around some text
            self.read(next(filter(None, cells))[0])
            self.end("p")
        else:
            heads = sum(row.getparent().tag == "thead" for row in rows) or 1
            self.add("table", _rows([row for row in cells if row], heads))


def _blocks(root: HtmlElement, within: str = "") -> list[Block]:
    reader = Reader(within)
    reader.read(root)
    reader.end("p")
    return reader.blocks


def _marks_of(node: HtmlElement) -> frozenset[str]:
    style = _style(node)
    marks = {MARKS[node.tag]} if node.tag in MARKS else set()
    if re.search(r"(?<![\w-])font-weight:(normal|[1-5]00)", style):
        marks.discard("strong")  # how Google Docs wraps everything that it copies
    elif re.search(r"(?<![\w-])font-weight:(bold|[6-9]00)", style):
        marks.add("strong")
    if re.search(r"(?<![\w-])font-style:italic", style):
        marks.add("em")
    return frozenset(marks)


def _link(node: HtmlElement) -> str:
    href = (node.get("href") or "").strip() if node.tag == "a" else ""
    return href if re.match(r"(https?|mailto):", href, re.IGNORECASE) else ""


# Writing.


def _markup(block: Block) -> str:
    return f"<{block.tag}>{block.html}</{block.tag}>"


def _inline(runs: list[Run]) -> str:
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


def _items(node: HtmlElement) -> str:
    """The items of a list; a list that stands directly in a list belongs to the item before it."""
    items: list[tuple[str, list[Block]]] = []
    if (node.text or "").strip():
        items.append((_inline([Run(node.text or "")]), []))
    for child in node:
        blocks = _blocks(child, "item") if child.tag not in LISTS else [Block(child.tag, _items(child))]
        text = "<br>".join(block.html for block in blocks if block.tag == "p")
        lists = [block for block in blocks if block.tag in LISTS and block.html]
        if child.tag in LISTS and items:
            items[-1][1].extend(lists)
        elif text or lists:
            items.append((text, lists))
        if (child.tail or "").strip():
            items.append((_inline([Run(child.tail or "")]), []))
    return "".join(f"<li>{text}{''.join(map(_markup, lists))}</li>" for text, lists in items)


def _rows(rows: list[list[HtmlElement]], heads: int) -> str:
    """Header rows and the others; short rows are filled up, unless a cell reaches down beside them."""
    widths = [sum(_span(cell, "colspan") for cell in row) for row in rows]
    is_even = any(_span(cell, "rowspan") > 1 for row in rows for cell in row)
    full = [
        "".join(_cell(cell, is_head=index < heads, is_first=place == 0) for place, cell in enumerate(row))
        + ('<th scope="col"></th>' if index < heads else "<td></td>")
        * (0 if is_even else max(widths) - widths[index])
        for index, row in enumerate(rows)
    ]
    lines = [f"<tr>{row}</tr>" for row in full]
    body = "".join(lines[heads:])
    return f"<thead>{''.join(lines[:heads])}</thead>" + (f"<tbody>{body}</tbody>" if body else "")


def _cell(cell: HtmlElement, *, is_head: bool, is_first: bool) -> str:
    text = "<br>".join(block.html for block in _blocks(cell, "cell"))
    spans = "".join(
        f' {name}="{_span(cell, name)}"' for name in ("colspan", "rowspan") if _span(cell, name) > 1
    )
    if is_head:
        return f'<th{spans} scope="col">{text}</th>'
    if is_first and cell.tag == "th":
        return f'<th{spans} scope="row">{text}</th>'
    return f"<td{spans}>{text}</td>"


def _span(cell: HtmlElement, name: str) -> int:
    value = cell.get(name) or ""
    return max(1, min(int(value), MOST_COLUMNS)) if value.isdecimal() and len(value) < 5 else 1
