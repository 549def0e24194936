"""Made-up and real problems for the group builder."""

import csv
import random
from dataclasses import replace
from itertools import combinations

from django.conf import settings

from challenges.grouping import Answer, Group, Member, Problem, kilometres, pair

AREAS = settings.BASE_DIR / "starter" / "areas.csv"
TOPICS = [f"topic {number}" for number in range(12)]


def made_up(size: int, *, seed: int = 1, **more) -> Problem:
    """Members at random places, with random strengths, stages and so on; the same for the same seed."""
    chance = random.Random(seed * 100 + size)
    numbers = [300 + 2 * at for at in range(size)]
    distances = {two: chance.uniform(5, 200) for two in combinations(numbers, 2)}
    return Problem(tuple(member(number, numbers, chance) for number in numbers), distances, **more)


def member(number, numbers, chance):
    return Member(
        number,
        stage=chance.choice(["", "early", "middle", "late"]),
        challenges=frozenset(chance.sample(TOPICS, 3)),
        strengths=frozenset(chance.sample(TOPICS, 2)),
        closest=frozenset(chance.sample([other for other in numbers if other != number], 3)),
        has_new_director=chance.random() < 0.25,
        fours=chance.choice([0, 0, 1]),
    )


def regions() -> dict[str, Problem]:
    """Each region's current authorities, at their real places."""
    with AREAS.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    names = {row["code"]: row["name"] for row in rows if row["type"] == "region"}
    return {
        name: of_places(
            {
                int(row["code"]): (float(row["longitude"]), float(row["latitude"]))
                for row in rows
                if row["parent"] == code and row["longitude"]
            }
        )
        for code, name in names.items()
    }


def of_places(places) -> Problem:
    distances = {
        pair(one, other): kilometres(places[one], places[other]) for one, other in combinations(places, 2)
    }
    chance = random.Random(len(places))
    return Problem(tuple(member(number, sorted(places), chance) for number in places), distances)


def a_year_later(problem: Problem, answer: Answer) -> Problem:
    """The same members, and everyone who was in one group has met a cycle ago."""
    met = {two: ago + 1 for two, ago in problem.met.items()}
    met |= dict.fromkeys((two for group in answer.best.groups for two in combinations(group, 2)), 1)
    return replace(problem, met=met)


def every_partition(problem: Problem):
    """By plain recursion: all ways of making the threes and fours, without looking at what is allowed."""

    def rest(left: tuple[int, ...], fours: int, threes: int):
        if not left:
            yield ()
            return
        first, others = left[0], left[1:]
        for size, more in ((3, threes), (4, fours)):
            if not more:
                continue
            for with_first in combinations(others, size - 1):
                remaining = tuple(number for number in others if number not in with_first)
                for tail in rest(remaining, fours - (size == 4), threes - (size == 3)):
                    yield ((first, *with_first), *tail)

    yield from rest(problem.numbers, problem.fours, problem.threes)


def met_in(groups: tuple[Group, ...], problem: Problem) -> int:
    pairs = [two for group in groups for two in combinations(group, 2)]
    return sum(1 <= problem.met.get(two, 0) <= problem.look_back for two in pairs)


def can_avoid(problem: Problem) -> bool:
    """By going through them: whether any grouping has no pair that met in the cycles looked back at."""
    met = {two for two, ago in problem.met.items() if 1 <= ago <= problem.look_back}

    def rest(left: tuple[int, ...], fours: int, threes: int) -> bool:
        if not left:
            return True
        for size, more in ((3, threes), (4, fours)):
            for others in combinations(left[1:], size - 1) if more else ():
                group = (left[0], *others)
                if met.isdisjoint(combinations(group, 2)):
                    remaining = tuple(number for number in left if number not in group)
                    if rest(remaining, fours - (size == 4), threes - (size == 3)):
                        return True
        return False

    return rest(problem.numbers, problem.fours, problem.threes)
