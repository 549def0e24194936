"""What can be printed: text that XML takes, and characters that the print font draws. Pure: no Django."""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont

FONTS = Path("/usr/share/fonts")
PRINT_FONT = "LiberationSans-Regular.ttf"
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
INVISIBLE = {"Cf", "Cc", "Mn", "Me"}  # joiners, variation selectors, marks on the letter before


def every_text(value: Any, change: Callable[[str], str]) -> Any:
    """The same document with each text in it changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [every_text(one, change) for one in value]
    if isinstance(value, dict):
        return {key: every_text(one, change) for key, one in value.items()}
    return value


def without_controls(text: str) -> str:
    """The text without the characters that no XML may hold, and so no Word document."""
    return NOT_IN_XML.sub("", text)


def drawn(text: str) -> str:
    """The text for print: a character that the print font lacks is named in brackets, so that it is not lost."""
    lacking = set(text) - font_characters() if font_characters() else set()
    return text.translate({ord(one): named(one) for one in lacking if not one.isspace()})


def named(character: str) -> str:
    if unicodedata.category(character) in INVISIBLE:
        return ""
    return f"[{unicodedata.name(character, f'character {ord(character):X}').lower()}]"


@lru_cache(maxsize=1)
def font_characters() -> frozenset[str]:
    """Every character that the print font draws; none if the font is not on this machine."""
    path = next(FONTS.rglob(PRINT_FONT), None)
    return frozenset(map(chr, TTFont(path).getBestCmap())) if path else frozenset()
