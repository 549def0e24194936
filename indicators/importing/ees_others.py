"""Figures of a DfE file that the reviewed list does not know: each an indicator of its own, without polarity.

A file may hold hundreds of columns times breakdowns. Above MOST_MEASURES only totals are taken, and
the breakdowns left out are named.
"""

import hashlib
import re
from pathlib import Path

from django.utils.text import slugify

from indicators.importing.ees_rows import FRAME, figure_rows
from indicators.importing.numbers import counts, decimals_shown, numbers
from indicators.importing.parsed import IndicatorDraft

MOST_MEASURES = 200
LIMIT = re.compile(r"(?P<base>.+?)_(?:(?P<lower>lower_ci|ci_low)|(?P<upper>upper_ci|ci_upp))$", re.IGNORECASE)
TOTAL = re.compile(r"\btotal\b|^all\b", re.IGNORECASE)
YEAR_TYPES = {"academic year": "academic", "calendar year": "calendar", "financial year": "financial"}


def other_figures(table, kind, path: Path, parsed):
    """Frames of every figure column in every breakdown that no measure of the list has taken."""
    figures, filters = columns_of(table)
    limits = limits_of(figures)
    figures = [name for name in figures if name not in limits]
    measures = kind.measures if kind else ()
    wanted = [
        (column, breakdown, rows)
        for breakdown, rows in breakdowns(table, filters)
        for column in figures
        if not is_taken(column, breakdown, measures)
    ]
    if len(wanted) > MOST_MEASURES:
        wanted = totals_only(wanted, parsed)
    return [
        one_measure(column, breakdown, rows, limits, kind, path, parsed) for column, breakdown, rows in wanted
    ]


def is_taken(column, breakdown, measures):
    """Whether a measure of the list reads the column in the rows of this breakdown, as a figure or a count."""
    return any(
        column in columns and all(breakdown.get(name, value) == value for name, value in where.items())
        for measure in measures
        for columns, where in (
            ({measure.value, *measure.numerator}, measure.where),
            (set(measure.denominator), measure.denominator_where or measure.where),
        )
    )


def columns_of(table):
    """(figures, filters): a column whose cells are mostly neither numbers nor symbols is a breakdown."""
    rest = [name for name in table.columns if name not in FRAME]
    texts = {name for name in rest if numbers(table[name])[2].mean() > 0.5}
    by_period = table.groupby("time_period")
    filters = [name for name in rest if name in texts and (by_period[name].nunique() > 1).any()]
    return [name for name in rest if name not in texts], filters


def limits_of(figures):
    """Columns of confidence limits, each with the column it belongs to and the measure it fills."""
    found = {}
    for name in figures:
        match = LIMIT.match(name)
        if match:
            base = next((base for base in (match["base"], f"avg_{match['base']}") if base in figures), None)
            found[name] = (base, "lower" if match["lower"] else "upper")
    return found


def breakdowns(table, filters):
    """({filter: value}, rows) for each combination in the file."""
    if not filters:
        return [({}, table)]
    by_value = table.groupby(filters, sort=False)
    return [(dict(zip(filters, values, strict=True)), rows) for values, rows in by_value]


def totals_only(wanted, parsed):
    """Only the totals of a file that is too wide to take whole; the rest is named in a note."""
    has_total = {
        name for _, breakdown, _ in wanted for name, value in breakdown.items() if TOTAL.search(value)
    }
    kept = [
        item for item in wanted if all(TOTAL.search(item[1][name]) for name in has_total & item[1].keys())
    ]
    kept = kept if has_total else wanted
    if len(kept) > MOST_MEASURES:
        parsed.refuse(
            None,
            f"The file holds {len(wanted)} measures (columns times breakdowns) and the limit is {MOST_MEASURES}. "
            "Keep the columns and rows that you need and load that.",
        )
        return []
    left_out = [describe(breakdown) for _, breakdown, _ in wanted if breakdown not in [b for _, b, _ in kept]]
    parsed.note(
        f"The file holds {len(wanted)} measures; only the totals were taken.", dict.fromkeys(left_out)
    )
    return kept


def one_measure(column, breakdown, rows, limits, kind, path, parsed):
    of_this = {measure: name for name, (base, measure) in limits.items() if base == column}
    year_type = (
        YEAR_TYPES.get(rows["time_identifier"].iloc[0].lower(), "annual")
        if "time_identifier" in rows
        else "annual"
    )
    parsed.drafts.append(
        IndicatorDraft(
            slug=slug_of(path, column, breakdown),
            title=title_of(column, breakdown),
            topic=kind.topic if kind else "Other published figures",
            unit=unit_of(column),
            decimals=min(decimals_shown(rows[column]), 2),
            year_type=year_type,
            source=kind.source if kind else f"DfE explore education statistics: {path.name}"[:255],
        )
    )
    return figure_rows(
        rows, column, parsed, **{measure: counts(rows[name]) for measure, name in of_this.items()}
    )


def describe(breakdown):
    return ", ".join(breakdown.values())


def title_of(column, breakdown):
    words = re.sub(r"^(t|pt|pc|avg)_", "", column, flags=re.IGNORECASE).replace("_", " ").strip()
    ending = {"percent": " (%)", "number": ""}.get(unit_of(column), "")
    title = words[:1].upper() + words[1:] + ("" if "percent" in words or "%" in words else ending)
    return f"{title}: {describe(breakdown)}"[:255] if breakdown else title[:255]


def slug_of(path, column, breakdown):
    """The same for next year's file: years in the file's name are left out."""
    stem = re.sub(r"(19|20)\d{2}(_?to_?(19|20)\d{2})?", "", path.stem)
    slug = slugify(" ".join([stem, column, *breakdown.values()]).replace("_", " "))
    if len(slug) <= 120:
        return slug
    return f"{slug[:111]}-{hashlib.sha256(slug.encode()).hexdigest()[:8]}"


def unit_of(column):
    """The unit as far as the name of the column tells."""
    name = column.lower()
    if "per_10000" in name or "per_10k" in name:
        return "rate_per_10000"
    if re.search(r"percent|^pt_|^pc_|%|rate", name):
        return "percent"
    return "score" if name.startswith("avg_") else "number"
