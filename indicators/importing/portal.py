"""The portal's own layout: one row a figure, as CSV or as an Excel workbook."""

from pathlib import Path

import pandas as pd

from indicators.importing.ees_rows import period
from indicators.importing.fingerprint import fingerprint
from indicators.importing.numbers import numbers
from indicators.importing.parsed import IndicatorDraft, Parsed, Unreadable, figures_from
from indicators.importing.places import Places
from indicators.importing.tables import read_csv, require
from indicators.importing.workbooks import read_rows
from indicators.models import Indicator
from indicators.symbols import MEANINGS, Symbol

COLUMNS = ("indicator", "area", "period", "value", "symbol", "numerator", "denominator")
NEEDED = ["indicator", "area", "period", "value"]


def read_portal(path: Path, places: Places, stored: list[Indicator]) -> Parsed:
    """Rows of the template. ``indicator`` is our own name in the address of its page, or DfE's code."""
    table = workbook_table(path) if is_workbook(path) else read_csv(path)
    require(table, NEEDED)
    for name in COLUMNS:
        table[name] = table[name].str.strip() if name in table else ""
    parsed = Parsed("portal", path.name, fingerprint([path]), figures_from({}), [])
    rows = found_rows(table, places, stored, parsed)
    parsed.figures = figures_from(rows.to_dict("series"))
    return parsed


def is_workbook(path):
    """By content: a zip, an old workbook, or anything named as one."""
    with path.open("rb") as source:
        start = source.read(4)
    return start in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0") or path.suffix.lower().startswith(".xls")


def workbook_table(path):
    """The first sheet as text, one column a heading; numbers as Excel holds them."""
    rows = read_rows(path)
    if len(rows) < 2:
        raise Unreadable("The first sheet has no rows under its headings.")
    names = [str(cell or "").strip() for cell in rows[0]]
    repeated = sorted({name for name in names if name and names.count(name) > 1})
    if repeated:
        raise Unreadable(f"The column “{repeated[0]}” is in the sheet more than once.")
    table = pd.DataFrame(
        [[text(cell) for cell in (*row, *[None] * len(names))[: len(names)]] for row in rows[1:]],
        columns=names,
    ).assign(line=range(2, len(rows) + 1))
    filled = (table.drop(columns="line") != "").any(axis=1)
    return table[filled].reset_index(drop=True)


def text(cell):
    """A whole number without its point, so that 2025 is not 2025.0."""
    if cell is None:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def found_rows(table, places, stored, parsed):
    """Rows whose indicator, area, period, symbol and numbers are all understood; the others are refused."""
    position = indicators_of(table, stored, parsed)
    measures = {name: numbers(table[name]) for name in ("value", "numerator", "denominator")}
    rows = []
    for at, row in enumerate(table.to_dict("records")):
        try:
            rows.append(
                {
                    "indicator": indicator(row, position),
                    "area": area(row, places),
                    **period_of(row),
                    **figure(row, {name: (found[0][at], found[2][at]) for name, found in measures.items()}),
                    "line": row["line"],
                }
            )
        except ValueError as reason:
            parsed.refuse(row["line"], str(reason))
    return pd.DataFrame(rows)


def indicators_of(table, stored, parsed):
    """Position in the drafts of each name in the file, by slug or by the publisher's code."""
    by_name = {indicator.source_code: indicator for indicator in stored if indicator.source_code}
    by_name |= {indicator.slug: indicator for indicator in stored}
    position, places = {}, {}
    for name in table["indicator"].unique():
        if found := by_name.get(name):
            if found.slug not in places:
                places[found.slug] = len(parsed.drafts)
                parsed.drafts.append(
                    IndicatorDraft(slug=found.slug, source_code=found.source_code, must_exist=True)
                )
            position[name] = places[found.slug]
    return position


def indicator(row, position):
    if row["indicator"] not in position:
        raise ValueError(f"The portal has no indicator “{row['indicator']}”.")
    return position[row["indicator"]]


def area(row, places):
    """DfE's number or the ONS code of a place."""
    code = row["area"]
    place = places.by_code.get(int(code)) if code.isdigit() else places.by_gss.get(code)
    if place is None:
        raise ValueError(f"“{code}” is not the DfE number or ONS code of a place in England.")
    return place.code


def period_of(row):
    """A year like 2025, 2024/25, 2024-25 or 202425."""
    written = row["period"]
    found = period(written.replace("/", "").replace("-", "")) if len(written) <= 7 else None
    if found is None:
        raise ValueError(f"“{written}” is not a period like 2025 or 2024/25.")
    return {"slot": found[0], "label": written if "/" in written or "-" in written else found[1]}


def figure(row, read):
    """Value, symbol and counts of a row. A gap needs its reason, and a reason has no value."""
    for name, (_, wrong) in read.items():
        if wrong:
            raise ValueError(f"“{row[name]}” in the column {name} is neither a number nor a known symbol.")
    value = read["value"][0]
    symbol = row["symbol"].lower() or ("" if value == value else symbol_in(row["value"]))
    symbol = {"low": "k"}.get(symbol, symbol)
    if symbol and symbol not in MEANINGS:
        raise ValueError(f"“{row['symbol']}” is not a known symbol: use {', '.join(map(str, MEANINGS))}.")
    if value == value and symbol not in ("", Symbol.UNRELIABLE, Symbol.LOW):
        raise ValueError(f"There is both a value and the symbol {symbol}, which says that there is none.")
    return {
        "value": value,
        "symbol": symbol,
        "numerator": read["numerator"][0],
        "denominator": read["denominator"][0],
    }


def symbol_in(cell):
    """The reason why a value is missing. An empty cell has none."""
    if not cell:
        raise ValueError("There is no value and no symbol. Give a number, or a symbol such as x.")
    return str({"low": "k", ":": "x", "~": "k"}.get(cell.lower(), cell.lower()))
