"""File storage whose files are whole or absent, even when the machine stops in the middle of a write."""

import os
from pathlib import Path
from uuid import uuid4

from django.core.files.storage import FileSystemStorage


class WholeFileStorage(FileSystemStorage):
    """Names are hashes of content, so writing one again writes the same bytes."""

    def get_available_name(self, name, max_length=None):
        return name

    def _save(self, name, content):
        final = Path(self.path(name))
        final.parent.mkdir(parents=True, exist_ok=True)
        part = final.with_name(f"{final.name}.{uuid4().hex}.part")
        with part.open("wb") as target:
            for chunk in content.chunks():
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        if self.file_permissions_mode is not None:
            part.chmod(self.file_permissions_mode)
        part.replace(final)
        return name
