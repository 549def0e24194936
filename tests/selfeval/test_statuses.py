"""Every (state, move) pair: only those of the tables below happen, and only by these people."""

import pytest

from selfeval import statuses
from selfeval.statuses import Chapter, Document, MoveNotAllowed, Part

D, C = Document, Chapter
DIRECTOR, LEADERS = {Part.DIRECTOR}, {Part.DIRECTOR, Part.COORDINATOR}
DOCUMENT = {
    (D.DRAFTING, "send_for_review"): (D.REVIEW, LEADERS),
    (D.REVIEW, "reopen"): (D.DRAFTING, DIRECTOR),
    (D.SIGNED, "reopen"): (D.DRAFTING, DIRECTOR),
    (D.ENDORSED, "reopen"): (D.DRAFTING, DIRECTOR),
    (D.REVIEW, "sign"): (D.SIGNED, DIRECTOR),
    (D.SIGNED, "endorse"): (D.ENDORSED, {Part.MEMBER}),
    (D.SIGNED, "submit"): (D.SUBMITTED, DIRECTOR),
    (D.ENDORSED, "submit"): (D.SUBMITTED, DIRECTOR),
    (D.SUBMITTED, "revise"): (D.DRAFTING, DIRECTOR),
    (D.SUBMITTED, "archive"): (D.ARCHIVED, {Part.PORTAL}),
    (D.DRAFTING, "archive"): (D.ARCHIVED, {Part.PORTAL}),
    (D.REVIEW, "archive"): (D.ARCHIVED, {Part.PORTAL}),
}
WRITERS = {*LEADERS, Part.OWNER, Part.CONTRIBUTOR}
OWNERS = {*LEADERS, Part.OWNER}
CHAPTER = {
    (C.DRAFTING, "hand_over"): (C.WITH_OWNER, WRITERS),
    (C.RETURNED, "hand_over"): (C.WITH_OWNER, WRITERS),
    (C.NOT_STARTED, "agree"): (C.AGREED, OWNERS),
    (C.DRAFTING, "agree"): (C.AGREED, OWNERS),
    (C.WITH_OWNER, "agree"): (C.AGREED, OWNERS),
    (C.RETURNED, "agree"): (C.AGREED, OWNERS),
    (C.WITH_OWNER, "return"): (C.RETURNED, OWNERS),
    (C.AGREED, "return"): (C.RETURNED, OWNERS),
}
CASES = [
    (moves, table, state, name, part)
    for moves, table, states in (
        (statuses.DOCUMENT_MOVES, DOCUMENT, Document),
        (statuses.CHAPTER_MOVES, CHAPTER, Chapter),
    )
    for state in states
    for name in [*{name for _, name in table}, "no_such_move"]
    for part in Part
]


@pytest.mark.parametrize(("moves", "table", "state", "name", "part"), CASES)
def test_only_the_table_s_moves_happen(moves, table, state, name, part):
    end, parts = table.get((state, name), ("", set()))
    is_offered = name in statuses.possible(moves, state=state, parts={part})

    if part in parts:
        assert (statuses.find(moves, name, state=state, parts={part}).end, is_offered) == (end, True)
        return
    assert not is_offered
    with pytest.raises(MoveNotAllowed):
        statuses.find(moves, name, state=state, parts={part})


def test_someone_with_no_part_moves_nothing():
    assert {statuses.possible(statuses.DOCUMENT_MOVES, state=s, parts=set()) == [] for s in D} == {True}


@pytest.mark.parametrize(
    ("state", "is_read", "told"),
    [(D.SUBMITTED, True, D.SHARED), (D.SUBMITTED, False, D.SUBMITTED), (D.DRAFTING, True, D.DRAFTING)],
)
def test_a_release_that_others_may_read_is_told_as_shared(state, is_read, told):
    assert statuses.shown(state, is_read_by_others=is_read) == told
