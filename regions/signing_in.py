"""Signing in: by invitation, with a second factor; and the demonstration's door without a password."""

import time
from datetime import datetime

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.forms import default_token_generator
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import login
from django.dispatch import receiver
from django.template.defaultfilters import date as date_words
from django.urls import reverse
from django.utils import timezone

DEMONSTRATION_KEY = "demonstration"
SIGNING_SECONDS = 15 * 60
METHODS = {
    "password": "password",
    "totp": "code from an authenticator app",
    "recovery_codes": "recovery code",
}


class ByInvitation(DefaultAccountAdapter):
    """Nobody signs up: an administrator adds a person, who then sets a password by e-mail."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "The e-mail address or the password is not right. Try again.",
        "too_many_login_attempts": "There were too many attempts. Wait five minutes and try again.",
        "rate_limited": "There were too many attempts. Wait five minutes and try again.",
        "incorrect_password": "That is not your password. Try again.",
        "enter_current_password": "That is not your password. Try again.",
    }

    def is_open_for_signup(self, request):
        return False

    def _get_login_attempts_cache_key(self, request, **credentials):
        """Counted by address and network address together, or strangers could lock a person out."""
        counted = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{counted}:{self.get_client_ip(request)}"

    def is_reauthentication_required(self, **kwargs):
        """A password or code given within five minutes is fresh enough, that of signing in too."""
        records = get_authentication_records(self.request, self.request.user)
        latest = max((one["at"] for one in records), default=0)
        return time.time() - latest > app_settings.REAUTHENTICATION_TIMEOUT


class CodesInPlainWords(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "The code is not right, or has been used. Wait for the next one and enter that.",
    }


@receiver(authenticator_added)
def note_second_factor(request, user, authenticator, **kwargs):
    """Setting up the app takes a code from it, so this session has given its second factor."""
    if authenticator.type == Authenticator.Type.TOTP:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


def password_address(person):
    """Where the person chooses a password, once, within the hour."""
    key = default_token_generator.make_token(person)
    return reverse(
        "account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(person), "key": key}
    )


def has_second_factor(request):
    """Whether this very session gave one: a session from before it was set up, maybe a thief's, has not."""
    if is_demonstration_session(request):
        return True
    records = get_authentication_records(request, request.user)
    return any(one["method"] == "mfa" for one in records) and is_mfa_enabled(request.user)


def may_sign_now(request):
    """Whether this session gave a password or code so lately that a signature can be said to be the person's."""
    if is_demonstration_session(request):
        return True
    records = get_authentication_records(request, request.user)
    return time.time() - max((one["at"] for one in records), default=0) <= SIGNING_SECONDS


def how_signed_in(request):
    """How this session knows who it is, in the words that a certificate prints."""
    if is_demonstration_session(request):
        return "Demonstration sign-in, without a password"
    records = get_authentication_records(request, request.user)
    latest = datetime.fromtimestamp(max(one["at"] for one in records), tz=timezone.get_default_timezone())
    kinds = dict.fromkeys(one.get("type", one["method"]) for one in records)
    words = " and ".join(METHODS.get(kind, kind) for kind in kinds)
    return f"{words[0].upper()}{words[1:]}, last given on {date_words(latest, 'j F Y')} at {latest:%H:%M}"


def sign_in_demonstration_person(request, person):
    """Sign in as an invented person; refuses anyone else, and refuses outside demonstration mode."""
    if not (settings.DEMO and person.is_demonstration):
        raise PermissionError("Only demonstration people may be signed in this way.")
    login(request, person)
    request.session[DEMONSTRATION_KEY] = True


def is_demonstration_session(request):
    signed_in_there = request.session.get(DEMONSTRATION_KEY) is True
    return settings.DEMO and signed_in_there and request.user.is_demonstration
