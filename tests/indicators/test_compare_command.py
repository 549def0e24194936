"""``manage.py compare`` prints the documented check values from rows that were loaded like any others."""

import csv
import io
import json

import pytest
from django.core.management import CommandError, call_command

from indicators import actions
from indicators.importing.reading import parse
from tests.factories.figures import make_indicator
from tests.indicators.importing_examples import places, portal_csv

__all__ = ["places"]
pytestmark = pytest.mark.django_db
AREAS = [202, 203, 204, 205, 206, 207, 208, 209, 210, 211, 212, 213]
YORKSHIRE = 982


def compare(capsys, *arguments):
    capsys.readouterr()
    call_command("compare", *arguments)
    return capsys.readouterr().out


def compared(capsys, indicator):
    """What is printed of an indicator, by authority."""
    return {row["la"]: row for row in json.loads(compare(capsys, "--indicator", indicator))}


def load(folder, rows):
    actions.store(parse(portal_csv(folder, *rows)), by=None)


def with_counts(slug, pairs, times):
    """A row an authority from (numerator, denominator)."""
    return [
        f"{slug},{area},2025,{times * x / n:.10f},,{x},{n}"
        for area, (x, n) in zip(AREAS, pairs, strict=False)
    ]


def over_years(slug, area, counts, sizes, times):
    return [
        f"{slug},{area},{year},{times * x / n:.10f},,{x},{n}"
        for year, (x, n) in enumerate(zip(counts, sizes, strict=True), 2021)
    ]


def test_wilson_limits_of_percentages(places, tmp_path, capsys):
    make_indicator("share", unit="percent")
    load(tmp_path, with_counts("share", [(18, 120), (0, 40), (40, 40), (212, 1043)], 100))

    found = compared(capsys, "share")

    limits = [(found[area]["value"], found[area]["lower"], found[area]["upper"]) for area in AREAS[:4]]
    assert limits == [
        pytest.approx(expected, abs=5e-5)
        for expected in [
            (15, 9.7038, 22.4675),
            (0, 0, 8.7622),
            (100, 91.2378, 100),
            (20.3260, 17.9947, 22.8751),
        ]
    ]


def test_exact_and_byar_limits_of_rates(places, tmp_path, capsys):
    make_indicator("rate", unit="rate_per_10000")
    load(
        tmp_path,
        with_counts("rate", [(7, 25_000), (10, 25_000), (412, 61_500), (0, 25_000)], 10_000),
    )

    found = compared(capsys, "rate")

    limits = [(found[area]["value"], found[area]["lower"], found[area]["upper"]) for area in AREAS[:4]]
    assert limits == [
        pytest.approx(expected, abs=5e-5)
        for expected in [
            (2.8, 1.1257, 5.7691),
            (4.0, 1.9150, 7.3566),
            (66.9919, 60.6783, 73.7838),
            (0, 0, 1.4756),
        ]
    ]


def test_trends_of_percentages_and_rates(places, tmp_path, capsys):
    make_indicator("share", unit="percent", polarity="low")
    make_indicator("rate", unit="rate_per_10000", polarity="none")
    sizes, children = [2300, 2310, 2295, 2305, 2290], [61_500] * 5
    load(
        tmp_path,
        [
            *over_years("share", 202, [560, 540, 505, 470, 430], sizes, 100),
            *over_years("share", 203, [500, 512, 498, 505, 501], sizes, 100),
            *over_years("share", 204, [400, 400, 400, 400, 520], [2000] * 5, 100),
            *over_years("share", 205, [400, 400, 400, 400, 280], [2000] * 5, 100),
            *over_years("share", 206, [0, 400, 400, 400, 280], [2000] * 5, 100),
            *over_years("rate", 202, [420, 445, 470, 500, 540], children, 10_000),
            *over_years("rate", 203, [260, 300, 255, 310, 270], children, 10_000),
        ],
    )

    share, rate = compared(capsys, "share"), compared(capsys, "rate")

    assert [(share[area]["trend"], share[area]["outlook"]) for area in AREAS[:5]] == [
        ("decreasing", "getting_better"),
        ("no_change", ""),
        ("no_change", ""),
        ("no_change", ""),
        ("cannot_say", ""),
    ]
    assert [(rate[area]["trend"], rate[area]["outlook"]) for area in AREAS[:2]] == [
        ("increasing", ""),
        ("no_change", ""),
    ]


def test_a_region_s_trend_is_tested_on_its_own_figures_and_stands_with_each_of_its_authorities(
    places, tmp_path, capsys
):
    make_indicator("share", unit="percent", polarity="low")
    make_indicator("number", unit="number")
    load(
        tmp_path,
        [
            *over_years("share", 383, [560, 540, 505, 470, 430], [2300, 2310, 2295, 2305, 2290], 100),
            *over_years("share", 370, [500, 512, 498, 505, 501], [2300] * 5, 100),
            *over_years("share", 202, [500, 512, 498, 505, 501], [2300] * 5, 100),
            *over_years("share", YORKSHIRE, [4300, 4700, 5050, 5400, 5600], [23_000] * 5, 100),
            *[f"number,383,{year},1,,," for year in range(2021, 2026)],
        ],
    )

    share, number = compared(capsys, "share"), compared(capsys, "number")

    assert {area: (share[area]["trend"], share[area]["region_trend"]) for area in (383, 370, 202)} == {
        383: ("decreasing", "increasing"),
        370: ("no_change", "increasing"),
        202: ("no_change", "cannot_say"),
    }
    assert number[383]["region_trend"] == "cannot_say"


def test_ranks_percentiles_and_too_few_for_bands(places, tmp_path, capsys):
    make_indicator("low", unit="number", polarity="low")
    make_indicator("none", unit="number", polarity="none")
    load(
        tmp_path,
        [
            f"{slug},{area},2025,{value},,,"
            for slug in ("low", "none")
            for area, value in zip(AREAS, [12, 15, 15, 18], strict=False)
        ],
    )

    low, none = compared(capsys, "low"), compared(capsys, "none")

    assert [low[area]["rank"] for area in AREAS[:4]] == [1, 2, 2, 4]
    assert [low[area]["percentile"] for area in AREAS[:4]] == [87.5, 50, 50, 12.5]
    assert {(row["ranked"], row["quartile_band"], row["q25"]) for row in low.values()} == {(4, "", None)}
    assert {row["rank"] for row in none.values()} == {None}


def test_bands_put_a_value_on_a_cut_with_the_lower_values(places, tmp_path, capsys):
    """21 authorities with 0 to 20: the cuts are 5, 10 and 15."""
    for polarity in ("high", "low", "none"):
        make_indicator(polarity, unit="number", polarity=polarity)
    areas = sorted(place for place in (*range(201, 214), *range(301, 309)))
    load(
        tmp_path,
        [f"{slug},{area},2025,{n},,," for slug in ("high", "low", "none") for n, area in enumerate(areas)],
    )

    bands = {}
    for slug in ("high", "low", "none"):
        found = compared(capsys, slug)
        assert {(found[area]["q25"], found[area]["q50"], found[area]["q75"]) for area in areas} == {
            (5, 10, 15)
        }
        bands[slug] = [found[areas[n]]["quartile_band"] for n in (0, 5, 6, 10, 11, 15, 16, 20)]
    assert bands == {
        "high": ["D", "D", "C", "C", "B", "B", "A", "A"],
        "low": ["A", "A", "B", "B", "C", "C", "D", "D"],
        "none": [""] * 8,
    }


def test_csv_holds_the_same_as_json(places, tmp_path, capsys):
    make_indicator("low", unit="number", polarity="low", source_code="Low_1")
    load(tmp_path, ["low,202,2025,12.5,,,", "low,203,2025,,c,,"])

    rows = list(csv.DictReader(io.StringIO(compare(capsys, "--indicator", "Low_1", "--format", "csv"))))
    objects = json.loads(compare(capsys, "--indicator", "low"))

    assert [
        {name: "" if cell is None else str(cell) for name, cell in each.items()} for each in objects
    ] == rows
    assert {row["symbol"] for row in rows if row["la"] == "203"} == {"c"}


@pytest.mark.parametrize("arguments", [["--la", "999"], ["--indicator", "nothing"]])
def test_an_unknown_name_ends_with_an_error(places, arguments):
    with pytest.raises(CommandError, match=r"No (authority|indicator) has"):
        call_command("compare", *arguments)
