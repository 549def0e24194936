"""Not shifted: the rule's edges, one by one."""

from datetime import date

import pytest

from indicators.shifting import History, Shift, end_of_period, shift, tried_in_time, year_before

WORSE = ["similar", "similar", "worse", "worse", "worse"]
ENDS = date(2025, 3, 31)
LONG_AGO = date(2022, 4, 1)


def history(**given):
    first = {
        "standings": WORSE,
        "points": 5,
        "outlook": "",
        "latest_ends": ENDS,
        "begun": [LONG_AGO, LONG_AGO],
        "needed": 2,
    }
    return History(**first | given)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, Shift.NOT_SHIFTED),
        ({"standings": ["worse"] * 5}, Shift.NOT_SHIFTED),
        ({"standings": ["worse", "worse", "worse", "worse", "similar"]}, Shift.NONE),
        ({"standings": ["similar", "similar", "similar", "worse", "worse"]}, Shift.NONE),
        ({"standings": ["worse", "cannot_say", "worse", "similar", "worse"]}, Shift.NOT_SHIFTED),
        ({"standings": ["worse", "worse", "similar", "similar", "similar", "worse"]}, Shift.NONE),
        ({"standings": []}, Shift.NONE),
        ({"points": 4}, Shift.NONE),
        ({"outlook": "getting_better"}, Shift.NONE),
        ({"outlook": "getting_worse"}, Shift.NOT_SHIFTED),
        ({"begun": [LONG_AGO]}, Shift.UNLOGGED),
        ({"begun": []}, Shift.UNLOGGED),
        ({"begun": [LONG_AGO, date(2024, 3, 31)]}, Shift.NOT_SHIFTED),
        ({"begun": [LONG_AGO, date(2024, 4, 1)]}, Shift.UNLOGGED),
        ({"needed": 3}, Shift.UNLOGGED),
        ({"needed": 3, "begun": [LONG_AGO] * 3}, Shift.NOT_SHIFTED),
    ],
)
def test_the_rule(given, expected):
    assert shift(history(**given)) is expected


@pytest.mark.parametrize(
    ("label", "kind", "last_day"),
    [
        ("2025", "financial", date(2025, 3, 31)),
        ("2024/25", "financial", date(2025, 3, 31)),
        ("202425", "academic", date(2025, 8, 31)),
        ("1999/00", "academic", date(2000, 8, 31)),
        ("2024", "calendar", date(2024, 12, 31)),
        ("2025", "snapshot_january", date(2025, 1, 31)),
        ("2025", "snapshot_30_september", date(2025, 9, 30)),
        ("2025", "annual", date(2025, 12, 31)),
    ],
)
def test_the_last_day_of_a_period(label, kind, last_day):
    assert end_of_period(label, kind) == last_day


def test_a_leap_day_has_a_day_a_year_before():
    assert year_before(date(2024, 2, 29)) == date(2023, 2, 28)
    assert tried_in_time([date(2023, 2, 28), date(2023, 3, 1)], date(2024, 2, 29)) == 1
