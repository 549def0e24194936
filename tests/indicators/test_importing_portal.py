"""The portal's own layout, and what it says to files that cannot be loaded."""

import pytest

from indicators import actions
from indicators.importing.parsed import Unreadable
from indicators.importing.reading import parse
from indicators.importing.storing import Refused
from indicators.models import DataVersion, Observation
from tests.indicators.importing_examples import bomb, places, portal_csv, rate, workbook, write

__all__ = ["places", "rate"]
pytestmark = pytest.mark.django_db


def reasons(parsed):
    return [str(finding) for finding in parsed.refusals]


def nothing_is_stored():
    return not DataVersion.objects.exists() and not Observation.objects.exists()


def test_a_good_file_is_stored_with_its_counts(rate, tmp_path):
    path = portal_csv(tmp_path, "late-reviews,383,2025,12.5,,25,200", "LateRev,E09000007,2024/25,,c,,")

    version = actions.store(parse(path), by=None)

    rows = Observation.objects.order_by("area_id").values_list(
        "area_id", "slot", "value", "symbol", "numerator", "denominator"
    )
    assert list(rows) == [(202, 2024, None, "c", None, None), (383, 2025, 12.5, "", 25.0, 200.0)]
    assert (version.added, version.revised, version.unchanged) == (2, 0, 0)


def test_a_workbook_gives_the_same_figures_as_a_csv(rate, tmp_path):
    header = ["indicator", "area", "period", "value", "symbol"]
    rows = [["late-reviews", 383, 2025, 12.5, None], ["late-reviews", 202, "2025", None, "x"]]

    from_workbook = parse(workbook(tmp_path, [header, *rows]))
    from_csv = parse(portal_csv(tmp_path, "late-reviews,383,2025,12.5,,,", "late-reviews,202,2025,,x,,"))

    assert from_workbook.figures.equals(from_csv.figures)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("nothing-known,383,2025,1,,,", "The portal has no indicator “nothing-known”."),
        ("late-reviews,999,2025,1,,,", "“999” is not the DfE number or ONS code of a place in England."),
        ("late-reviews,Leeds,2025,1,,,", "“Leeds” is not the DfE number or ONS code of a place in England."),
        ("late-reviews,383,soon,1,,,", "“soon” is not a period like 2025 or 2024/25."),
        (
            "late-reviews,383,2025,about 12,,,",
            "“about 12” in the column value is neither a number nor a known symbol.",
        ),
        ("late-reviews,383,2025,inf,,,", "“inf” in the column value is neither a number nor a known symbol."),
        ("late-reviews,383,2025,,q,,", "“q” is not a known symbol: use c, z, x, k, u, -, w."),
        (
            "late-reviews,383,2025,,,,",
            "There is no value and no symbol. Give a number, or a symbol such as x.",
        ),
        (
            "late-reviews,383,2025,5,c,,",
            "There is both a value and the symbol c, which says that there is none.",
        ),
        ("late-reviews,383,2025,50,,1,200", "The value is 50, but numerator and denominator give 0.5."),
        ("late-reviews,835,2025,5,,,", "Dorset did not exist in 2025."),
    ],
)
def test_a_bad_row_is_named_with_its_line_and_stops_the_load(rate, tmp_path, row, reason):
    parsed = parse(portal_csv(tmp_path, "late-reviews,383,2023,10,,,", row))

    assert reasons(parsed) == [f"Line 3: {reason}"]
    with pytest.raises(Refused):
        actions.store(parsed, by=None)
    assert nothing_is_stored()


def test_the_same_figure_twice_is_refused_with_both_lines(rate, tmp_path):
    parsed = parse(portal_csv(tmp_path, "late-reviews,383,2025,1,,,", "LateRev,E08000035,2025,2,,,"))

    assert reasons(parsed) == ["Line 3: The same indicator, area and period stand on line 2 already."]


def test_a_percentage_above_100_is_noted_and_kept(rate, tmp_path):
    parsed = parse(portal_csv(tmp_path, "late-reviews,383,2025,120,,,"))

    assert parsed.refusals == []
    assert "Percentages below 0 or above 100" in parsed.notes[0].reason
    assert parsed.figures["value"].tolist() == [120.0]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda folder: write(folder, "a.csv", "indicator,place,period,value", "a,383,2025,1"),
            "does not know this layout",
        ),
        (
            lambda folder: write(folder, "a.csv", "indicator,area,period", "a,383,2025"),
            "The column “value” is missing",
        ),
        (
            lambda folder: write(folder, "a.csv", "indicator,area,period,value,value", "a,1,2,3,4"),
            "more than once",
        ),
        (lambda folder: write(folder, "a.csv", ""), "The file is empty"),
        (lambda folder: portal_csv(folder), "a header but no rows"),
        (lambda folder: write(folder, "a.csv", "indicator,area,period,value", encoding="utf-16"), "UTF-16"),
        (
            lambda folder: write(
                folder, "a.csv", "indicator,area,period,value", "é,1,2025,1", encoding="latin-1"
            ),
            "Line 2 is not in UTF-8",
        ),
        (lambda folder: write(folder, "a.xlsx", "not a workbook"), "cannot be read as a workbook"),
        (lambda folder: write(folder, "a.parquet", "not a table"), "cannot be read as DfE's table"),
        (lambda folder: bomb(folder), "too large when opened"),
        (
            lambda folder: workbook(
                folder, [["indicator", "area", "period", "value"], ["late-reviews", 383, 2025, "=1+1"]]
            ),
            "Cell D2 of the sheet “Sheet” holds a formula",
        ),
    ],
    ids=[
        "wrong-column",
        "no-value",
        "twice",
        "empty",
        "no-rows",
        "utf-16",
        "latin-1",
        "not-a-zip",
        "parquet",
        "bomb",
        "formula",
    ],
)
def test_a_file_that_cannot_be_read_says_why(rate, tmp_path, make, message):
    path = make(tmp_path)

    with pytest.raises(Unreadable, match=message):
        parse(path)
    assert nothing_is_stored()


def test_an_old_workbook_is_refused_by_what_is_in_it(rate, tmp_path):
    path = tmp_path / "renamed.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)

    with pytest.raises(Unreadable, match=r"old \.xls workbook or one with a password"):
        parse(path)
