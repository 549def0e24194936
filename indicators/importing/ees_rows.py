"""Rows of a DfE file: their periods, their breakdowns, and one column of them as figures."""

import re

import numpy as np
import pandas as pd

from indicators.importing.ees_kinds import Measure
from indicators.importing.numbers import counts, numbers

# Columns that say when, where and how final; all others are breakdowns or figures.
FRAME = {
    *("time_period", "time_identifier", "geographic_level", "country_code", "country_name"),
    *("region_code", "region_name", "old_la_code", "new_la_code", "la_name"),
    *("line", "area", "slot", "label"),
}
YEAR = re.compile(r"(\d{4})(\d{2})?")
KEY = ["area", "time_period"]


def dated(table, parsed):
    """The rows whose period is a year, with ``slot`` and ``label``: 2025, or 202425 as 2024/25."""
    periods = {text: period(text) for text in table["time_period"].unique()}
    known = table["time_period"].map(lambda text: periods[text] is not None)
    for row in table[~known].drop_duplicates("line").itertuples():
        parsed.refuse(row.line, f"“{row.time_period}” is not a year like 2025 or 202425.")
    table = table[known]
    return table.assign(
        slot=table["time_period"].map(lambda text: periods[text][0]),
        label=table["time_period"].map(lambda text: periods[text][1]),
    )


def period(text):
    """(slot, label) of a published year, or None."""
    match = YEAR.fullmatch(text.strip())
    if match is None:
        return None
    first, second = int(match[1]), match[2]
    if second is None:
        return first, match[1]
    return (first, f"{first}/{second}") if int(second) == (first + 1) % 100 else None


def counts_of(table, measure: Measure):
    """area, time_period, numerator, denominator of a measure; NaN where any part is not a number."""
    above = summed(chosen(table, measure.where), measure.numerator, "numerator")
    below = summed(
        chosen(table, measure.denominator_where or measure.where), measure.denominator, "denominator"
    )
    return above.merge(below, on=KEY, how="outer")


def summed(rows, columns, name):
    total = sum((counts(rows[column]) for column in columns), np.zeros(len(rows)))
    return rows[KEY].assign(**{name: total if columns else np.nan}).drop_duplicates(KEY)


def chosen(table, where):
    """The rows of one breakdown."""
    mask = np.ones(len(table), dtype=bool)
    for column, value in where.items():
        mask &= (table[column].str.strip() == value).to_numpy()
    return table[mask]


def figure_rows(rows, column, parsed, **measures):
    """Rows for the figures frame from one column, under the draft that was added last."""
    values, symbols, wrong = numbers(rows[column])
    for line, cell in rows.loc[wrong, ["line", column]].drop_duplicates("line").itertuples(index=False):
        parsed.refuse(int(line), f"“{cell}” in the column {column} is neither a number nor a known symbol.")
    made = pd.DataFrame(
        {
            "indicator": len(parsed.drafts) - 1,
            "area": rows["area"].to_numpy(),
            "slot": rows["slot"].to_numpy(),
            "label": rows["label"].to_numpy(),
            "symbol": symbols,
            "value": values,
            "line": rows["line"].to_numpy(),
            **measures,
        }
    )
    return made[~wrong]
