"""Carrying last cycle's answers forward: copies, unreviewed, and never over something written."""

import json

import pytest
from django.utils import timezone
from docx import Document

from selfeval.actions.carrying import carry_chapter, carry_forward
from selfeval.actions.writing import Draft, Locked, confirm_unchanged, save_answer
from selfeval.blockers import blockers
from selfeval.content import frozen, text_of
from selfeval.models import Answer, Chapter, ChapterPart, Prompt
from selfeval.reports import build_word, pdf_html
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
    assert "Carry forward" not in client_of("rob").get(page).text  # on the page of the whole
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


# -- Chapter by chapter ---------------------------------------------------------------------------------------------


def test_whoever_may_write_a_chapter_carries_its_answers_and_no_other_s(
    cast, client_of, last_year, this_year
):
    first, second = this_year.chapters.all()
    for one in Answer.objects.filter(chapter=last_year.chapters.last(), prompt__kind=Kind.NARRATIVE):
        save_answer(answer=one, draft=Draft(text="<p>Second</p>"), built_on=0, by=cast.ada)
    rob = client_of("rob")

    assert "Carry forward this chapter’s answers of 2025/26" in rob.get(first.get_absolute_url()).text
    answer = rob.post(f"{first.get_absolute_url()}carry-forward/", follow=True)

    assert "3 answers carried forward. Each is to be changed or confirmed." in answer.text
    assert "Carry forward this chapter" not in answer.text
    assert rob.post(f"{second.get_absolute_url()}carry-forward/").status_code == 404
    assert set(Answer.objects.filter(is_unreviewed=True).values_list("chapter", flat=True)) == {first.pk}
    first.refresh_from_db()
    assert first.state == "drafting"


def test_whoever_had_no_part_in_it_last_year_carries_none_of_its_draft(cast, client_of, last_year, this_year):
    ChapterPart.objects.filter(chapter__evaluation=last_year, person=cast.rob).delete()
    page = this_year.chapters.first().get_absolute_url()

    assert "Carry forward" not in client_of("rob").get(page).text
    client_of("rob").post(f"{page}carry-forward/")

    assert not Answer.objects.filter(is_unreviewed=True).exists()


@pytest.mark.parametrize("name", ["lena", "nia", "mo", "pat", "gus", "adi"])
def test_nobody_who_does_not_write_it_carries_a_chapter(cast, client_of, this_year, name):
    type(this_year).objects.filter(pk=this_year.pk).update(is_open_to_members=True)
    page = this_year.chapters.first().get_absolute_url()

    response = client_of(name).post(f"{page}carry-forward/")

    assert response.status_code == 403 if name == "lena" else response.status_code in (403, 404)
    assert not Answer.objects.filter(is_unreviewed=True).exists()


def test_a_locked_chapter_takes_none(cast, client_of, this_year):
    first = this_year.chapters.first()
    Chapter.objects.filter(pk=first.pk).update(state="locked")

    with pytest.raises(Locked):
        carry_chapter(chapter=first, by=cast.rob)
    answer = client_of("rob").post(f"{first.get_absolute_url()}carry-forward/", follow=True)
    assert "This chapter is locked" in answer.text
    assert not Answer.objects.filter(is_unreviewed=True).exists()


# -- Unchanged since ------------------------------------------------------------------------------------------------

UNCHANGED = "Unchanged since the self-evaluation of 2025/26"


def test_once_it_is_said_that_it_still_stands_it_says_since_when_to_whoever_reads_it(
    cast, client_of, this_year, tmp_path
):
    carry_forward(evaluation=this_year, by=cast.ada)
    page = this_year.chapters.first().get_absolute_url()
    assert UNCHANGED not in client_of("rob").get(page).text
    assert UNCHANGED not in text_of(this_year)

    confirm_unchanged(answer=answer_of(this_year), by=cast.rob)

    assert f"{UNCHANGED}." in client_of("rob").get(page).text
    document = frozen(this_year)
    told = [one["unchanged"] for one in document["chapters"][0]["answers"]]
    assert told == [UNCHANGED, "", ""]
    made = {"number": 1, "sha256": "0" * 64}
    assert f"{UNCHANGED}." in pdf_html(document, made=answer_of(this_year).saved_at, **made)
    build_word(document, tmp_path / "a.docx", **made)
    assert f"{UNCHANGED}." in [one.text for one in Document(str(tmp_path / "a.docx")).paragraphs]
    assert f"{UNCHANGED}." in client_of("ada").get(f"{this_year.get_absolute_url()}whole/").text


def test_saved_with_the_same_words_it_is_still_unchanged_and_with_others_no_more(cast, this_year):
    carry_forward(evaluation=this_year, by=cast.ada)
    same = Draft(text="<p>What we knew</p>")

    save_answer(answer=answer_of(this_year), draft=same, built_on=1, by=cast.rob)
    assert answer_of(this_year).unchanged_words == UNCHANGED
    save_answer(answer=answer_of(this_year), draft=Draft(text="<p>New</p>"), built_on=2, by=cast.rob)
    assert answer_of(this_year).unchanged_words == ""


def test_carried_year_after_year_it_is_unchanged_since_the_first(cast, this_year):
    carry_forward(evaluation=this_year, by=cast.ada)
    confirm_unchanged(answer=answer_of(this_year), by=cast.rob)
    save_answer(
        answer=answer_of(this_year, Kind.JUDGEMENT), draft=Draft(choice="Strong"), built_on=1, by=cast.ada
    )
    next_year = make_evaluation(cast, year=2027, template=this_year.template)
    carry_forward(evaluation=next_year, by=cast.ada)
    for kind in (Kind.NARRATIVE, Kind.JUDGEMENT):
        confirm_unchanged(answer=answer_of(next_year, kind), by=cast.rob)

    assert answer_of(next_year).unchanged_words == UNCHANGED
    assert answer_of(next_year, Kind.JUDGEMENT).unchanged_words.endswith("of 2026/27")


def test_what_was_released_before_it_was_told_still_reads_and_prints(cast, this_year, tmp_path):
    document = json.loads(text_of(this_year))
    for one in document["chapters"][0]["answers"]:
        del one["unchanged"]

    made = {"number": 1, "sha256": "0" * 64}
    assert "Unchanged" not in pdf_html(document, made=timezone.now(), **made)
    build_word(document, tmp_path / "a.docx", **made)
    assert Document(str(tmp_path / "a.docx")).paragraphs
