"""The figures that the portal carries: small plain CSV files with our own slugs, made by us from DfE's."""

import csv
from datetime import date
from pathlib import Path

import pandas as pd

from indicators.importing.fingerprint import fingerprint
from indicators.importing.parsed import IndicatorDraft, NeighbourDraft, Parsed, figures_from
from indicators.symbols import Symbol

FILES = (
    "indicators.csv",
    "values.csv.gz",
    "counts.csv.gz",
    "population.csv.gz",
    "statistical_neighbours.csv",
)
SYMBOL_OF_REASON = {
    "": Symbol.NONE,
    "not_published_or_suppressed": Symbol.UNEXPLAINED,
    "no_local_figures_this_period": Symbol.NOT_AVAILABLE,
    "boundary_change_year": Symbol.NOT_APPLICABLE,
    "wrong_in_source": Symbol.WRONG_IN_SOURCE,
}
KEY = ["indicator", "area", "period"]
NEIGHBOURS_OF = ("May 2025", date(2025, 5, 1))  # DfE's model gives a month only


def read_starter(folder: Path) -> Parsed:
    """The starter set from its folder, with numerators and denominators where ``counts.csv.gz`` has them."""
    drafts = [draft(row) for row in rows_of(folder / "indicators.csv")]
    position = {draft.slug: place for place, draft in enumerate(drafts)}
    values = pd.concat([text_frame(folder / "values.csv.gz"), text_frame(folder / "population.csv.gz")])
    values = values.assign(line=range(2, len(values) + 2))
    values = values.merge(text_frame(folder / "counts.csv.gz"), on=KEY, how="left", validate="1:1").fillna("")
    figures = figures_from(
        {
            "indicator": values["indicator"].map(position),
            "area": values["area"].astype(int),
            "slot": values["period"].str[:4].astype(int),
            "label": values["period"],
            "symbol": values["missing_reason"].map(SYMBOL_OF_REASON),
            "value": values["value"].replace("", None),
            "numerator": values["numerator"].replace("", None),
            "denominator": values["denominator"].replace("", None),
            "line": values["line"],
        }
    )
    return Parsed(
        layout="starter",
        source_name="Starter figures",
        sha256=fingerprint(folder / name for name in FILES),
        figures=figures,
        drafts=drafts,
        neighbours=[neighbours(folder / "statistical_neighbours.csv")],
    )


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def text_frame(path: Path) -> pd.DataFrame:
    """The file as text: no cell is guessed to be a number or missing."""
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def draft(row: dict[str, str]) -> IndicatorDraft:
    return IndicatorDraft(
        slug=row["id"],
        source_code=row["lait_code"],
        title=row["title"],
        topic=row["topic"],
        unit=row["unit"],
        polarity=row["polarity"],
        decimals=int(row["decimals"]),
        year_type=row["year_type"],
        source=row["source"],
    )


def neighbours(path: Path) -> NeighbourDraft:
    label, published_on = NEIGHBOURS_OF
    links = tuple(
        (int(row["la"]), int(row["rank"]), int(row["neighbour"]), row["closeness"]) for row in rows_of(path)
    )
    return NeighbourDraft(label, published_on, links)
