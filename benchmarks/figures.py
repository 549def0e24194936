"""The cube that the engine is measured on: all of DfE's LAIT figures, or the starter set repeated to its size."""

import csv
from pathlib import Path

import numpy as np
import pandas as pd

from indicators.engine import Cube

STARTER = Path(__file__).parents[1] / "starter"
INDICATORS, SLOTS, NEIGHBOURS = 434, 10, 10
SIGN = {"high": 1, "low": -1}


def starter_cube() -> Cube:
    """The starter figures, indicator after indicator, over and over."""
    long = pd.read_csv(STARTER / "values.csv.gz")
    long["period"] = long["period"].astype(str)
    polarity = pd.read_csv(STARTER / "indicators.csv", index_col="id")["polarity"]
    cube = _cube(long[["indicator", "area", "period", "value"]], polarity)
    repeats = np.resize(np.arange(len(cube.polarity)), INDICATORS)
    return Cube(cube.values[repeats], cube.polarity[repeats], cube.ranked_areas, cube.neighbours)


def lait_cube(folder: Path) -> Cube:
    """LAIT as published: ``bds_long_0.parquet`` and ``lait_data_dictionary.csv`` in the folder."""
    columns = ["Short Desc", "LA Number", "Years", "Values"]
    long = pd.read_parquet(folder / "bds_long_0.parquet", columns=columns)
    long.columns = ["indicator", "area", "period", "value"]
    long["area"] = long["area"].astype(int)
    long["value"] = pd.to_numeric(long["value"].replace("-", None))
    dictionary = pd.read_csv(folder / "lait_data_dictionary.csv", encoding_errors="replace", dtype=str)
    one_each = dictionary.drop_duplicates("Measure_short").set_index("Measure_short")["Polarity"]
    return _cube(long, one_each.str.lower())


def _cube(long: pd.DataFrame, polarity: "pd.Series[str]") -> Cube:
    codes, current = _areas()
    indicators = sorted(long["indicator"].unique())
    values = np.full((len(indicators), SLOTS, len(codes)), np.nan)
    long = long.assign(year=long["period"].str.extract(r"(\d{1,4})", expand=False).astype(int))
    for row, (_, figures) in enumerate(long.groupby("indicator", sort=True)):
        wide = figures.pivot_table("value", "year", "area", dropna=False).reindex(columns=codes)
        values[row, -len(wide) :] = wide.to_numpy()[-SLOTS:]
    sign = [SIGN.get(polarity[indicator], 0) for indicator in indicators]
    return Cube(values, np.array(sign, np.int8), np.array(current), _neighbours(codes))


def _areas() -> tuple[list[int], list[bool]]:
    with (STARTER / "areas.csv").open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    return [int(row["code"]) for row in rows], [
        bool(row["la_number"]) and row["status"] == "current" for row in rows
    ]


def _neighbours(codes: list[int]) -> np.ndarray:
    neighbours = np.full((len(codes), NEIGHBOURS), -1)
    with (STARTER / "statistical_neighbours.csv").open(newline="") as lines:
        for row in csv.DictReader(lines):
            place = codes.index(int(row["la"])), int(row["rank"]) - 1
            neighbours[place] = codes.index(int(row["neighbour"]))
    return neighbours
