import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from indicators import stats
from indicators.polarity import Polarity
from indicators.stats import Band, Quarter, QuartileCuts

TWELVE = [12, 15, 15, 18, 20, 21, 21, 24, 27, 30, 31, 40]
CUTS = QuartileCuts(10, 20, 30)

figures = st.lists(st.integers(0, 30).map(lambda n: n / 2), min_size=1, max_size=40)


def test_quartiles_of_the_published_example():
    assert [stats.quantile(TWELVE, p) for p in (0.25, 0.5, 0.75)] == [17.25, 21, 27.75]


@given(figures, st.floats(0, 1))
def test_quantile_agrees_with_numpy(values, p):
    assert stats.quantile(values, p) == pytest.approx(np.quantile(values, p, method="linear"))


def test_quantile_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least one value"):
        stats.quantile([], 0.5)


def test_quartiles_need_twenty_figures():
    assert stats.quartile_cuts(range(19)) is None
    assert stats.quartile_cuts(range(21)) == QuartileCuts(5, 10, 15)


@pytest.mark.parametrize(
    ("value", "high", "low", "neither"),
    [
        (9, Band.D, Band.A, Quarter.LOWEST),
        (10, Band.D, Band.A, Quarter.LOWEST),
        (11, Band.C, Band.B, Quarter.SECOND),
        (20, Band.C, Band.B, Quarter.SECOND),
        (21, Band.B, Band.C, Quarter.THIRD),
        (30, Band.B, Band.C, Quarter.THIRD),
        (31, Band.A, Band.D, Quarter.HIGHEST),
    ],
)
def test_a_value_on_a_cut_belongs_to_the_lower_valued_side(value, high, low, neither):
    assert stats.band(value, CUTS, Polarity.HIGH) == high
    assert stats.band(value, CUTS, Polarity.LOW) == low
    assert stats.quarter(value, CUTS) == neither


def test_no_band_without_polarity_value_or_cuts():
    assert stats.band(15, CUTS, Polarity.NONE) is None
    assert stats.band(None, CUTS, Polarity.HIGH) is None
    assert stats.band(15, None, Polarity.HIGH) is None
    assert stats.quarter(15, None) is None


def test_equal_outer_quartiles_are_no_spread():
    flat = QuartileCuts(5, 5, 5)

    assert stats.band(7, flat, Polarity.HIGH) == Band.NO_SPREAD
    assert stats.quarter(7, flat) == Quarter.NO_SPREAD


def test_ties_share_the_better_rank():
    values = [12, 15, 15, 18]

    places = [stats.rank(value, values, Polarity.LOW).place for value in values]

    assert places == [1, 2, 2, 4]


def test_rank_prints_how_many_were_ranked():
    assert str(stats.rank(15, [12, 15, 15, 18], Polarity.HIGH)) == "2 of 4"


def test_no_rank_without_a_value_or_a_polarity():
    assert stats.rank(None, TWELVE, Polarity.LOW) is None
    assert stats.rank(12, TWELVE, Polarity.NONE) is None


@given(figures)
def test_rank_agrees_with_pandas(values):
    for polarity, ascending in [(Polarity.LOW, True), (Polarity.HIGH, False)]:
        expected = pd.Series(values).rank(method="min", ascending=ascending).astype(int).tolist()

        assert [stats.rank(value, values, polarity).place for value in values] == expected


@given(figures)
def test_percentile_agrees_with_scipy(values):
    for value in values:
        rising = scipy_stats.percentileofscore(values, value, kind="mean")

        assert stats.percentile(value, values, Polarity.HIGH) == pytest.approx(rising)
        assert stats.percentile(value, values, Polarity.NONE) == pytest.approx(rising)
        assert stats.percentile(value, values, Polarity.LOW) == pytest.approx(100 - rising)


def test_percentile_of_a_missing_figure_is_missing():
    assert stats.percentile(None, TWELVE, Polarity.HIGH) is None


def test_neighbour_mean_leaves_out_missing_figures_and_says_how_many_it_used():
    summary = stats.neighbour_summary([10, 20, None, 30, 40, 90, None])

    assert (summary.mean, summary.median, summary.count) == (38, 30, 5)


def test_neighbour_mean_is_refused_below_five():
    summary = stats.neighbour_summary([10, 20, 30, 40, *[None] * 6])

    assert (summary.mean, summary.median, summary.count) == (None, None, 4)


def test_pooled_rate_is_not_the_mean_of_rates():
    assert stats.pooled_rate([(1, 10), (90, 100), (None, 50), (5, None)], 100) == pytest.approx(9100 / 110)


def test_pooled_rate_without_a_denominator_is_missing():
    assert stats.pooled_rate([(None, 10), (0, 0)], 100) is None


@pytest.mark.parametrize(("members", "count"), [(1, 1), (9, 1), (10, 2), (14, 2), (15, 3), (23, 4), (33, 6)])
def test_exceptions_are_a_fifth_of_the_region_rounded_down(members, count):
    values = {f"LA{i}": i for i in range(members)}

    ends = stats.region_exceptions(values, Polarity.HIGH)

    assert ends.bottom == set(list(values)[:count])
    assert ends.top == set(list(values)[-count:])


def test_exceptions_take_in_ties_and_turn_with_polarity():
    values = dict(zip("abcdefghi", [1, 1, 2, 3, 4, 5, 6, 7, 9], strict=True))

    ends = stats.region_exceptions(values, Polarity.LOW)

    assert (ends.top, ends.bottom) == ({"a", "b"}, {"i"})


def test_an_empty_region_has_no_exceptions():
    assert stats.region_exceptions({}, Polarity.HIGH).top == frozenset()


@pytest.mark.parametrize(
    ("value", "polarity", "expected"),
    [
        (40, Polarity.HIGH, 0.5),
        (80, Polarity.HIGH, 1),
        (60, Polarity.HIGH, 0.75),
        (20, Polarity.HIGH, 0),
        (30, Polarity.HIGH, 0.25),
        (30, Polarity.LOW, 0.75),
        (80, Polarity.LOW, 0),
        (60, Polarity.NONE, 0.75),
        (99, Polarity.HIGH, 1),
    ],
)
def test_spine_puts_england_in_the_middle_and_the_best_at_the_right(value, polarity, expected):
    assert stats.spine_position(value, 40, lowest=20, highest=80, polarity=polarity) == expected


def test_spine_copes_with_england_at_an_end():
    assert stats.spine_position(90, 80, lowest=20, highest=80, polarity=Polarity.HIGH) == 1
    assert stats.spine_position(10, 20, lowest=20, highest=80, polarity=Polarity.HIGH) == 0


def test_change_needs_both_periods():
    assert stats.change(12, 10) == 2
    assert stats.change(12, None) is None
    assert stats.change(None, 10) is None
