"""Files that the portal keeps: never changed, named by their content, handed out by their owner's view."""

import hashlib

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import models
from django.http import FileResponse


class StoredFile(models.Model):
    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveIntegerField(help_text="bytes")
    media_type = models.CharField(max_length=100)
    kept_at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return self.sha256[:12]

    @property
    def storage_name(self):
        return f"{self.sha256[:2]}/{self.sha256}"

    def open(self):
        return default_storage.open(self.storage_name)


def keep(path, media_type):
    """Keep a copy of the file at ``path``; the same bytes are kept once. Returns the StoredFile.

    The bytes are in storage before the row, so a row never names a missing file;
    a file without a row, left by a crash in between, is harmless.
    """
    with path.open("rb") as source:
        sha256 = hashlib.file_digest(source, "sha256").hexdigest()
        stored = StoredFile(sha256=sha256, size=path.stat().st_size, media_type=media_type)
        if not default_storage.exists(stored.storage_name):
            source.seek(0)
            default_storage.save(stored.storage_name, File(source))
    return StoredFile.objects.get_or_create(
        sha256=sha256, defaults={"size": stored.size, "media_type": media_type}
    )[0]


def attachment(stored, filename):
    """The download response: always saved, never shown inline, never kept by a cache."""
    response = FileResponse(stored.open(), as_attachment=True, filename=filename)
    response.headers["Content-Type"] = stored.media_type
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox"
    return response
