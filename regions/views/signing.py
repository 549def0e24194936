"""Signing a memorandum, withdrawing from it, and the certificate of a signature."""

import tempfile
from pathlib import Path

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods

from audit.models import record
from regions import actions
from regions.access import needs
from regions.forms.memoranda import SignForm
from regions.models import Memorandum, MemorandumSignature
from regions.reports import build_certificate
from regions.roles import Permission, Role
from regions.signing_in import how_signed_in, may_sign_now
from ui.pdf import RenderFailed


@needs(Permission.SIGN_MEMORANDUM)
@require_http_methods(["GET", "POST"])
def sign(request, pk, code):
    memorandum, authority = found(request, pk, code)
    roles = [role for role, place in actions.signing_posts(request.user) if place == authority.pk]
    if not roles:
        raise PermissionDenied
    if not may_sign_now(request):
        return to_prove(request)
    # Someone who holds two of the posts signs once in each.
    refusals = {role: actions.refusal(memorandum, authority, role, request.user) for role in roles}
    role = next((role for role in roles if not refusals[role]), roles[0])
    form = SignForm(
        request.POST if request.method == "POST" else None,
        statement=actions.statement(memorandum, authority, role),
        name=request.user.name,
    )
    context = {"memorandum": memorandum, "authority": authority, "form": form, "why_not": refusals[role]}
    if refusals[role] or not form.is_valid():
        refused = request.method == "POST"
        return render(request, "regions/memorandum_sign.html", context, status=422 if refused else 200)
    try:
        signature = actions.sign(
            memorandum=memorandum,
            authority=authority,
            role=role,
            typed_name=form.cleaned_data["typed_name"],
            signed_in_with=how_signed_in(request),
            by=request.user,
        )
    except actions.CannotSign as reason:  # something changed between the check and now
        return render(request, "regions/memorandum_sign.html", context | {"why_not": reason}, status=422)
    messages.success(request, f"You have signed version {memorandum.number} for {authority.name}.")
    return redirect(signature)


@needs(Permission.SIGN_MEMORANDUM)
@require_http_methods(["GET", "POST"])
def withdraw(request, pk, code):
    """Asks first: it closes access at once, and only the next version opens it again."""
    memorandum, authority = found(request, pk, code)
    if (Role.DCS, authority.pk) not in actions.signing_posts(request.user):
        raise PermissionDenied
    if not may_sign_now(request):
        return to_prove(request)
    why_not = actions.withdrawal_refusal(memorandum, authority, request.user)
    context = {"memorandum": memorandum, "authority": authority, "why_not": why_not}
    if request.method == "GET" or why_not:
        refused = request.method == "POST"
        return render(request, "regions/memorandum_withdraw.html", context, status=422 if refused else 200)
    try:
        actions.withdraw(
            memorandum=memorandum, authority=authority, signed_in_with=how_signed_in(request), by=request.user
        )
    except actions.CannotSign as reason:
        return render(request, "regions/memorandum_withdraw.html", context | {"why_not": reason}, status=422)
    messages.success(request, f"{authority.name} has withdrawn from version {memorandum.number}.")
    return redirect("regions:memorandum", memorandum.region.slug)


@needs(Permission.VIEW_MEMORANDUM)
@require_GET
def certificate(request, pk):
    return render(request, "regions/signature.html", {"signature": found_signature(request, pk)})


@needs(Permission.VIEW_MEMORANDUM)
@require_GET
def certificate_pdf(request, pk):
    """Printed when asked for: the same signature gives the same bytes each time."""
    signature = found_signature(request, pk)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "certificate.pdf"
        try:
            build_certificate(signature, path)
        except RenderFailed as reason:
            messages.warning(request, f"{reason} Try again in a few minutes.")
            return redirect(signature)
        response = HttpResponse(path.read_bytes(), content_type="application/pdf")
    record("certificate_downloaded", signature, by=request.user)
    name = f"memorandum-version-{signature.memorandum.number}-{slugify(signature)}.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox"
    return response


def found(request, pk, code):
    """An issued memorandum that the person may read, and an authority of its region."""
    visible = Memorandum.objects.visible_to(request.user).issued().select_related("region", "issued_by")
    memorandum = get_object_or_404(visible, pk=pk)
    return memorandum, get_object_or_404(memorandum.region.authorities.current(), pk=code)


def found_signature(request, pk):
    visible = MemorandumSignature.objects.visible_to(request.user)
    return get_object_or_404(visible.select_related("memorandum__region", "authority", "person"), pk=pk)


def to_prove(request):
    """To give the password or a code once more, and back."""
    return redirect_to_login(request.get_full_path(), login_url=resolve_url("account_reauthenticate"))
