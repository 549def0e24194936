"""Numerators and denominators for the starter figures, from DfE's and ONS's published CSV files.

    python -m starter.build_counts FOLDER

FOLDER holds the CSV files. A pair is kept only where it gives the published value to its rounding.
Which columns are which indicator is said once, in indicators/importing/ees_columns.toml.
Writes counts.csv.gz and population.csv.gz beside this file; the same input gives the same bytes.
"""

import gzip
import io
import os
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sli_portal.settings")
django.setup()

import pandas as pd  # noqa: E402 - the readers need Django's settings first

from indicators.importing.checks import MULTIPLIERS, published_tolerance  # noqa: E402
from indicators.importing.ees_kinds import kind_of  # noqa: E402
from indicators.importing.ees_places import locate  # noqa: E402
from indicators.importing.ees_rows import counts_of, dated  # noqa: E402
from indicators.importing.parsed import Parsed, figures_from  # noqa: E402
from indicators.importing.places import listed_places  # noqa: E402
from indicators.importing.tables import Unreadable, read_csv  # noqa: E402

HERE = Path(__file__).parent
POPULATION = "children-aged-0-to-17"
KEY = ["indicator", "area", "period"]


def main(folder: Path) -> None:
    places = listed_places(HERE / "areas.csv")
    tables = [table for path in sorted(folder.glob("*.csv")) if (table := opened(path, places)) is not None]
    people = pd.concat([counts_in(table, POPULATION) for table in tables], ignore_index=True)
    write("population.csv.gz", population_values(people))
    found = pd.concat([all_counts(table, people) for table in tables], ignore_index=True)
    kept = agreeing(found.drop_duplicates(KEY))
    write("counts.csv.gz", kept)


def opened(path, places):
    """The file with areas and periods, or None where it is no kind that we know."""
    try:
        table = read_csv(path)
    except Unreadable:
        return None
    if kind_of(table.columns) is None:
        return None
    parsed = Parsed("ees", path.name, "", figures_from({}), [])
    return dated(locate(table, places, parsed), parsed)


def counts_in(table, indicator):
    """area, period, value of a measure whose figure is itself a count."""
    for measure in kind_of(table.columns).measures:
        if measure.indicator == indicator:
            rows = table[["area", "time_period"]].assign(
                value=pd.to_numeric(table[measure.value], errors="coerce")
            )
            return rows.rename(columns={"time_period": "period"})
    return pd.DataFrame(columns=["area", "period", "value"])


def all_counts(table, people):
    parts = []
    for measure in kind_of(table.columns).measures:
        if not measure.numerator:
            continue
        pairs = counts_of(table, measure).rename(columns={"time_period": "period"})
        if measure.over_population:
            # The population in the middle of the year before: mid-2024 for the year to March 2025.
            before = people.assign(period=(people["period"].astype(int) + 1).astype(str))
            pairs = pairs.drop(columns="denominator").merge(
                before.rename(columns={"value": "denominator"}), on=["area", "period"]
            )
        parts.append(pairs.assign(indicator=measure.indicator))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def agreeing(found):
    """The pairs that give the value that is published, with a line about each indicator."""
    units = pd.read_csv(HERE / "indicators.csv").set_index("id")["unit"]
    values = pd.read_csv(HERE / "values.csv.gz", dtype={"period": str})
    values["slot"] = values["period"].str[:4].astype(int)
    values["tolerance"] = published_tolerance(values)
    both = (
        found.astype({"period": str})
        .merge(values.dropna(subset=["value"]), on=KEY)
        .dropna(subset=["numerator", "denominator"])
    )
    both = both[both["denominator"] > 0]
    worked_out = both["indicator"].map(units).map(MULTIPLIERS) * both["numerator"] / both["denominator"]
    both["agrees"] = (worked_out - both["value"]).abs() <= both["tolerance"]
    for indicator, rows in both.groupby("indicator"):
        print(f"{indicator}: {int(rows['agrees'].sum()):,} of {len(rows):,} agree")
    print(f"all: {int(both['agrees'].sum()):,} of {len(both):,} agree")
    kept = both[both["agrees"]].sort_values(KEY)
    return kept[[*KEY, "numerator", "denominator"]]


def population_values(people):
    rows = people.dropna(subset=["value"]).sort_values(["area", "period"])
    return rows.assign(indicator=POPULATION, missing_reason="")[[*KEY, "value", "missing_reason"]]


def write(name, frame):
    text = frame.to_csv(index=False, float_format="%.10g", lineterminator="\n")
    raw = io.BytesIO()
    with gzip.GzipFile(fileobj=raw, mode="wb", filename="", mtime=0, compresslevel=9) as packed:
        packed.write(text.encode())
    (HERE / name).write_bytes(raw.getvalue())
    print(f"{name}: {len(frame):,} rows, {len(raw.getvalue()):,} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
