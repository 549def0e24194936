"""Small files for tests of importing: places from the carried list, figures made up for the test."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings

from indicators.importing.places import listed_places
from regions.loading import load_areas
from tests.factories.figures import make_indicator

STARTER = settings.BASE_DIR / "starter"
PLACES = listed_places(STARTER / "areas.csv")
PORTAL_HEADER = "indicator,area,period,value,symbol,numerator,denominator"
EES_HEADER = (
    "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,"
    "old_la_code,new_la_code,la_name"
)
CAMDEN = "Local authority,E92000001,England,E13000001,Inner London,202,E09000007,Camden"
LEEDS = "Local authority,E92000001,England,E12000003,Yorkshire and The Humber,383,E08000035,Leeds"
ENGLAND = "National,E92000001,England,,,,,"


@pytest.fixture
def places(db):
    """The real places in the database."""
    load_areas(STARTER / "areas.csv")


@pytest.fixture
def rate(places):
    """A percentage to load figures for."""
    return make_indicator("late-reviews", unit="percent", polarity="low", source_code="LateRev")


def write(folder: Path, name: str, *lines: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(("\n".join(lines) + "\n").encode(encoding))
    return path


def portal_csv(folder, *lines, name="own.csv"):
    return write(folder, name, PORTAL_HEADER, *lines)


def ees_csv(folder, columns, *lines, name="published.csv"):
    return write(folder, name, f"{EES_HEADER},{columns}", *lines)


def workbook(folder, rows, name="own.xlsx"):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    path = folder / name
    book.save(path)
    return path


def bomb(folder, times=250):
    """A workbook whose one sheet unpacks to this many times its packed size."""
    path = workbook(folder, [["indicator", "area", "period", "value"]], name="bomb.xlsx")
    padding = b"<!--" + b" " * (60 * 1024 * 1024) + b"-->"
    data = io.BytesIO(path.read_bytes())
    with zipfile.ZipFile(data) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part)
            new.writestr(part.filename, content + padding if "sheet1" in part.filename else content)
    assert path.stat().st_size * times < len(padding)
    return path


# What goes wrong most, as files for a portal that has the indicator ``slug``, each with what must be said.
BAD_FILES = {
    "wrong column": (
        lambda folder, slug: write(folder, "a.csv", "indicator,area,period,amount", f"{slug},970,2025,12"),
        "The column “value” is missing. The columns found are: indicator, area, period, amount.",
    ),
    "wrong code": (
        lambda folder, slug: portal_csv(folder, f"{slug},970,2025,12,,,", f"{slug},999,2025,12,,,"),
        "Line 3: “999” is not the DfE number or ONS code of a place in England.",
    ),
    "text in a number": (
        lambda folder, slug: portal_csv(folder, f"{slug},970,2025,about 12,,,"),
        "Line 2: “about 12” in the column value is neither a number nor a known symbol.",
    ),
    "formula": (
        lambda folder, slug: workbook(
            folder, [["indicator", "area", "period", "value"], [slug, 970, 2025, "=6+6"]]
        ),
        "Cell D2 of the sheet “Sheet” holds a formula.",
    ),
    "zip bomb": (lambda folder, slug: bomb(folder), "This workbook is too large when opened"),
    "wrong encoding": (
        lambda folder, slug: write(
            folder, "a.csv", "indicator,area,period,value,note", f"{slug},970,2025,12,£5", encoding="cp1252"
        ),
        "Line 2 is not in UTF-8. Save the file again as “CSV UTF-8” and load that.",
    ),
}
