"""The portal's own template, as CSV and as a workbook, with one example row."""

import csv
import io

import xlsxwriter

from indicators.importing.portal import COLUMNS

EXAMPLE = ("looked-after-rate", "354", "2025", "104.2", "", "568", "54510")
NOTES = (
    "indicator: the last part of the indicator's address in the portal, or DfE's code.",
    "area: DfE's three-digit number or the ONS code. period: a year, such as 2025 or 2024/25.",
    "value: a number, or nothing where there is a symbol.",
    "symbol: c kept back, x not available, z does not apply, k rounds to 0, u unreliable.",
    "numerator and denominator: if known. Each row is one figure. No formulas.",
)


def template_csv() -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows([COLUMNS, EXAMPLE])
    return text.getvalue().encode("utf-8-sig")


def template_workbook() -> bytes:
    """Sheet 1 to fill in, sheet 2 with a line about each column."""
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        figures, notes = book.add_worksheet("Figures"), book.add_worksheet("How to fill it in")
        bold = book.add_format({"bold": True})
        figures.write_row(0, 0, COLUMNS, bold)
        for column, cell in enumerate(EXAMPLE):
            figures.write_string(1, column, cell)
        figures.set_column(0, 0, 36)
        figures.set_column(1, len(COLUMNS) - 1, 14)
        figures.freeze_panes(1, 0)
        for row, note in enumerate(NOTES):
            notes.write_string(row, 0, note)
        notes.set_column(0, 0, 100)
    return data.getvalue()
