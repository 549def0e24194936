"""The figures of one authority, by filtering a data frame once for each series of each indicator."""

from pathlib import Path

import pandas as pd

STARTER = Path(__file__).resolve().parents[2] / "starter"


def read():
    """The starter's tables as data frames, read anew for each pack."""
    text = {"la": str, "area": str, "neighbour": str, "code": str, "parent": str, "period": str}
    names = {
        "values": "values.csv.gz",
        "near": "statistical_neighbours.csv",
        "areas": "areas.csv",
        "about": "indicators.csv",
    }
    return {name: pd.read_csv(STARTER / file, dtype=text) for name, file in names.items()}


def indicators(tables, authority):
    """A dictionary for each indicator: title, topic, periods and four rows of values."""
    areas, near = tables["areas"], tables["near"]
    place = areas[areas.code == authority].iloc[0]
    neighbours = near[near.la == authority].neighbour.tolist()
    values, about = tables["values"], tables["about"]
    with_figures = about[about.id.isin(values.indicator)]
    return [_indicator(values, one, place, neighbours) for one in with_figures.itertuples()]


def _indicator(values, about, place, neighbours):
    of = values[values.indicator == about.id]
    periods = sorted(of.period.unique(), key=lambda period: period[:4])[-10:]
    groups = {
        place["name"]: [place.code],
        "Similar areas": neighbours,
        "Region": [place.parent],
        "England": ["970"],
    }
    rows = [(name, [_mean(of, codes, period) for period in periods]) for name, codes in groups.items()]
    latest = of[of.period == periods[-1]].dropna(subset=["value"])
    ascending = about.polarity == "low"
    ranks = latest.set_index("area").value.rank(ascending=ascending, method="min")
    return {
        "title": about.title, "topic": about.topic, "periods": periods, "rows": rows,
        "rank": ranks.get(place.code), "quartiles": latest.value.quantile([0.25, 0.5, 0.75]).tolist(),
    }  # fmt: skip


def _mean(of, codes, period):
    return of[(of.period == period) & of.area.isin(codes)].value.mean()
