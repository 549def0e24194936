"""What the files of plans have in common: their styles, texts fit to print, and paragraphs in Word."""

from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from plans.paragraphs import Kind, blocks_of
from selfeval.printable import drawn, every_text, without_controls
from selfeval.reports import STYLES as OF_DOCUMENTS
from ui import pdf

STYLES = [*OF_DOCUMENTS, Path(settings.BASE_DIR) / "static" / "css" / "plan-print.css"]
WORD_STYLES = {Kind.POINTS: "List Bullet", Kind.HEADING: "Heading 2"}


def write(template: str, document: dict, to: Path) -> None:
    """Print a document to a file. Raises ui.pdf.RenderFailed, whose words are fit to show."""
    pdf.write_pdf(html_of(template, document), stylesheets=STYLES, to=to)


def html_of(template: str, document: dict) -> str:
    """``document["created"]`` is when it was made, if that was not now."""
    created = document.get("created") or timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    return render_to_string(template, {"document": every_text(document, for_print), "created": created})


def for_print(text: str) -> str:
    return drawn(without_controls(text))


def for_word(document: dict) -> dict:
    """The same without the characters that no Word document may hold."""
    return every_text(document, without_controls)


def add_text(word, text: str, *, headings: bool = False) -> None:
    """Paragraphs and lists of points; with ``headings``, those of a section too, one level below its own."""
    for block in blocks_of(text, headings=headings):
        for line in block.lines:
            word.add_paragraph(line, style=WORD_STYLES.get(block.kind))
