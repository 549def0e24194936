"""Taking a kept e-mail to the mail server."""

from collections.abc import Callable
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils import timezone

from jobs.registry import Handler, Permanent, handler
from outbox.models import Message

EMAIL = "email"
SIGN_IN = "sign-in"  # messages whose text lets its reader in: it is not kept once sent
PERMANENT_CODES = range(
    550, 560
)  # RFC 5321: no such mailbox, refused; other 5xx are the server's own trouble
HOUR = 3600

# An app above puts in, by kind of message, whether it is still right to send it; one that is not is kept, not sent.
still_right: dict[str, Callable[[Message], bool]] = {}


@handler(EMAIL)
class SendMessage(Handler):
    """Sending is the one ``make`` with an effect outside: no mail server can promise exactly once.

    A worker killed between sending and marking sends again, with the same Message-ID.
    """

    waits = (10, 60, 300, 900, HOUR, 4 * HOUR, 12 * HOUR, 24 * HOUR)

    def make(self, job):
        """Whether it was sent, now or earlier."""
        message = Message.objects.get(pk=job.params["message"])
        if message.state == Message.State.SENT:
            return True
        if not still_right.get(message.kind, always)(message):
            return False
        send(message)
        return True

    def publish(self, job, made):
        waiting = Message.objects.filter(pk=job.params["message"], state=Message.State.WAITING)
        if not made:
            waiting.update(state=Message.State.KEPT)
            return
        waiting.filter(kind=SIGN_IN).update(body="")
        waiting.update(state=Message.State.SENT, sent_at=timezone.now())


def always(message):
    return True


def send(message):
    """Hand the message to the mail server. Raises Permanent if the server refuses this message for good."""
    email = EmailMessage(
        message.subject,
        message.body,
        to=[message.recipient],
        headers={"Message-ID": message.message_id},
        connection=get_connection("django.core.mail.backends.smtp.EmailBackend", **settings.OUTBOX_SMTP),
    )
    try:
        email.send()
    except SMTPRecipientsRefused as refused:
        code, reason = refused.recipients[message.recipient]
        if code in PERMANENT_CODES:
            raise Permanent(
                f"The mail server refused this address: {reason.decode(errors='replace')}"
            ) from None
        raise
    except SMTPResponseException as refused:
        if refused.smtp_code in PERMANENT_CODES:
            raise Permanent(f"The mail server refused this message: {refused.smtp_error!r}") from None
        raise
