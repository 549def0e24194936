"""Excel workbooks from outside, read without running or unpacking anything that could hurt.

Before a byte is parsed, the members of the zip are counted and really unpacked by a counting
reader, since declared sizes can lie. Formulas are not worked out: a cell with one is named.
"""

import zipfile
from pathlib import Path

import openpyxl
from openpyxl.utils import get_column_letter

from indicators.importing.parsed import Unreadable

MOST_BYTES = 50 * 1024 * 1024  # of all parts, unpacked
MOST_TIMES = 100  # unpacked to packed; a workbook of figures is under 20
MOST_PARTS = 1_000
MOST_ROWS = 700_000
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, and any encrypted workbook
NOT_A_WORKBOOK = "This file cannot be read as a workbook. Save it as “Excel workbook (.xlsx)” and load that."


def read_rows(path: Path) -> list[tuple[object, ...]]:
    """The first sheet's rows, each cell as Python has it, None where it is empty. Raises Unreadable."""
    check_before_reading(path)
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=False, keep_links=False)
        try:
            rows = list(limited(book.worksheets[0]))
        finally:
            book.close()
    except Unreadable:
        raise
    except Exception as fault:  # a broken workbook fails in openpyxl in more ways than can be listed
        raise Unreadable(NOT_A_WORKBOOK) from fault
    return rows


def limited(sheet):
    sheet.reset_dimensions()  # the declared size may be wrong
    for number, row in enumerate(sheet.iter_rows(values_only=False), 1):
        if number > MOST_ROWS:
            raise Unreadable(f"The sheet has more than {MOST_ROWS:,} rows.")
        for cell in row:
            if cell.data_type == "f":
                where = f"{get_column_letter(cell.column)}{cell.row}"
                raise Unreadable(
                    f"Cell {where} of the sheet “{sheet.title}” holds a formula. "
                    "Copy the sheet, paste it as values, and load that."
                )
        yield tuple(cell.value for cell in row)


def check_before_reading(path: Path) -> None:
    """Refuse what is not a plain .xlsx of a reasonable size."""
    with path.open("rb") as source:
        if source.read(8) == OLD_EXCEL:
            raise Unreadable(
                "This is an old .xls workbook or one with a password. Save it as .xlsx without one."
            )
    if not zipfile.is_zipfile(path):
        raise Unreadable(NOT_A_WORKBOOK)
    try:
        with zipfile.ZipFile(path) as archive:
            check_parts(archive.infolist(), path.stat().st_size)
            count_bytes(archive, path.stat().st_size)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as fault:
        raise Unreadable(NOT_A_WORKBOOK) from fault


def check_parts(parts, size):
    names = {part.filename for part in parts}
    if "xl/vbaProject.bin" in names:
        raise Unreadable(
            "This workbook has macros (.xlsm). Save it as “Excel workbook (.xlsx)” and load that."
        )
    if "xl/workbook.bin" in names:
        raise Unreadable(
            "This is a binary workbook (.xlsb). Save it as “Excel workbook (.xlsx)” and load that."
        )
    if "xl/workbook.xml" not in names:
        raise Unreadable(NOT_A_WORKBOOK)
    if len(parts) > MOST_PARTS:
        raise Unreadable(f"This workbook has more than {MOST_PARTS:,} parts.")
    refuse_if_large(sum(part.file_size for part in parts), size)


def count_bytes(archive, size):
    """Unpack every part into nothing, and stop as soon as it is too much."""
    unpacked = 0
    for part in archive.infolist():
        with archive.open(part) as source:
            while chunk := source.read(1 << 16):
                unpacked += len(chunk)
                refuse_if_large(unpacked, size)


def refuse_if_large(unpacked, size):
    if unpacked > MOST_BYTES or unpacked > MOST_TIMES * max(size, 10_000):
        raise Unreadable(
            f"This workbook is too large when opened: the limit is {MOST_BYTES // 1024**2} MB "
            f"and {MOST_TIMES} times the file's own size."
        )
