"""Columns of a table prompt as lines that a person types, and back. Pure: no Django.

One column a line. ``*`` at the end: needed. ``?`` at the end: yes or no. ``Stage: Poor, Good``: one of a list.
"""

import re

MOST_COLUMNS = 8


class WrongColumns(Exception):  # noqa: N818
    """The words are fit to show."""


def as_lines(columns: list[dict]) -> str:
    return "\n".join(map(as_line, columns))


def as_line(column: dict) -> str:
    kind, label = column.get("kind"), column["label"]
    if kind == "choice":
        label = f"{label}: {', '.join(column['choices'])}"
    elif kind == "tick":
        label = f"{label}?"
    return f"{label} *" if column.get("required") else label


def from_lines(text: str, *, before: list[dict]) -> list[dict]:
    """A column whose label stays keeps its key. Raises WrongColumns."""
    keys = {column["label"]: column["key"] for column in before}
    columns: list[dict] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        column = from_line(line)
        column["key"] = keys.get(column["label"]) or key_of(column["label"], columns)
        if column["label"] in [one["label"] for one in columns]:
            raise WrongColumns(f"“{column['label']}” is there twice. Give each column its own name")
        columns.append(column)
    if not columns:
        raise WrongColumns("Enter at least one column, each on a line of its own")
    if len(columns) > MOST_COLUMNS:
        raise WrongColumns(f"Use {MOST_COLUMNS} columns or fewer: this has {len(columns)}")
    return columns


def from_line(line: str) -> dict:
    column: dict = {}
    if line.endswith("*"):
        line, column["required"] = line[:-1].strip(), True
    label, _, choices = (part.strip() for part in line.partition(":"))
    if choices:
        column["kind"], column["choices"] = (
            "choice",
            [one.strip() for one in choices.split(",") if one.strip()],
        )
        if len(column["choices"]) < 2:
            raise WrongColumns(f"“{label}” needs at least two choices, with commas between them")
    elif label.endswith("?"):
        label, column["kind"] = label[:-1].strip(), "tick"
    if not label:
        raise WrongColumns("Each column needs a name")
    if len(label) > 80:
        raise WrongColumns(f"“{label[:30]}…” is too long: use 80 characters or fewer for a column’s name")
    return {"label": label, **column}


def key_of(label: str, others: list[dict]) -> str:
    """A short name for the column's values that no other column of the table has."""
    base = re.sub(r"\W+", "_", label.lower()).strip("_")[:30] or "column"
    taken = {one["key"] for one in others}
    return next(key for key in (base, *(f"{base}_{n}" for n in range(2, 99))) if key not in taken)
