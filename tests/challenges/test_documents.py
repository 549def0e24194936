"""Documents asked for: who asks, gives and takes them, and that a file is looked into before anyone has it."""

from datetime import date

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from audit.models import Event
from challenges.actions import documents as actions
from challenges.actions import planning
from challenges.facts import facts_of
from challenges.models import DocumentRequest
from jobs import running
from jobs.models import Job
from tests.challenges.world import BEFORE, ENDED, clock_at, make_scene
from tests.selfeval.payloads import TYPED
from tests.selfeval.test_evidence import pdf, word

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(cast):
    return make_scene(cast)


def ask(scene, title="Audit of care plans", **given):
    fields = {"note": "", "wanted_by": date(2027, 1, 19)} | given
    return actions.ask(turn=scene.turn, title=title, by=scene.people["nia"], **fields)


def give(client, request, name="audit.docx", content=None, because=""):
    fields = {"because": because}
    if name:
        fields["file"] = SimpleUploadedFile(name, word() if content is None else content)
    return client.post(f"/document-requests/{request.pk}/give/", fields)


def look():
    running.run(Job.objects.filter(kind="document").latest("pk").pk)


def code(client, path):
    """The answer's status; a file is read to its end, which closes it."""
    response = client.get(path)
    response.getvalue()
    return response.status_code


def state(request):
    return DocumentRequest.objects.get(pk=request.pk).state


def left(scene):
    return facts_of([scene.challenge])[scene.challenge.pk].turns[0].documents_left


def test_the_lead_asks_by_the_protocols_day_and_the_host_gives_what_the_team_downloads(scene):
    address = f"/turns/{scene.turn.pk}/documents/"
    day = actions.default_day(scene.turn)
    with clock_at(BEFORE):
        nia, cora = scene.client("nia"), scene.client("cora")
        page = nia.get(address).content.decode()
        assert f'value="{day.day}"' in page
        assert f'value="{day.year}"' in page
        sent = {"title": "", "wanted_by_0": 1, "wanted_by_1": 3, "wanted_by_2": 2027}
        refused = nia.post(address, sent)
        assert refused.status_code == 422
        assert "Say what you ask for" in refused.content.decode()
        assert "Choose Tuesday 9 February 2027 or an earlier day" in refused.content.decode()
        sent = {
            "title": "Audit",
            "note": "The last",
            "wanted_by_0": 19,
            "wanted_by_1": 1,
            "wanted_by_2": 2027,
        }
        assert nia.post(address, sent).status_code == 302
        request = DocumentRequest.objects.get()
        assert (request.wanted_by, left(scene)) == (date(2027, 1, 19), 1)
        assert "Overdue" in cora.get(address).content.decode()  # the 20th

        content = word()
        assert give(cora, request, content=content).status_code == 302
        file = f"/document-requests/{request.pk}/file/"
        assert (state(request), nia.get(file).status_code, left(scene)) == ("checking", 404, 1)
        look()
        taken = scene.client("hal").get(file)
        assert b"".join(taken.streaming_content) == content
        assert taken["Content-Disposition"] == 'attachment; filename="audit.docx"'
        assert taken["Content-Security-Policy"] == "sandbox"
        assert taken["X-Content-Type-Options"] == "nosniff"
        assert (state(request), left(scene)) == ("given", 0)
        assert Event.objects.filter(
            action="document_downloaded", actor=scene.people["hal"], object_id=str(request.pk)
        ).exists()
        assert "Downloaded by" in scene.client("ada").get(address).content.decode()
        assert "Downloaded by" not in nia.get(address).content.decode()
    with clock_at(ENDED):
        assert [code(scene.client(name), file) for name in ("hal", "nia", "ada")] == [404, 404, 200]


def test_what_may_not_be_given_is_refused_in_words(scene):
    request = ask(scene)
    with clock_at(BEFORE):
        ada = scene.client("ada")
        for name, content, because, words in [
            ("", None, "", "Choose a file, or say why you do not give it"),
            ("audit.docx", None, "It is not ours", "leave one of the two empty"),
            ("audit.exe", b"MZ", "", "That kind of file cannot be added"),
            ("audit.pdf", b"<html>", "", "it is something else"),
        ]:
            page = give(ada, request, name, content, because)
            assert (page.status_code, words in page.content.decode()) == (422, True), words
        assert state(request) == "asked"
        give(ada, request, "a.pdf", pdf(encryption=pikepdf.Encryption(owner="a", user="b")))
        look()
        page = ada.get(f"/turns/{scene.turn.pk}/documents/").content.decode()
        assert (state(request), "The file has a password" in page, left(scene)) == (
            "refused",
            True,
            1,
        )
        assert ada.get(f"/document-requests/{request.pk}/file/").status_code == 404
        give(ada, request, name="", because="The trust keeps it")
        page = scene.client("pia").get(f"/turns/{scene.turn.pk}/documents/").content.decode()
        assert ("The trust keeps it" in page, state(request), left(scene)) == (True, "not_given", 0)


def test_a_file_given_again_takes_the_place_of_the_first_whichever_is_looked_into_last(scene):
    request = ask(scene)
    with clock_at(BEFORE):
        ada = scene.client("ada")
        give(ada, request, "first.docx", word(word__vbaProject_bin=b"x"))
        first = Job.objects.get(kind="document").pk
        content = word()
        give(ada, request, "second.docx", content)
        running.run(first)
        assert state(request) == "checking"
        look()
        taken = scene.client("tia").get(f"/document-requests/{request.pk}/file/")
        assert b"".join(taken.streaming_content) == content


def test_the_lead_withdraws_what_is_not_given_yet(scene):
    one, other = ask(scene), ask(scene, "Quality report")
    with clock_at(BEFORE):
        nia, ada = scene.client("nia"), scene.client("ada")
        give(ada, other)
        look()
        assert nia.post(f"/document-requests/{one.pk}/withdraw/").status_code == 302
        page = nia.post(f"/document-requests/{other.pk}/withdraw/", follow=True).content.decode()
        assert "The host has given it already" in page
        assert (state(one), state(other)) == ("withdrawn", "given")
        assert nia.post(f"/document-requests/{one.pk}/withdraw/").status_code == 404
        assert give(ada, one).status_code == 404
        assert one.title not in ada.get(f"/turns/{scene.turn.pk}/documents/").content.decode()
        with pytest.raises(actions.NotNow, match="no longer"):
            actions.refuse(request=one, because="No", by=scene.people["ada"])
        assert facts_of([scene.challenge])[scene.challenge.pk].turns[0].documents == 1


READS = {"ada", "cora", "nia", "tia", "rhea", "hal", "pia"}


def test_everyone_else_finds_nothing_there(scene, cast):
    request = ask(scene)
    paths = [f"/turns/{scene.turn.pk}/documents/", f"/document-requests/{request.pk}/file/"]
    with clock_at(BEFORE):
        give(scene.client("ada"), request)
        look()
        for name in scene.people:
            codes = {code(scene.client(name), path) for path in paths}
            assert codes == ({200} if name in READS else {404}), name
        missing = "/document-requests/999999/"
        for name in ("gil", "mo", "lena", "nora"):
            client = scene.client(name)
            for what in ("give/", "file/"):
                here = client.get(f"/document-requests/{request.pk}/{what}")
                assert (here.status_code, client.get(missing + what).status_code) == (404, 404)
        assert scene.client("hal").get(f"/document-requests/{request.pk}/give/").status_code == 404
        assert scene.client("hal").post(f"/document-requests/{request.pk}/withdraw/").status_code == 404
        assert scene.client("ada").post(paths[0], {"title": "Mine"}).status_code == 403
        planning.move_challenge(challenge=scene.challenge, name="cancel", by=cast.mo)
        assert scene.client("ada").get(f"/document-requests/{request.pk}/give/").status_code == 403


def test_markup_is_shown_as_it_was_typed_and_the_page_asks_the_same_number_of_questions(
    scene, django_assert_max_num_queries
):
    for payload in TYPED:
        ask(scene, payload[:160], note=payload)
    with clock_at(BEFORE):
        client = scene.client("ada")
        with django_assert_max_num_queries(30):
            page = client.get(f"/turns/{scene.turn.pk}/documents/").content.decode()
        assert "<script>window" not in page
        assert "onerror=window.ran=1>" not in page.replace("&gt;", "")


def test_the_reading_list_has_what_is_open_now_and_says_when_the_rest_opens(scene):
    address = f"/turns/{scene.turn.pk}/reading/"
    with clock_at(BEFORE):
        page = scene.client("nia").get(address).content.decode()
        assert f"/releases/{scene.world.release.pk}/" in page
        assert f"/turns/{scene.turn.pk}/timetable/" not in page
        assert f"/turns/{scene.turn.pk}/documents/" in page
        assert scene.client("gil").get(address).status_code == 404
        manager = scene.client("mo").get(address).content.decode()
        assert f"/turns/{scene.turn.pk}/documents/" not in manager
    with clock_at(BEFORE.replace(day=5)):
        page = scene.client("nia").get(address).content.decode()
        assert "Opens on 11 January 2027" in page
        assert f"/releases/{scene.world.release.pk}/" not in page
