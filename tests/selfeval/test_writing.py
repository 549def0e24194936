"""Saving answers: nothing is overwritten unseen, and nothing that was refused is lost."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from selfeval.actions import writing
from selfeval.actions.writing import Draft, Locked, save_answer, settle
from selfeval.models import Answer, AnswerVersion, Clash, Prompt
from selfeval.wording import style_hint
from tests.selfeval.writing_examples import answer_of, make_evaluation

EACH = 100
QUERIES = 20  # of the page of a chapter


@pytest.fixture
def evaluation(cast):
    return make_evaluation(cast)


@pytest.fixture
def answer(evaluation):
    return answer_of(evaluation)


def text(words):
    return Draft(text=f"<p>{words}</p>")


@pytest.mark.django_db(transaction=True)
def test_two_hundred_saves_by_two_editors_at_once_overwrite_nothing_and_lose_nothing(cast, answer):
    """Each builds on the newest version that it knows, as a browser does: told of a clash, it looks again."""
    start = threading.Barrier(2)

    def edit(person):
        try:
            start.wait(timeout=10)
            results, known = [], 0
            for number in range(EACH):
                words = f"{person.name} {number}"
                kept = save_answer(answer=answer, draft=text(words), built_on=known, by=person)
                results.append((words, known, kept))
                known = Answer.objects.get(pk=answer.pk).version
            return results
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        results = [one for many in pool.map(edit, [cast.ada, cast.rob]) for one in many]

    accepted = [(words, known, kept) for words, known, kept in results if isinstance(kept, Answer)]
    refused = [(words, kept) for words, known, kept in results if isinstance(kept, Clash)]
    assert len(accepted) + len(refused) == 2 * EACH
    assert sorted(known for _, known, _ in accepted) == list(
        range(len(accepted))
    )  # each version built on once
    assert Answer.objects.get(pk=answer.pk).version == len(accepted)
    for words, clash in refused:
        assert Clash.objects.get(pk=clash.pk).text == f"<p>{words}</p>"


@pytest.mark.django_db(transaction=True)
def test_of_twenty_saves_on_one_version_one_is_kept_and_the_others_are_all_there(cast, answer):
    start = threading.Barrier(20)

    def edit(number):
        try:
            start.wait(timeout=30)
            person = cast.ada if number % 2 else cast.rob
            return save_answer(answer=answer, draft=text(f"text {number}"), built_on=0, by=person)
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        kept = list(pool.map(edit, range(20)))

    texts = [Answer.objects.get(pk=answer.pk).text, *Clash.objects.values_list("text", flat=True)]
    assert sum(isinstance(one, Answer) for one in kept) == 1
    assert sorted(texts) == sorted(f"<p>text {number}</p>" for number in range(20))


pytestmark = pytest.mark.django_db


def test_a_save_sent_again_is_kept_once(cast, answer):
    for _ in range(3):
        kept = save_answer(answer=answer, draft=text("once"), built_on=0, by=cast.rob)

    assert (kept.version, Clash.objects.count(), AnswerVersion.objects.count()) == (1, 0, 1)


def test_a_refused_save_sent_again_is_one_clash(cast, answer):
    save_answer(answer=answer, draft=text("first"), built_on=0, by=cast.ada)

    refused = {save_answer(answer=answer, draft=text("second"), built_on=0, by=cast.rob).pk for _ in range(3)}

    assert len(refused) == Clash.objects.count() == 1


def test_a_clash_that_was_settled_does_not_come_back_when_its_save_is_sent_once_more(cast, answer):
    save_answer(answer=answer, draft=text("first"), built_on=0, by=cast.ada)
    clash = save_answer(answer=answer, draft=text("second"), built_on=0, by=cast.rob)
    settle(clash=clash, draft=text("both"), built_on=1, by=cast.ada)

    assert save_answer(answer=answer, draft=text("second"), built_on=0, by=cast.rob) == clash
    assert Answer.objects.get(pk=answer.pk).text == "<p>both</p>"


def test_two_people_who_wrote_the_same_do_not_clash(cast, answer):
    save_answer(answer=answer, draft=text("the same"), built_on=0, by=cast.ada)

    kept = save_answer(answer=answer, draft=text("the same"), built_on=0, by=cast.rob)

    assert (kept.version, kept.saved_by, Clash.objects.count()) == (1, cast.ada, 0)


def test_settling_keeps_what_a_person_made_of_both_and_a_newer_save_is_a_clash_again(cast, answer):
    save_answer(answer=answer, draft=text("first"), built_on=0, by=cast.ada)
    clash = save_answer(answer=answer, draft=text("second"), built_on=0, by=cast.rob)
    save_answer(answer=answer, draft=text("newer"), built_on=1, by=cast.ada)

    again = settle(clash=clash, draft=text("first second"), built_on=1, by=cast.rob)
    kept = settle(clash=again, draft=text("newer and both"), built_on=2, by=cast.rob)

    clash.refresh_from_db()
    assert isinstance(again, Clash)
    assert clash.settled_at is None
    assert (kept.version, kept.text) == (3, "<p>newer and both</p>")


def test_of_two_people_who_settle_one_clash_the_second_is_told(cast, answer):
    save_answer(answer=answer, draft=text("first"), built_on=0, by=cast.ada)
    clash = save_answer(answer=answer, draft=text("second"), built_on=0, by=cast.rob)
    settle(clash=clash, draft=text("by Ada"), built_on=1, by=cast.ada)

    again = settle(clash=clash, draft=text("by Rob"), built_on=1, by=cast.rob)

    assert isinstance(again, Clash)
    assert Answer.objects.get(pk=answer.pk).text == "<p>by Ada</p>"


@pytest.mark.parametrize("state", ["signed", "endorsed", "submitted", "archived"])
def test_a_signed_document_takes_no_text(cast, evaluation, answer, state):
    type(evaluation).objects.filter(pk=evaluation.pk).update(state=state)

    with pytest.raises(Locked):
        save_answer(answer=answer, draft=text("late"), built_on=0, by=cast.ada)


def test_a_locked_chapter_takes_no_text(cast, answer):
    answer.chapter.state = "locked"
    answer.chapter.save()

    with pytest.raises(Locked):
        save_answer(answer=answer, draft=text("late"), built_on=0, by=cast.ada)


def test_one_sitting_is_one_row_of_history_and_another_person_or_time_another(cast, answer, monkeypatch):
    save = writing.save_answer
    now = timezone.now()
    moments = iter([0, 1, 4, 6, 7])
    monkeypatch.setattr(
        writing.timezone, "now", lambda: now + timedelta(minutes=next(moments))
    )  # the clock alone is set
    for version, (words, person) in enumerate(
        [("a", cast.ada), ("a b", cast.ada), ("a b c", cast.ada), ("a b c d", cast.ada), ("a e", cast.rob)]
    ):
        save(answer=answer, draft=text(words), built_on=version, by=person)

    kept = [(one.number, one.saved_by, one.text) for one in answer.versions.all()]
    assert kept == [
        (5, cast.rob, "<p>a e</p>"),
        (4, cast.ada, "<p>a b c d</p>"),
        (3, cast.ada, "<p>a b c</p>"),
    ]


def test_only_the_prompts_own_columns_and_choices_are_kept(cast, evaluation):
    table, judgement = answer_of(evaluation, Prompt.Kind.TABLE), answer_of(evaluation, Prompt.Kind.JUDGEMENT)
    rows = ({"what": " one ", "extra": "x"}, {"what": " "}, {"why": "because"})

    kept = save_answer(answer=table, draft=Draft(rows=rows), built_on=0, by=cast.ada)
    judged = save_answer(answer=judgement, draft=Draft(choice="Best"), built_on=0, by=cast.ada)

    assert kept.rows == [{"what": "one", "why": ""}, {"what": "", "why": "because"}]
    assert judged.choice == ""


def test_a_first_save_begins_the_chapter(cast, answer):
    save_answer(answer=answer, draft=text("a"), built_on=0, by=cast.rob)

    answer.chapter.refresh_from_db()
    assert answer.chapter.state == "drafting"


def test_a_text_that_was_taken_out_by_mistake_stays_in_history(cast, answer):
    save_answer(answer=answer, draft=text("six words that took an hour"), built_on=0, by=cast.ada)
    save_answer(answer=answer, draft=text(""), built_on=1, by=cast.ada)

    assert "six words" in answer.versions.last().text


# Over HTTP, as the script and as a plain form.

SCRIPT = {"headers": {"accept": "application/json"}}


def test_a_script_hears_the_new_version_or_of_the_clash(client_of, answer):
    address = f"/answers/{answer.pk}/save/"

    saved = client_of("ada").post(address, {"html": "<p>a b</p>", "version": 0}, **SCRIPT)
    clash = client_of("rob").post(address, {"html": "<p>c</p>", "version": 0}, **SCRIPT)

    assert (saved.status_code, saved.json()["version"], saved.json()["words"]) == (200, 1, 2)
    assert saved.json()["state"] == "Drafting"
    assert (clash.status_code, clash.json()["by"]) == (409, "Ada")
    assert "c" in client_of("rob").get(clash.json()["clash"]).text


def test_a_clash_is_settled_on_its_page_without_scripts(client_of, answer):
    address = f"/answers/{answer.pk}/save/"
    client_of("ada").post(address, {"plain": "first", "version": 0})

    page = client_of("rob").post(address, {"plain": "second", "version": 0}, follow=True)
    shown = page.text
    client_of("rob").post(
        page.request["PATH_INFO"], {"keep": "both", "plain": "first\n\nsecond", "version": 1}
    )

    assert "first" in shown
    assert "second" in shown
    answer.refresh_from_db()
    assert answer.text == "<p>first</p><p>second</p>"
    again = client_of("rob").get(page.request["PATH_INFO"], follow=True)
    assert "settled" in again.text
    assert again.request["PATH_INFO"] == answer.chapter.get_absolute_url()


@pytest.mark.parametrize(("keep", "left"), [("saved", "<p>first</p>"), ("refused", "<p>second</p>")])
def test_either_text_may_be_kept(client_of, answer, keep, left):
    address = f"/answers/{answer.pk}/save/"
    client_of("ada").post(address, {"plain": "first", "version": 0})
    clash = client_of("rob").post(address, {"plain": "second", "version": 0}).url

    client_of("ada").post(clash, {"keep": keep, "version": 1})

    answer.refresh_from_db()
    assert answer.text == left
    history = client_of("ada").get(f"/answers/{answer.pk}/history/").text
    assert "first" in history
    assert "second" in history


def test_too_long_a_text_is_refused_in_words_and_nothing_changes(client_of, answer):
    response = client_of("ada").post(
        f"/answers/{answer.pk}/save/", {"html": "x" * 400_001, "version": 0}, **SCRIPT
    )

    answer.refresh_from_db()
    assert response.status_code == 413
    assert "too long" in response.json()["refused"]
    assert answer.version == 0


@pytest.mark.parametrize("name", ["nia", "lena", "mo", "pat", "gus", "adi"])
def test_nobody_else_saves_or_reads(client_of, answer, name):
    client = client_of(name)

    for response in (
        client.post(f"/answers/{answer.pk}/save/", {"html": "x", "version": 0}),
        client.get(f"/answers/{answer.pk}/history/"),
        client.get(f"/chapters/{answer.chapter_id}/"),
    ):
        assert response.status_code in (403, 404)
    answer.refresh_from_db()
    assert answer.version == 0


def test_history_says_who_wrote_what(client_of, answer):
    address = f"/answers/{answer.pk}/save/"
    client_of("ada").post(address, {"html": "<p>old words</p>", "version": 0})
    client_of("rob").post(address, {"html": "<p>new words</p>", "version": 1})

    page = client_of("ada").get(f"/answers/{answer.pk}/history/").text

    assert "<del>old</del> <ins>new</ins> words" in page


@pytest.mark.parametrize("prompts", [3, 9])
def test_a_chapters_page_takes_as_many_queries_however_many_prompts_it_has(
    cast, client_of, django_assert_num_queries, prompts
):
    from tests.selfeval.writing_examples import make_template

    evaluation = make_evaluation(cast, template=make_template(prompts))
    client, chapter = client_of("ada"), evaluation.chapters.first()
    for answer in chapter.answers.select_related("prompt"):
        save_answer(answer=answer, draft=text("a"), built_on=0, by=cast.rob)
        save_answer(answer=answer, draft=text("b"), built_on=0, by=cast.ada)
        writing.comment(chapter=chapter, prompt=answer.prompt, text="Why?", by=cast.rob)
    client.get(f"/chapters/{chapter.pk}/")

    with django_assert_num_queries(QUERIES):
        client.get(f"/chapters/{chapter.pk}/")


def test_every_form_of_a_chapter_carries_its_token(cast, client_of, evaluation):
    """Scripts take the page's first token; a plain form has only its own."""
    chapter = evaluation.chapters.first()
    prompt = answer_of(evaluation).prompt
    writing.comment(chapter=chapter, prompt=prompt, text="Why?", by=cast.rob)
    writing.comment(chapter=chapter, text="And this?", by=cast.rob)

    page = client_of("ada").get(f"/chapters/{chapter.pk}/").text

    forms = page.count('<form method="post"')
    assert forms > 6
    assert page.count('name="csrfmiddlewaretoken"') == forms


@pytest.mark.parametrize(
    ("html", "is_hinted"),
    [
        ("<p>It was 20%. It is 21%. It fell 3 points.</p>", True),
        ("<p>It was 20%. Audits say that 3 of 4 were good. It fell 3 points.</p>", False),
        ("<p>It was 20%. Families wait less. Visits are kinder. Plans are clear.</p>", False),
        ("<p>It was 20%.</p>", False),
        ("", False),
    ],
)
def test_an_answer_of_figures_alone_is_hinted_at(html, is_hinted):
    assert bool(style_hint(html)) == is_hinted


def test_who_is_at_which_prompt_is_told_and_a_prompt_of_elsewhere_is_not(client_of, evaluation, answer):
    address = f"/chapters/{answer.chapter_id}/here/"
    elsewhere = evaluation.chapters.last().answers.first().prompt_id

    client_of("rob").post(address, {"prompt": answer.prompt_id})
    assert client_of("ada").post(address).json() == {"others": [{"name": "Rob", "prompt": answer.prompt_id}]}
    client_of("rob").post(address, {"prompt": elsewhere})
    assert client_of("ada").post(address).json() == {"others": [{"name": "Rob", "prompt": None}]}


def test_a_comment_on_one_prompt_stands_beside_it_and_an_empty_one_is_refused_in_words(client_of, answer):
    client, address = client_of("rob"), f"/chapters/{answer.chapter_id}/comment/"

    made = client.post(address, {"prompt": answer.prompt_id, "text": "Which audit?"})
    client.post(address, {"prompt": answer.prompt_id, "text": " "})

    page = client.get(f"/chapters/{answer.chapter_id}/").text
    assert made.url.endswith(f"#prompt-{answer.prompt_id}")
    assert page.index("Which audit?") < page.index('id="comments"')
    assert "Write your comment." in page


def test_more_words_than_the_guide_are_kept_and_said(client_of, answer):
    client = client_of("ada")
    client.post(f"/answers/{answer.pk}/save/", {"plain": "one two three four five six", "version": 0})

    assert "6 of about 5 words: longer than asked" in client.get(f"/chapters/{answer.chapter_id}/").text
