"""DfE's statistical neighbours, from its workbook or its wide CSV file."""

import re
from datetime import date
from pathlib import Path

from indicators.importing.parsed import NeighbourDraft, Unreadable
from indicators.importing.places import Places
from indicators.importing.tables import read_csv
from indicators.importing.workbooks import read_rows

MONTHS = ("january february march april may june july august september october november december").split()
HEADER = {"la number", "goreg"}


def read_neighbours(path: Path, places: Places) -> NeighbourDraft:
    """One version of the model. Its date is in the file's name, like ``sn_may_2025.xlsx``."""
    published_on = date_of(path)
    rows = wide_rows(path) if path.suffix == ".csv" else workbook_rows(path)
    links = [link for row in rows for link in links_of(*row, places)]
    if not links:
        raise Unreadable(f"{path.name} holds no neighbours.")
    return NeighbourDraft(f"{published_on:%B %Y}", published_on, tuple(links))


def date_of(path):
    """The first of the month that the name gives; a name with a year alone means May, when DfE publishes."""
    words = re.split(r"[_\W]+", path.stem.lower())
    year = next((int(word) for word in words if re.fullmatch(r"20\d\d", word)), None)
    if year is None:
        raise Unreadable(f"The name of {path.name} has no year. Name it like sn_may_2025.xlsx.")
    month = next((MONTHS.index(word) + 1 for word in words if word in MONTHS), 5)
    return date(year, month, 1)


def workbook_rows(path):
    """(authority, [neighbour, closeness, ...]) from the sheet; text cells and blank rows are passed over."""
    rows = read_rows(path)
    start = next((at for at, row in enumerate(rows) if {str(cell).lower() for cell in row} >= HEADER), None)
    if start is None:
        raise Unreadable(f"{path.name} has no row with the headings LA number and GOReg.")
    body = [row for row in rows[start + 1 :] if len(row) >= 25]  # fewer on blank rows and remarks
    return [(row[0], row[5:25]) for row in body if str(row[0] or "").strip().isdigit()]


def wide_rows(path):
    table = read_csv(path)
    pairs = [name for rank in range(1, 11) for name in (f"SN_{rank}", f"SN_{rank}P")]
    return [(row["old_la_code"], [row[name] for name in pairs]) for row in table.to_dict("records")]


def links_of(authority, cells, places):
    """Links of a current authority to its ten neighbours; none for a former one or a row of dashes."""
    code = int(authority)
    if code not in places.current_authorities:
        return
    for rank, (neighbour, closeness) in enumerate(zip(cells[::2], cells[1::2], strict=True), 1):
        text = str(neighbour or "").strip()
        if text.isdigit() and int(text) in places.authorities:
            yield code, rank, int(text), "_".join(str(closeness).strip().lower().split())
