"""The printed pack: what it says, how it is tagged, what keeps it light."""

import json
import re
from dataclasses import replace
from html import unescape
from itertools import pairwise
from pathlib import Path

import page as validation
import pikepdf
import pytest
from django.template.loader import get_template
from fontTools.ttLib import TTFont

from datapacks import printing
from datapacks.content import PackContent
from datapacks.reports import STYLES, build_pdf, charts, pack_html
from tests.datapacks.example import example_pack

TEMPLATES = sorted(Path("templates/reports/pack").glob("*.html"))


@pytest.fixture(scope="module")
def rochdale():
    return example_pack("354")


@pytest.fixture(scope="module")
def printed(rochdale, tmp_path_factory):
    path = tmp_path_factory.mktemp("pack") / "rochdale.pdf"
    build_pdf(rochdale, path)
    return path


def tag_tree(path):
    """(tag, alternative text) of every element, in reading order."""
    found = []

    def walk(node):
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found.append((str(node.S), str(node.get("/Alt", ""))))
            if "/K" in node:
                walk(node.K)

    with pikepdf.open(path) as made:
        walk(made.Root.StructTreeRoot.K)
    return found


@pytest.mark.parametrize("code", ["354", "201", "420"])
def test_content_survives_being_stored(code):
    pack = example_pack(code)

    assert PackContent.from_json(pack.to_json()) == pack


def test_stored_content_that_lacks_a_part_is_refused(rochdale):
    stored = json.loads(rochdale.to_json())
    del stored["versions"]

    with pytest.raises(KeyError, match="versions"):
        PackContent.from_json(json.dumps(stored))


@pytest.mark.parametrize("code", ["354", "201", "420", "839"])
def test_a_pack_is_valid_pdf_ua_1(code, tmp_path):
    build_pdf(example_pack(code), tmp_path / "pack.pdf")

    report = validation.validate_pdf(
        str(tmp_path / "pack.pdf"), profile=validation.ValidationProfile.PDF_UA_1
    )

    assert [fault.message for fault in report.failures] == []
    assert report.is_compliant


def test_the_document_is_named_and_says_its_language(printed):
    with pikepdf.open(printed) as made:
        assert str(made.docinfo.Title) == "Rochdale: data pack"
        assert str(made.Root.Lang) == "en-GB"
        assert made.Root.MarkInfo.Marked


def test_headings_follow_one_another_without_a_jump(printed):
    levels = [int(tag[2:]) for tag, _ in tag_tree(printed) if re.fullmatch(r"/H\d", tag)]

    assert levels[0] == 1
    assert [(a, b) for a, b in pairwise(levels) if b > a + 1] == []


def test_every_indicator_has_a_chart_that_says_what_it_shows(printed, rochdale):
    told = [alt for tag, alt in tag_tree(printed) if tag == "/Figure"]

    assert [alt for alt in told if alt == ""] == []
    assert {one.chart_words for _, one in rochdale.indicators()} <= set(told)


def test_every_figure_cell_names_its_row_and_its_year(printed):
    with pikepdf.open(printed) as made:
        cells = [o for o in made.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/TD"]
        headers = [len(cell.A.get("/Headers", [])) for cell in cells if "/ColSpan" not in cell.A]

    assert sum(count >= 2 for count in headers) >= 54 * 30


def test_each_topic_is_a_bookmark(printed, rochdale):
    with pikepdf.open(printed) as made, made.open_outline() as outline:
        titles = [item.title for item in outline.root]

    assert titles[:3] == ["Rochdale", "In this pack", "At a glance"]
    assert [topic.name for topic in rochdale.topics if topic.name not in titles] == []


def test_the_same_content_prints_the_same_bytes(rochdale, printed, tmp_path):
    build_pdf(rochdale, tmp_path / "again.pdf")

    assert (tmp_path / "again.pdf").read_bytes() == printed.read_bytes()


def test_a_pack_is_small_in_bytes_and_pages(printed):
    with pikepdf.open(printed) as made:
        pages = len(made.pages)

    assert printed.stat().st_size < 600_000
    assert pages <= 20


def test_every_figure_of_the_content_is_printed(rochdale):
    html = pack_html(rochdale)

    printed_cells = sorted(
        re.findall(r"<td>([^<]+)</td>", "".join(re.findall(r'<tr class="\w+">.*?</tr>', html)))
    )

    assert printed_cells == sorted(
        s.removesuffix("%") for _, one in rochdale.indicators() for row in one.rows for s in row.shown
    )


def test_elements_an_indicator_stay_few(rochdale):
    """The print engine's time follows the number of elements; the limit of the design was 110."""
    count = len(re.findall(r"<[a-z]", pack_html(rochdale)))

    assert count / 54 < 75


def test_print_styles_use_nothing_that_is_slow_to_lay_out():
    css = "".join(re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL) for path in STYLES)

    assert re.findall(r"columns|flex|grid|leader\(|dotted|box-shadow", css) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_print_templates_carry_no_inline_style(path):
    assert "style=" not in get_template(f"reports/pack/{path.name}").template.source


def test_names_from_outside_cannot_add_markup(rochdale):
    hostile = replace(rochdale, authority="<link rel=attachment href=file:///x>")

    assert "<link rel=attachment" not in pack_html(hostile)


def test_an_indicator_without_polarity_is_never_called_better_or_worse(rochdale):
    spines = [one.spine for _, one in rochdale.indicators() if one.polarity == "none" and one.spine]

    assert {spine.standing for spine in spines} <= {"higher", "lower", "similar", "cannot_say"}


def test_a_name_too_long_for_its_column_gives_way_to_a_short_one(rochdale):
    row = rochdale.topics[0].indicators[0].authority

    names = [
        printing.name_cell(replace(row, name=name, note=note))
        for name, note in (
            ("Rochdale", ""),
            ("Bournemouth, Christchurch and Poole", ""),
            ("S & T", "Mean of 9 of 10"),
        )
    ]

    assert names == ["● Rochdale", "● This authority", "● S &amp; T, mean of 9 of 10"]


def test_every_indicator_is_on_a_page_once_and_in_order(rochdale):
    pages = printing.pages(rochdale.topics)

    found = [one.id for page in pages for section in page for one in section.indicators]

    assert found == [one.id for _, one in rochdale.indicators()]


def test_no_page_is_fuller_than_paper(rochdale):
    heights = [
        sum(printing.TOPIC_HEIGHT + sum(map(printing.height, part.indicators)) for part in page)
        for page in printing.pages(rochdale.topics)
    ]

    assert max(heights) <= printing.PAGE


def test_pages_are_cut_where_the_printed_ones_are(rochdale, printed):
    around = ["cover", "contents", "at a glance", "spine", "spine", "sources", "sources"]

    with pikepdf.open(printed) as made:
        assert len(made.pages) == len(around) + len(printing.pages(rochdale.topics))


def test_years_before_a_series_began_are_one_cell(rochdale):
    row = replace(rochdale.topics[0].indicators[0].rows[0], values=(1.0, 2.0), shown=("1.0", "2.0"))

    cells = printing.value_cells(row, ("2024", "2025"), ("2022", "2023", "2024", "2025", "2026"))

    assert cells == '<td colspan="2"></td><td>1.0</td><td>2.0</td><td colspan="1"></td>'


def test_the_page_gets_the_charts_that_are_printed(rochdale):
    first = charts(rochdale)[0].indicators[0]

    assert first.trend.startswith("<svg ")
    assert first.indicator.chart_words.split(";")[0] in first.trend.replace("&#x27;", "'")


def test_the_contents_show_each_topic_s_flags_in_words_too(rochdale):
    html = pack_html(rochdale)
    contents = html[html.index('class="contents"') : html.index('class="glance"')]

    for topic in rochdale.topics:
        flagged = [one.flag.words.lower() for one in topic.indicators if one.flag]
        words = re.search(rf'#{topic.id}">[^<]*</a><img alt="([^"]*)"', contents)[1]
        assert all(f"{flagged.count(name)} {name}" in words for name in flagged)
        assert flagged or words == "nothing flagged"


@pytest.mark.parametrize("code", ["354", "201", "420"])
def test_the_print_font_has_every_character_of_a_pack(code):
    font = next(Path("/usr/share/fonts").rglob("LiberationSans-Regular.ttf"))
    drawn = set(unescape(re.sub(r"<[^>]+>", "", pack_html(example_pack(code)))))

    assert {one for one in drawn if one.isprintable()} <= set(map(chr, TTFont(font).getBestCmap()))
