from django.db import models

from files.models import StoredFile
from jobs.models import Job


class Publication(models.Model):
    """Each time that a job was published. No constraint stops a second one, so it shows; rows are only added."""

    job = models.ForeignKey(Job, models.PROTECT, related_name="publications")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True)

    def __str__(self):
        return f"{self.job} published"
