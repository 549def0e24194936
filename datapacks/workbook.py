"""A pack's figures as an Excel workbook: numbers as numbers, symbols as text, no formulas and no merged cells."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from datapacks.content import Indicator, PackContent, Row

Cell = str | float | None
WIDEST = 70


def build_workbook(content: PackContent, to: Path) -> None:
    """Write the workbook to a file; the same content gives the same bytes."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(to, options) as book:
        book.set_properties(
            {
                "title": content.title,
                "author": content.region,
                "subject": "Figures of the data pack",
                "created": datetime.fromisoformat(content.made_at).replace(tzinfo=None),
            }
        )
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for name, header, rows in sheets(content):
            _fill(book.add_worksheet(name), header, list(rows), bold)


def sheets(content: PackContent) -> list[tuple[str, Sequence[str], Iterable[Sequence[Cell]]]]:
    """Each sheet's name, header and rows."""
    return [
        ("At a glance", ("Part", "Title", "Words"), _glance(content)),
        ("Figures", FIGURES, _figures(content)),
        ("Comparison", COMPARISON, _comparison(content)),
        ("Neighbours", ("Place", "Authority", "How alike"), _neighbours(content)),
        ("Notes", ("Part", "Words"), _notes(content)),
    ]


FIGURES = ("Topic", "Indicator", "Unit", "Period", "Series", "Name", "Value", "Symbol")
COMPARISON = (
    "Topic", "Indicator", "Unit", "Which way is good", "Period", "Latest", "Symbol", "Similar areas", "Region",
    "England", "Rank", "Band", "Trend", "Change", "Flag", "Standardised gap", "Sentence", "Source",
)  # fmt: skip
SERIES = {"authority": "Authority", "neighbours": "Similar areas", "region": "Region", "england": "England"}


def _fill(sheet: Worksheet, header: Sequence[str], rows: list[Sequence[Cell]], bold: Format) -> None:
    sheet.write_row(0, 0, header, bold)
    for index, row in enumerate(rows, start=1):
        sheet.write_row(index, 0, ["" if cell is None else cell for cell in row])
    for column, words in enumerate(header):
        longest = max([len(words), *(len(str(row[column] or "")) for row in rows)])
        sheet.set_column(column, column, min(longest + 2, WIDEST))
    sheet.freeze_panes(1, 0)
    if rows:
        sheet.autofilter(0, 0, len(rows), len(header) - 1)


def _glance(content: PackContent) -> Iterable[Sequence[Cell]]:
    glance = content.at_a_glance
    yield "Authority", content.authority, f"{content.region}; figures as at {content.made_on}"
    yield from (("Place", row.label, f"{row.value} {row.note}".strip()) for row in content.context)
    yield from (("Summary", "", words) for words in (*glance.summary, glance.chance_words))
    yield from (("Challenge area", one.title, one.sentence) for one in glance.challenges)
    yield from (("Strength", one.title, one.sentence) for one in glance.strengths)
    yield from (("Change", "", words) for words in glance.changes)


def _figures(content: PackContent) -> Iterable[Sequence[Cell]]:
    for topic, one in content.indicators():
        for row in one.rows:
            for index, period in enumerate(one.periods):
                value, symbol = row.values[index], _symbol(row, index)
                yield topic.name, one.title, one.unit, period, SERIES[row.kind], row.name, value, symbol


def _comparison(content: PackContent) -> Iterable[Sequence[Cell]]:
    for topic, one in content.indicators():
        yield (
            topic.name, one.title, one.unit, one.polarity_words, one.periods[-1] if one.periods else "",
            _latest(one, "authority"), _symbol(one.authority, -1), _latest(one, "neighbours"),
            _latest(one, "region"), _latest(one, "england"), one.rank, one.band, one.trend, one.change,
            one.flag.words if one.flag else "", one.gap, one.sentence, one.source,
        )  # fmt: skip


def _latest(indicator: Indicator, kind: str) -> float | None:
    return next((row.values[-1] for row in indicator.rows if row.kind == kind and row.values), None)


def _symbol(row: Row, index: int) -> str:
    """Why there is no number; empty when there is one."""
    return row.shown[index] if row.values and row.values[index] is None else ""


def _neighbours(content: PackContent) -> Iterable[Sequence[Cell]]:
    return ((one.rank, one.name, one.closeness) for one in content.neighbours)


def _notes(content: PackContent) -> Iterable[Sequence[Cell]]:
    for note in content.method:
        yield from ((note.heading, words) for words in note.paragraphs)
    yield from ((f"Symbol {symbol.mark}", symbol.meaning) for symbol in content.symbols)
    yield from ((f"Source: {source.name}", "; ".join(source.titles)) for source in content.sources)
    versions = content.versions
    yield "Figures", versions.figures
    yield "Similar areas", versions.neighbours
    yield "Rules", versions.rules
