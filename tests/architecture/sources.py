"""The project's own files: everything here but what .gitignore names."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
IGNORED = {line.strip("/") for line in (ROOT / ".gitignore").read_text().splitlines() if line} | {".git"}


def is_ours(path):
    parts = path.relative_to(ROOT).parts
    leading = {"/".join(parts[:depth]) for depth in range(1, len(parts) + 1)}
    return not (leading | set(parts)) & IGNORED and path.suffix != ".pyc"


def files(folder=ROOT):
    """Every file of ours in and below the folder, without walking what is ignored."""
    for path in sorted(folder.iterdir()):
        if not is_ours(path):
            continue
        if path.is_dir():
            yield from files(path)
        else:
            yield path


def texts():
    """Each text file of ours, as (its path from the root, its text)."""
    for path in files():
        try:
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
