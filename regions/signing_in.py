"""Signing in: by invitation only, and the demonstration's door without a password."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth import login

DEMONSTRATION_KEY = "demonstration"


class ByInvitation(DefaultAccountAdapter):
    """Nobody signs up: an administrator adds a person, who then sets a password by e-mail."""

    def is_open_for_signup(self, request):
        return False


def sign_in_demonstration_person(request, person):
    """Sign in as an invented person; refuses anyone else, and refuses outside demonstration mode."""
    if not (settings.DEMO and person.is_demonstration):
        raise PermissionError("Only demonstration people may be signed in this way.")
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    request.session[DEMONSTRATION_KEY] = True


def is_demonstration_session(request):
    return settings.DEMO and request.session.get(DEMONSTRATION_KEY) is True
