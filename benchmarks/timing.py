"""Timing of one way against another, in one process and in turns, so that a noisy machine blurs both alike."""

import gc
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Ratio:
    """How many times longer one side took: of the fastest rounds, and of rounds paired (median and range)."""

    of_fastest: float
    paired: float
    lowest: float
    highest: float

    def __str__(self) -> str:
        return f"{self.of_fastest:.2f} (paired {self.paired:.2f}, {self.lowest:.2f} to {self.highest:.2f})"


@dataclass(frozen=True)
class Rounds:
    """Seconds of each side, one figure a round."""

    seconds: dict[str, list[float]]

    def ratio(self, slower: str, to: str) -> Ratio:
        above, below = self.seconds[slower], self.seconds[to]
        paired = sorted(a / b for a, b in zip(above, below, strict=True))
        return Ratio(min(above) / min(below), median(paired), paired[0], paired[-1])

    def print_table(self, *, base: str) -> None:
        """Milliseconds of each side, fastest and median, and the ratio to ``base``."""
        width = max(map(len, self.seconds))
        print(f"{'':{width}}  fastest ms  median ms  x {base}")
        for side, seconds in self.seconds.items():
            fastest, middle = min(seconds) * 1000, median(seconds) * 1000
            print(f"{side:{width}}  {fastest:10.2f}  {middle:9.2f}  {self.ratio(side, base)}")


def in_turns(
    sides: Mapping[str, Callable[[], object]],
    *,
    rounds: int,
    clock: Callable[[], float] = time.process_time,
) -> Rounds:
    """Run every side once to warm up, then all in turn, with Python's garbage collector held off.

    ``clock`` is processor time; give ``time.perf_counter`` where other processes do part of the work.
    """
    for side in sides.values():
        side()
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    was_enabled = gc.isenabled()
    try:
        for _ in range(rounds):
            for name, side in sides.items():
                gc.collect()
                gc.disable()
                start = clock()
                side()
                seconds[name].append(clock() - start)
    finally:
        if was_enabled:
            gc.enable()
    return Rounds(seconds)


def print_ratio(
    name: str, value: float, *, at_least: float | None = None, at_most: float | None = None
) -> None:
    """One line for a goal: RATIO, name, value, goal, and whether it is met."""
    if (at_least is None) == (at_most is None):
        raise ValueError("Give one goal: at_least or at_most")
    met = value >= at_least if at_least is not None else value <= at_most
    goal = f">={at_least:g}" if at_least is not None else f"<={at_most:g}"
    print(f"RATIO {name} {value:.2f} {goal} {'ok' if met else 'short'}")
