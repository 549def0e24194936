"""Tables of a cleaned text made square for files: a spanning cell stays first, with empty cells where it reached.

A screen reader of a PDF needs each cell under one heading, and Word's rows need as many cells as there are columns.
Pure: no Django.
"""

import lxml.html
from lxml.html import HtmlElement

MOST = 60  # a span beyond this is a fault of what was pasted


def squared(html: str) -> str:
    """The text with each of its tables made square; a text without tables stays as it is."""
    if "<table" not in html:
        return html
    root = lxml.html.fragment_fromstring(html, create_parent="div")
    for table in root.iter("table"):
        square(table)
    return (root.text or "") + "".join(lxml.html.tostring(node, encoding="unicode") for node in root)


def square(table: HtmlElement) -> None:
    """Every row with the same number of cells, none of which spans."""
    rows = list(table.iter("tr"))
    reached: dict[tuple[int, int], str] = {}  # where a cell from above or from the left reaches, and its tag
    for down, row in enumerate(rows):
        across = 0
        for cell in list(row.iterchildren("td", "th")):
            while (down, across) in reached:
                cell.addprevious(lxml.html.Element(reached.pop((down, across))))
                across += 1
            wide, high = span(cell, "colspan"), span(cell, "rowspan")
            reached |= {
                (down + y, across + x): str(cell.tag)
                for y in range(high)
                for x in range(wide)
                if (y, x) != (0, 0)
            }
            across += 1
        for key in sorted(key for key in reached if key[0] == down):
            row.append(lxml.html.Element(reached.pop(key)))
    width = max((len(row) for row in rows), default=0)
    for row in rows:
        row.extend(lxml.html.Element("td") for _ in range(width - len(row)))


def span(cell: HtmlElement, name: str) -> int:
    """How far the cell reaches; it stops spanning."""
    sent = cell.attrib.pop(name, "1")
    return min(int(sent), MOST) if sent.isdecimal() and len(sent) < 4 and int(sent) else 1
