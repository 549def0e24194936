"""A frozen self-evaluation as a tagged PDF and as a Word document with real styles and a contents list.

Both print ``selfeval.content.frozen`` and nothing else, so they cannot say more than the page does. A copy that is
taken away carries a mark: whose copy it is, when it was taken, and that it is shared under the memorandum.
"""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from lxml.html import HtmlElement

from selfeval.printable import drawn, every_text, without_controls
from selfeval.rich_text import paragraphs
from selfeval.tables import squared
from ui import pdf

STYLES = [Path(settings.BASE_DIR) / "static" / "css" / "release-print.css"]
HEADINGS = {"h3": 3, "h4": 4}
LIST_STYLES = {"ul": "List Bullet", "ol": "List Number"}
DEEPEST_LIST = 3


def build_pdf(content: dict, to: Path, *, number: int, sha256: str, made: datetime, mark: str = "") -> None:
    """Print the document to a file. Raises ui.pdf.RenderFailed, whose words are fit to show."""
    html = pdf_html(content, number=number, sha256=sha256, made=made, mark=mark)
    pdf.write_pdf(html, stylesheets=STYLES, to=to)


def pdf_html(content: dict, *, number: int, sha256: str, made: datetime, mark: str = "") -> str:
    return render_to_string(
        "reports/selfeval/release.html",
        {
            "document": safe(every_text(content, for_print)),
            "number": number,
            "sha256": sha256,
            "made": made.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "mark": drawn(mark),
        },
    )


def for_print(text: str) -> str:
    return squared(drawn(text))


def safe(content: dict) -> dict:
    """The same document with its rich text marked as markup: it was cleaned when it was saved."""
    chapters = [
        chapter
        | {
            "answers": [
                answer | {"text": mark_safe(answer["text"])}  # noqa: S308 - cleaned by selfeval.rich_text
                for answer in chapter["answers"]
            ]
        }
        for chapter in content["chapters"]
    ]
    return content | {"chapters": chapters}


def build_word(content: dict, to: Path, *, number: int, sha256: str, mark: str = "") -> None:
    """Write the document as .docx; its contents list fills itself when it is opened."""
    word = Document()
    prepare(word, content, mark)
    word.add_paragraph(content["authority"], style="Title")
    word.add_paragraph(
        f"{content['name'].capitalize()}, {content['cycle']}, version {number}", style="Subtitle"
    )
    add_contents(word, content)
    for chapter in content["chapters"]:
        add_chapter(word, chapter)
    word.add_paragraph(f"Version {number}. SHA-256 of the frozen content: {sha256}")
    word.save(str(to))


def add_chapter(word, chapter: dict) -> None:
    word.add_heading(named(chapter), 1)
    for figure in chapter["figures"]:
        word.add_paragraph(f"{figure['title']}: {figure['sentence']}", style="Intense Quote")
    for answer in chapter["answers"]:
        add_answer(word, answer)
    if chapter["evidence"]:
        word.add_heading("Evidence", 2)
    for one in chapter["evidence"]:
        pages = f", {one['pages']}" if one["pages"] else ""
        word.add_paragraph(f"{one['title']}{pages}", style="List Bullet")


def prepare(word, content: dict, mark: str) -> None:
    """Page, language, title, and the mark in the header of every page."""
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.header.paragraphs[0].text = without_controls(mark)
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(11)
    normal.element.get_or_add_rPr().append(element("w:lang", val="en-GB"))
    word.core_properties.title = f"{content['authority']}: {content['name']}"
    word.core_properties.language = "en-GB"


def element(name: str, **attributes: str):
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def add_contents(word, content: dict) -> None:
    """A contents field for headings 1 and 2, filled with the chapters until it is opened and fills itself."""
    instruction = element("w:instrText")
    instruction.text = r'TOC \o "1-2" \h \z \u'
    begin = [element("w:fldChar", fldCharType="begin"), instruction]
    first = word.add_paragraph()
    first.add_run()._r.extend([*begin, element("w:fldChar", fldCharType="separate")])
    for chapter in content["chapters"]:
        word.add_paragraph(named(chapter))
    word.add_paragraph().add_run()._r.append(element("w:fldChar", fldCharType="end"))
    word.settings.element.append(element("w:updateFields", val="true"))


def named(chapter: dict) -> str:
    return f"{chapter['number']}. {chapter['title']}" if chapter["number"] else chapter["title"]


def add_answer(word, answer: dict) -> None:
    word.add_heading(answer["prompt"], 2)
    if not (answer["text"] or answer["choice"] or answer["rows"]):
        word.add_paragraph("No answer.")
    if unchanged := answer.get("unchanged"):
        word.add_paragraph().add_run(f"{unchanged}.").italic = True
    if answer["choice"]:
        word.add_paragraph().add_run(answer["choice"]).bold = True
    for block in paragraphs(squared(answer["text"])):
        add_block(word, block)
    if answer["rows"]:
        add_rows(word, [answer["columns"], *answer["rows"]])


def add_block(word, block: HtmlElement) -> None:
    if block.tag in HEADINGS:
        add_runs(word.add_heading("", HEADINGS[block.tag]), block)
    elif block.tag in LIST_STYLES:
        add_list(word, block, depth=1)
    elif block.tag == "table":
        add_rows(word, [list(row.iter("td", "th")) for row in block.iter("tr")])
    else:
        add_runs(word.add_paragraph(), block)


def add_list(word, block: HtmlElement, *, depth: int) -> None:
    """Items in Word's own list styles, three levels deep; every numbered list begins at 1."""
    level = f" {min(depth, DEEPEST_LIST)}" if depth > 1 else ""
    style = LIST_STYLES[block.tag] + level
    numbers = new_numbers(word, style) if block.tag == "ol" else None
    for item in block.iterchildren("li"):
        paragraph = word.add_paragraph(style=style)
        if numbers is not None:
            properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_ilvl().val, properties.get_or_add_numId().val = 0, numbers
        add_runs(paragraph, item, but=frozenset(LIST_STYLES))
        for inner in item.iterchildren(*LIST_STYLES):
            add_list(word, inner, depth=depth + 1)


def new_numbers(word, style: str) -> int:
    """A numbering of its own for one list, in the style's form, from 1: the style's own would go on counting."""
    numbering = word.part.numbering_part.element
    of_style = word.styles[style].element.pPr.numPr.numId.val
    made = numbering.add_num(numbering.num_having_numId(of_style).abstractNumId.val)
    made.add_lvlOverride(ilvl=0).add_startOverride(1)
    return made.numId


def add_runs(paragraph, node: HtmlElement, *, bold=False, italic=False, but=frozenset()) -> None:
    """The node's text with its bold and italic; children named in ``but`` are left to others."""
    add_run(paragraph, node.text, bold, italic)
    for child in node:
        if child.tag == "br":
            paragraph.add_run().add_break()
        elif child.tag not in but:
            is_bold, is_italic = bold or child.tag == "strong", italic or child.tag == "em"
            add_runs(paragraph, child, bold=is_bold, italic=is_italic, but=but)
        add_run(paragraph, child.tail, bold, italic)


def add_run(paragraph, text: str | None, bold: bool, italic: bool) -> None:
    if text:
        run = paragraph.add_run(text)
        run.bold, run.italic = bold or None, italic or None


def add_rows(word, rows: list[list[str | HtmlElement]]) -> None:
    """A table whose first row is its header, repeated on every page. A cell is a text, or rich text."""
    table = word.add_table(rows=0, cols=max(map(len, rows)), style="Table Grid")
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=False):
            if isinstance(words, str):
                cell.text = words
            else:
                add_runs(cell.paragraphs[0], words)
    table.rows[0]._tr.get_or_add_trPr().append(element("w:tblHeader", val="true"))
    for run in (run for cell in table.rows[0].cells for run in cell.paragraphs[0].runs):
        run.bold = True
    word.add_paragraph()
