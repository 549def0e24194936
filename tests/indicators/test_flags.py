from dataclasses import replace
from itertools import product
from statistics import stdev

import pytest

from indicators import flags
from indicators.flags import Facts, Flag
from indicators.intervals import Comparison, Interval
from indicators.polarity import Polarity
from indicators.stats import Band
from indicators.trend import Direction

BEHIND = Interval(60, 69)
AHEAD = Interval(71, 80)
LEVEL = Interval(65, 75)
HIGH = Facts(polarity=Polarity.HIGH, value=66, points=6, neighbour_mean=70, interval=LEVEL)
NEIGHBOURS = (12, 11, 11, 10, 10, 10, 9.5, 9, 8.5, 9)


@pytest.mark.parametrize(
    ("interval", "band", "direction", "expected"),
    [
        (AHEAD, Band.A, Direction.NO_CHANGE, Flag.STRENGTH),
        (AHEAD, Band.B, Direction.NO_CHANGE, Flag.NONE),
        (LEVEL, Band.A, Direction.NO_CHANGE, Flag.NONE),
        (LEVEL, Band.A, Direction.INCREASING, Flag.STRENGTH),
        (LEVEL, Band.B, Direction.INCREASING, Flag.STRENGTH),
        (LEVEL, Band.C, Direction.INCREASING, Flag.NONE),
        (BEHIND, Band.D, Direction.INCREASING, Flag.CHALLENGE),
        (BEHIND, Band.C, Direction.NO_CHANGE, Flag.CHALLENGE),
        (BEHIND, Band.C, Direction.CANNOT_SAY, Flag.CHALLENGE),
        (BEHIND, Band.C, Direction.INCREASING, Flag.NONE),
        (BEHIND, Band.B, Direction.NO_CHANGE, Flag.NONE),
        (BEHIND, Band.A, Direction.INCREASING, Flag.NONE),
        (BEHIND, Band.B, Direction.INCREASING, Flag.NONE),
        (LEVEL, Band.D, Direction.NO_CHANGE, Flag.NONE),
        (LEVEL, Band.D, Direction.DECREASING, Flag.CHALLENGE),
        (LEVEL, Band.B, Direction.DECREASING, Flag.WATCH),
        (AHEAD, Band.NO_SPREAD, Direction.INCREASING, Flag.NONE),
    ],
)
def test_flag_follows_level_band_and_trend(interval, band, direction, expected):
    facts = replace(HIGH, interval=interval, band=band, direction=direction)

    assert flags.flag(facts) == expected


@pytest.mark.parametrize(
    ("interval", "direction", "band", "expected"),
    [
        (BEHIND, Direction.NO_CHANGE, Band.A, Flag.STRENGTH),
        (AHEAD, Direction.NO_CHANGE, Band.D, Flag.CHALLENGE),
        (LEVEL, Direction.INCREASING, Band.B, Flag.WATCH),
        (LEVEL, Direction.DECREASING, Band.B, Flag.STRENGTH),
        (AHEAD, Direction.DECREASING, Band.B, Flag.NONE),
    ],
)
def test_flags_turn_over_where_low_is_good(interval, direction, band, expected):
    facts = replace(HIGH, polarity=Polarity.LOW, interval=interval, direction=direction, band=band)

    assert flags.flag(facts) == expected


def test_worst_fifth_of_the_region_alone_is_only_to_watch():
    facts = replace(HIGH, band=Band.C, in_worst_fifth=True)

    assert flags.flag(facts) == Flag.WATCH


@pytest.mark.parametrize("change", [{"value": None}, {"is_reliable": False}])
def test_a_missing_or_unreliable_figure_says_nothing(change):
    strong = replace(HIGH, interval=AHEAD, band=Band.A)

    assert flags.flag(strong) == Flag.STRENGTH
    assert flags.flag(replace(strong, **change)) == Flag.CANNOT_SAY


@pytest.mark.parametrize(
    ("interval", "band", "expected"),
    [
        (AHEAD, Band.A, Flag.CANNOT_SAY),
        (BEHIND, Band.D, Flag.CHALLENGE),
        (BEHIND, Band.C, Flag.CANNOT_SAY),
        (LEVEL, Band.D, Flag.CANNOT_SAY),
    ],
)
def test_a_short_series_is_never_good_but_a_plainly_low_level_is_said(interval, band, expected):
    facts = replace(HIGH, points=4, interval=interval, band=band, in_worst_fifth=True)

    assert flags.flag(facts) == expected


@pytest.mark.parametrize(
    ("interval", "expected"),
    [
        (AHEAD, Flag.NO_JUDGEMENT_OUTLIER),
        (BEHIND, Flag.NO_JUDGEMENT_OUTLIER),
        (LEVEL, Flag.NONE),
        (None, Flag.NONE),
    ],
)
def test_without_polarity_a_difference_is_named_and_not_judged(interval, expected):
    facts = replace(
        HIGH,
        polarity=Polarity.NONE,
        interval=interval,
        direction=Direction.DECREASING,
        in_worst_fifth=True,
        neighbour_values=(10.0,) * 10,
    )

    assert flags.flag(facts) == expected


@pytest.mark.parametrize(
    ("value", "polarity", "expected"),
    [
        (9.1, Polarity.HIGH, Comparison.SIMILAR),
        (9, Polarity.HIGH, Comparison.WORSE),
        (11, Polarity.LOW, Comparison.WORSE),
        (11, Polarity.HIGH, Comparison.BETTER),
        (10.9, Polarity.LOW, Comparison.SIMILAR),
        (8.9, Polarity.LOW, Comparison.BETTER),
    ],
)
def test_without_an_interval_a_tenth_and_seven_neighbours_decide(value, polarity, expected):
    facts = Facts(polarity, value, points=6, neighbour_mean=10, neighbour_values=NEIGHBOURS)

    assert flags.against_similar(facts) == expected


def test_a_tenth_exactly_counts_despite_binary_fractions():
    facts = Facts(Polarity.HIGH, 2.7, points=6, neighbour_mean=3.0, neighbour_values=(3.0,) * 7)

    assert flags.below_similar(facts)
    assert not flags.below_similar(replace(facts, neighbour_values=(3.0,) * 6))
    assert not flags.below_similar(replace(facts, value=2.71))


def test_an_interval_overrules_the_plain_difference():
    facts = Facts(Polarity.HIGH, 2.0, points=6, neighbour_mean=3.0, neighbour_values=(3.0,) * 10)

    assert flags.below_similar(facts)
    assert not flags.below_similar(replace(facts, interval=Interval(1, 4)))


def test_no_comparison_without_the_neighbours_mean():
    facts = replace(HIGH, neighbour_mean=None, band=Band.D, interval=BEHIND)

    assert flags.against_similar(facts) is None
    assert flags.flag(facts) == Flag.NONE
    assert flags.standardised_gap(facts) is None


@pytest.mark.parametrize("polarity", [Polarity.HIGH, Polarity.LOW])
def test_strength_never_goes_to_a_figure_worse_than_similar_areas(polarity):
    """With an interval or by the plain rule: everything a figure can be is tried."""
    plain = {"neighbour_mean": 10, "neighbour_values": NEIGHBOURS}
    seen = set()
    for limits, band, direction, worst in product(
        [None, BEHIND, LEVEL, AHEAD], Band, Direction, [True, False]
    ):
        value, near = (66, {}) if limits else (8 if polarity is Polarity.HIGH else 13, plain)
        facts = replace(
            HIGH, polarity=polarity, value=value, interval=limits, band=band, direction=direction, **near
        )
        facts = replace(facts, in_worst_fifth=worst)
        if flags.below_similar(facts):
            seen.add(flags.flag(facts))
    assert Flag.STRENGTH not in seen
    assert {Flag.CHALLENGE, Flag.NONE, Flag.WATCH} <= seen


def test_strength_never_goes_to_a_figure_without_a_good_band():
    everything = product(Polarity, (AHEAD, LEVEL, BEHIND, None), Band, Direction, (3, 6))

    strong = {
        facts.band
        for polarity, interval, band, direction, points in everything
        if flags.flag(
            facts := replace(
                HIGH, polarity=polarity, interval=interval, band=band, direction=direction, points=points
            )
        )
        == Flag.STRENGTH
    }

    assert strong == {Band.A, Band.B}


def test_gap_is_in_standard_errors_and_positive_when_worse():
    facts = replace(HIGH, value=66, interval=Interval(66 - 1.96, 66 + 1.96))

    assert flags.standardised_gap(facts) == pytest.approx(4)
    assert flags.standardised_gap(replace(facts, polarity=Polarity.LOW)) == pytest.approx(-4)
    assert flags.standardised_gap(replace(facts, polarity=Polarity.NONE)) is None


def test_gap_without_an_interval_uses_the_spread_of_the_neighbours():
    facts = Facts(Polarity.LOW, 13, points=6, neighbour_mean=10, neighbour_values=NEIGHBOURS)

    assert flags.standardised_gap(facts) == pytest.approx(3 / stdev(NEIGHBOURS))
    assert flags.standardised_gap(replace(facts, neighbour_values=(10.0,) * 10)) is None
    assert flags.standardised_gap(replace(facts, neighbour_values=(10.0,))) is None
