"""The pack's workbook, read back with another library."""

import openpyxl
import pytest

from datapacks.workbook import build_workbook
from tests.datapacks.example import example_pack


@pytest.fixture(scope="module")
def rochdale():
    return example_pack("354")


@pytest.fixture(scope="module")
def path(rochdale, tmp_path_factory):
    path = tmp_path_factory.mktemp("workbook") / "pack.xlsx"
    build_workbook(rochdale, path)
    return path


@pytest.fixture(scope="module")
def book(path):
    return openpyxl.load_workbook(path)


def rows(sheet):
    header, *found = sheet.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in found]


def test_the_sheets_are_named_for_what_they_hold(book):
    assert book.sheetnames == ["At a glance", "Figures", "Comparison", "Neighbours", "Notes"]


def test_every_figure_is_there_once_as_a_number(book, rochdale):
    found = [row["Value"] for row in rows(book["Figures"])]

    kept = [v for _, one in rochdale.indicators() for row in one.rows for v in row.values]
    assert [v is None for v in found] == [v is None for v in kept]
    assert [v or 0 for v in found] == pytest.approx([v or 0 for v in kept], rel=1e-14)


def test_a_missing_figure_keeps_its_symbol_as_text(book):
    found = rows(book["Figures"])

    assert {row["Symbol"] for row in found if row["Value"] is None} == {"-"}
    assert {row["Symbol"] for row in found if row["Value"] is not None} == {None}


def test_there_is_one_comparison_an_indicator(book, rochdale):
    found = [(row["Topic"], row["Indicator"], row["Rank"]) for row in rows(book["Comparison"])]

    assert found == [(topic.name, one.title, one.rank or None) for topic, one in rochdale.indicators()]


def test_neighbours_are_listed_nearest_first(book, rochdale):
    found = [row["Authority"] for row in rows(book["Neighbours"])]

    assert found == [one.name for one in rochdale.neighbours]


def test_headers_stay_in_sight_and_columns_are_wide_enough(book):
    assert {sheet.freeze_panes for sheet in book} == {"A2"}
    assert min(sheet.column_dimensions["B"].width for sheet in book) > 8


def test_a_name_that_looks_like_a_formula_stays_text(rochdale, tmp_path):
    hostile = type(rochdale).from_json(rochdale.to_json().replace("Referrals that follow", "=1+1"))
    build_workbook(hostile, tmp_path / "a.xlsx")

    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["Comparison"]
    cell = next(row[1] for row in sheet.iter_rows() if str(row[1].value).startswith("=1+1"))

    assert cell.data_type == "s" or cell.quotePrefix


def test_the_same_content_gives_the_same_bytes(path, rochdale, tmp_path):
    build_workbook(rochdale, tmp_path / "again.xlsx")

    assert (tmp_path / "again.xlsx").read_bytes() == path.read_bytes()


def test_the_workbook_is_named(book):
    assert book.properties.title == "Rochdale: data pack"
