"""The group builder's search: always valid, always the best, always the same, and proved."""

import random
from dataclasses import replace
from functools import cache
from itertools import combinations

import pytest

from challenges.grouping import (
    Costing,
    Fault,
    Member,
    NoGroups,
    NotAllowed,
    Problem,
    Rule,
    check,
    kilometres,
    pair,
    solve,
    swap,
)
from tests.challenges.problems import a_year_later, can_avoid, every_partition, made_up, met_in, regions

REGIONS = regions()


def sizes_of(groups):
    return sorted(map(len, groups))


def sizes_for(count):
    fours = count % 3
    return [3] * ((count - 4 * fours) // 3) + [4] * fours


def without(problem, **nothing):
    """The problem with every weight off but those given."""
    return replace(problem, weights={Rule(name): weight for name, weight in nothing.items()})


@pytest.mark.parametrize("size", range(6, 34))
def test_any_number_from_six_makes_threes_and_fours_and_proves_them_best(size):
    problem = made_up(size)

    answer = solve(problem, others=0)

    groups = answer.best.groups
    assert sorted(number for group in groups for number in group) == list(problem.numbers)
    assert sizes_of(groups) == sizes_for(size)
    assert (answer.is_proved, answer.best.cost) == (True, Costing(problem).of(groups))


@pytest.mark.parametrize("name", sorted(REGIONS))
def test_every_region_gets_new_groups_three_years_running_where_there_are_any(name):
    problem = REGIONS[name]
    for _ in range(3):
        answer = solve(problem, others=0)
        assert sizes_of(answer.best.groups) == sizes_for(len(problem.members))
        assert (answer.is_proved, answer.best.cost.repeats == 0) == (True, can_avoid(problem))
        problem = a_year_later(problem, answer)


def test_all_nine_regions_are_there():
    assert sorted(len(one.members) for one in REGIONS.values()) == [10, 11, 12, 14, 15, 15, 19, 24, 33]


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("size", range(6, 11))
def test_the_best_and_its_runners_up_are_those_of_going_through_every_partition(size, seed):
    problem = made_up(size, seed=seed)
    for _ in range(3):
        costing = Costing(problem)
        cost = cache(lambda group, costing=costing: costing.of([group]))
        by_hand = sorted(
            (sum(cost(group).repeats for group in groups), sum(cost(group).total for group in groups))
            for groups in every_partition(problem)
        )

        answer = solve(problem)

        found = [(one.cost.repeats, one.cost.total) for one in (answer.best, *answer.others)]
        fewest = [one for one in by_hand if one[0] == by_hand[0][0]]
        assert (found, answer.is_proved) == (fewest[:3], True)
        assert answer.must_repeat == (by_hand[0][0] > 0)
        problem = a_year_later(problem, answer)


@pytest.mark.parametrize("size", range(6, 34))
def test_pairs_of_two_cycles_meet_again_only_where_that_is_proved_to_be_needed(size):
    problem = made_up(size)
    for _ in range(2):
        problem = a_year_later(problem, solve(problem, others=0))

    answer = solve(problem, others=0)

    assert answer.is_proved
    assert answer.best.cost.repeats == met_in(answer.best.groups, problem)
    assert answer.must_repeat != can_avoid(problem)


def test_no_weight_is_heavy_enough_to_bring_a_pair_together_again():
    problem = made_up(12, weights=dict.fromkeys(Rule, 8))
    first = solve(problem, others=0)
    near = replace(
        a_year_later(problem, first),
        distances={
            two: 1.0 if any(set(two) <= set(group) for group in first.best.groups) else 900.0
            for two in problem.distances
        },
    )

    again = solve(near)

    assert [one.cost.repeats for one in (again.best, *again.others)] == [0, 0, 0]


def test_a_pair_of_longer_ago_than_is_looked_back_may_meet():
    problem = made_up(6)
    first = solve(problem, others=0)

    again = solve(replace(a_year_later(problem, first), look_back=0), others=0)

    assert again.best.groups == first.best.groups


def test_the_order_in_which_members_are_named_changes_nothing():
    problem = made_up(16)
    shuffled = list(problem.members)
    random.Random(4).shuffle(shuffled)

    assert solve(replace(problem, members=tuple(shuffled))) == solve(problem)


def test_the_same_seed_gives_the_same_groups_and_another_breaks_ties_otherwise():
    alike = Problem(tuple(Member(number) for number in range(1, 13)))

    answers = [solve(replace(alike, seed=seed)).best.groups for seed in (1, 1, 2, 3, 4)]

    assert answers[0] == answers[1]
    assert len(set(answers)) > 1


def test_the_seed_never_makes_groups_dearer():
    problem = made_up(13)

    totals = {solve(replace(problem, seed=seed), others=0).best.cost.total for seed in range(5)}

    assert len(totals) == 1


def test_others_differ_and_never_cost_less():
    answer = solve(made_up(15))

    every = [answer.best, *answer.others]
    assert len({one.groups for one in every}) == 3
    assert [one.cost.total for one in every] == sorted(one.cost.total for one in every)


@pytest.mark.parametrize("size", [6, 9, 14, 25])
def test_who_must_be_kept_apart_is_never_together(size):
    problem = made_up(size)
    together = [two for group in solve(problem, others=0).best.groups for two in combinations(group, 2)]
    apart = frozenset(random.Random(size).sample(together, len(together) // 4))

    answer = solve(replace(problem, apart=apart))

    for one in (answer.best, *answer.others):
        assert not apart & {two for group in one.groups for two in combinations(group, 2)}


def test_who_can_be_in_no_group_is_named():
    problem = made_up(9)
    lonely = problem.numbers[4]
    apart = frozenset(pair(lonely, other) for other in problem.numbers[:4] + problem.numbers[5:8])

    with pytest.raises(NoGroups) as refused:
        solve(replace(problem, apart=apart))

    names = {number: f"A{number}" for number in problem.numbers}
    assert [one.in_words(names) for one in refused.value.obstacles] == [
        f"A{lonely}: no possible group has room. Take off pins, or leave them out of these groups."
    ]


def test_groups_that_cannot_be_made_are_refused_in_words():
    problem = made_up(6)
    a, b, c = problem.numbers[:3]
    apart = frozenset([(a, b), (b, c), (a, c)])  # three for whom there are only two groups

    with pytest.raises(NoGroups) as refused:
        solve(replace(problem, apart=apart))

    assert "No set of groups" in refused.value.obstacles[0].in_words({})
    assert all(
        any(set(two) <= set(group) for group in groups for two in apart)
        for groups in every_partition(problem)
    )


@pytest.mark.parametrize("size", range(6))
def test_fewer_than_six_are_refused_in_words(size):
    with pytest.raises(NoGroups) as refused:
        solve(made_up(max(size, 4)) if size > 3 else Problem(made_up(6).members[:size]))

    assert refused.value.obstacles[0].in_words({}).startswith("Choose at least six authorities")


@pytest.mark.parametrize("size", [6, 10, 17])
def test_what_is_pinned_stays_together_and_a_kept_group_stays_as_it_is(size):
    problem = made_up(size)
    far = max(problem.distances, key=problem.distances.get)
    rest = [number for number in problem.numbers if number not in far]
    kept = frozenset(rest[:3])

    answer = solve(replace(problem, together=(frozenset(far),), fixed=(kept,)))

    for one in (answer.best, *answer.others):
        assert tuple(sorted(kept)) in one.groups
        assert any(set(far) <= set(group) for group in one.groups)


def test_pins_that_share_a_member_count_as_one():
    problem = made_up(10)
    a, b, c, d = problem.numbers[:4]

    groups = solve(
        replace(problem, together=(frozenset({a, b}), frozenset({c, d}), frozenset({b, c})))
    ).best.groups

    assert (a, b, c, d) in groups


A, B, C, D, E = made_up(9).numbers[:5]


@pytest.mark.parametrize(
    ("pins", "words"),
    [
        ({"together": [{A, B, C}, {C, D, E}]}, "a group has at most four"),
        ({"together": [{A, B, C, D}]}, "groups of four do not fit"),
        ({"fixed": [{A, B}]}, "a group has three or four"),
        ({"fixed": [{A, B, C}, {C, D, E}]}, "kept in more than one group"),
        ({"fixed": [{A, B, C}], "together": [{C, D}]}, "some of them are in a group that is kept"),
    ],
)
def test_pins_that_clash_are_named(pins, words):
    pinned = {kind: tuple(map(frozenset, sets)) for kind, sets in pins.items()}

    with pytest.raises(NoGroups) as refused:
        solve(made_up(9, **pinned))

    names = {number: f"A{number}" for number in made_up(9).numbers}
    told = " ".join(one.in_words(names) for one in refused.value.obstacles)
    assert words in told
    assert any(f"A{number}" in told for number in (A, B, C))


def test_pins_that_need_too_many_threes_are_named():
    problem = made_up(8)  # two groups of four
    with pytest.raises(NoGroups) as refused:
        solve(replace(problem, fixed=(frozenset(problem.numbers[:3]),)))

    assert "groups of three do not fit" in refused.value.obstacles[0].kind


def test_a_pin_against_who_must_be_apart_says_nothing_of_that():
    problem = made_up(9)
    two = problem.numbers[:2]

    with pytest.raises(NoGroups) as refused:
        solve(replace(problem, together=(frozenset(two),), apart=frozenset([pair(*two)])))

    names = {number: f"A{number}" for number in problem.numbers}
    words = refused.value.obstacles[0].in_words(names)
    assert (
        words
        == f"A{two[0]}, A{two[1]}: no possible group has room. Take off pins, or leave them out of these groups."
    )


@pytest.mark.parametrize("size", [6, 7, 8, 13, 20])
def test_a_swap_costs_what_its_groups_cost_when_worked_out_anew(size):
    problem = made_up(size)
    problem = a_year_later(problem, solve(problem, others=0))
    groups = solve(problem, others=0).best.groups
    one, other = groups[0][1], groups[1][2]

    swapped = swap(problem, groups, one, other)

    by_hand = [tuple({one: other, other: one}.get(number, number) for number in group) for group in groups]
    assert swapped.groups == tuple(sorted(tuple(sorted(group)) for group in by_hand))
    assert swapped.cost == Costing(problem).of(swapped.groups)
    assert swap(problem, swapped.groups, one, other).groups == groups


def test_a_swap_is_refused_within_a_group_against_a_pin_and_where_two_must_be_apart():
    problem = made_up(9)
    groups = solve(problem, others=0).best.groups
    (a, b, _), (d, e, _) = groups[:2]
    cases = [
        (problem, b, Fault.SAME_GROUP),
        (replace(problem, fixed=(frozenset(groups[0]),)), d, Fault.PINNED),
        (replace(problem, apart=frozenset([pair(a, e)])), d, Fault.APART),
    ]

    for changed, other, fault in cases:
        with pytest.raises(NotAllowed) as refused:
            swap(changed, groups, a, other)
        assert refused.value.fault == fault


def test_groups_that_leave_somebody_out_are_refused():
    problem = made_up(9)

    with pytest.raises(NotAllowed):
        check(problem, [problem.numbers[:3], problem.numbers[3:6]])


def rules_only(rule, *members, **more):
    return Problem(tuple(members), weights={rule: 1}, **more)


@pytest.mark.parametrize(
    ("rule", "members", "more", "points"),
    [
        (Rule.STAGES, [{"stage": "x"}, {"stage": "x"}, {"stage": "y"}], {}, 1000),
        (Rule.STAGES, [{"stage": ""}, {"stage": ""}, {"stage": "y"}], {}, 0),
        (Rule.NEIGHBOURS, [{"closest": frozenset({2})}, {}, {}], {}, 1000),
        (Rule.NEIGHBOURS, [{"closest": frozenset({2})}, {}, {}], {"neighbours_together": True}, 1000),
        (Rule.NEIGHBOURS, [{}, {}, {}], {"neighbours_together": True}, 3000),
        (Rule.DIRECTORS, [{"has_new_director": True}, {}, {}], {}, 0),
        (Rule.DIRECTORS, [{"has_new_director": True}, {"has_new_director": True}, {}], {}, 1000),
        (Rule.LOAD, [{"fours": 2}, {}, {}], {}, 0),
        (Rule.LOAD, [{"fours": 2}, {"fours": 1}, {}, {}], {}, 3000),
        (Rule.DISTANCE, [{}, {}, {}], {"distances": {(1, 2): 10.0, (1, 3): 10.0, (2, 3): 10.0}}, 3000),
        (Rule.HELP, [{"challenges": frozenset("pq")}, {"strengths": frozenset("p")}, {}], {}, 500),
        (Rule.HELP, [{"challenges": frozenset("p"), "strengths": frozenset("p")}, {}, {}], {}, 1000),
    ],
)
def test_each_rule_costs_what_its_words_say(rule, members, more, points):
    numbered = [Member(number, **about) for number, about in enumerate(members, start=1)]
    costing = Costing(rules_only(rule, *numbered, **more))

    cost = costing.of([tuple(one.number for one in numbered)])

    assert (cost.points[rule], cost.total) == (points, points)


def test_a_rule_that_is_off_counts_for_nothing():
    problem = without(made_up(9), distance=0, help=1)

    cost = solve(problem, others=0).best.cost

    assert {rule for rule, points in cost.points.items() if points} <= {Rule.HELP}


def test_distance_is_along_the_great_circle():
    london, leeds = (-0.1276, 51.5072), (-1.5491, 53.8008)

    assert round(kilometres(london, leeds)) == 272
    assert kilometres(london, london) == 0
