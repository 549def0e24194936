"""Written feedback as a tagged PDF and as a Word document with real styles. Both print its frozen content alone,
and the host's response beside it."""

from datetime import datetime
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from docx import Document

from selfeval.printable import drawn, every_text, without_controls
from selfeval.reports import STYLES, add_block, for_print, prepare
from selfeval.rich_text import paragraphs
from selfeval.tables import squared
from ui import pdf


def build_note_pdf(
    content: dict, to: Path, *, response: str, sha256: str, made: datetime, mark: str = ""
) -> None:
    """Print the feedback to a file. Raises ui.pdf.RenderFailed, whose words are fit to show."""
    document = every_text(content, for_print)
    html = render_to_string(
        "reports/challenges/note.html",
        {
            "document": document | {"opening": mark_safe(document["opening"])},  # noqa: S308 - cleaned when saved
            "response": drawn(without_controls(response)),
            "sha256": sha256,
            "made": made.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "mark": drawn(mark),
        },
    )
    pdf.write_pdf(html, stylesheets=STYLES, to=to)


def build_note_word(content: dict, to: Path, *, response: str, sha256: str, mark: str = "") -> None:
    """Write the feedback as .docx."""
    word = Document()
    prepare(word, content, mark)
    word.add_paragraph(f"{content['name']} for {content['authority']}", style="Title")
    word.add_paragraph(f"{content['challenge']}, {content['days']}", style="Subtitle")
    for words in facts_of(content):
        word.add_paragraph(words)
    if content["opening"]:
        word.add_heading("Overview", 1)
    for block in paragraphs(squared(content["opening"])):
        add_block(word, block)
    for strand in content["strands"]:
        add_strand(word, strand)
    add_named(
        word, "Told on the day and not kept", [f"{x['text']} {x['because']}" for x in content["dropped"]]
    )
    add_named(
        word,
        "Reservations of the observer",
        [f"{x['about']}: {x['text']} {x['caveat']}".strip() for x in content["reservations"]],
    )
    add_named(word, "The host’s response", response.split("\n"), style=None)
    word.add_paragraph(f"SHA-256 of the frozen feedback: {sha256}")
    word.save(str(to))


def facts_of(content: dict) -> list[str]:
    """Who led and observed, and what was looked at, in sentences."""
    return [
        words
        for words in (
            f"{content['lead']} led." if content["lead"] else "",
            f"{content['observer']} observed." if content["observer"] else "",
            f"The focus: {content['focus']}." if content["focus"] else "",
        )
        if words
    ]


def add_strand(word, strand: dict) -> None:
    word.add_heading(f"{strand['name']} ({strand['count']})", 1)
    if not strand["count"]:
        word.add_paragraph("No finding.")
    for line in strand["lines"]:
        if line["line"]:
            word.add_heading(line["line"], 2)
        for point in line["points"]:
            paragraph = word.add_paragraph(style="List Bullet")
            if point["is_good_practice"]:
                paragraph.add_run("Good practice. ").bold = True
            paragraph.add_run(point["text"])


def add_named(word, name: str, texts: list[str], *, style: str | None = "List Bullet") -> None:
    if any(texts):
        word.add_heading(name, 1)
        for text in texts:
            word.add_paragraph(without_controls(text), style=style)
