from django.db import models

from files.models import StoredFile


class Parcel(models.Model):
    """What a test job publishes. No constraint stops two of a number, so a job published twice shows."""

    number = models.IntegerField()
    file = models.ForeignKey(StoredFile, models.PROTECT)

    def __str__(self):
        return f"Parcel {self.number}"
