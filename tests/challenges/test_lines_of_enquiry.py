"""Lines of enquiry: the lead's, as many and of the kinds that the protocol asks for, until the challenge begins."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import Event
from challenges.actions import lines
from challenges.models import Challenge, LineOfEnquiry
from tests.challenges.world import BEFORE, clock_at, make_scene
from tests.selfeval.payloads import PAYLOADS

pytestmark = [pytest.mark.django_db, pytest.mark.either]
READERS = ("ada", "cora", "lena", "cleo", "tia", "rhea", "hal", "pia", "mo")
OUTSIDE = ("nora", "sol", "sid", "wyn", "ana", "gil")


@pytest.fixture
def scene(cast, settings):
    settings.DEMO = True
    return make_scene(cast)


def add(scene, kind="improve", text="Do visits happen?", **given):
    return lines.add_line(turn=scene.turn, kind=kind, text=text, by=scene.people["nia"], **given)


def where(scene, rest=""):
    return f"/turns/{scene.turn.pk}/lines/{rest}"


def text_of(answer):
    return answer.content.decode()


def test_the_lead_adds_edits_orders_and_removes(scene):
    with clock_at(BEFORE):
        client = scene.client("nia")
        for kind, text in (("improve", PAYLOADS[0]), ("good_practice", "Second"), ("improve", "Third")):
            given = {"kind": kind, "text": text, "data_wanted": "Rates", "evidence_wanted": "Files"}
            assert client.post(where(scene, "add/"), given).status_code == 302
        first, second, third = scene.turn.lines.all()
        client.post(f"/lines-of-enquiry/{third.pk}/move/", {"to": "up"})
        client.post(f"/lines-of-enquiry/{first.pk}/move/", {"to": "up"})  # it is the first already
        assert [line.pk for line in scene.turn.lines.all()] == [first.pk, third.pk, second.pk]
        edited = client.post(f"/lines-of-enquiry/{second.pk}/", {"kind": "good_practice", "text": "Better"})
        assert edited.status_code == 302
        assert "Take this line of enquiry away?" in text_of(
            client.get(f"/lines-of-enquiry/{third.pk}/remove/")
        )
        client.post(f"/lines-of-enquiry/{third.pk}/remove/")
        page = text_of(client.get(where(scene)))

    assert list(scene.turn.lines.values_list("text", flat=True)) == [PAYLOADS[0], "Better"]
    assert "<script>window" not in page
    assert "Better" not in str(list(Event.objects.values_list("detail", flat=True)))


def test_what_another_body_supplied_keeps_its_words(scene):
    line = add(scene, text="As supplied", supplied_by="Ofsted")
    with clock_at(BEFORE):
        client = scene.client("nia")
        page = text_of(client.get(f"/lines-of-enquiry/{line.pk}/"))
        assert "It was supplied by Ofsted, so its words stay." in page
        given = {"kind": "good_practice", "text": "Reworded", "supplied_by": "", "data_wanted": "Rates"}
        assert client.post(f"/lines-of-enquiry/{line.pk}/", given).status_code == 302
        assert "Supplied by Ofsted, word for word" in text_of(client.get(where(scene)))
    lines.edit_line(line=line, text="Reworded", supplied_by="", by=scene.people["nia"])

    line.refresh_from_db()
    assert (line.text, line.supplied_by) == ("As supplied", "Ofsted")
    assert (line.kind, line.data_wanted) == ("good_practice", "Rates")


def test_one_too_many_is_refused_at_the_form_with_the_reason(scene):
    for number in range(4):
        add(scene, text=f"Line {number}")
    with clock_at(BEFORE):
        client = scene.client("nia")
        page = text_of(client.get(where(scene)))
        refused = client.post(where(scene, "add/"), {"kind": "improve", "text": "The fifth line"})
    words = "This kind of challenge has at most 4 lines of enquiry, and it has them. Take one away first"
    assert words in page
    assert "Add a line of enquiry" not in page
    assert refused.status_code == 422
    assert words in text_of(refused)
    assert "The fifth line" in text_of(refused)
    assert scene.turn.lines.count() == 4


def test_what_is_missing_is_said(cast, settings):
    settings.DEMO = True
    scene = make_scene(cast, "send-challenge", seats={})
    with clock_at(BEFORE):
        client = scene.client("ada")
        assert "2 or more lines of enquiry are needed, and there are none" in text_of(
            client.get(where(scene))
        )
        add(scene)
        add(scene)
        missing = "A line of enquiry of each kind is needed: one to improve, and one of good practice"
        assert missing in text_of(client.get(where(scene)))
        add(scene, kind="good_practice")
        assert "Still missing" not in text_of(client.get(where(scene)))


def test_errors_say_what_to_do_and_nothing_is_lost(scene):
    with clock_at(BEFORE):
        refused = scene.client("nia").post(
            where(scene, "add/"), {"data_wanted": "Kept words", "indicator": 9}
        )
    page = text_of(refused)
    assert refused.status_code == 422
    for words in (
        "Choose which kind it is",
        "Write the line of enquiry",
        "Choose one of the list",
        "Kept words",
    ):
        assert words in page


@pytest.mark.parametrize("state", ["under_way", "followed_up", "closed"])
def test_they_are_locked_once_it_is_under_way(scene, state):
    line = add(scene)
    Challenge.objects.filter(pk=scene.challenge.pk).update(state=state)
    by = scene.people["nia"]
    for call in (
        lambda: add(scene),
        lambda: lines.edit_line(line=line, text="New", by=by),
        lambda: lines.remove_line(line=line, by=by),
        lambda: lines.move_line(line=line, up=True, by=by),
    ):
        with pytest.raises(lines.LineRefused, match=lines.UNDER_WAY):
            call()
    with clock_at(BEFORE):
        client = scene.client("nia")
        assert client.get(where(scene, "add/")).status_code == 403
        assert "Add a line of enquiry" not in text_of(client.get(where(scene)))
        late = client.post(where(scene, "add/"), {"kind": "improve", "text": "Written meanwhile"})
        if state in ("under_way", "followed_up"):
            assert lines.UNDER_WAY in text_of(late)
            assert "Written meanwhile" in text_of(late)
        else:
            assert late.status_code == 403
    assert LineOfEnquiry.objects.count() == 1


def test_everyone_in_it_reads_and_only_the_lead_writes(scene):
    line = add(scene)
    own = [f"/lines-of-enquiry/{line.pk}/{rest}" for rest in ("", "remove/", "move/")]
    none = [f"/lines-of-enquiry/999999/{rest}" for rest in ("", "remove/", "move/")]
    with clock_at(BEFORE):
        for name in READERS:
            client = scene.client(name)
            page = text_of(client.get(where(scene)))
            assert "Do visits happen?" in page
            assert "Add a line" not in page, name
            assert [client.post(url).status_code for url in (where(scene, "add/"), *own)] == [403] * 4, name
        for name in OUTSIDE:
            client = scene.client(name)
            assert client.get(where(scene)).status_code == 404, name
            assert client.get("/turns/999999/lines/").status_code == 404
            for hidden, missing in zip(own, none, strict=True):
                assert client.post(hidden).status_code == client.post(missing).status_code == 404, name
    assert LineOfEnquiry.objects.count() == 1


def test_the_page_costs_the_same_for_one_line_and_for_four(scene, django_assert_num_queries):
    add(scene)
    with clock_at(BEFORE):
        client = scene.client("rhea")
        with CaptureQueriesContext(connection) as one:
            client.get(where(scene))
        for _ in range(3):
            add(scene)
        with django_assert_num_queries(len(one)):
            client.get(where(scene))
