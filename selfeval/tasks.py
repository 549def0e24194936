"""The files of a release, made in the background."""

import json
import tempfile
from pathlib import Path

from cycles import reminders
from files.models import keep
from jobs.registry import Handler, Permanent, handler
from outbox.tasks import still_right
from selfeval.evidence_files import Refused, look_inside
from selfeval.models import Evidence, Release
from selfeval.notices import RECHECKS, share_day_came
from selfeval.reports import build_pdf, build_word
from ui.pdf import RenderFailed

still_right.update(RECHECKS)
reminders.also_told.append(share_day_came)

RELEASE = "release"
EVIDENCE = "evidence"
PDF_TYPE = "application/pdf"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@handler(RELEASE)
class MakeFiles(Handler):
    def make(self, job):
        """The release's PDF and Word document, kept."""
        release = Release.objects.get(pk=job.params["release"])
        content = json.loads(release.content)
        named = {"number": release.number, "sha256": release.content_sha256}
        with tempfile.TemporaryDirectory() as folder:
            pdf, word = Path(folder) / "release.pdf", Path(folder) / "release.docx"
            try:
                build_pdf(content, pdf, made=release.released_at, **named)
            except RenderFailed as fault:
                raise Permanent(str(fault)) from fault
            build_word(content, word, **named)
            return {"pdf": keep(pdf, PDF_TYPE), "word": keep(word, WORD_TYPE)}

    def publish(self, job, made):
        Release.objects.filter(pk=job.params["release"], pdf=None).update(**made)


@handler(EVIDENCE)
class LookAtEvidence(Handler):
    def make(self, job):
        """Why the file is refused, in words; nothing if it is not."""
        evidence = Evidence.objects.select_related("file").get(pk=job.params["evidence"])
        try:
            with evidence.file.open() as file:
                look_inside(file, evidence.file_name)
        except Refused as reason:
            return str(reason)
        return ""

    def publish(self, job, made):
        waiting = Evidence.objects.filter(pk=job.params["evidence"], state=Evidence.State.QUARANTINED)
        if made:
            waiting.update(state=Evidence.State.REFUSED, refused_because=made, file=None)
        else:
            waiting.update(state=Evidence.State.READY)
