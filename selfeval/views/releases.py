"""What the owner decides about a release: who has read it, withdrawing it, ending a share."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from regions.access import needs
from regions.models import LocalAuthority
from regions.roles import Permission
from selfeval.actions import releasing
from selfeval.models import Release, Share

SHOWN = 200


@needs(Permission.READ_OWN_RELEASES)
@require_GET
def readings(request, pk):
    """Who has opened or taken away the release; for the authority that owns it."""
    release = own_release(request, pk, Permission.EDIT_SELF_EVALUATION, Permission.ENDORSE_SELF_EVALUATION)
    rows = release.readings.select_related("person").prefetch_related("person__posts__authority")[:SHOWN]
    return render(request, "selfeval/readings.html", {"release": release, "rows": rows})


@needs(Permission.SIGN_SELF_EVALUATION)
@require_http_methods(["GET", "POST"])
def withdraw(request, pk):
    """Asks first, then closes the release to everyone outside the authority."""
    release = own_release(request, pk, Permission.SIGN_SELF_EVALUATION)
    if request.method == "GET":
        return render(request, "selfeval/withdraw.html", {"release": release})
    releasing.withdraw(release=release, by=request.user)
    messages.success(
        request, f"Version {release.number} is withdrawn. Nobody outside your authority can open it."
    )
    return redirect(release.evaluation)


@needs(Permission.SIGN_SELF_EVALUATION)
@require_http_methods(["GET", "POST"])
def end_share(request, pk):
    """Asks first, then ends another authority's reading before its time."""
    own = LocalAuthority.objects.where(request.user, Permission.SIGN_SELF_EVALUATION)
    shares = Share.objects.filter(evaluation__authority__in=own, ended_at=None)
    share = get_object_or_404(shares.select_related("authority", "evaluation__authority__region"), pk=pk)
    if request.method == "GET":
        return render(request, "selfeval/end_share.html", {"share": share})
    releasing.end_share(share=share, by=request.user)
    messages.success(request, f"{share.authority.name} can no longer read it.")
    return redirect(share.evaluation)


def own_release(request, pk, *permissions):
    """A release of the person's own authority; 403 for one who may read it but not do this."""
    release = get_object_or_404(
        Release.objects.visible_to(request.user)
        .defer("content")
        .select_related("evaluation__authority__region"),
        pk=pk,
    )
    if not any(request.user.may(permission, at=release.evaluation.authority) for permission in permissions):
        raise PermissionDenied
    return release
