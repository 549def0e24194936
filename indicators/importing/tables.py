"""A CSV file as a table of text. Every cell stays as it was written."""

import io
from pathlib import Path

import pandas as pd

from indicators.importing.parsed import Unreadable

MOST_BYTES = 50 * 1024 * 1024
MOST_ROWS = 700_000


def read_csv(path: Path) -> pd.DataFrame:
    """The file as text columns, and ``line`` as the line of the file. Raises Unreadable."""
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise Unreadable(f"The file is too large: {size / 1024**2:.0f} MB, and the limit is 50 MB.")
    table = parse(decoded(path.read_bytes()))
    if len(table) > MOST_ROWS:
        raise Unreadable(f"The file has {len(table):,} rows, and the limit is {MOST_ROWS:,}.")
    if table.empty:
        raise Unreadable("The file has a header but no rows.")
    table.columns = [str(name).strip() for name in table.columns]
    return table.assign(line=range(2, len(table) + 2))


def decoded(data: bytes) -> str:
    """The text of a UTF-8 file, with or without a byte-order mark."""
    if not data.strip():
        raise Unreadable("The file is empty.")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Unreadable("The file is in UTF-16. Save it again as “CSV UTF-8” and load that.")
    if b"\x00" in data:
        raise Unreadable("This is not a text file. Save the table as “CSV UTF-8” and load that.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise Unreadable(
            f"Line {line:,} is not in UTF-8. Save the file again as “CSV UTF-8” and load that."
        ) from fault


def parse(text: str) -> pd.DataFrame:
    header = text.partition("\n")[0].rstrip("\r").split(",")
    names = [name.strip(' "') for name in header]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise Unreadable(f"The column “{repeated[0]}” is in the file more than once.")
    try:
        return pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False, index_col=False)
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as fault:
        reason = str(fault).replace("Error tokenizing data. C error: ", "")
        raise Unreadable(f"The file cannot be read as CSV: {reason}.") from fault


def require(table: pd.DataFrame, names: list[str]) -> None:
    """Raise Unreadable unless the table has all the columns."""
    absent = [name for name in names if name not in table]
    if absent:
        found = ", ".join(str(name) for name in table.columns if name != "line")[:300]
        raise Unreadable(f"The column “{absent[0]}” is missing. The columns found are: {found}.")
