"""What a printed document says, and how far its words reach."""

import re

import pikepdf
from weasyprint import CSS, HTML

PAIR = re.compile(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")
RANGE = re.compile(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")


def text_of(path):
    """Every word drawn, in the order in which it is drawn."""
    with pikepdf.open(path) as made:
        return "\n".join(text_of_page(page) for page in made.pages)


def text_of_page(page):
    fonts = {name: characters(font) for name, font in page.Resources.get("/Font", {}).items()}
    said, font = [], {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            font = fonts[str(operands[0])]
        elif str(operator) == "TJ":
            said += [shown(bytes(one), font) for one in operands[0] if isinstance(one, pikepdf.String)]
        elif str(operator) == "Tj":
            said.append(shown(bytes(operands[0]), font))
        elif str(operator) in {"ET", "Td", "Tm"}:
            said.append(" ")
    return re.sub(r" +", " ", "".join(said))


def shown(codes, font):
    pairs = [codes[start : start + 2] for start in range(0, len(codes), 2)]
    return "".join(font.get(int.from_bytes(pair), "?") for pair in pairs)


def characters(font):
    """{glyph: text} of a font, from its own table."""
    table = font.ToUnicode.read_bytes().decode()
    found = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        found |= {int(code, 16): utf16(text) for code, text in PAIR.findall(block)}
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, text in RANGE.findall(block):
            for offset in range(int(last, 16) - int(first, 16) + 1):
                found[int(first, 16) + offset] = chr(ord(utf16(text)) + offset)
    return found


def utf16(digits):
    return bytes.fromhex(digits).decode("utf-16-be", errors="replace")


def right_edges(html, styles):
    """Where each line of text ends, in the print engine's own points from the left of the page."""
    document = HTML(string=html).render(stylesheets=[CSS(filename=str(path)) for path in styles])
    return [edge for page in document.pages for edge in edges_in(page._page_box)]


def edges_in(box):
    if hasattr(box, "text"):
        yield box.position_x + box.width
    for child in getattr(box, "children", ()):
        yield from edges_in(child)
