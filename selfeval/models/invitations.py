"""Asking someone by e-mail to write in a chapter. Nothing is theirs until they accept."""

from django.db import models
from django.utils import timezone

from regions.models import Person
from selfeval.models.evaluations import Chapter, ChapterPart


class InvitationQuerySet(models.QuerySet):
    def waiting(self):
        """Neither accepted nor withdrawn, and not out of date."""
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now())


class Invitation(models.Model):
    """A link that works once. Only its hash is kept, so that whoever reads the database cannot use it."""

    chapter = models.ForeignKey(Chapter, models.CASCADE, related_name="invitations")
    email = models.EmailField()
    name = models.CharField(max_length=120)
    part = models.CharField(max_length=11, choices=ChapterPart.Part)
    token_sha256 = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["invited_at"]

    def __str__(self):
        return f"{self.name} ({self.email})"

    @property
    def is_waiting(self):
        return not (self.accepted_at or self.withdrawn_at) and self.expires_at > timezone.now()
