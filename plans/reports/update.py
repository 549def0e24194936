"""A regional update as a tagged PDF and as a Word document. Filed, both print its frozen content alone."""

from pathlib import Path

from docx import Document

from plans.reports.printing import add_text, for_word, write
from selfeval.reports import add_contents, prepare


def build_update_pdf(document: dict, to: Path) -> None:
    """``document`` from ``plans.presenters.updates``. Raises ui.pdf.RenderFailed, whose words are fit to show."""
    write("reports/plans/update.html", document, to)


def build_update_word(document: dict, to: Path) -> None:
    """Its contents list fills itself when it is opened."""
    document = for_word(document)
    word = Document()
    prepare(word, document, document["mark"])
    word.add_paragraph(f"{document['authority']}: {document['name']}", style="Title")
    word.add_paragraph(document["period"], style="Subtitle")
    word.add_paragraph(document["state"])
    add_contents(word, document)
    for one in document["chapters"]:
        word.add_heading(f"{one['number']}. {one['title']}", 1)
        add_text(word, one["text"] or "Nothing was written.", headings=True)
    if document["sha256"]:
        word.add_paragraph(f"SHA-256 of the filed content: {document['sha256']}")
    word.save(str(to))
