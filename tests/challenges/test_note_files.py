"""The files of released feedback: tagged, with real headings, text only, and marked as somebody's copy."""

from io import BytesIO

import page as validation
import pikepdf
import pytest
from django.urls import reverse
from docx import Document

from audit.models import Event
from challenges.actions import notes
from challenges.models import FeedbackNote, ObserverSignOff
from challenges.reports import build_note_pdf, build_note_word
from jobs.models import Job
from jobs.registry import HANDLERS
from tests.challenges.feedback import RELEASED, find, person, take_to
from tests.challenges.world import LATER, clock_at, make_scene
from tests.datapacks.test_reports import tag_tree
from tests.selfeval.payloads import PAYLOADS, TYPED
from tests.selfeval.pdf_text import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.either]


@pytest.fixture
def scene(cast, settings):
    """Released, with every kind of part, and every payload in each of its texts."""
    settings.DEMO = True
    made = make_scene(cast)
    with clock_at(LATER):
        find(made, "Plans are late")
        find(made, " ".join(TYPED), strand="leadership", is_good_practice=True)
        find(made, "Thresholds vary", state="dropped", dropped_because=PAYLOADS[5])
        ObserverSignOff.objects.create(
            turn=made.turn,
            about="findings",
            is_signed=False,
            reservation=PAYLOADS[9],
            by=made.people["tia"],
        )
        text = "\n\n".join(["# A heading", "- One", *PAYLOADS])
        notes.write(turn=made.fresh(), part="opening", text=text, built_on=0, by=person(made, "nia"))
        take_to(made, "send")
        response = f"Thank you. {PAYLOADS[0]} \x0b 中"
        notes.write(
            turn=made.fresh(), part="host_response", text=response, built_on=1, by=person(made, "ada")
        )
        take_to(made, *RELEASED[1:])
        yield made


def copy(scene, name, kind):
    return scene.client(name).get(reverse(f"challenges:note_{kind}", args=[scene.turn.pk]))


def test_the_job_keeps_a_valid_tagged_pdf_and_a_word_file(scene, tmp_path):
    note = FeedbackNote.objects.get()
    job = Job.objects.get(kind="feedback-note")
    handler = HANDLERS["feedback-note"]

    handler.publish(job, handler.make(job))

    note.refresh_from_db()
    path = tmp_path / "note.pdf"
    with note.pdf.open() as file:
        path.write_bytes(file.read())
    report = validation.validate_pdf(str(path), profile=validation.ValidationProfile.PDF_UA_1)
    assert [fault.message for fault in report.failures] == []
    with pikepdf.open(path) as made:
        assert "/StructTreeRoot" in made.Root
        assert str(made.Root.Lang) == "en-GB"
        assert str(made.docinfo.Title) == "Northmere: Feedback of peers"
        assert "/OpenAction" not in made.Root
        assert not [
            o
            for o in made.objects
            if isinstance(o, pikepdf.Dictionary) and o.get("/S") in {"/JavaScript", "/Launch"}
        ]
    assert {"/H1", "/H2", "/L", "/LI"} <= {tag for tag, _ in tag_tree(path)}
    assert "<svgonload=window.ran=1>" in text_of(path).replace(" ", "")
    assert "<imgsrc=xonerror=window.ran=1>" in text_of(path).replace(" ", "").replace("\n", "")


def test_a_copy_says_whose_it_is_and_is_noted(scene, tmp_path):
    got = copy(scene, "nia", "pdf")
    path = tmp_path / "copy.pdf"
    path.write_bytes(got.content)

    assert got.headers["Content-Disposition"] == 'attachment; filename="northmere-feedback.pdf"'
    assert got.headers["Content-Security-Policy"] == "sandbox"
    assert "Copy of Nia, 15 February 2027 at 12:00" in text_of(path)
    event = Event.objects.get(action="feedback_downloaded")
    assert (event.actor, event.detail) == (scene.people["nia"], {"file": "pdf"})
    assert [copy(scene, name, "pdf").status_code for name in ("mo", "pat", "nora", "wyn")] == [404] * 4
    FeedbackNote.objects.update(state="final")
    assert copy(scene, "ada", "pdf").status_code == 404


def test_the_word_copy_has_real_headings_and_holds_everything_as_text(scene):
    word = Document(BytesIO(copy(scene, "ada", "word").content))

    by_style = {}
    for one in word.paragraphs:
        by_style.setdefault(one.style.name, []).append(one.text)
    assert by_style["Title"] == ["Feedback of peers for Northmere"]
    assert by_style["Heading 1"] == [
        "Overview",
        "Operational improvement (1)",
        "Leadership and management (1)",
        "Told on the day and not kept",
        "Reservations of the observer",
        "The host’s response",
    ]
    assert "Plans are late" in by_style["List Bullet"]
    words = "\n".join(one.text for one in word.paragraphs)
    assert "<svg onload=window.ran=1>" in words
    assert "中" in words
    assert word.core_properties.language == "en-GB"
    assert word.sections[0].header.paragraphs[0].text.startswith("Copy of Ada, 15 February 2027")
    assert [one.target_ref for one in word.part.rels.values() if one.is_external] == []


def test_files_of_feedback_with_nothing_but_points(tmp_path):
    strand = {"name": "Operational improvement", "count": 0, "lines": []}
    content = {
        "name": "Feedback of peers",
        "authority": "Northmere",
        "challenge": "Day",
        "protocol": "Challenge day, version 1",
        "days": "9 February 2027",
        "lead": "",
        "observer": "",
        "focus": "",
        "opening": "",
        "strands": [strand],
        "dropped": [],
        "reservations": [],
    }
    build_note_pdf(content, tmp_path / "a.pdf", response="", sha256="0" * 64, made=LATER)
    build_note_word(content, tmp_path / "a.docx", response="", sha256="0" * 64)

    assert "No finding." in text_of(tmp_path / "a.pdf")
    assert "No finding." in [one.text for one in Document(str(tmp_path / "a.docx")).paragraphs]
