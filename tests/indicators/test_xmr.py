import pytest

from indicators import xmr

QUARTERS = [21.2, 22.0, 20.9, 21.7, 22.4, 21.0, 20.6, 21.9, 22.3, 21.5, 20.8, 24.9]


def test_mean_limits_and_signals_of_a_worked_example():
    made = xmr.chart(QUARTERS)

    shown = (made.mean, made.mean_range, made.lower, made.upper)
    assert shown == pytest.approx((21.7667, 1.1364, 18.7439, 24.7894), abs=5e-5)
    assert made.signals == (False,) * 11 + (True,)


def test_seven_in_a_row_on_one_side_signal_and_six_do_not():
    high, low = [10.1, 14.0] * 3, [9.9, 6.0] * 3

    assert xmr.chart([*low, *high]).signals == (False,) * 12
    assert xmr.chart([*low, 9.0, 11.0, 9.0, *high, 11.0]).signals == (True,) * 7 + (False,) * 2 + (True,) * 7


def test_a_flat_series_signals_nothing():
    assert not any(xmr.chart([5.0] * 10).signals)


def test_fewer_than_eight_figures_make_no_chart():
    assert xmr.chart(QUARTERS[:7]) is None
