"""DfE's Local Authority Interactive Tool: its table of figures, and beside it the dictionary and neighbours.

Given the folder, indicators get titles, polarity and units from the dictionary. Given the table
alone, only indicators that are stored already can be loaded.
"""

import csv
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
from django.utils.text import slugify

from indicators.importing.fingerprint import fingerprint
from indicators.importing.neighbours import read_neighbours
from indicators.importing.numbers import SYMBOL_OF_TEXT
from indicators.importing.parsed import IndicatorDraft, Parsed, Unreadable, figures_from
from indicators.importing.places import Places
from indicators.importing.tables import MOST_BYTES, MOST_ROWS

TABLE, DICTIONARY, NEIGHBOURS = "bds_long_0.parquet", "lait_data_dictionary.csv", "sn_*.xlsx"
COLUMNS = ["Short Desc", "Years", "Values", "LA Number"]
POLARITIES = {"High": "high", "Low": "low"}  # "-" and the text "NA" say that there is none
YEAR_TYPES = {
    "Academic Year": "academic",
    "Financial Year": "financial",
    "Calendar Year": "calendar",
    "Annual (end of Sept)": "snapshot_30_september",
    "Annual - January": "snapshot_january",
    "Annual": "snapshot_31_march",
}


def read_lait(path: Path, places: Places) -> Parsed:
    """The table and what lies beside it; ``path`` is the folder or the parquet file."""
    table_path = path / TABLE if path.is_dir() else path
    if not table_path.exists():
        raise Unreadable(f"The folder has no {TABLE}.")
    dictionary = path / DICTIONARY if path.is_dir() else None
    workbooks = sorted(path.glob(NEIGHBOURS)) if path.is_dir() else []
    used = [table_path, *workbooks, *([dictionary] if dictionary and dictionary.exists() else [])]
    table = read_table(table_path)
    codes = list(table["Short Desc"].cat.categories)
    parsed = Parsed("lait", path.name, fingerprint(used), figures_from({}), [])
    parsed.drafts = drafts_of(codes, dictionary if dictionary in used else None)
    parsed.figures = figures_of(table, places, parsed)
    parsed.neighbours = [read_neighbours(workbook, places) for workbook in workbooks]
    return parsed


def read_table(path: Path) -> pd.DataFrame:
    """The long table with its line numbers; indicator codes, periods and figures as categories."""
    try:
        refuse_if_large(pq.read_metadata(path))
        table = pd.read_parquet(path, columns=COLUMNS)
    except (OSError, ValueError, KeyError) as fault:  # pyarrow's errors are of these kinds
        raise Unreadable(f"{path.name} cannot be read as DfE's table: {fault}"[:300]) from fault
    for name in ("Short Desc", "Years"):
        table[name] = table[name].str.strip().astype("category")
    return table


def refuse_if_large(metadata):
    """The sizes that a parquet file declares are those that its reader sets memory aside for."""
    size = sum(metadata.row_group(at).total_byte_size for at in range(metadata.num_row_groups))
    if metadata.num_rows > MOST_ROWS or size > MOST_BYTES:
        raise Unreadable(
            f"The table is too large: the limit is {MOST_ROWS:,} rows and {MOST_BYTES // 1024**2} MB."
        )


def figures_of(table, places, parsed):
    """The rows of known places and periods, as figures; the others are refused or noted."""
    lines = np.arange(1, len(table) + 1)
    areas = table["LA Number"].fillna(-1).to_numpy().astype("int64")
    known = np.isin(areas, list(places.by_code))
    labels = list(table["Years"].cat.categories)
    slots = np.array([slot_of(label) for label in labels])[table["Years"].cat.codes]
    values, symbols, wrong = figures(table["Values"])
    for line in lines[~known]:
        parsed.refuse(int(line), f"“{areas[line - 1]}” is not the DfE number of a place in England.")
    for line in lines[wrong]:
        parsed.refuse(
            int(line), f"“{table['Values'].iloc[line - 1]}” is neither a number nor a known symbol."
        )
    dated = slots > 0
    if not dated.all():
        note_undated(table, dated, values, lines, parsed)
    keep = known & ~wrong & dated
    return figures_from(
        {
            "indicator": table["Short Desc"].cat.codes.to_numpy()[keep],
            "area": areas[keep],
            "slot": slots[keep],
            "label": table["Years"].astype(object).to_numpy()[keep],
            "symbol": symbols[keep],
            "value": values[keep],
            "line": lines[keep],
        }
    )


def slot_of(label):
    """The year that sorts the series, 0 where the label has none (DfE's table has one such series)."""
    match = re.match(r"(19|20)\d{2}", label)
    return int(match[0]) if match else 0


def figures(cells):
    """(values, symbols, wrong): like ``numbers``, but quick for half a million cells that repeat."""
    texts = cells.astype("category")
    words = pd.Series(texts.cat.categories.astype(str))
    parsed = pd.to_numeric(words.str.strip(), errors="coerce").to_numpy(dtype="float64")
    names = words.str.strip().str.lower().map(SYMBOL_OF_TEXT).fillna("").astype(str).to_numpy(dtype=object)
    names[np.isfinite(parsed)] = ""
    at = texts.cat.codes.to_numpy()
    values = np.where(at >= 0, parsed[at], np.nan)
    symbols = np.where(at >= 0, names[at], "-")
    return values, symbols, ~np.isfinite(values) & (symbols == "")


def note_undated(table, dated, values, lines, parsed):
    """A period without a year: nothing is lost where the rows hold no figure; otherwise they are refused."""
    filled = ~dated & ~np.isnan(values)
    for line in lines[filled]:
        parsed.refuse(int(line), f"“{table['Years'].iloc[line - 1]}” does not begin with a year.")
    codes = sorted(set(table["Short Desc"][~dated & ~filled]))
    parsed.note(
        "Rows without a figure whose period is not a year, left out.", codes, int((~dated & ~filled).sum())
    )


def drafts_of(codes, dictionary):
    """A draft for each code of the table, in its order, from the first row that the dictionary has of it."""
    if dictionary is None:
        return [IndicatorDraft(slug="", source_code=code, must_exist=True) for code in codes]
    with dictionary.open(encoding="utf-8-sig", newline="") as source:
        rows = {}
        for row in csv.DictReader(source):
            rows.setdefault(row["Measure_short"].strip(), row)
    used = set()
    return [draft(code, rows.get(code), used) for code in codes]


def draft(code, row, used):
    if row is None:
        return IndicatorDraft(slug="", source_code=code, must_exist=True)
    decimals = row["dps"].strip()
    return IndicatorDraft(
        slug=free_slug(code, used),
        source_code=code,
        title=" ".join(row["Measure"].split()),
        topic=" ".join(row["Topic"].replace("\\", " / ").split()),
        unit=unit_of(row),
        polarity=POLARITIES.get(row["Polarity"].strip(), "none"),
        decimals=1 if decimals in ("", "NA") else int(float(decimals)),
        year_type=YEAR_TYPES.get(row["Year_Type"].strip(), "annual"),
        source="DfE Local Authority Interactive Tool",
        is_banded=row["No_Quartile"].strip() != "N",
    )


def free_slug(code, used):
    """A slug from a code with any characters, never the same twice: ``<18`` and ``%`` are told in words."""
    words = code.replace("%", " percent ").replace("&", " and ").replace("<", " under ").replace(",", "")
    stem = slugify(words.replace("_", " "))[:110]
    slug, number = stem, 2
    while slug in used:
        slug, number = f"{stem}-{number}", number + 1
    used.add(slug)
    return slug


def unit_of(row):
    """The unit from the label of DfE's axis, or failing that from the name of the measure."""
    axis, name = row["y_axis_name"].strip().lower(), row["Measure"].lower()
    per = re.search(r"per\s+(100,?000|10,?000|1,?000|100)\b", axis) or re.search(
        r"rates? per\s+(100,?000|10,?000|1,?000|100)\b", axis + " " + name
    )
    if per:
        return f"rate_per_{per[1].replace(',', '')}"
    if "spend" in axis or "cost" in axis or "£" in axis:
        return "pounds"
    if "%" in axis or "percentage" in axis:
        return "percent"
    if "score" in axis:
        return "score"
    named_share = ("%" in name or "percentage" in name) and "number" not in axis
    return "percent" if named_share else "number"
