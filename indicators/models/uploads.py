"""Files that people hand in to be loaded, from the choice of a file to the version it made."""

from django.conf import settings
from django.db import models

from files.models import StoredFile
from indicators.models.figures import DataVersion


class UploadQuerySet(models.QuerySet):
    def visible_to(self, person):
        """A person's own: a file that is not loaded yet is nobody else's business."""
        return self.filter(uploaded_by=person)


class Upload(models.Model):
    """A file kept, read in the background (``findings``), and loaded when the person says so.

    ``findings`` is what ``indicators.importing.findings`` makes; null until the file has been read.
    """

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120, help_text="As the person knows the file")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    findings = models.JSONField(null=True)
    loaded_at = models.DateTimeField(null=True)
    version = models.OneToOneField(DataVersion, models.PROTECT, null=True, related_name="from_upload")

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return self.name

    @property
    def can_be_loaded(self):
        """Whether the file was read, all rows are good, and it would change something."""
        return bool(
            self.findings
            and self.loaded_at is None
            and not self.findings["refused"]
            and not self.findings["changes_nothing"]
        )
