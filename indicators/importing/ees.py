"""DfE's "explore education statistics" CSV files: a row for each period, area and breakdown.

Columns listed in ``ees_columns.toml`` update the indicator we know, with its counts; every other
figure becomes an indicator of its own, without polarity (``ees_others``).
"""

from pathlib import Path

import pandas as pd

from indicators.importing.ees_kinds import Measure, kind_of
from indicators.importing.ees_others import other_figures
from indicators.importing.ees_places import locate
from indicators.importing.ees_rows import KEY, chosen, counts_of, dated, figure_rows
from indicators.importing.fingerprint import fingerprint
from indicators.importing.parsed import IndicatorDraft, Parsed, Unreadable, figures_from
from indicators.importing.places import Places
from indicators.importing.tables import read_csv, require


def read_ees(path: Path, places: Places) -> Parsed:
    """Every figure of the file. Raises Unreadable when it is not in this layout."""
    table = read_csv(path)
    require(table, ["time_period", "geographic_level", "old_la_code"])
    parsed = Parsed("ees", path.name, fingerprint([path]), figures_from({}), [])
    table = locate(table, places, parsed)
    table = table if table.empty else dated(table, parsed)
    if table.empty:
        return parsed  # its refusals say why
    kind = kind_of(table.columns)
    measures = [measure for measure in kind.measures if measure.value] if kind else []
    measures = [measure for measure in measures if len(chosen(table, measure.where))]
    parts = [mapped_figures(table, measure, parsed) for measure in measures]
    parts += other_figures(table, kind, path, parsed)
    if not parts:
        raise Unreadable("The file has no columns with figures.")
    parsed.figures = figures_from(pd.concat(parts, ignore_index=True).to_dict("series"))
    return parsed


def mapped_figures(table, measure: Measure, parsed):
    """The rows of one measure of the reviewed list, with numerators and denominators."""
    rows = chosen(table, measure.where)
    with_counts = rows.merge(counts_of(table, measure), on=KEY, how="left")
    parsed.drafts.append(IndicatorDraft(slug=measure.indicator, must_exist=True))
    slots = rows["slot"].to_numpy() + (rows["time_period"].str.len() == 6).to_numpy() * (
        measure.year == "ends"
    )
    return figure_rows(
        rows.assign(slot=slots, label=slots.astype(str) if measure.year == "ends" else rows["label"]),
        measure.value,
        parsed,
        numerator=with_counts["numerator"].to_numpy(),
        denominator=with_counts["denominator"].to_numpy(),
    )
