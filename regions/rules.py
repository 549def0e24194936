"""Rules about memoranda that need no database."""

import unicodedata

CURLY = str.maketrans({"’": "'", "‘": "'", "‐": "-", "‑": "-"})


def same_name(typed: str, name: str) -> bool:
    """Whether a typed name is the person's: capitals, blanks and curly apostrophes make no difference."""
    return _bare(typed) == _bare(name)


def _bare(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name).translate(CURLY)
    return "".join(plain.casefold().split())
