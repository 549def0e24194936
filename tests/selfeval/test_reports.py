"""The printed release and its Word document: tagged, complete, and text only."""

import re
from datetime import UTC, datetime

import page as validation
import pikepdf
import pytest
from docx import Document
from docx.oxml.ns import qn

from selfeval import rich_text
from selfeval.printable import drawn, every_text, font_characters, without_controls
from selfeval.reports import STYLES, build_pdf, build_word, pdf_html
from tests.datapacks.test_reports import tag_tree
from tests.selfeval.documents import RICH, answer, document
from tests.selfeval.payloads import PAYLOADS
from tests.selfeval.pdf_text import right_edges, text_of

MADE = datetime(2027, 1, 4, 9, 30, tzinfo=UTC)
RIGHT_MARGIN = (210 - 20) / 25.4 * 96 + 1  # an A4 page without its margin, in the engine's pixels
MARK = "Copy of Nia, 4 January 2027 at 09:30."
NAMED = {"number": 2, "sha256": "a" * 64, "mark": MARK}
WIDE = [f"Column {number}" for number in range(12)]
HARD = {
    "rich": answer(RICH),
    "choice and rows": answer(choice="Good", rows=[["Train", "May"], ["", "June"]]),
    "nothing": answer(),
    "a word without an end": answer(f"<p>{'Donaudampfschifffahrt' * 40}</p>"),
    "a wide table": answer(rows=[["unbreakable" * 9] * 12], columns=WIDE),
    "a long table": answer(rows=[[f"Row {number}", "words " * 40] for number in range(80)]),
    "a pasted table without headers": answer("<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>"),
    "spans": answer(
        '<table><tr><th colspan="2">Both</th></tr><tr><td>1</td><td rowspan="1">2</td></tr></table>'
    ),
    "a link": answer('<p><a href="https://example.org/a" rel="noopener noreferrer">Here</a></p>'),
    "other scripts": answer("<p>Emoji 😀👩‍👧, 中文, العربية, עברית, Ελληνικά, Cymraeg ŵ ŷ, ✓ → € “ ” …</p>"),
}


def printed(content, folder):
    path = folder / "release.pdf"
    build_pdf(content, path, made=MADE, **NAMED)
    return path


def written(content, folder):
    path = folder / "release.docx"
    build_word(content, path, **NAMED)
    return Document(str(path))


@pytest.mark.parametrize("name", HARD)
def test_the_pdf_is_valid_pdf_ua_1(name, tmp_path):
    path = printed(document(HARD[name], evidence=["A review"]), tmp_path)

    report = validation.validate_pdf(str(path), profile=validation.ValidationProfile.PDF_UA_1)

    assert [fault.message for fault in report.failures] == []


def test_the_pdf_says_its_title_and_language_and_whose_copy_it_is(tmp_path):
    path = printed(document(answer(RICH)), tmp_path)

    with pikepdf.open(path) as made:
        assert str(made.docinfo.Title) == "Northmere: self-evaluation"
        assert str(made.Root.Lang) == "en-GB"
        assert made.Root.MarkInfo.Marked
    tags = {tag for tag, _ in tag_tree(path)}
    assert {"/H1", "/H2", "/H3", "/L", "/LI", "/Table", "/TH", "/TD"} <= tags
    assert MARK in text_of(path)


@pytest.mark.parametrize("name", ["a word without an end", "a wide table", "a long table"])
def test_nothing_runs_off_the_page(name):
    html = pdf_html(document(HARD[name]), made=MADE, **NAMED)

    assert max(right_edges(html, STYLES)) <= RIGHT_MARGIN


def test_a_character_that_the_font_lacks_is_named_and_not_lost():
    assert font_characters()
    assert drawn("Good 😀 ŵ € ✓") == "Good [grinning face] ŵ € [check mark]"
    assert drawn("中") == "[cjk unified ideograph-4e2d]"
    assert drawn("a\ufe0f\u200db") in {"ab", "a\u200db"}


def test_every_character_of_a_printed_document_is_in_the_font():
    words = every_text(document(*HARD.values()), drawn)

    assert {one for one in str(words) if not one.isspace()} <= font_characters()


def test_what_is_named_for_print_stays_itself_in_word(tmp_path):
    word = written(document(HARD["other scripts"]), tmp_path)

    assert "😀" in "".join(paragraph.text for paragraph in word.paragraphs)


def test_a_control_character_breaks_no_document(tmp_path):
    content = every_text(document(answer("<p>a\x0bb\x1fc</p>")), without_controls)

    assert "abc" in [paragraph.text for paragraph in written(content, tmp_path).paragraphs]


def test_the_word_document_has_real_headings_contents_language_and_mark(tmp_path):
    word = written(document(answer(RICH), evidence=["A review"]), tmp_path)

    styles = [paragraph.style.name for paragraph in word.paragraphs]
    xml = word.element.xml
    assert styles[:2] == ["Title", "Subtitle"]
    assert {"Heading 1", "Heading 2", "Heading 3", "Heading 4"} <= set(styles)
    assert 'TOC \\o "1-2"' in xml
    assert [one.text for one in word.paragraphs[2:5]] == ["", "1. First", ""]
    assert word.settings.element.find(qn("w:updateFields")) is not None
    assert word.styles["Normal"].element.rPr.find(qn("w:lang")).get(qn("w:val")) == "en-GB"
    assert word.core_properties.language == "en-GB"
    assert word.sections[0].header.paragraphs[0].text == MARK
    assert [table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in word.tables] == [True]


def test_each_numbered_list_of_a_word_document_begins_again(tmp_path):
    word = written(document(answer(RICH), answer(RICH)), tmp_path)

    numbered = [one for one in word.paragraphs if one.style.name.startswith("List Number")]
    lists = [one._p.pPr.numPr.numId.val for one in numbered]
    numbering = word.part.numbering_part.element
    starts = [
        numbering.num_having_numId(one)
        .find(f"{qn('w:lvlOverride')}/{qn('w:startOverride')}")
        .get(qn("w:val"))
        for one in set(lists)
    ]
    assert [one.text for one in numbered] == ["One", "Two", "First", "Deep"] * 2
    assert len(set(lists)) == 6
    assert lists[0] == lists[1]
    assert set(starts) == {"1"}


@pytest.mark.parametrize("number", range(len(PAYLOADS)))
def test_a_payload_is_text_in_the_files(number, tmp_path):
    payload = PAYLOADS[number]
    kept = rich_text.clean(payload)
    content = every_text(
        document(answer(kept), answer(rows=[[payload, payload]]), authority=payload, evidence=[payload]),
        without_controls,
    )

    word = written(content, tmp_path)
    relations = [one.target_ref for one in word.part.rels.values() if one.is_external]
    assert relations == []
    assert not re.search(r"<script|<[^>]*(onerror=|javascript:)", kept, re.IGNORECASE)


def test_the_payloads_together_print_as_text(tmp_path):
    rows = [[without_controls(payload), "x"] for payload in PAYLOADS]
    kept = [rich_text.clean(payload) for payload in PAYLOADS]
    path = printed(document(answer("".join(kept)), answer(rows=rows), authority=PAYLOADS[0]), tmp_path)

    with pikepdf.open(path) as made:
        assert "/OpenAction" not in made.Root
        assert "/Names" not in made.Root or "/EmbeddedFiles" not in made.Root.Names
        actions = [
            str(o.get("/S"))
            for o in made.objects
            if isinstance(o, pikepdf.Dictionary) and o.get("/S") in {"/JavaScript", "/Launch", "/URI"}
        ]
        assert set(actions) <= {"/URI"}
    assert "<svgonload=window.ran=1>" in text_of(path).replace(" ", "")


def test_a_cell_of_a_pasted_table_keeps_its_lines_and_its_bold_in_word(tmp_path):
    table = "<table><tr><th>What</th></tr><tr><td>one<br>two <strong>three</strong></td></tr></table>"

    cell = written(document(answer(table)), tmp_path).tables[0].cell(1, 0)

    assert cell.text == "one\ntwo three"
    assert [run.text for run in cell.paragraphs[0].runs if run.bold] == ["three"]
