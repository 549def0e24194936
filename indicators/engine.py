"""Every comparison of every indicator, period and area at once. Pure: numpy, no Django.

The rules are those of ``stats``, one figure at a time; this is the same arithmetic on whole arrays,
about as fast as the machine allows. Ties are exact, on unrounded figures.
"""

from dataclasses import dataclass, fields
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from indicators.stats import FEWEST_FOR_QUARTILES, FEWEST_NEIGHBOURS, Band

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Number = TypeVar("Number", np.float64, np.int8)

CODES = dict(enumerate(Band, start=1))
BEST, WORST, NO_SPREAD = 1, 4, 5
BLOCK = 24  # indicators at a time, so that the arrays in between stay in the processor's cache
HALF = 16  # bits for one of two places packed side by side
LOW_HALF = (1 << HALF) - 1


@dataclass(frozen=True)
class Cube:
    """Figures of I indicators in S consecutive slots, oldest first, for A areas (fewer than 32,768).

    ``values`` is float64[I, S, A], finite or NaN where missing. ``polarity`` is int8[I]: 1 where high is
    good, -1 where low is, 0 for none. ``ranked_areas`` is bool[A]: current authorities; regions, England
    and former authorities are left out of ranks. ``neighbours`` is int[A, 10] of positions, -1 for none.
    """

    values: Floats
    polarity: NDArray[np.int8]
    ranked_areas: Flags
    neighbours: NDArray[np.integer]


@dataclass(frozen=True)
class Compared:
    """Arrays over [indicator, slot, area], or [indicator, slot] where marked *.

    ``rank`` is 0 and ``percentile`` NaN where there is none; ``ranked``* counts the areas ranked. ``q25``*,
    ``q50``* and ``q75``* are NaN below 20 areas. ``band`` is a code for ``band_of``. ``neighbour_mean``
    is NaN below five valid neighbours, ``neighbour_count`` says how many are. ``change`` is from the slot
    just before. ``latest_slot`` is int[indicator]: the last slot with a ranked area's figure, or -1.
    """

    rank: NDArray[np.int16]
    ranked: Integers
    q25: Floats
    q50: Floats
    q75: Floats
    band: NDArray[np.int8]
    percentile: Floats
    neighbour_mean: Floats
    neighbour_count: NDArray[np.int8]
    change: Floats
    latest_slot: Integers


def band_of(code: int) -> Band | None:
    """What a code in ``Compared.band`` stands for; 0 is no band."""
    return CODES.get(code)


def compare(cube: Cube) -> Compared:
    """All comparisons of a cube."""
    starts = range(0, max(1, len(cube.values)), BLOCK)
    blocks = [_compare_block(cube, slice(start, start + BLOCK)) for start in starts]
    return Compared(
        *(np.concatenate([getattr(block, each.name) for block in blocks]) for each in fields(Compared))
    )


def _compare_block(cube: Cube, block: slice) -> Compared:
    polarity = cube.polarity[block]
    values = np.ascontiguousarray(cube.values[block], dtype=np.float64)
    is_known = ~np.isnan(values)
    is_ranked = is_known & cube.ranked_areas
    ranked = np.count_nonzero(is_ranked, axis=2)
    # Every NaN becomes the same one, which is positive: its bits sort last.
    rankable = np.where(is_ranked, values, np.nan)
    ascending, order = _sorted_with_order(rankable)
    first, last = _places(ascending, order)
    cuts = _cuts(ascending, ranked)
    mean, count = _neighbours(values, is_known, cube.neighbours)
    high_is_good = (polarity >= 0)[:, None, None]
    return Compared(
        rank=_rank(first, last, ranked, is_ranked, polarity),
        ranked=ranked,
        q25=cuts[0],
        q50=cuts[1],
        q75=cuts[2],
        band=_band(rankable, is_ranked, cuts, polarity),
        percentile=_percentile(first, last, ranked, is_ranked, high_is_good),
        neighbour_mean=mean,
        neighbour_count=count,
        change=_change(values),
        latest_slot=_latest_slot(ranked),
    )


def _sorted_with_order(values: Floats) -> tuple[Floats, Integers]:
    """Each row in ascending order, NaN last, and the position that each figure came from.

    A plain sort is some twenty times faster than an argsort, so position rides along in a sort key: the
    float's bits, which order as integers do once negatives are turned over, with the lowest few replaced.
    Rows where those few bits mattered are rare; they come out of order, and are sorted again properly.
    """
    areas = values.shape[2]
    mask = (1 << areas.bit_length()) - 1
    bits = values.view(np.int64)
    keys = bits >> 63
    keys &= np.iinfo(np.int64).max
    keys ^= bits
    keys &= ~mask
    keys |= np.arange(areas)
    keys.sort(axis=2)
    keys &= mask
    ascending = _take_rows(values, keys)
    is_astray = (ascending[..., 1:] < ascending[..., :-1]).any(axis=2)
    if is_astray.any():
        keys[is_astray] = np.argsort(values[is_astray], axis=1)
        ascending[is_astray] = np.take_along_axis(values[is_astray], keys[is_astray], axis=1)
    return ascending, keys


def _take_rows(values: Floats, order: Integers) -> Floats:
    """As take_along_axis on the last axis, without its index arrays."""
    indicators, slots, areas = values.shape
    starts = np.arange(0, indicators * slots * areas, areas).reshape(indicators, slots, 1)
    return values.reshape(-1).take(order + starts)


def _places(ascending: Floats, order: Integers) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """For each figure, in its own place: the first and last zero-based position of those equal to it."""
    areas = ascending.shape[2]
    position = np.arange(areas, dtype=np.int16)
    differs = ascending[..., 1:] != ascending[..., :-1]
    first = np.zeros(ascending.shape, np.int16)
    np.multiply(differs, position[1:], out=first[..., 1:])
    np.maximum.accumulate(first, axis=2, out=first)
    last = np.full(ascending.shape, areas - 1, np.int16)
    np.copyto(last[..., :-1], position[:-1], where=differs)
    backwards = last[..., ::-1]
    np.minimum.accumulate(backwards, axis=2, out=backwards)
    # Every position stands once in each row, so sorting on it puts the figures back.
    packed = order << (2 * HALF)
    packed |= first.astype(np.int64) << HALF
    packed |= last
    packed.sort(axis=2)
    both = packed.astype(np.int32)
    return both >> HALF, both & LOW_HALF


def _rank(
    first: NDArray[np.int32],
    last: NDArray[np.int32],
    ranked: Integers,
    is_ranked: Flags,
    polarity: NDArray[np.int8],
) -> NDArray[np.int16]:
    from_top = ranked[..., None].astype(np.int16) - last.astype(np.int16)
    rank = np.where((polarity > 0)[:, None, None], from_top, (first + 1).astype(np.int16))
    rank *= is_ranked & (polarity != 0)[:, None, None]
    return rank


def _percentile(
    first: NDArray[np.int32],
    last: NDArray[np.int32],
    ranked: Integers,
    is_ranked: Flags,
    high_is_good: Flags,
) -> Floats:
    twice_lower = first + last + 1  # twice those strictly lower, and those equal
    total = ranked[..., None].astype(np.int32)
    twice_worse = np.where(high_is_good, twice_lower, 2 * total - twice_lower)
    percentile = twice_worse * 50.0
    percentile /= np.maximum(total, 1)
    np.copyto(percentile, np.nan, where=~is_ranked)
    return percentile


def _cuts(ascending: Floats, ranked: Integers) -> list[Floats]:
    """Type-7 quartiles of each row."""
    cuts = []
    for p in (0.25, 0.5, 0.75):
        height = np.maximum(ranked - 1, 0) * p
        below = height.astype(np.int64)
        above = np.minimum(below + 1, np.maximum(ranked - 1, 0))
        low, high = (np.take_along_axis(ascending, k[..., None], axis=2)[..., 0] for k in (below, above))
        cut = low + (height - below) * (high - low)
        cuts.append(np.where(ranked >= FEWEST_FOR_QUARTILES, cut, np.nan))
    return cuts


def _band(
    values: Floats, is_ranked: Flags, cuts: list[Floats], polarity: NDArray[np.int8]
) -> NDArray[np.int8]:
    above = np.zeros(values.shape, np.int8)
    for cut in cuts:
        above += values > cut[..., None]
    sign = np.broadcast_to(polarity[:, None], cuts[0].shape)
    is_flat = (cuts[0] == cuts[2]) & (sign != 0)
    has_bands = ~np.isnan(cuts[0]) & ~is_flat & (sign != 0)
    start = np.where(has_bands, np.where(sign > 0, WORST, BEST), np.where(is_flat, NO_SPREAD, 0))
    above *= np.where(has_bands, -sign, 0).astype(np.int8)[..., None]
    above += start.astype(np.int8)[..., None]
    above *= is_ranked
    return above


def _neighbours(
    values: Floats, is_known: Flags, neighbours: NDArray[np.integer]
) -> tuple[Floats, NDArray[np.int8]]:
    """Mean over each area's neighbours, and how many are valid."""
    total = _sum_over(np.where(is_known, values, 0.0), neighbours)
    count = _sum_over(is_known.astype(np.int8), neighbours)
    total /= np.maximum(count, 1)
    np.copyto(total, np.nan, where=count < FEWEST_NEIGHBOURS)
    return total, count


def _sum_over(figures: NDArray[Number], neighbours: NDArray[np.integer]) -> NDArray[Number]:
    """Sum of each area's neighbours. Faster than a product with a matrix of 0 and 1, which also wakes threads.

    Areas come first, so that a neighbour is one whole row, and a last row of 0 stands for position -1.
    """
    areas = figures.shape[2]
    by_area = np.zeros((areas + 1, figures.size // areas), figures.dtype)
    by_area[:-1] = figures.reshape(-1, areas).T
    total = by_area[neighbours[:, 0]]
    for nth in neighbours.T[1:]:
        total += by_area[nth]
    return np.ascontiguousarray(total.T).reshape(figures.shape)


def _change(values: Floats) -> Floats:
    change = np.full(values.shape, np.nan)
    np.subtract(values[:, 1:], values[:, :-1], out=change[:, 1:])
    return change


def _latest_slot(ranked: Integers) -> Integers:
    slots = np.arange(ranked.shape[1])
    latest: Integers = np.where(ranked > 0, slots, -1).max(axis=1, initial=-1)
    return latest
