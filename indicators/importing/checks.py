"""Checks of figures before they are stored, the same for every layout.

A figure of a published file that looks odd is kept and noted, for official percentages above 100
and figures of closed authorities are real. In a region's own file the same is refused.
"""

import numpy as np
import pandas as pd

from indicators.importing.parsed import Parsed
from indicators.importing.places import Places
from indicators.symbols import Symbol
from regions.models import ENGLAND

MULTIPLIERS = {
    "percent": 100,
    "rate_per_100": 100,
    "rate_per_1000": 1_000,
    "rate_per_10000": 10_000,
    "rate_per_100000": 100_000,
}
LARGE_CHANGE = 0.3  # DfE's collections ask about the same change
FEWEST_TO_BOUND = 30  # authorities with a figure before England is held against them
MOST_AUTHORITIES = (
    100  # with fewer the lowest and highest may be suppressed, so England may lie a little outside
)


def check(parsed: Parsed, places: Places) -> None:
    """Refuse, correct or note what is wrong, in place."""
    refuse_duplicates(parsed)
    settle_closed_places(parsed, places)
    settle_counts(parsed)
    keep_out_wrong_totals(parsed, places)
    note_percentages(parsed, places)
    note_absent_authorities(parsed, places)
    note_large_changes(parsed, places)


def is_own(parsed):
    """Whether the file is the region's own, not a published one."""
    return parsed.layout == "portal"


def unit_column(parsed):
    return np.array([draft.unit for draft in parsed.drafts] or [""])[parsed.figures["indicator"]]


def named(parsed, places, row):
    """A row in words: indicator, place and period."""
    place = places.by_code[row.area].name
    return f"{parsed.drafts[row.indicator].title or parsed.drafts[row.indicator].slug}, {place}, {row.label}"


def refuse_duplicates(parsed):
    figures = parsed.figures
    repeated = figures.duplicated(["indicator", "area", "slot"], keep="first")
    if not repeated.any():
        return
    firsts = figures[~repeated].set_index(["indicator", "area", "slot"])["line"]
    for row in figures[repeated].itertuples():
        first = firsts[(row.indicator, row.area, row.slot)]
        parsed.refuse(row.line, f"The same indicator, area and period stand on line {first:,} already.")
    parsed.figures = figures[~repeated].reset_index(drop=True)


def settle_closed_places(parsed, places):
    """Leave out gaps of places that did not exist; refuse or note figures of such years."""
    figures = parsed.figures
    dated = [place for place in places.by_code.values() if place.opened or place.closed]
    absent = np.zeros(len(figures), dtype=bool)
    for place in dated:
        years = figures["slot"].to_numpy()
        too_early = years < place.opened if place.opened else np.zeros(len(figures), dtype=bool)
        too_late = years > place.closed if place.closed else np.zeros(len(figures), dtype=bool)
        absent |= (figures["area"] == place.code).to_numpy() & (too_early | too_late)
    filled = absent & figures["value"].notna().to_numpy()
    if is_own(parsed):
        for row in figures[filled].itertuples():
            parsed.refuse(row.line, f"{places.by_code[row.area].name} did not exist in {row.label}.")
    elif filled.any():
        examples = [named(parsed, places, row) for row in figures[filled].head(50).itertuples()]
        parsed.note(
            "Figures for years in which the authority did not exist; kept, and left out of rankings.",
            examples,
            int(filled.sum()),
        )
    parsed.figures = figures[~absent | filled].reset_index(drop=True)


def settle_counts(parsed):
    """Where value and counts disagree: refuse the row of a region's own file, else keep the value alone."""
    figures = parsed.figures
    multiplier = pd.Series(unit_column(parsed)).map(MULTIPLIERS).to_numpy(dtype="float64")
    with np.errstate(divide="ignore", invalid="ignore"):
        worked_out = multiplier * figures["numerator"].to_numpy() / figures["denominator"].to_numpy()
    both = np.isfinite(worked_out) & figures["value"].notna().to_numpy()
    apart = np.zeros(len(figures), dtype=bool)
    if both.any():
        tolerance = published_tolerance(figures)
        apart = both & (np.abs(worked_out - figures["value"].to_numpy()) > tolerance)
    if is_own(parsed):
        for row, value in zip(figures[apart].itertuples(), worked_out[apart], strict=True):
            parsed.refuse(
                row.line, f"The value is {row.value:g}, but numerator and denominator give {value:.4g}."
            )
        return
    half = figures["numerator"].notna() != figures["denominator"].notna()
    drop = apart | half.to_numpy() | figures["value"].isna().to_numpy()
    parsed.figures.loc[drop, ["numerator", "denominator"]] = np.nan
    if apart.any():
        parsed.note(
            "Numerator and denominator do not give the published value, so only the value is kept.",
            count=int(apart.sum()),
        )


def published_tolerance(figures):
    """Half a unit of the last place that the indicator's figures of the period are published with."""
    text = figures["value"].map(
        lambda value: f"{value:.6f}".rstrip("0").partition(".")[2] if value == value else ""
    )
    places = text.str.len().groupby([figures["indicator"], figures["slot"]]).transform("max").clip(upper=4)
    return 0.5 * 10.0 ** -places.to_numpy() + 1e-9


def keep_out_wrong_totals(parsed, places):
    """England and regions must lie between the lowest and the highest authority of a rate.

    Two published series break this: a sum of regional rates, and counts labelled as percentages.
    """
    figures = parsed.figures
    rate = np.isin(unit_column(parsed), [*MULTIPLIERS])
    measured = figures[rate & figures["value"].notna().to_numpy()]
    keys = ["indicator", "slot"]
    locals_ = (
        measured[measured["area"].isin(places.authorities)]
        .groupby(keys)["value"]
        .agg(["min", "max", "count"])
    )
    totals = measured[~measured["area"].isin(places.authorities)].join(locals_, on=keys)
    margin = np.where(totals["count"] >= MOST_AUTHORITIES, 1, 2)
    outside = (totals["value"] < totals["min"] / margin) | (totals["value"] > totals["max"] * margin)
    # A whole series is judged by England's rows: one rounded region at an edge is no error in the source.
    wrong = totals[outside & (totals["count"] >= FEWEST_TO_BOUND)]
    suspects = wrong.loc[wrong["area"] == ENGLAND, "indicator"].unique()
    wrong = wrong[wrong["indicator"].isin(suspects)]
    if wrong.empty:
        return
    parsed.note(
        "Outside the lowest and highest authority, so wrong in the source: left out and marked w.",
        [named(parsed, places, row) for row in wrong.head(50).itertuples()],
        len(wrong),
    )
    parsed.figures.loc[wrong.index, ["value", "numerator", "denominator", "lower", "upper"]] = np.nan
    parsed.figures.loc[wrong.index, "symbol"] = str(Symbol.WRONG_IN_SOURCE)


def note_percentages(parsed, places):
    figures = parsed.figures
    outside = figures[
        (unit_column(parsed) == "percent") & ((figures["value"] < 0) | (figures["value"] > 100))
    ]
    if len(outside):
        parsed.note(
            "Percentages below 0 or above 100. Some official ones are real; please look.",
            [f"{named(parsed, places, row)}: {row.value:g}" for row in outside.head(50).itertuples()],
            len(outside),
        )


def note_absent_authorities(parsed, places):
    present = set(parsed.figures["area"].unique())
    absent = sorted(places.by_code[code].name for code in places.current_authorities - present)
    if absent and len(absent) < len(places.current_authorities):
        parsed.note("Authorities without any row in the file.", absent)


def note_large_changes(parsed, places):
    """Changes of more than 30% into each indicator's latest period."""
    figures = parsed.figures[
        parsed.figures["area"].isin(places.authorities) & parsed.figures["value"].notna()
    ]
    ordered = figures.sort_values(["indicator", "area", "slot"])
    before = ordered.groupby(["indicator", "area"])["value"].shift()
    latest = ordered["slot"] == ordered.groupby("indicator")["slot"].transform("max")
    large = latest & (before != 0) & ((ordered["value"] - before).abs() > LARGE_CHANGE * before.abs())
    if large.any():
        shown = ordered[large].head(50)
        parsed.note(
            "Changes of more than 30% since the period before; please look.",
            [
                f"{named(parsed, places, row)}: {old:g} to {row.value:g}"
                for row, old in zip(shown.itertuples(), before[shown.index], strict=True)
            ],
            int(large.sum()),
        )
