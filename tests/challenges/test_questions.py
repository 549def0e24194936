"""Questions: drafts that the host never sees, the lead's list, its release, and the answers."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import Event
from challenges.actions import lines, questions
from challenges.checks import CHECKS
from challenges.facts import facts_of
from challenges.models import Challenge, Question
from tests.challenges.world import BEFORE, ON_THE_DAY, clock_at, make_scene
from tests.selfeval.payloads import PAYLOADS

pytestmark = [pytest.mark.django_db, pytest.mark.either]
DRAFT = "DRAFT-CANARY how many wait?"
HOST_SIDE = ("ada", "cora", "lena", "cleo")
PEERS = ("nia", "tia", "rhea", "hal", "pia")
READERS = (*HOST_SIDE, *PEERS, "mo")
OUTSIDE = ("nora", "sol", "sid", "wyn", "ana", "gil")


@pytest.fixture
def scene(cast, settings):
    settings.DEMO = True
    return make_scene(cast)


def where(scene, rest=""):
    return f"/turns/{scene.turn.pk}/questions/{rest}"


def of(question, rest=""):
    return f"/questions/{question.pk}/{rest}"


def text_of(answer):
    return answer.content.decode()


def draft(scene, name="rhea", text=DRAFT, **about):
    return questions.draft(turn=scene.turn, text=text, by=scene.people[name], **about)


def put(scene, *drafts, text="How long do children wait?"):
    keys = {one.pk for one in drafts}
    return questions.put_on_list(turn=scene.turn, drafts=keys, text=text, by=scene.people["nia"])


def release(scene, seen=1):
    return questions.release(turn=scene.turn, seen=seen, by=scene.people["nia"])


def test_before_release_a_draft_is_its_writer_s_and_the_lead_s(scene):
    one = draft(scene)
    put(scene, draft(scene, "hal", "ANOTHER-CANARY"), text="LIST-CANARY")
    pages = [where(scene), scene.turn.get_absolute_url(), scene.challenge.get_absolute_url()]
    seen = {"rhea": {"DRAFT"}, "hal": {"ANOTHER"}, "nia": {"DRAFT", "ANOTHER", "LIST"}}
    with clock_at(BEFORE):
        for name in READERS:
            client = scene.client(name)
            found = "".join(text_of(client.get(page)) for page in pages)
            assert set(re.findall(r"(\w+)-CANARY", found)) == seen.get(name, set()), name
            assert ("2 drafts so far" in found) == (name == "mo"), name
            assert ("drafts so far" in found) == (name == "mo"), name
        assert "The list goes to Northmere by Monday 1 February 2027" in text_of(
            scene.client("ada").get(where(scene))
        )
        for name in (*READERS, *OUTSIDE):
            if name == "rhea":
                continue
            client = scene.client(name)
            for rest in ("", "remove/", "answer/", "heard/"):
                hidden = client.get(of(one, rest)).status_code
                assert hidden == client.get(f"/questions/999999/{rest}").status_code == 404, (name, rest)
        for name in (*HOST_SIDE, "mo", "pat", *OUTSIDE):
            client = scene.client(name)
            for rest in ("add/", "merge/", "release/"):
                assert client.post(where(scene, rest), {"text": "x"}).status_code == 404, (name, rest)
    assert Question.objects.count() == 3


def test_a_peer_writes_about_a_line_a_figure_or_a_chapter(scene):
    line = lines.add_line(turn=scene.turn, kind="improve", text="Do visits happen?", by=scene.people["nia"])
    with clock_at(BEFORE):
        client = scene.client("rhea")
        given = {"text": PAYLOADS[0] + "Why?", "line": line.pk, "chapter": 2}
        assert client.post(where(scene, "add/"), given).status_code == 302
        page = text_of(client.get(where(scene)))
        assert "Line of enquiry: Do visits happen?" in page
        assert "Self-evaluation, chapter 2. Second" in page
        assert "<script>window" not in page
        one = Question.objects.get()
        assert client.post(of(one), given | {"text": "Why so late?"}).status_code == 302
        faulty = client.post(where(scene, "add/"), {"text": "", "line": 99, "chapter": 77})
        assert faulty.status_code == 422
        assert "Write the question" in text_of(faulty)
        assert text_of(faulty).count("Choose one of the list") == 4
        client.post(of(one, "remove/"))
    assert not Question.objects.exists()
    assert "Why" not in str(list(Event.objects.values_list("detail", flat=True)))


def test_the_lead_merges_words_and_orders(scene):
    drafts = [draft(scene, name, f"By {name}") for name in ("rhea", "hal", "tia")]
    with clock_at(BEFORE):
        client = scene.client("nia")
        ask = where(scene, f"merge/?draft={drafts[0].pk}&draft={drafts[1].pk}")
        page = text_of(client.get(ask))
        assert "These drafts become one question" in page
        assert "By rhea\n\nBy hal" in page
        client.post(ask, {"text": "Merged"})  # as a browser does: to the page's own address
        client.post(where(scene, f"merge/?draft={drafts[2].pk}"), {"text": "Alone"})
        first, second = Question.objects.on_list()
        client.post(of(second, "move/"), {"to": "up"})
        assert [one.text for one in Question.objects.on_list()] == ["Alone", "Merged"]
        client.post(of(first), {"text": "Merged and worded"})
        page = text_of(client.get(where(scene)))
        assert "From Rhea, Hal" in page
        assert "Tick the drafts" in text_of(client.get(where(scene, "merge/?draft=x"), follow=True))
        writers = text_of(scene.client("rhea").get(where(scene)))
    assert "Merged and worded" in page
    assert "Merged and worded" not in writers
    assert "By rhea" in writers
    with pytest.raises(questions.QuestionRefused, match=questions.ON_THE_LIST):
        questions.edit(question=drafts[0], text="Changed", by=scene.people["rhea"])
    with pytest.raises(questions.QuestionRefused, match=questions.ON_THE_LIST):
        questions.remove(question=drafts[0], by=scene.people["rhea"])
    with pytest.raises(questions.QuestionRefused, match=questions.GONE):
        put(scene, drafts[0])
    questions.remove(question=first, by=scene.people["nia"])
    drafts[0].refresh_from_db()
    assert drafts[0].merged_into is None
    questions.edit(question=drafts[0], text="Mine again", by=scene.people["rhea"])


def test_a_turn_s_list_takes_no_draft_of_another_turn(scene):
    other = scene.challenge.turns.create(position=2, host=scene.turn.lead)
    foreign = questions.draft(turn=other, text="Elsewhere", by=scene.people["tia"])
    with pytest.raises(questions.QuestionRefused, match=questions.GONE):
        put(scene, foreign)


def test_the_release_asks_first_shows_the_number_and_fixes_the_list(scene):
    with pytest.raises(questions.QuestionRefused, match=questions.NOTHING_ON_THE_LIST):
        release(scene, seen=0)
    item = put(scene, draft(scene))
    left = draft(scene, "hal", "Left behind")
    with clock_at(BEFORE):
        client = scene.client("nia")
        page = text_of(client.get(where(scene, "release/")))
        assert "Release 1 question to Northmere?" in page
        assert "1 draft is not on the list" in page
        stale = client.post(where(scene, "release/"), {"number": "7"}, follow=True)
        assert questions.CHANGED in text_of(stale)
        assert CHECKS["questions_out"](facts_of([scene.challenge])[scene.challenge.pk])
        done = client.post(where(scene, "release/"), {"number": "1"}, follow=True)
        assert "1 question released to the host" in text_of(done)
        assert not CHECKS["questions_out"](facts_of([scene.challenge])[scene.challenge.pk])
        again = client.post(where(scene, "release/"), {"number": "1"}, follow=True)
        assert questions.RELEASED in text_of(again)
        for name in READERS:
            page = text_of(scene.client(name).get(where(scene)))
            assert "How long do children wait?" in page, name
            assert ("DRAFT-CANARY" in page) == (name in ("nia", "rhea")), name
            assert ("Left behind" in page) == (name in ("nia", "hal")), name
            assert ("Rhea" in page.split("<main")[1]) == (name in ("nia", "rhea")), name
            assert ("Answer in writing" in page) == (name in ("ada", "cora")), name
        for name in OUTSIDE:
            assert scene.client(name).get(where(scene)).status_code == 404
        for url in (where(scene, "add/"), of(item), of(item, "remove/")):
            assert client.get(url).status_code == 403, url
        late = scene.client("hal").post(of(left), {"text": "Written while it was released"})
        assert late.status_code == 422
        assert questions.RELEASED in text_of(late)
        assert "Written while it was released" in text_of(late)
        for url in (of(item, "move/"), of(item, "remove/")):
            assert questions.RELEASED in text_of(client.post(url, {"to": "up"}, follow=True))
    for call in (lambda: draft(scene), lambda: put(scene, left), lambda: release(scene)):
        with pytest.raises(questions.QuestionRefused, match=questions.RELEASED):
            call()
    assert Event.objects.filter(action="questions_released").count() == 1


def test_the_host_answers_each_and_its_team_does_not_write_over_it(scene):
    item = put(scene, draft(scene))
    release(scene)
    with clock_at(BEFORE):
        assert scene.client("ada").post(of(item, "answer/"), {"text": "Ten days"}).status_code == 302
        client = scene.client("cora")
        overtaken = client.post(of(item, "answer/"), {"text": "Twelve days", "saved_at": ""})
        page = text_of(overtaken)
        assert overtaken.status_code == 422
        for words in (questions.OVERTAKEN, "Ten days", "Twelve days"):
            assert words in page
        saved_at = re.search(r'name="saved_at" value="([^"]+)"', page).group(1)
        again = client.post(of(item, "answer/"), {"text": "Twelve days", "saved_at": saved_at})
        assert again.status_code == 302
        assert "Twelve days" in text_of(scene.client("pia").get(where(scene)))
        for name in (*PEERS, "lena", "mo", "pat", *OUTSIDE):
            assert scene.client(name).post(of(item, "answer/"), {"text": "x"}).status_code == 404, name
    item.refresh_from_db()
    assert (item.answer, item.answered_by.name) == ("Twelve days", "Cora")


def test_the_lead_notes_the_answer_on_the_day(scene):
    item = put(scene, draft(scene))
    release(scene)
    with clock_at(BEFORE):
        assert scene.client("nia").post(of(item, "heard/"), {"text": "Too early"}).status_code == 403
    Challenge.objects.filter(pk=scene.challenge.pk).update(state="under_way")
    with clock_at(ON_THE_DAY):
        assert scene.client("nia").post(of(item, "heard/"), {"text": "They said ten"}).status_code == 302
        assert "They said ten" in text_of(scene.client("ada").get(where(scene)))
        for name in ("ada", "rhea", "tia", "mo"):
            assert scene.client(name).post(of(item, "heard/"), {"text": "x"}).status_code == 404, name
        Challenge.objects.filter(pk=scene.challenge.pk).update(state="closed")
        assert scene.client("nia").post(of(item, "heard/"), {"text": "x"}).status_code == 403


def test_the_page_costs_the_same_for_one_question_and_for_many(scene, django_assert_num_queries):
    put(scene, draft(scene))
    draft(scene)
    with clock_at(BEFORE):
        client = scene.client("nia")
        with CaptureQueriesContext(connection) as few:
            client.get(where(scene))
        for name in ("hal", "tia", "pia"):
            put(scene, draft(scene, name))
            draft(scene, name)
        with django_assert_num_queries(len(few)):
            client.get(where(scene))
        release(scene, seen=4)
        with CaptureQueriesContext(connection) as released:
            scene.client("ada").get(where(scene))
    assert len(released) <= 30
