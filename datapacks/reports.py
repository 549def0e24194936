"""A pack as a printed document, and its charts for page and print alike."""

from base64 import b64encode
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from datapacks import printing
from datapacks.content import Highlight, Indicator, PackContent, Topic
from ui import pdf
from ui.charts import About, Series, SpineRow, flag_strip, spine_chart, spine_row, trend_panel

LAYOUT_VERSION = "3"
"""Raise it when templates, styles or charts change what a pack looks like, so that packs are printed anew."""

STYLES = [Path(settings.BASE_DIR) / "static" / "css" / "pack-print.css"]
SPINE_ROWS_A_PAGE = 32
SPINE_ROW_HEIGHT = 24.7  # 7mm, where the picture's 240 units are 68mm wide
MOST_IN_FULL = 6
OUT_OF_SCALE = 12

STANDING_WORDS = {
    "better": "Better than similar areas",
    "similar": "About the same as similar areas",
    "worse": "Worse than similar areas",
    "higher": "Higher than similar areas",
    "lower": "Lower than similar areas",
    "cannot_say": "Not compared",
}


@dataclass(frozen=True)
class Drawn:
    """An indicator with its charts as SVG."""

    indicator: Indicator
    trend: SafeString
    spine: SafeString


@dataclass(frozen=True)
class DrawnTopic:
    """A topic with its indicators drawn."""

    topic: Topic
    indicators: tuple[Drawn, ...]


def charts(content: PackContent) -> tuple[DrawnTopic, ...]:
    """Every indicator with its charts, for the page."""
    return tuple(
        DrawnTopic(topic, tuple(Drawn(one, trend_picture(one), _spine(one)) for one in topic.indicators))
        for topic in content.topics
    )


def build_pdf(content: PackContent, to: Path) -> None:
    """Print the pack to a file. Raises ui.pdf.RenderFailed, whose words are fit to show."""
    pdf.write_pdf(pack_html(content), stylesheets=STYLES, to=to)


def warm() -> None:
    """Load what the first pack would wait for, in the parent of the workers."""
    pdf.warm(STYLES)


def pack_html(content: PackContent) -> str:
    """The whole document for print, with every picture inside it."""
    return render_to_string(
        "reports/pack/pack.html",
        {
            "pack": content,
            "spines": [
                _spine_page(part) for part in printing.chunks([*content.indicators()], SPINE_ROWS_A_PAGE)
            ],
            "topics": _topic_entries(content.topics),
            "pages": [[_section(section) for section in page] for page in printing.pages(content.topics)],
            "challenges": _in_full(content.at_a_glance.challenges),
            "strengths": _in_full(content.at_a_glance.strengths),
        },
    )


def _topic_entries(topics: Sequence[Topic]) -> list[dict]:
    """The lines of the contents."""
    room = max(len(topic.indicators) for topic in topics)
    return [_topic_entry(topic, room) for topic in topics]


def _topic_entry(topic: Topic, room: int) -> dict:
    """A topic with its flags as a picture and in words."""
    flags = [one.flag.kind if one.flag else "none" for one in topic.indicators]
    counted = Counter(one.flag.words.lower() for one in topic.indicators if one.flag)
    words = ", ".join(f"{number} {name}" for name, number in counted.items()) or "nothing flagged"
    about = About(f"{topic.name}: flags", words, f"{topic.id}-flags")
    return {"topic": topic, "words": words, "picture": _picture(flag_strip(flags, room=room, about=about))}


def _in_full(highlights: tuple[Highlight, ...]) -> dict:
    """The first few with their sentences; the others by name."""
    others = "; ".join(one.title for one in highlights[MOST_IN_FULL:])
    return {"count": len(highlights), "first": highlights[:MOST_IN_FULL], "others": others}


def _section(section: printing.Section) -> dict:
    return {
        "topic": section.topic,
        "is_continued": section.is_continued,
        "years": section.years,
        "columns": len(section.years) + 2,
        "indicators": [_printed(indicator, section.years) for indicator in section.indicators],
    }


def _printed(indicator: Indicator, years: list[str]) -> dict:
    """An indicator with the cells of its rows as markup, its chart as a picture."""
    rows = [
        {
            "kind": row.kind,
            "name": mark_safe(printing.name_cell(row)),  # noqa: S308 - escaped there
            "cells": mark_safe(printing.value_cells(row, indicator.periods, years)),  # noqa: S308 - escaped there
        }
        for row in indicator.rows
    ]
    facts = printing.facts(indicator)
    return {"of": indicator, "rows": rows, "chart": _picture(trend_picture(indicator)), "facts": facts}


def _spine_page(part: list[tuple[Topic, Indicator]]) -> dict:
    """A page of the spine chart: the table's rows and one picture as tall as they are."""
    rows = [_spine_of(indicator) for _, indicator in part]
    title = f"Where each of {len(part)} figures lies between the worst and the best authority"
    words = ". ".join(_standings(part))
    about = About(title, words, f"spine-{part[0][1].id}")
    picture = _picture(spine_chart(rows, row_height=SPINE_ROW_HEIGHT, about=about))
    return {"rows": part, "picture": picture, "title": title, "words": words}


def _standings(part: list[tuple[Topic, Indicator]]) -> list[str]:
    """What the spine chart shows, for those who cannot see it: "Worse than similar areas: this; that"."""
    titles: dict[str, list[str]] = {}
    for _, indicator in part:
        if indicator.spine:
            titles.setdefault(STANDING_WORDS[indicator.spine.standing], []).append(indicator.title)
    return [f"{words}: {'; '.join(of)}" for words, of in titles.items()]


def _spine_of(indicator: Indicator) -> SpineRow | None:
    """None where England is not among the authorities: a count, which only makes sense place by place."""
    spine = indicator.spine
    if spine is None or not min(spine.worst, spine.best) <= spine.england <= max(spine.worst, spine.best):
        return None
    return SpineRow(**vars(spine))


def _spine(indicator: Indicator) -> SafeString:
    about = About(
        f"{indicator.title}: place among all authorities", indicator.sentence, f"{indicator.id}-spine"
    )
    return mark_safe(spine_row(_spine_of(indicator), about=about))  # noqa: S308 - charts escape their words


def trend_picture(indicator: Indicator) -> SafeString:
    """The indicator's lines over its periods, for beside its figures."""
    about = About(f"{indicator.title}: trend", indicator.chart_words, f"{indicator.id}-trend")
    lines = [Series(row.kind, row.name, row.values) for row in indicator.rows]
    return mark_safe(trend_panel(_of_one_scale(lines), about=about))  # noqa: S308 - charts escape their words


def _of_one_scale(lines: list[Series]) -> list[Series]:
    """Without lines that would flatten the authority's own, such as England's count beside a council's."""
    peaks = [max((abs(v) for v in line.values if v is not None), default=0) for line in lines]
    own = next((peak for line, peak in zip(lines, peaks, strict=True) if line.kind == "authority"), 0)
    return [line for line, peak in zip(lines, peaks, strict=True) if not own or peak <= OUT_OF_SCALE * own]


def _picture(svg: str) -> str:
    """An SVG as an address that an ``<img>`` can hold: half the price of the same SVG in the document."""
    return "data:image/svg+xml;base64," + b64encode(svg.encode()).decode()
