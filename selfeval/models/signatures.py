"""What the director signed: the whole document as it stood then, so that just that is released."""

from django.db import models

from regions.models import Person
from regions.models.memoranda import AppendOnly, NeverChanges
from selfeval.models.evaluations import SelfEvaluation


class Signature(AppendOnly):
    """One signing of a document. ``content`` is canonical JSON (see ``selfeval.content``), with its hash.

    A document that was reopened is signed again: its newest signature is the one that counts. The database
    refuses a change too (migration 0007).
    """

    evaluation = models.ForeignKey(SelfEvaluation, models.PROTECT, related_name="signatures")
    content = models.TextField()
    content_sha256 = models.CharField(max_length=64)
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    objects = NeverChanges.as_manager()

    class Meta:
        ordering = ["-signed_at", "-pk"]

    def __str__(self):
        return f"{self.evaluation}, signed by {self.signed_by}"
