"""Who may come in: the demonstration from this machine only, and no view without a rule."""

import ipaddress

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, resolve_url

from regions.access import LIBRARY_VIEWS
from regions.signing_in import has_second_factor

LARGEST_KEY = 2**63 - 1


class DemonstrationIsLocal:
    """Demonstration sign-in needs no password, so the demonstration answers loopback addresses only."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if settings.DEMO and not ipaddress.ip_address(request.META["REMOTE_ADDR"]).is_loopback:
            raise PermissionDenied("The demonstration answers only on the machine that runs it.")
        return self.get_response(request)


class AccessRequired:
    """Closed by default: a view that declares no rule is refused, whoever asks."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        match = request.resolver_match
        rule = getattr(view, "access", None) or LIBRARY_VIEWS.get(match.view_name)
        if rule is None:
            raise PermissionDenied("This page has no access rule.")
        if rule.public:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if rule.second_factor and not has_second_factor(request):
            return to_second_factor(request)
        if not rule.allows(request.user):
            raise PermissionDenied
        if any(isinstance(key, int) and key > LARGEST_KEY for key in kwargs.values()):
            raise Http404  # and not the database's error
        return None


def to_second_factor(request):
    """To set one up, or to give the one that was set up from another session."""
    if is_mfa_enabled(request.user):
        return redirect_to_login(request.get_full_path(), login_url=resolve_url("mfa_reauthenticate"))
    return redirect("mfa_activate_totp")


class NoStore:
    """Pages are never kept by a browser or proxy, so Back after sign-out shows nothing.

    Those for people not signed in too: a page that takes a code or a new password is one.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers["Cache-Control"] = "no-store"
        return response
