"""Counting a ballot."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.balloting import tally
from plans.states import Vote


def count(*answers, authorities=10, quorum=50):
    return tally(answers, authorities=authorities, quorum=quorum)


def test_an_authority_counts_once_and_a_change_asked_for_by_either_counts():
    found = count((1, "agree"), (1, "amend"), (2, "abstain"), (2, "agree"), (3, "abstain"), (3, "abstain"))

    assert (found.agree, found.amend, found.abstain, found.answered) == (1, 1, 1, 3)


@pytest.mark.parametrize(
    ("authorities", "quorum", "needed"), [(10, 50, 5), (19, 50, 10), (24, 67, 17), (10, 100, 10), (10, 1, 1)]
)
def test_the_quorum_is_rounded_up(authorities, quorum, needed):
    assert count(authorities=authorities, quorum=quorum).needed == needed


def test_a_priority_is_carried_by_quorum_and_more_who_agree():
    four = [(number, "agree") for number in range(4)]
    assert not count(*four).is_carried
    assert count(*four).words == "4 of 10 have answered; 5 are needed"
    assert count(*four, (9, "abstain")).is_carried
    even = [*four, *((number, "amend") for number in range(5, 9))]
    assert not count(*even).is_carried
    assert count(*even).words == "4 agree and 4 ask for a change: more must agree than ask for one"
    assert count(*even, (9, "agree")).words == "Carried: 5 agree, 4 ask for a change, 0 abstain"


def test_abstaining_alone_carries_nothing():
    assert not count(*((number, "abstain") for number in range(10))).is_carried


@given(st.lists(st.tuples(st.integers(1, 12), st.sampled_from(list(Vote)))), st.integers(1, 100))
def test_no_authority_is_counted_twice_and_another_answer_never_lowers_turnout(answers, quorum):
    found = tally(answers, authorities=12, quorum=quorum)

    assert found.answered == len({authority for authority, _ in answers})
    assert found.answered <= tally([*answers, (1, Vote.AGREE)], authorities=12, quorum=quorum).answered
    assert not found.is_carried or found.agree > 0
