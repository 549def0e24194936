"""What a file of evidence may be: by its name, its size and its own first bytes, and then by what is inside. Pure.

This is no virus scanner. It refuses what cannot be evidence: other kinds of file, macros, passwords.
"""

from pathlib import PurePath
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile

LARGEST = 25 * 1024 * 1024
LARGEST_INSIDE = 500 * 1024 * 1024
MOST_PARTS = 10_000
OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": f"{OFFICE}.wordprocessingml.document",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
    "pptx": f"{OFFICE}.presentationml.presentation",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}
BEGINNINGS = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff", "jpeg": b"\xff\xd8\xff"}
MAIN_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
BEGINNINGS |= dict.fromkeys(MAIN_PARTS, b"PK\x03\x04")
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # also how Office writes a new file with a password
KINDS = "PDF, Word (docx), Excel (xlsx), PowerPoint (pptx), PNG, JPEG, text or CSV"
PASSWORD = "The file has a password. Save a copy without one, and add that."  # noqa: S105 - words for a person
MACROS = "The file holds macros. Save a copy without them, and add that."


class Refused(ValueError):  # noqa: N818
    """The words are fit to show."""


def kind_of(name: str) -> str:
    return PurePath(name.lower()).suffix.removeprefix(".")


def check(start: bytes, size: int, name: str) -> str:
    """The media type of a file that may be kept, from its first bytes, size and name. Raises Refused."""
    kind = kind_of(name)
    if kind not in MEDIA_TYPES:
        raise Refused(f"That kind of file cannot be added. Use {KINDS}.")
    if size > LARGEST:
        raise Refused(f"The file is too large: the limit is {LARGEST // 1024**2} MB.")
    if not size:
        raise Refused("The file is empty.")
    if start.startswith(OLD_OFFICE):
        raise Refused(
            f"The file has a password, or is of an older kind. Save a copy as {KINDS}, without one."
        )
    if not start.startswith(BEGINNINGS.get(kind, b"")) or (kind in ("txt", "csv") and b"\x00" in start):
        raise Refused(f"The file’s name ends in .{kind}, but it is something else. Save it as {KINDS}.")
    return MEDIA_TYPES[kind]


def look_inside(file: BinaryIO, name: str) -> None:
    """Raises Refused for macros, passwords, and what is not the kind of file that its name says."""
    kind = kind_of(name)
    if kind in MAIN_PARTS:
        _look_inside_office(file, MAIN_PARTS[kind])
    elif kind == "pdf" and b"/Encrypt" in file.read():
        raise Refused(PASSWORD)


def _look_inside_office(file: BinaryIO, main_part: str) -> None:
    try:
        with ZipFile(file) as parts:
            inside = parts.infolist()
            if len(inside) > MOST_PARTS or sum(part.file_size for part in inside) > LARGEST_INSIDE:
                raise Refused("The file is too large when it is opened.")
            if any(part.flag_bits & 1 for part in inside):
                raise Refused(PASSWORD)
            names = {part.filename.lower() for part in inside}
            with parts.open("[Content_Types].xml") as listed:
                types = listed.read(1024**2).lower()
    except (BadZipFile, KeyError, NotImplementedError, EOFError) as fault:
        raise Refused("The file cannot be opened: it is damaged, or something else.") from fault
    if any(name.endswith("vbaproject.bin") for name in names) or b"macroenabled" in types:
        raise Refused(MACROS)
    if main_part not in names:
        raise Refused("The file is not the kind of document that its name says.")
