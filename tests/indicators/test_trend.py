import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators import trend
from indicators.intervals import rate_interval
from indicators.polarity import Polarity
from indicators.trend import Direction, Estimate, Outlook, Proportion

SIZES = [2300, 2310, 2295, 2305, 2290]


def proportions(counts, sizes):
    return [Proportion(x, n) for x, n in zip(counts, sizes, strict=True)]


def rates(counts):
    limits = [rate_interval(x, 61_500, 10_000) for x in counts]
    return [Estimate(x / 6.15, i.lower, i.upper) for x, i in zip(counts, limits, strict=True)]


@pytest.mark.parametrize(
    ("counts", "chi_squared", "direction"),
    [
        ([560, 540, 505, 470, 430], 26.9096, Direction.DECREASING),
        ([500, 512, 498, 505, 501], 0.0001, Direction.NO_CHANGE),
    ],
)
def test_trend_in_proportions(counts, chi_squared, direction):
    found = trend.proportion_trend(proportions(counts, SIZES))

    assert found.direction == direction
    assert found.chi_squared == pytest.approx(chi_squared, abs=5e-5)


@pytest.mark.parametrize(
    ("counts", "chi_squared", "direction"),
    [
        ([420, 445, 470, 500, 540], 17.5903, Direction.INCREASING),
        ([260, 300, 255, 310, 270], 0.3122, Direction.NO_CHANGE),
    ],
)
def test_trend_in_rates(counts, chi_squared, direction):
    found = trend.estimate_trend(rates(counts))

    assert found.direction == direction
    assert found.chi_squared == pytest.approx(chi_squared, abs=5e-5)


@pytest.mark.parametrize(("last", "chi_squared"), [(520, 17.24), (280, 18.87)])
def test_one_odd_year_after_four_equal_ones_is_no_trend_either_way(last, chi_squared):
    found = trend.proportion_trend(proportions([400, 400, 400, 400, last], [2000] * 5))

    assert found.chi_squared == pytest.approx(chi_squared, abs=5e-3)
    assert found.direction == Direction.NO_CHANGE


@pytest.mark.parametrize("last", [90_000, 30_000])
def test_one_odd_rate_after_four_equal_ones_is_no_trend_either_way(last):
    equal = [Estimate(60_000.1, 60_000.1 - half, 60_000.1 + half) for half in (900, 1000, 1170, 1230)]

    found = trend.estimate_trend([*equal, Estimate(last, last - 1000, last + 1000)])

    assert found.chi_squared > trend.CRITICAL_VALUE
    assert found.direction == Direction.NO_CHANGE


def test_only_the_latest_five_points_count():
    series = proportions([10, 2000, 560, 540, 505, 470, 430], [2300, 2300, *SIZES])

    assert trend.proportion_trend(series) == trend.proportion_trend(series[2:])


@pytest.mark.parametrize(
    "counts", [[560, 540, 505, 470], [560, 540, 505, 470, 0], [560, 540, 505, 470, 2300]]
)
def test_too_few_points_or_nobody_or_everybody_cannot_be_said(counts):
    series = proportions(counts, [2300] * len(counts))

    assert trend.proportion_trend(series) == trend.CANNOT_SAY


def test_a_gap_in_the_last_five_cannot_be_said():
    series = proportions([580, 560, 540, 505, 470, 430], [2300] * 6)

    assert trend.proportion_trend([*series[:3], None, *series[4:]]) == trend.CANNOT_SAY
    assert trend.estimate_trend([*rates([420, 445, 470, 500]), None]) == trend.CANNOT_SAY


def test_an_estimate_without_width_cannot_be_said():
    series = [*rates([420, 445, 470, 500]), Estimate(90, 90, 90)]

    assert trend.estimate_trend(series) == trend.CANNOT_SAY


@given(st.lists(st.integers(1, 499), min_size=5, max_size=5))
def test_chi_squared_of_proportions_agrees_with_the_correlation_of_people_and_years(counts):
    sizes = np.array([500, 520, 540, 560, 580])
    years = np.repeat(np.arange(5), sizes)
    cases = np.concatenate([[1] * x + [0] * (n - x) for x, n in zip(counts, sizes, strict=True)])

    found = trend.proportion_trend(proportions(counts, sizes.tolist()))

    expected = sizes.sum() * np.corrcoef(years, cases)[0, 1] ** 2
    assert found.chi_squared == pytest.approx(expected, rel=1e-7, abs=1e-7)


@given(st.lists(st.integers(20, 900), min_size=5, max_size=5))
def test_chi_squared_of_rates_agrees_with_numpy_weighted_least_squares(counts):
    series = rates(counts)
    errors = np.array([(p.upper - p.lower) / 3.92 for p in series])
    coefficients, covariance = np.polyfit(
        range(5), [p.value for p in series], 1, w=1 / errors, cov="unscaled"
    )

    found = trend.estimate_trend(series)

    expected = coefficients[0] ** 2 / covariance[0, 0]
    assert found.chi_squared == pytest.approx(expected, rel=1e-7, abs=1e-7)


@pytest.mark.parametrize(
    ("direction", "polarity", "expected"),
    [
        (Direction.INCREASING, Polarity.HIGH, Outlook.GETTING_BETTER),
        (Direction.INCREASING, Polarity.LOW, Outlook.GETTING_WORSE),
        (Direction.DECREASING, Polarity.HIGH, Outlook.GETTING_WORSE),
        (Direction.DECREASING, Polarity.LOW, Outlook.GETTING_BETTER),
        (Direction.INCREASING, Polarity.NONE, None),
        (Direction.NO_CHANGE, Polarity.HIGH, None),
        (Direction.CANNOT_SAY, Polarity.LOW, None),
    ],
)
def test_polarity_says_whether_a_move_is_for_the_better(direction, polarity, expected):
    assert trend.outlook(direction, polarity) == expected
