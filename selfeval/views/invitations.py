"""Inviting someone to a chapter by e-mail; and the page that the e-mail leads to."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from regions.access import needs, open_to_all
from regions.roles import Permission
from regions.signing_in import password_address
from selfeval.actions import inviting
from selfeval.forms import InviteForm
from selfeval.models import Chapter, Invitation
from selfeval.statuses import MoveNotAllowed
from selfeval.views.writing import found, show


@needs(Permission.TAKE_PART)
@require_POST
def invite(request, pk):
    chapter = found(request, pk)
    if not inviting.may_invite(chapter, request.user):
        raise PermissionDenied
    form = InviteForm(request.POST)
    if not form.is_valid():
        return show(request, chapter, invite_form=form, form=form, status=422)
    try:
        sent = inviting.invite(chapter=chapter, by=request.user, **form.cleaned_data)
    except MoveNotAllowed as reason:
        messages.warning(request, str(reason))
        return redirect(chapter)
    except inviting.CannotInvite as reason:
        form.add_error("email", str(reason))
        return show(request, chapter, invite_form=form, form=form, status=422)
    messages.success(request, f"An invitation is on its way to {sent.email}.")
    return redirect(f"{chapter.get_absolute_url()}#people")


@needs(Permission.TAKE_PART)
@require_POST
def withdraw(request, pk):
    chapters = Chapter.objects.visible_to(request.user)
    invitation = get_object_or_404(Invitation.objects.filter(chapter__in=chapters), pk=pk)
    if not inviting.may_invite(invitation.chapter, request.user):
        raise PermissionDenied
    inviting.withdraw(invitation=invitation, by=request.user)
    return redirect(f"{invitation.chapter.get_absolute_url()}#people")


@open_to_all
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request, token):
    """One button. Opening the page, as a scanner of e-mails does, changes nothing."""
    invitations = Invitation.objects.select_related(
        "chapter__of", "chapter__evaluation__authority__region", "invited_by"
    )
    invitation = get_object_or_404(invitations, token_sha256=inviting.hash_of(token))
    if request.method == "POST":
        if person := inviting.accept(invitation=invitation):
            return welcome(request, person)
        invitation.refresh_from_db()
    status = 200 if invitation.is_waiting else 410
    return render(request, "selfeval/invitation.html", {"invitation": invitation}, status=status)


def welcome(request, person):
    """To choosing a password; who has one already signs in, as ever."""
    if person.has_usable_password():
        messages.success(request, "You have accepted. Sign in to write.")
        return redirect("selfeval:mine")
    return redirect(password_address(person))
