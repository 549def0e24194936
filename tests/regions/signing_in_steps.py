"""What a person does to sign in, step by step, and the codes that an authenticator app would show."""

import base64
import hmac
import re
import time

from allauth.mfa.models import Authenticator
from django.urls import reverse

from outbox.models import Message

PASSWORD = "copper kettle orchard"


def code_of(secret, *, at=None):
    """The six digits of RFC 6238 with its defaults, at a time in seconds, now unless told."""
    counter = int((at or time.time()) // 30).to_bytes(8, "big")
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**6:06}"


def give_password(client, person, password=PASSWORD, **where):
    return client.post(reverse("account_login"), {"login": person.email, "password": password}, **where)


def give_code(client, code):
    return client.post(reverse("mfa_authenticate"), {"code": code})


def set_up_app(client):
    """Go through the set-up page; returns the secret. Needs a test with transactions of its own."""
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    return secret


def has_app(person):
    """Give the person an app and recovery codes, as if set up some time ago; returns the secret."""
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    RecoveryCodes.activate(person)
    return secret


def recovery_codes_of(person):
    return Authenticator.objects.get(user=person, type="recovery_codes").wrap().get_unused_codes()


def link_in(message):
    """The path of the one link in an e-mail."""
    return re.search(r"https?://[^/\s]+(/\S+)", message.body)[1]


def newest_message():
    return Message.objects.order_by("-pk").first()
