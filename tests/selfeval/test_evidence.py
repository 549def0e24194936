"""Evidence: what may be added, that nobody fetches it before it was looked at, and that it is only a download."""

import io
import zipfile
from pathlib import Path

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from jobs import running
from jobs.models import Job
from selfeval.actions import evidence as actions
from selfeval.actions.writing import Locked
from selfeval.blockers import blockers
from selfeval.content import frozen
from selfeval.evidence_files import LARGEST, Refused, check
from selfeval.models import Evidence
from tests.selfeval.writing_examples import make_evaluation

pytestmark = pytest.mark.django_db


@pytest.fixture
def chapter(cast):
    return make_evaluation(cast).chapters.first()


def word(**extra):
    """A real Word document, with further parts."""
    made = io.BytesIO()
    Document().save(made)
    with zipfile.ZipFile(made, "a") as parts:
        for name, content in extra.items():
            parts.writestr(name.replace("__", "/").replace("_bin", ".bin"), content)
    return made.getvalue()


def pdf(**options):
    made = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(made, **options)
    return made.getvalue()


def add(client, chapter, name="audit.docx", content=None, **fields):
    file = SimpleUploadedFile(name, word() if content is None else content)
    client.post(f"/chapters/{chapter.pk}/evidence/", {"title": "An audit", "file": file, **fields})
    return Evidence.objects.order_by("pk").last()


def look():
    running.run(Job.objects.filter(kind="evidence").latest("pk").pk)


def test_a_file_is_fetched_only_once_it_was_looked_at_and_only_as_a_download(client_of, chapter):
    client = client_of("rob")
    content = word()
    evidence = add(client, chapter, content=content, pages="Page 3")

    assert (evidence.state, evidence.pages) == ("quarantined", "Page 3")
    assert client.get(f"/evidence/{evidence.pk}/file/").status_code == 404
    look()
    response = client.get(f"/evidence/{evidence.pk}/file/")

    assert b"".join(response.streaming_content) == content
    assert response["Content-Disposition"] == 'attachment; filename="audit.docx"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("macros.docx", word(word__vbaProject_bin=b"x"), "macros"),
        ("locked.pdf", pdf(encryption=pikepdf.Encryption(owner="a", user="b")), "password"),
        ("sheet.xlsx", word(), "not the kind"),
        ("broken.docx", b"PK\x03\x04 and no more", "cannot be opened"),
    ],
)
def test_a_file_that_is_refused_inside_is_never_fetched_and_says_why(
    client_of, chapter, name, content, words
):
    client = client_of("rob")
    evidence = add(client, chapter, name, content)
    look()

    evidence.refresh_from_db()
    assert (evidence.state, evidence.file) == ("refused", None)
    assert words in evidence.refused_because
    assert client.get(f"/evidence/{evidence.pk}/file/").status_code == 404


@pytest.mark.parametrize(
    ("name", "start", "size", "words"),
    [
        ("run.exe", b"MZ", 9, "kind of file"),
        ("macro.docm", b"PK\x03\x04", 9, "kind of file"),
        ("page.html", b"<script>", 9, "kind of file"),
        ("report.pdf", b"<script>", 9, "something else"),
        ("report.docx", b"%PDF-1.7", 9, "something else"),
        ("locked.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 9, "password"),
        ("table.csv", b"a\x00b", 9, "something else"),
        ("nothing.txt", b"", 0, "empty"),
        ("large.pdf", b"%PDF-1.7", LARGEST + 1, "25 MB"),
        ("no ending", b"%PDF-1.7", 9, "kind of file"),
    ],
)
def test_what_cannot_be_evidence_is_refused_in_words(name, start, size, words):
    with pytest.raises(Refused, match=words):
        check(start, size, name)


@pytest.mark.parametrize("name", ["a.pdf", "a.PNG", "a.jpg", "a.txt", "a.csv", "a.xlsx", "a.pptx"])
def test_the_usual_kinds_are_taken(name):
    starts = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff", "xlsx": b"PK\x03\x04"}
    starts |= {"pptx": b"PK\x03\x04"}

    assert check(starts.get(name.lower()[2:], b"a,b"), 9, name)


def test_a_refused_upload_leaves_nothing_and_says_why(client_of, chapter):
    client = client_of("rob")

    assert add(client, chapter, "run.exe", b"MZ") is None
    assert "That kind of file cannot be added." in client.get(f"/chapters/{chapter.pk}/").text


def test_a_page_is_cited_without_a_file(client_of, chapter):
    client_of("rob").post(f"/chapters/{chapter.pk}/evidence/", {"title": "Annual report", "pages": "Page 12"})

    assert Evidence.objects.get().state == "ready"
    assert not Job.objects.filter(kind="evidence").exists()


def test_what_is_removed_is_put_back_as_it_was(client_of, chapter):
    client = client_of("rob")
    evidence = add(client, chapter)
    look()

    client.post(f"/evidence/{evidence.pk}/remove/")
    gone = client.get(f"/evidence/{evidence.pk}/file/").status_code
    client.post(f"/evidence/{evidence.pk}/remove/", {"back": "yes"})

    assert gone == 404
    response = client.get(f"/evidence/{evidence.pk}/file/")
    assert b"".join(response.streaming_content).startswith(b"PK")


@pytest.mark.parametrize("name", ["nia", "lena", "mo", "pat", "gus", "adi", "wil"])
def test_nobody_else_fetches_adds_or_removes(client_of, chapter, name):
    evidence = add(client_of("rob"), chapter)
    look()
    client = client_of(name)

    for response in (
        client.get(f"/evidence/{evidence.pk}/file/"),
        client.post(f"/evidence/{evidence.pk}/remove/"),
        client.post(f"/chapters/{chapter.pk}/evidence/", {"title": "x"}),
    ):
        assert response.status_code in (403, 404)
    assert Evidence.objects.filter(removed_at=None).count() == 1


def test_a_contributor_of_another_chapter_fetches_nothing(client_of, chapter):
    evidence = add(client_of("ada"), chapter.evaluation.chapters.last())
    look()

    assert client_of("rob").get(f"/evidence/{evidence.pk}/file/").status_code == 404


def test_a_locked_chapter_takes_no_evidence(client_of, chapter):
    type(chapter).objects.filter(pk=chapter.pk).update(state="locked")

    assert add(client_of("ada"), chapter) is None


@pytest.mark.parametrize("name", ["../../etc/passwd.pdf", "\u202efdp.pdf", "é" * 140 + ".pdf", 'a"b.pdf'])
def test_no_name_breaks_out_of_the_download(client_of, chapter, name):
    client = client_of("rob")
    evidence = add(client, chapter, name, pdf())
    look()

    response = client.get(f"/evidence/{evidence.pk}/file/")

    assert response.status_code == 200
    b"".join(response.streaming_content)
    assert "\u202e" not in evidence.file_name
    assert response["Content-Disposition"].startswith("attachment")
    assert Path(evidence.file_name).name == evidence.file_name


def test_a_chapter_that_is_locked_meanwhile_takes_and_loses_nothing(cast, chapter):
    evidence = actions.add(chapter=chapter, title="An audit", pages="", by=cast.ada)
    type(chapter).objects.filter(pk=chapter.pk).update(state="locked")

    for deed in (
        lambda: actions.add(chapter=chapter, title="Another", pages="", by=cast.ada),
        lambda: actions.remove(evidence=evidence, by=cast.ada),
        lambda: actions.put_back(evidence=evidence, by=cast.ada),
    ):
        with pytest.raises(Locked):
            deed()
    assert [one.removed_at for one in Evidence.objects.all()] == [None]


def test_a_file_that_is_still_being_checked_holds_the_signature_up_and_is_in_no_release(client_of, chapter):
    add(client_of("ada"), chapter)
    words = [one.words for one in blockers(chapter.evaluation)]

    assert any("is still being checked: “An audit”" in one for one in words)
    assert frozen(chapter.evaluation)["chapters"][0]["evidence"] == []
    Evidence.objects.update(state=Evidence.State.READY)
    assert [one["title"] for one in frozen(chapter.evaluation)["chapters"][0]["evidence"]] == ["An audit"]
    assert not any("being checked" in one.words for one in blockers(chapter.evaluation))
