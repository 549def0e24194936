"""A tree of HTML read into blocks: paragraphs, headings, lists and tables, as a word processor holds them."""

import re
from typing import NamedTuple

from lxml.html import HtmlElement

from selfeval.rich_text.elements import BLOCKS, HEADINGS, LISTS, MARKS, PICTURE_LEFT_OUT, style_of
from selfeval.rich_text.runs import BREAK, Run, inline

MOST_COLUMNS = 50


class Block(NamedTuple):
    tag: str
    html: str


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
            self.line_break(node)
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

    def line_break(self, node: HtmlElement) -> None:
        """A new line. A second in a row leaves an empty line, which begins a paragraph; a heading stays whole."""
        last = next((run.text for run in reversed(self.runs) if run.text == BREAK or run.text.strip()), "")
        if last != BREAK:
            self.runs.append(Run(BREAK))
        elif next(node.iterancestors(*HEADINGS), None) is None:
            self.end("p")

    def end(self, tag: str) -> None:
        """The runs so far are a block, unless they hold nothing."""
        self.add(tag, inline(self.runs))
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


def blocks_of(root: HtmlElement, within: str = "") -> list[Block]:
    reader = Reader(within)
    reader.read(root)
    reader.end("p")
    return reader.blocks


def _marks_of(node: HtmlElement) -> frozenset[str]:
    style = style_of(node)
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


def markup(block: Block) -> str:
    return f"<{block.tag}>{block.html}</{block.tag}>"


def _items(node: HtmlElement) -> str:
    """The items of a list; a list that stands directly in a list belongs to the item before it."""
    items: list[tuple[str, list[Block]]] = []
    if (node.text or "").strip():
        items.append((inline([Run(node.text or "")]), []))
    for child in node:
        blocks = blocks_of(child, "item") if child.tag not in LISTS else [Block(child.tag, _items(child))]
        text = "<br>".join(block.html for block in blocks if block.tag == "p")
        lists = [block for block in blocks if block.tag in LISTS and block.html]
        if child.tag in LISTS and items:
            items[-1][1].extend(lists)
        elif text or lists:
            items.append((text, lists))
        if (child.tail or "").strip():
            items.append((inline([Run(child.tail or "")]), []))
    return "".join(f"<li>{text}{''.join(map(markup, lists))}</li>" for text, lists in items)


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
    text = "<br>".join(block.html for block in blocks_of(cell, "cell"))
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
