"""The plan on one page: its priorities, how they stand, their figures in the region and how the activities go.

What fits is worked out beforehand, from letters that are never narrower than the printed ones: the letters shrink
until every priority is on the page, and what is still too much is counted in a last line.
"""

from dataclasses import dataclass
from pathlib import Path

from plans.reports.printing import for_print, write
from selfeval.printable import every_text

ROOM = 610.0  # points of the page's height that the table has
SIZES = {"roomy": 10.0, "close": 8.5, "tight": 7.0}  # points, as in plan-print.css
LEADING, PADDING = 1.35, 8.0  # lines of a letter's size, and points above and below a cell together
WIDTHS = {"priority": 155.0, "stands": 62.0, "figures": 165.0, "activities": 78.0}  # points within a cell
LONGEST, MOST_FIGURES = 140, 3
NARROW, WIDE = set("iljtfrI.,:;'!|()[] -"), set("mwMW@%—…&")


@dataclass(frozen=True)
class Row:
    """A priority's cells, each with its lines of text; the first line of the first is its title."""

    cells: dict[str, list[str]]

    def height(self, size: float) -> float:
        lines = max(
            sum(lines_of(text, WIDTHS[name] / size) for text in texts) for name, texts in self.cells.items()
        )
        return lines * size * LEADING + PADDING


def build_summary_pdf(document: dict, to: Path) -> None:
    """``document`` as for the whole plan. Raises ui.pdf.RenderFailed, whose words are fit to show."""
    rows = [row_of(one) for one in every_text(document["chapters"], for_print)]
    size, shown = fitted(rows)
    write(
        "reports/plans/summary.html",
        {**document, "rows": [row.cells for row in shown], "size": size, "more": len(rows) - len(shown)},
        to,
    )


def row_of(one: dict) -> Row:
    figures = [figure_words(measure) for measure in one["measures"][:MOST_FIGURES]]
    if (left := len(one["measures"]) - MOST_FIGURES) > 0:
        figures.append(f"and {left} more")
    return Row(
        {
            "priority": [
                shortened(f"{one['number']}. {one['title']}"),
                f"Sponsor: {shortened(one['sponsor'])}" if one["sponsor"] else "Nobody sponsors it yet",
            ],
            "stands": [stands(one)],
            "figures": figures or ["None"],
            "activities": [one["on_track"].capitalize() or "None yet"],
        }
    )


def stands(one: dict) -> str:
    if one["ballot"] is None:
        return "Not asked yet"
    return "Carried" if one["ballot"]["is_carried"] else "Not carried yet"


def figure_words(measure: dict) -> str:
    """Such as "Late reviews: 12.0 (2025), now 10.5 (2026)"."""
    region, title = measure["region"], shortened(measure["title"], 80)
    if region is None:
        return f"{title}: no figure"
    now = f"{region['now']} ({measure['period']})"
    if not region["before"]:
        return f"{title}: {now}"
    if not measure["is_newer"]:
        return f"{title}: {now}, no newer figure since"
    change = f", {region['change']}" if region["change"] else ""
    return f"{title}: {region['before']} ({measure['since']}), now {now}{change}"


def shortened(text: str, most: int = LONGEST) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def fitted(rows: list[Row]) -> tuple[str, list[Row]]:
    """The largest letters in which all rows fit; in the smallest, as many rows as fit."""
    for name, size in SIZES.items():
        if sum(row.height(size) for row in rows) <= ROOM:
            return name, rows
    shown: list[Row] = []
    left = ROOM
    for row in rows:
        left -= row.height(SIZES["tight"])
        if left < 0:
            break
        shown.append(row)
    return "tight", shown


def lines_of(text: str, width: float) -> int:
    """Lines that the text takes at most, in a column so many times as wide as its letters' size."""
    lines, used = 1, 0.0
    for word in text.split():
        length = sum(map(width_of, word))
        if used and used + length > width:
            lines, used = lines + 1, 0.0
        while length > width:
            lines, length = lines + 1, length - width + 1
        used += length + width_of(" ")
    return lines


def width_of(letter: str) -> float:
    """Of a printed letter at most, in its size."""
    if letter in NARROW:
        return 0.34
    if letter in WIDE or not letter.isascii():
        return 1.02
    return 0.8 if letter.isupper() else 0.6
