"""The group builder against seeded random restarts with pair swaps, in the same time: python -m benchmarks.groups

Each region's authorities at their real places, and 33 made-up ones, with the same seeded strengths, stages and so on
for both sides. Two rounds of groups are made first, so that pairs have met. Both sides count the same cost, a pair
that meets again above everything else. Restarts begin from a seeded shuffle and make the best swap of two members
until none helps: as many of them as fit in the seconds that the builder took, and at least one.
"""

import csv
import random
import time
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

import numpy as np

from benchmarks.timing import print_ratio
from challenges.grouping import Costing, Member, Problem, kilometres, pair, solve

AREAS = Path(__file__).parent.parent / "starter" / "areas.csv"
TOPICS = [f"topic {number}" for number in range(12)]
AGAIN = 10_000_000  # points: more than all other costs together
ROUNDS_BEFORE = 2
MADE_UP = "33 made up"


@dataclass(frozen=True)
class Result:
    """Of one side: pairs that meet again, points, seconds; of restarts, how many there were."""

    repeats: int
    points: int
    seconds: float
    number: int = 0


def main() -> None:
    print(f"{'':26} members  again  points  seconds | restarts: again  points  number   ratio")
    found = [compare(name, problem) for name, problem in problems().items()]
    worst = min(theirs.points / ours.points for ours, theirs in found if ours.repeats == theirs.repeats)
    total = sum(theirs.points for _, theirs in found) / sum(ours.points for ours, _ in found)
    more = sum(theirs.repeats for _, theirs in found) - sum(ours.repeats for ours, _ in found)
    print(f"pairs that meet again only by restarts: {more}")
    print_ratio("restarts_to_ours_cost_worst", worst, at_least=1)
    print_ratio("restarts_to_ours_cost_all", total, at_least=1.001)
    print_ratio("slowest_solve_seconds", max(ours.seconds for ours, _ in found), at_most=2)


def compare(name: str, problem: Problem) -> tuple[Result, Result]:
    """Solve both ways and print a line."""
    ours = best(problem)
    theirs = by_restarts(problem, ours.seconds)
    ratio = theirs.points / ours.points
    print(
        f"{name:26} {len(problem.members):7} {ours.repeats:6} {ours.points:7} {ours.seconds:8.2f} |"
        f"{theirs.repeats:16} {theirs.points:7} {theirs.number:7} {ratio:7.3f}",
        flush=True,
    )
    if (theirs.repeats, theirs.points) < (ours.repeats, ours.points):
        raise SystemExit(f"{name}: restarts found better groups than the best")
    return ours, theirs


def best(problem: Problem) -> Result:
    start = time.perf_counter()
    answer = solve(problem, others=0)
    seconds = time.perf_counter() - start
    if not answer.is_proved:
        raise SystemExit("The search ran out of time.")
    return Result(answer.best.cost.repeats, answer.best.cost.total, seconds)


def by_restarts(problem: Problem, seconds: float) -> Result:
    """The least of the descents that fit in so many seconds, each from its own shuffle."""
    start = time.perf_counter()
    costing, chance = Costing(problem), random.Random(problem.seed)
    known: dict[tuple[int, ...], int] = {}
    positions = list(range(len(problem.members)))
    found: list[int] = []
    while not found or time.perf_counter() - start < seconds:
        found.append(descend(shuffled(problem, positions, chance), costing, known))
    return Result(*divmod(min(found), AGAIN), time.perf_counter() - start, len(found))


def shuffled(problem: Problem, positions: list[int], chance: random.Random) -> list[tuple[int, ...]]:
    chance.shuffle(positions)
    sizes = [3] * problem.threes + [4] * problem.fours
    ends = [sum(sizes[: at + 1]) for at in range(len(sizes))]
    return [tuple(sorted(positions[end - size : end])) for size, end in zip(sizes, ends, strict=True)]


def descend(groups: list[tuple[int, ...]], costing: Costing, known: dict[tuple[int, ...], int]) -> int:
    """Make the best swap of two members of two groups until none helps; the cost that is left."""
    while True:
        gain, change = max(
            (
                swap_gain(groups, one, other, costing, known)
                for one, other in combinations(range(len(groups)), 2)
            ),
            key=lambda found: found[0],
        )
        if gain <= 0:
            return sum(cost(group, costing, known) for group in groups)
        for at, group in change:
            groups[at] = group


def swap_gain(groups, one, other, costing, known):
    """The best swap between two groups: what it saves, and the groups that it makes."""
    before = cost(groups[one], costing, known) + cost(groups[other], costing, known)
    ways = []
    for mine in groups[one]:
        for theirs in groups[other]:
            first = tuple(sorted({*groups[one]} - {mine} | {theirs}))
            second = tuple(sorted({*groups[other]} - {theirs} | {mine}))
            after = cost(first, costing, known) + cost(second, costing, known)
            ways.append((before - after, ((one, first), (other, second))))
    return max(ways, key=lambda way: way[0])


def cost(group: tuple[int, ...], costing: Costing, known: dict[tuple[int, ...], int]) -> int:
    """Worked out once for each group; a pair that meets again outweighs everything else."""
    if group not in known:
        row = np.array([group])
        known[group] = AGAIN * int(costing.repeats(row)[0]) + int(costing.points(row).sum())
    return known[group]


def problems() -> dict[str, Problem]:
    with AREAS.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    regions = {row["code"]: row["name"] for row in rows if row["type"] == "region"}
    places = {
        name: {
            int(row["code"]): (float(row["longitude"]), float(row["latitude"]))
            for row in rows
            if row["parent"] == code and row["longitude"]
        }
        for code, name in regions.items()
    }
    chance = random.Random(33)
    places[MADE_UP] = {number: (chance.uniform(-2, 0), chance.uniform(51, 53)) for number in range(1, 34)}
    return {name: after_rounds(problem_of(where)) for name, where in places.items()}


def problem_of(places: dict[int, tuple[float, float]]) -> Problem:
    chance = random.Random(len(places))
    distances = {pair(*two): kilometres(places[two[0]], places[two[1]]) for two in combinations(places, 2)}
    return Problem(tuple(member(number, sorted(places), chance) for number in sorted(places)), distances)


def member(number: int, numbers: list[int], chance: random.Random) -> Member:
    return Member(
        number,
        stage=chance.choice(["", "early", "middle", "late"]),
        challenges=frozenset(chance.sample(TOPICS, 3)),
        strengths=frozenset(chance.sample(TOPICS, 2)),
        closest=frozenset(chance.sample([other for other in numbers if other != number], 3)),
        has_new_director=chance.random() < 0.25,
        fours=chance.choice([0, 0, 1]),
    )


def after_rounds(problem: Problem) -> Problem:
    """The same members after so many cycles, each with the best groups."""
    for _ in range(ROUNDS_BEFORE):
        groups = solve(problem, others=0).best.groups
        met = {two: ago + 1 for two, ago in problem.met.items()}
        met |= dict.fromkeys((two for group in groups for two in combinations(group, 2)), 1)
        problem = replace(problem, met=met)
    return problem


if __name__ == "__main__":
    main()
