"""Who may come in: the demonstration from this machine only, and no view without a rule."""

import ipaddress

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect

from regions.access import LIBRARY_VIEWS
from regions.signing_in import is_demonstration_session


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
        if match.view_name not in LIBRARY_VIEWS and not has_second_factor(request):
            return redirect("mfa_activate_totp")
        if not rule.allows(request.user):
            raise PermissionDenied
        return None


def has_second_factor(request):
    return is_demonstration_session(request) or is_mfa_enabled(request.user)


class NoStore:
    """Signed-in pages are never kept by a browser or proxy, so Back after sign-out shows nothing."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers["Cache-Control"] = "no-store"
        return response
