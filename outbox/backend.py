"""Django's e-mail backend: what Django and the sign-in library send goes through the outbox too."""

from uuid import uuid4

from django.core.mail.backends.base import BaseEmailBackend

from outbox.actions import post
from outbox.tasks import SIGN_IN


class OutboxBackend(BaseEmailBackend):
    def send_messages(self, email_messages):
        """Keep each message for each of its recipients; every one counts as new. Returns how many messages."""
        for email in email_messages:
            for recipient in email.recipients():
                post(kind=SIGN_IN, to=recipient, subject=email.subject, body=email.body, about=uuid4().hex)
        return len(email_messages)
