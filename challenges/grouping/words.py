"""Rules, and why a group is as it is, in words."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import combinations, permutations

from challenges.grouping.costs import Group, closest_pairs
from challenges.grouping.problem import Member, Problem, Rule, pair

LABELS = {
    Rule.DISTANCE: "Near each other",
    Rule.HELP: "Someone strong where another has a challenge",
    Rule.STAGES: "At different stages",
    Rule.NEIGHBOURS: "Closest statistical neighbours",
    Rule.DIRECTORS: "Each new director with an experienced one",
    Rule.LOAD: "Groups of four take turns",
}
AGO = {1: "in the last cycle", 2: "two cycles ago", 3: "three cycles ago"}


def reasons(problem: Problem, group: Group, names: Mapping[int, str]) -> list[str]:
    """What is known of the group, whether it speaks for it or against it."""
    members = [problem.members[problem.positions[number]] for number in group]
    told = (_met, _distance, _help, _neighbours, _directors, _stages, _load)
    return [words for tell in told for words in tell(problem, members, names)]


def _met(problem: Problem, members: list[Member], names: Mapping[int, str]) -> Iterator[str]:
    ago = Counter(problem.met.get(two, 0) for two in pairs(members))
    for cycles in range(1, problem.look_back + 1):
        if number := ago[cycles]:
            yield f"{number} {'pair was' if number == 1 else 'pairs were'} in one group {AGO[cycles]}"


def _distance(problem: Problem, members: list[Member], names: Mapping[int, str]) -> Iterator[str]:
    known = [problem.distances[two] for two in pairs(members) if two in problem.distances]
    if known:
        yield f"{sum(known) / len(known):.0f} km apart on average"


def _help(problem: Problem, members: list[Member], names: Mapping[int, str]) -> Iterator[str]:
    topics = {
        topic for giver, taker in permutations(members, 2) for topic in giver.strengths & taker.challenges
    }
    if topics:
        yield f"One is strong where another has a challenge in: {listed(topics)}"


def _neighbours(problem: Problem, members: list[Member], names: Mapping[int, str]) -> Iterator[str]:
    closest = closest_pairs(problem)
    for one, other in pairs(members):
        if (one, other) in closest:
            yield f"{names[one]} and {names[other]} are close statistical neighbours"


def _directors(problem: Problem, members: list[Member], names: Mapping[int, str]) -> Iterator[str]:
    new = sum(one.has_new_director for one in members)
    if new:
        yield f"{new} new {'director' if new == 1 else 'directors'}, {len(members) - new} experienced"


def _stages(problem: Problem, members: list[Member], names: Mapping[int, str]) -> Iterator[str]:
    stages = Counter(one.stage for one in members if one.stage)
    if stages:
        yield "Stages: " + ", ".join(f"{stage} ({number})" for stage, number in sorted(stages.items()))


def _load(problem: Problem, members: list[Member], names: Mapping[int, str]) -> Iterator[str]:
    again = {names[one.number] for one in members if one.fours}
    if len(members) == 4 and again:
        yield f"A group of four again for {listed(again)}"


def pairs(members: list[Member]) -> list[tuple[int, int]]:
    return [pair(one.number, other.number) for one, other in combinations(members, 2)]


def listed(names: set[str]) -> str:
    *first, last = sorted(names)
    return f"{', '.join(first)} and {last}" if first else last
