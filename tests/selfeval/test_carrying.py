"""Carrying last cycle's answers forward: copies, unreviewed, and never over something written."""

import pytest

from selfeval.actions.carrying import carry_forward
from selfeval.actions.writing import Draft, Locked, confirm_unchanged, save_answer
from selfeval.blockers import blockers
from selfeval.models import Answer, Prompt
from tests.selfeval.writing_examples import answer_of, make_evaluation

pytestmark = pytest.mark.django_db
Kind = Prompt.Kind


@pytest.fixture
def last_year(cast):
    evaluation = make_evaluation(cast, year=2025)
    drafts = {
        Kind.NARRATIVE: Draft(text="<p>What we knew</p>"),
        Kind.TABLE: Draft(rows=({"what": "Waits", "why": "Posts"},)),
        Kind.JUDGEMENT: Draft(choice="Thin", text="<p>Few audits</p>"),
    }
    for kind, draft in drafts.items():
        save_answer(answer=answer_of(evaluation, kind), draft=draft, built_on=0, by=cast.ada)
    return evaluation


@pytest.fixture
def this_year(cast, last_year):
    return make_evaluation(cast, year=2026, template=last_year.template)


def test_every_kind_of_answer_is_copied_and_unreviewed(cast, last_year, this_year):
    assert carry_forward(evaluation=this_year, by=cast.ada) == 3

    for kind in (Kind.NARRATIVE, Kind.TABLE, Kind.JUDGEMENT):
        old, new = answer_of(last_year, kind), answer_of(this_year, kind)
        assert (new.content, new.words, new.is_unreviewed) == (old.content, old.words, True)
    assert "What we knew" in answer_of(this_year).versions.get().text
    assert this_year.chapters.first().state == "drafting"
    assert any("not confirmed yet" in one.words for one in blockers(this_year))


def test_what_was_written_already_stays_and_a_second_time_copies_nothing(cast, this_year):
    mine = answer_of(this_year)
    save_answer(answer=mine, draft=Draft(text="<p>New</p>"), built_on=0, by=cast.rob)

    assert carry_forward(evaluation=this_year, by=cast.ada) == 2
    assert carry_forward(evaluation=this_year, by=cast.ada) == 0
    mine.refresh_from_db()
    assert (mine.text, mine.is_unreviewed) == ("<p>New</p>", False)


def test_another_authority_or_form_or_a_later_cycle_is_not_copied(cast, last_year, this_year):
    assert carry_forward(evaluation=last_year, by=cast.ada) == 0
    theirs = type(this_year).objects.get(cycle=this_year.cycle, authority=cast.southby)
    assert carry_forward(evaluation=theirs, by=cast.nia) == 0
    this_year.template.slug = "another"
    this_year.template.save()
    type(this_year.template).objects.filter(pk=last_year.template_id).update(slug="another")
    assert carry_forward(evaluation=this_year, by=cast.ada) == 3


def test_a_change_or_a_confirmation_ends_the_mark(cast, this_year):
    carry_forward(evaluation=this_year, by=cast.ada)
    changed, confirmed = answer_of(this_year), answer_of(this_year, Kind.TABLE)

    save_answer(answer=changed, draft=Draft(text="<p>What we know</p>"), built_on=1, by=cast.ada)
    confirm_unchanged(answer=confirmed, by=cast.ada)

    left = Answer.objects.filter(chapter__evaluation=this_year, is_unreviewed=True)
    assert [one.prompt.kind for one in left.select_related("prompt")] == [Kind.JUDGEMENT]
    assert [one.is_carried for one in changed.versions.all()] == [False, True]


def test_a_signed_document_takes_none(cast, this_year):
    type(this_year).objects.filter(pk=this_year.pk).update(state="signed")

    with pytest.raises(Locked):
        carry_forward(evaluation=this_year, by=cast.ada)


def test_leaders_have_the_button_and_history_says_where_it_came_from(client_of, this_year):
    page = this_year.get_absolute_url()

    assert "Carry forward the answers of 2025/26" in client_of("ada").get(page).text
    assert "Carry forward" not in client_of("rob").get(page).text
    client_of("ada").post(f"{page}carry-forward/")

    history = f"/answers/{answer_of(this_year).pk}/history/"
    assert "Carried forward from the cycle before." in client_of("ada").get(history).text
    assert (
        "Carried forward from last year."
        in client_of("rob").get(this_year.chapters.first().get_absolute_url()).text
    )


@pytest.mark.parametrize("name", ["rob", "lena", "nia", "mo", "pat", "gus", "adi"])
def test_nobody_but_leaders_carries_forward(client_of, this_year, name):
    response = client_of(name).post(f"{this_year.get_absolute_url()}carry-forward/")

    assert response.status_code in (403, 404)
    assert not Answer.objects.filter(is_unreviewed=True).exists()
