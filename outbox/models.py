"""E-mails as rows: written in the transaction that causes them, so that none is lost and none is sent twice."""

import hashlib
from email.utils import parseaddr

from django.conf import settings
from django.db import models


class MessageQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Everything for those who may read the outbox; the permission's name is the policy's own."""
        return self if person.may("view_outbox") else self.none()


class Message(models.Model):
    """One e-mail to one person about one thing."""

    class State(models.TextChoices):
        KEPT = "kept", "Kept, not sent"
        WAITING = "waiting", "Waiting to be sent"
        SENT = "sent", "Sent"

    kind = models.SlugField(max_length=40)
    recipient = models.EmailField()
    about = models.CharField(max_length=200, help_text="What it is about: one message of a kind to a person")
    subject = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "recipient", "about"], name="message_once"),
            models.CheckConstraint(
                name="message_sent_has_its_time",
                condition=models.Q(state="sent", sent_at__isnull=False)
                | (~models.Q(state="sent") & models.Q(sent_at__isnull=True)),
            ),
        ]

    def __str__(self):
        return f"{self.subject} to {self.recipient}"

    @property
    def message_id(self):
        """The same at every try, so that a mail server can drop a second copy."""
        what = "\n".join([self.kind, self.recipient, self.about])
        domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2]
        return f"<{hashlib.sha256(what.encode()).hexdigest()[:32]}@{domain}>"
