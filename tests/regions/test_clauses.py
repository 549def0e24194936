"""A memorandum's text in clauses, and what changed between two."""

from hypothesis import given
from hypothesis import strategies as st

from regions.clauses import Clause, changes_between, clauses_of, tidy

TEXT = "Between us.\n\n1. Purpose\n\nTo help.\nEach other.\n\nAlways.\n\n2. Sharing\n\nIn confidence."


def test_text_falls_into_clauses_at_numbered_lines():
    assert clauses_of(TEXT) == (
        Clause("", ("Between us.",)),
        Clause("1. Purpose", ("To help.\nEach other.", "Always.")),
        Clause("2. Sharing", ("In confidence.",)),
    )


def test_a_number_inside_a_paragraph_is_no_heading():
    assert clauses_of("We met in 2. or so\nand 3 of us stayed") == (
        Clause("", ("We met in 2. or so\nand 3 of us stayed",)),
    )


def test_the_same_text_has_no_changes():
    assert changes_between(TEXT, TEXT.replace("\n", "\r\n")) == ()


def test_a_changed_word_is_marked_on_both_sides():
    (change,) = changes_between(TEXT, TEXT.replace("In confidence", "In full confidence"))

    assert (change.heading, change.kind) == ("2. Sharing", "Changed")
    assert [piece.words for piece in change.after if piece.is_new] == ["full "]
    assert [piece.words for piece in change.before if piece.is_new] == []


def test_a_clause_put_in_before_others_is_the_only_change():
    longer = TEXT.replace("1. Purpose", "1. Parties\n\nAll.\n\n2. Purpose").replace(
        "2. Sharing", "3. Sharing"
    )

    assert [(one.heading, one.kind) for one in changes_between(TEXT, longer)] == [("1. Parties", "Added")]
    assert [(one.heading, one.kind) for one in changes_between(longer, TEXT)] == [("1. Parties", "Taken out")]


@given(st.text(alphabet="ab 1.\n\r\t", max_size=60), st.text(alphabet="ab 1.\n\r\t", max_size=60))
def test_any_two_texts_can_be_compared_and_no_word_is_lost(before, after):
    words = {word for clause in clauses_of(before) for part in clause.paragraphs for word in part.split()} | {
        word for clause in clauses_of(before) for word in clause.heading.split()
    }

    assert set(tidy(before).split()) == words
    changes_between(before, after)
