"""Which offers fit a need best, and why."""

import pytest

from plans.matching import Offered, Wanted, rank

NEED = Wanted("Workforce", frozenset({7}))


def offer(key, authority="Northmere", theme="Workforce", figures=(), places_left=2, **known):
    return Offered(key, authority, theme, frozenset(figures), places_left, **known)


def keys(*offers, need=NEED):
    return [ranked.key for ranked in rank(need, offers)]


def test_an_offer_without_the_theme_or_the_figure_is_not_listed():
    assert keys(offer(1), offer(2, theme="Schools"), offer(3, theme="Schools", figures={7})) == [1, 3]
    assert keys(offer(1, theme="Schools", figures={8})) == []


def test_points_add_up_and_each_has_its_words():
    (best,) = rank(
        NEED,
        [
            offer(
                1,
                figures={7},
                strong=("Agency staff",),
                improved=("Vacancies",),
                kilometres=49.6,
                given=0,
                received=2,
            )
        ],
    )

    assert best.points == 4 + 4 + 3 + 2 + 1
    assert best.reasons == (
        "the same theme",
        "about the same figure",
        "a strength there: Agency staff",
        "50 km away",
        "has been helped twice and has helped never",
        "2 places left",
    )


@pytest.mark.parametrize(
    ("known", "points", "words"),
    [
        ({"improved": ("Vacancies",)}, 6, "getting better there: Vacancies"),
        ({"strong": ("A", "B", "C", "D")}, 7, "a strength there: A; B and 2 more"),
        ({"kilometres": 50.0}, 6, "50 km away"),
        ({"kilometres": 50.1}, 5, "50 km away"),
        ({"kilometres": 120.0}, 5, "120 km away"),
        ({"given": 3, "received": 4}, 5, "has been helped 4 times and has helped 3 times"),
    ],
)
def test_each_rule_alone(known, points, words):
    (found,) = rank(NEED, [offer(1, **known)])

    assert found.points == points
    assert words in found.reasons


@pytest.mark.parametrize("known", [{"kilometres": 120.1}, {"kilometres": None}, {"given": 2, "received": 2}])
def test_what_adds_nothing_says_nothing(known):
    (found,) = rank(NEED, [offer(1, **known)])

    assert (found.points, found.reasons) == (4, ("the same theme", "2 places left"))


def test_a_full_offer_stands_last_and_says_so_and_equal_ones_go_by_name():
    full = offer(1, "Abbey", places_left=0, strong=("Agency staff",))
    found = rank(NEED, [full, offer(2, "Southby", places_left=1), offer(3, "Eastby")])

    assert [one.key for one in found] == [3, 2, 1]
    assert found[-1].is_full
    assert found[-1].reasons[-1] == "all its places are taken"
    assert found[1].reasons[-1] == "1 place left"
