"""What is done in the background: looking inside files that a host gives, making those of written feedback."""

import json
import tempfile
from pathlib import Path

from challenges import notices, reminding
from challenges.models import DocumentRequest, FeedbackNote
from challenges.reports import build_note_pdf, build_note_word
from cycles import reminders
from files.models import keep
from jobs.registry import Handler, Permanent, handler
from outbox.tasks import still_right
from selfeval.evidence_files import Refused, look_inside
from selfeval.tasks import PDF_TYPE, WORD_TYPE
from ui.pdf import RenderFailed

still_right.update(notices.RECHECKS)
still_right.update(reminding.RECHECKS)
reminders.also_told.append(reminding.steps_came_near)

DOCUMENT = "document"


@handler(DOCUMENT)
class LookAtDocument(Handler):
    def make(self, job):
        """Why the file is refused, in words; nothing if it is not, or if another was given meanwhile."""
        request = waiting(job).select_related("file").first()
        if request is None:
            return ""
        try:
            with request.file.open() as file:
                look_inside(file, request.file_name)
        except Refused as reason:
            return str(reason)
        return ""

    def publish(self, job, made):
        State = DocumentRequest.State  # noqa: N806
        if made:
            waiting(job).update(state=State.REFUSED, refused_because=made, file=None)
        else:
            waiting(job).update(state=State.GIVEN)


def waiting(job):
    """The request, while it still waits with the file that the job is about."""
    return DocumentRequest.objects.filter(
        pk=job.params["request"], file=job.params["file"], state=DocumentRequest.State.CHECKING
    )


# -- Written feedback -----------------------------------------------------------------------------------------------

NOTE = "feedback-note"


@handler(NOTE)
class MakeNote(Handler):
    def make(self, job):
        """The released feedback's PDF and Word document, kept."""
        note = FeedbackNote.objects.get(pk=job.params["note"])
        content = json.loads(note.content)
        named = {"response": note.host_response, "sha256": note.content_sha256}
        with tempfile.TemporaryDirectory() as folder:
            pdf, word = Path(folder) / "note.pdf", Path(folder) / "note.docx"
            try:
                build_note_pdf(content, pdf, made=note.released_at, **named)
            except RenderFailed as fault:
                raise Permanent(str(fault)) from fault
            build_note_word(content, word, **named)
            return {"pdf": keep(pdf, PDF_TYPE), "word": keep(word, WORD_TYPE)}

    def publish(self, job, made):
        FeedbackNote.objects.filter(pk=job.params["note"], pdf=None).update(**made)
