"""Posting an e-mail. It is a row in the caller's transaction; a job takes it to the mail server."""

from django.conf import settings
from django.db import transaction
from django.db.models import Model

from jobs.actions import enqueue
from outbox.models import Message
from outbox.tasks import EMAIL

State = Message.State


@transaction.atomic
def post(*, kind: str, to: str, subject: str, body: str, about: Model | str) -> Message:
    """Keep the e-mail and, where e-mail is delivered, have it sent when the transaction commits.

    ``about`` is the thing it is about, or a text that names it: a second message of the
    same kind to the same person about the same thing is the first one, and is not sent again.
    """
    if isinstance(about, Model):
        about = f"{about._meta.label_lower} {about.pk}"
    message, is_new = Message.objects.get_or_create(
        kind=kind,
        recipient=to,
        about=about,
        defaults={
            "subject": " ".join(subject.split()),
            "body": body,
            "state": State.WAITING if settings.OUTBOX_DELIVERS else State.KEPT,
        },
    )
    if is_new and message.state == State.WAITING:
        enqueue(EMAIL, str(message.pk), params={"message": message.pk})
    return message
