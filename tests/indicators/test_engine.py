import math
from statistics import fmean

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from indicators import engine, stats
from indicators.polarity import Polarity
from indicators.stats import Band

SIGNS = {1: Polarity.HIGH, -1: Polarity.LOW, 0: Polarity.NONE}
TIED = st.sampled_from(
    [math.nan, -2.5, -0.0, 0.0, 1.0, 1.5, 81.4, np.nextafter(81.4, 90), -np.nextafter(2.5, 3)]
)


@st.composite
def cubes(draw):
    indicators, slots, areas = draw(st.integers(1, 3)), draw(st.integers(1, 3)), draw(st.integers(1, 28))
    figures = draw(st.sampled_from([TIED, st.floats(-1e6, 1e6) | st.just(math.nan), st.just(math.nan)]))
    shape = (indicators, slots, areas)
    return engine.Cube(
        values=draw(arrays.arrays(np.float64, shape, elements=figures, fill=st.nothing())),
        polarity=draw(arrays.arrays(np.int8, indicators, elements=st.sampled_from([-1, 0, 1]))),
        ranked_areas=draw(arrays.arrays(np.bool_, areas)),
        neighbours=draw(neighbour_lists(areas)),
    )


@st.composite
def neighbour_lists(draw, areas):
    lists = np.full((areas, 10), -1)
    for area in range(areas):
        chosen = draw(st.lists(st.integers(0, areas - 1), max_size=10, unique=True))
        lists[area, : len(chosen)] = chosen
    return lists


def one_slot(values, *, polarity=1, ranked_areas=None):
    values = np.array(values, dtype=float)[None, None]
    areas = values.shape[2]
    return engine.Cube(
        values=values,
        polarity=np.array([polarity], np.int8),
        ranked_areas=np.ones(areas, bool) if ranked_areas is None else np.array(ranked_areas),
        neighbours=np.full((areas, 10), -1),
    )


def known(value):
    return None if math.isnan(value) else float(value)


@settings(deadline=None, max_examples=150)
@given(cubes())
def test_rank_band_and_percentile_agree_with_the_rules_for_one_figure(cube):
    compared = engine.compare(cube)

    for where in np.ndindex(cube.values.shape):
        row = cube.values[where[:2]]
        values = [float(v) for v in row[cube.ranked_areas & ~np.isnan(row)]]
        value = known(row[where[2]]) if cube.ranked_areas[where[2]] else None
        polarity = SIGNS[int(cube.polarity[where[0]])]
        rank = stats.rank(value, values, polarity)
        cuts = stats.quartile_cuts(values)

        assert compared.rank[where] == (rank.place if rank else 0)
        assert compared.ranked[where[:2]] == len(values)
        assert known(compared.percentile[where]) == stats.percentile(value, values, polarity)
        assert tuple(known(q[where[:2]]) for q in (compared.q25, compared.q50, compared.q75)) == (
            cuts or (None, None, None)
        )
        assert engine.band_of(int(compared.band[where])) == stats.band(value, cuts, polarity)


@settings(deadline=None, max_examples=100)
@given(cubes())
def test_neighbours_and_change_agree_with_the_rules_for_one_figure(cube):
    compared = engine.compare(cube)

    for indicator, slot, area in np.ndindex(cube.values.shape):
        series = cube.values[indicator, :, area]
        chosen = cube.neighbours[area][cube.neighbours[area] >= 0]
        summary = stats.neighbour_summary([known(v) for v in cube.values[indicator, slot, chosen]])
        before = known(series[slot - 1]) if slot else None

        assert compared.neighbour_count[indicator, slot, area] == summary.count
        assert known(compared.neighbour_mean[indicator, slot, area]) == (
            None if summary.mean is None else pytest.approx(summary.mean, rel=1e-9, abs=1e-6)
        )
        assert known(compared.change[indicator, slot, area]) == stats.change(known(series[slot]), before)


@given(cubes())
@settings(deadline=None, max_examples=50)
def test_latest_slot_is_the_last_with_a_ranked_figure(cube):
    compared = engine.compare(cube)

    for indicator, slots in enumerate(cube.values):
        filled = [slot for slot, row in enumerate(slots) if not np.isnan(row[cube.ranked_areas]).all()]
        assert compared.latest_slot[indicator] == (filled[-1] if filled else -1)


def test_figures_apart_only_in_their_last_bit_rank_apart():
    near = [np.nextafter(81.4, 90), 81.4, np.nextafter(81.4, 80), 81.4]

    assert engine.compare(one_slot(near)).rank.tolist() == [[[1, 2, 4, 2]]]
    assert engine.compare(one_slot([-v for v in near])).rank.tolist() == [[[4, 2, 1, 2]]]


def test_a_negative_nan_is_missing_like_any_other():
    compared = engine.compare(one_slot([3, -math.nan, np.copysign(math.nan, -1), 4], polarity=-1))

    assert compared.rank.tolist() == [[[1, 0, 0, 2]]]


def test_areas_that_are_not_ranked_take_no_place():
    compared = engine.compare(one_slot([9, 8, 7], ranked_areas=[False, True, True]))

    assert compared.rank.tolist() == [[[0, 1, 2]]]
    assert compared.ranked.tolist() == [[2]]


def test_neighbours_may_be_areas_that_are_not_ranked():
    cube = one_slot(range(6), ranked_areas=[True] + [False] * 5)
    cube.neighbours[0, :5] = range(1, 6)

    assert engine.compare(cube).neighbour_mean[0, 0, 0] == fmean(range(1, 6))


def test_bands_fall_into_equal_quarters_of_a_hundred():
    band = engine.compare(one_slot(range(100))).band[0, 0]

    assert [engine.band_of(int(code)) for code in band[::25]] == [Band.D, Band.C, Band.B, Band.A]


def test_input_is_left_as_it_was():
    cube = one_slot([3, math.nan, 1, 2], ranked_areas=[True, True, False, True])
    before = cube.values.copy()

    engine.compare(cube)

    np.testing.assert_array_equal(cube.values, before)


def test_many_indicators_are_compared_as_each_would_be_alone():
    values = np.random.default_rng(7).integers(0, 40, (3 * engine.BLOCK - 1, 2, 30)).astype(float)
    sign = np.resize(np.array([1, -1, 0], np.int8), len(values))
    ranked_areas, neighbours = np.ones(30, bool), np.arange(300).reshape(30, 10) % 30

    together = engine.compare(engine.Cube(values, sign, ranked_areas, neighbours))

    for index in range(len(values)):
        one = slice(index, index + 1)
        alone = engine.compare(engine.Cube(values[one], sign[one], ranked_areas, neighbours))
        for name in ("rank", "band", "percentile", "neighbour_mean", "change", "latest_slot"):
            np.testing.assert_array_equal(getattr(together, name)[one], getattr(alone, name))


def test_no_indicators_give_empty_arrays():
    nothing = engine.Cube(np.empty((0, 3, 5)), np.empty(0, np.int8), np.ones(5, bool), np.full((5, 10), -1))

    assert engine.compare(nothing).rank.shape == (0, 3, 5)
