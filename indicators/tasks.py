"""The background work behind the page for loading figures: read a file, and later load it."""

import shutil
import tempfile
from pathlib import Path

from django.utils import timezone

from indicators.importing.differences import preview
from indicators.importing.findings import findings_of
from indicators.importing.parsed import Unreadable
from indicators.importing.reading import parse
from indicators.importing.storing import Refused, prepare, store_prepared
from indicators.models import Upload
from jobs.registry import Handler, Permanent, handler
from jobs.running import report

CHECK, LOAD = "import_check", "import"


@handler(CHECK)
class ReadFile(Handler):
    def make(self, job):
        """What the file holds and would change."""
        parsed = parsed_upload(upload_of(job))
        report(job, "Comparing with the figures that the portal holds")
        return findings_of(parsed, preview(parsed))

    def publish(self, job, made):
        Upload.objects.filter(pk=job.params["upload"]).update(findings=made)


@handler(LOAD)
class LoadFile(Handler):
    def make(self, job):
        """The file read again: what stands may have changed since it was looked at."""
        parsed = parsed_upload(upload_of(job))
        report(job, "Working out how authorities compare")
        try:
            prepared = prepare(parsed)
        except Refused as fault:
            raise Permanent(str(fault)) from fault
        report(job, "Storing the figures")
        return prepared

    def publish(self, job, made):
        """One that another load has overtaken is tried again, from the start."""
        upload = upload_of(job)
        if upload.loaded_at is not None:
            return
        upload.version = store_prepared(made, by=upload.uploaded_by, upload=upload.file)
        upload.loaded_at = timezone.now()
        upload.save(update_fields=["version", "loaded_at"])


def upload_of(job):
    return Upload.objects.select_related("file", "uploaded_by").get(pk=job.params["upload"])


def parsed_upload(upload):
    """The upload parsed from a copy that has its own name. Raises Permanent when it cannot be read."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"upload{Path(upload.name).suffix.lower()}"
        with upload.file.open() as source, path.open("wb") as copy:
            shutil.copyfileobj(source, copy)
        try:
            return parse(path, name=upload.name, apart=True)
        except Unreadable as reason:
            raise Permanent(str(reason)) from reason
