import csv
import math
from pathlib import Path
from statistics import fmean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2, norm, t

from indicators import intervals
from indicators.intervals import Comparison, Interval
from indicators.polarity import Polarity

DATA = Path(__file__).parents[1] / "reference" / "data"
METHODS = {
    "wilson": lambda row: intervals.wilson(row["count"], row["denominator"], row["confidence"]),
    "byar": lambda row: intervals.byar(row["count"], row["confidence"]),
    "exact_poisson": lambda row: intervals.exact_poisson(row["count"], row["confidence"]),
}


def rows(name):
    with (DATA / name).open(newline="") as lines:
        return [{key: number(cell) for key, cell in row.items()} for row in csv.DictReader(lines)]


def number(cell):
    try:
        return float(cell) if cell else None
    except ValueError:
        return cell


def limits(interval):
    return (None, None) if interval is None else (interval.lower, interval.upper)


def published(*figures):
    return tuple(None if figure is None else pytest.approx(figure, rel=1e-9) for figure in figures)


@pytest.mark.parametrize("row", [*rows("single_interval.csv"), *rows("edge_cases.csv")])
def test_single_intervals_as_published(row):
    interval = METHODS[row["method"]](row)

    assert limits(interval) == published(row["lower"], row["upper"])


@pytest.mark.parametrize(
    ("interval_of", "row"),
    [
        *((intervals.proportion_interval, row) for row in rows("proportion.csv")),
        *((intervals.rate_interval, row) for row in rows("rate.csv")),
    ],
)
@pytest.mark.parametrize(("confidence", "suffix"), [(0.95, "95"), (0.998, "99_8")])
def test_intervals_with_a_multiplier_as_published(interval_of, row, confidence, suffix):
    interval = interval_of(row["numerator"], row["denominator"], row["multiplier"], confidence)

    assert limits(interval) == published(row[f"lower_{suffix}"], row[f"upper_{suffix}"])


@pytest.mark.parametrize("row", rows("mean_expected.csv"), ids=lambda row: str(row["group"]))
@pytest.mark.parametrize(("confidence", "suffix"), [(0.95, "95"), (0.998, "99_8")])
def test_intervals_of_means_as_published(row, confidence, suffix):
    group = [one["value"] for one in rows("mean_input.csv") if row["group"] in ("all", one["group"])]

    interval = intervals.mean_interval(fmean(group), stdev(group), len(group), confidence)

    assert limits(interval) == published(row[f"lower_{suffix}"], row[f"upper_{suffix}"])


@given(st.integers(2, 400), st.sampled_from([0.95, 0.998]))
def test_intervals_of_means_agree_with_quantiles_of_t(count, confidence):
    interval = intervals.mean_interval(0, math.sqrt(count), count, confidence)

    assert interval.upper == pytest.approx(t.ppf((1 + confidence) / 2, count - 1), rel=1e-9)


@pytest.mark.parametrize(
    ("numerator", "denominator", "lower", "upper"),
    [(18, 120, 9.7038, 22.4675), (0, 40, 0, 8.7622), (40, 40, 91.2378, 100), (212, 1043, 17.9947, 22.8751)],
)
def test_wilson_limits_of_percentages(numerator, denominator, lower, upper):
    interval = intervals.proportion_interval(numerator, denominator)

    assert limits(interval) == pytest.approx((lower, upper), abs=5e-5)


@pytest.mark.parametrize(
    ("numerator", "denominator", "lower", "upper"),
    [
        (7, 25_000, 1.1257, 5.7691),
        (10, 25_000, 1.9150, 7.3566),
        (412, 61_500, 60.6783, 73.7838),
        (0, 25_000, 0, 1.4756),
    ],
)
def test_limits_of_rates_per_ten_thousand(numerator, denominator, lower, upper):
    interval = intervals.rate_interval(numerator, denominator, 10_000)

    assert limits(interval) == pytest.approx((lower, upper), abs=5e-5)


@pytest.mark.parametrize(
    ("confidence", "lower", "upper"), [(0.95, 16.7285, 23.7289), (0.998, 15.0575, 26.0670)]
)
def test_control_limits_around_a_comparator(confidence, lower, upper):
    interval = intervals.control_limits(20, 500, confidence=confidence)

    assert limits(interval) == pytest.approx((lower, upper), abs=5e-5)


@given(st.floats(0.001, 9.999), st.sampled_from([0.95, 0.998]))
def test_exact_poisson_agrees_with_chi_squared_quantiles(count, confidence):
    tail = (1 - confidence) / 2

    interval = intervals.exact_poisson(count, confidence)

    assert interval.lower == pytest.approx(chi2.ppf(tail, 2 * count) / 2, rel=1e-8)
    assert interval.upper == pytest.approx(chi2.ppf(1 - tail, 2 * count + 2) / 2, rel=1e-8)


@pytest.mark.parametrize("confidence", [0.95, 0.998])
def test_z_score_agrees_with_scipy(confidence):
    assert intervals.z_score(confidence) == pytest.approx(norm.ppf((1 + confidence) / 2), rel=1e-12)


@pytest.mark.parametrize(("numerator", "denominator"), [(None, 10), (1, None), (250, 220), (-1, 10), (0, 0)])
def test_no_interval_where_there_is_no_proportion(numerator, denominator):
    assert intervals.proportion_interval(numerator, denominator) is None


@pytest.mark.parametrize(("numerator", "denominator"), [(None, 10), (1, None), (-1, 10), (1, 0)])
def test_no_interval_where_there_is_no_rate(numerator, denominator):
    assert intervals.rate_interval(numerator, denominator, 10_000) is None


@pytest.mark.parametrize(
    ("limits_of", "arguments"),
    [
        (intervals.wilson, (5, 4)),
        (intervals.wilson, (0, 0)),
        (intervals.byar, (0,)),
        (intervals.exact_poisson, (-1,)),
        (intervals.mean_interval, (5, 1, 1)),
    ],
)
def test_formulae_refuse_what_they_are_not_for(limits_of, arguments):
    with pytest.raises(ValueError, match=r"count|proportion|two figures"):
        limits_of(*arguments)


@pytest.mark.parametrize(
    ("comparator", "polarity", "expected"),
    [
        (10, Polarity.HIGH, Comparison.SIMILAR),
        (20, Polarity.LOW, Comparison.SIMILAR),
        (9.9, Polarity.HIGH, Comparison.BETTER),
        (9.9, Polarity.LOW, Comparison.WORSE),
        (20.1, Polarity.HIGH, Comparison.WORSE),
        (20.1, Polarity.LOW, Comparison.BETTER),
        (9.9, Polarity.NONE, Comparison.HIGHER),
        (20.1, Polarity.NONE, Comparison.LOWER),
        (None, Polarity.HIGH, None),
    ],
)
def test_a_figure_differs_when_its_interval_leaves_out_the_comparator(comparator, polarity, expected):
    assert intervals.compare(Interval(10, 20), comparator, polarity) == expected


def test_nothing_is_said_without_both_limits():
    assert intervals.compare(None, 10, Polarity.HIGH) is None
    assert intervals.compare(Interval(None, 5), 10, Polarity.HIGH) is None
