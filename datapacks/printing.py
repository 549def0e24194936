"""How a pack's indicators fall on printed pages, and its tables' cells. Strings in, strings out.

The cost of a printed pack follows its number of boxes, and most boxes are table cells. So the indicators of a
topic share one table and one row of years on a page, years before a series began are one cell, and the pages are
cut here rather than laid out twice to find where they break.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from textwrap import wrap

from datapacks.content import Indicator, Row, Topic
from ui.charts import Kind

PAGE = 263.0
TOPIC_HEIGHT = 17.6
INDICATOR_HEIGHT = 34.6
LINE_HEIGHT = 4.2
SENTENCE_LENGTH = 130
FACTS_LENGTH = 145
"""Millimetres of an A4 page between its margins, as ``pack-print.css`` sets it, and characters to a line."""

MOST_YEARS = 10
LONGEST_NAME = 28

MARKS: dict[Kind, str] = {"authority": "●", "neighbours": "◊", "region": "▲", "england": "■"}
"""The shapes that end the lines of the chart, from the characters of the printed font."""

SHORT_NAMES: dict[Kind, str] = {
    "authority": "This authority",
    "neighbours": "Similar areas",
    "region": "Region",
    "england": "England",
}


@dataclass
class Section:
    """The part of a topic that stands on one page, under one row of years."""

    topic: Topic
    is_continued: bool
    years: list[str] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)

    def takes(self, indicator: Indicator) -> bool:
        """Whether the indicator's years fit the table's: at most ten, and no year written in two ways."""
        years = _merged(self.years, indicator.periods)
        return len(years) <= MOST_YEARS and len({year[:4] for year in years}) == len(years)

    def add(self, indicator: Indicator) -> None:
        """Put the indicator last."""
        self.indicators.append(indicator)
        self.years = _merged(self.years, indicator.periods)


def pages(topics: Sequence[Topic]) -> list[list[Section]]:
    """Sections page by page: as many indicators as fit, and no heading with fewer than two under it."""
    made: list[list[Section]] = [[]]
    left = PAGE
    for topic in topics:
        section = None
        for index, indicator in enumerate(topic.indicators):
            follows = topic.indicators[index : index + 2]
            new = section is None or not section.takes(indicator)
            needed = TOPIC_HEIGHT + sum(map(height, follows)) if new else height(indicator)
            if needed > left and made[-1]:
                made.append([])
                left, new = PAGE, True
            if new or section is None:
                section = Section(topic, is_continued=index > 0)
                made[-1].append(section)
                left -= TOPIC_HEIGHT
            section.add(indicator)
            left -= height(indicator)
    return made


def facts(indicator: Indicator) -> str:
    """The indicator's facts broken into lines, which is cheaper here than in the print engine."""
    return "\n".join(wrap(" · ".join(filter(None, (indicator.facts, indicator.shift))), FACTS_LENGTH))


def height(indicator: Indicator) -> float:
    """Millimetres of the page that an indicator takes."""
    further = len(indicator.sentence) // SENTENCE_LENGTH + facts(indicator).count("\n")
    return INDICATOR_HEIGHT + further * LINE_HEIGHT


def name_cell(row: Row) -> str:
    """A row's name behind the mark of its line, with its note; a name too long gives way to a short one."""
    name = row.name if len(row.name) <= LONGEST_NAME else SHORT_NAMES[row.kind]
    note = f", {row.note[0].lower()}{row.note[1:]}" if row.note else ""
    return f"{MARKS[row.kind]} {escape(name + note)}"


def value_cells(row: Row, periods: Sequence[str], years: Sequence[str]) -> str:
    """The row's cells under the table's years; years before the first and after the last are one cell each.

    The unit stands among the facts above: a sign in each cell makes two of 100.0% touch.
    """
    shown = {year: words.removesuffix("%") for year, words in zip(periods, row.shown, strict=True)}
    have = [index for index, year in enumerate(years) if year in shown]
    first, last = have[0], have[-1]
    cells = "".join(f"<td>{escape(shown.get(year, ''))}</td>" for year in years[first : last + 1])
    return _blank(first) + cells + _blank(len(years) - 1 - last)


def _blank(columns: int) -> str:
    return f'<td colspan="{columns}"></td>' if columns else ""


def _merged(years: Sequence[str], periods: Sequence[str]) -> list[str]:
    return sorted({*years, *periods})


def chunks(
    indicators: Sequence[tuple[Topic, Indicator]], size: int
) -> Iterator[list[tuple[Topic, Indicator]]]:
    """Runs of about equal length, none longer than ``size``."""
    parts = -(-len(indicators) // size)
    for part in range(parts):
        yield list(indicators[part * len(indicators) // parts : (part + 1) * len(indicators) // parts])
