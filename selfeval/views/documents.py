"""One's own self-evaluations: what needs writing, the document as a whole, its moves."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from regions.access import needs, signed_in
from regions.roles import Permission
from selfeval.actions import carrying, moving, releasing
from selfeval.actions.opening import set_open_to_members
from selfeval.actions.writing import Locked
from selfeval.forms import SignForm
from selfeval.models import SelfEvaluation
from selfeval.presenters.documents import evaluation_page, may_read_whole, whole_page
from selfeval.presenters.reading import my_page
from selfeval.statuses import MoveNotAllowed


@signed_in
@require_GET
def mine(request):
    return render(request, "selfeval/mine.html", {"page": my_page(request.user)})


@needs(Permission.TAKE_PART)
@require_GET
def evaluation(request, pk):
    return show(request, found(request, pk), SignForm())


@needs(Permission.TAKE_PART)
@require_GET
def whole(request, pk):
    """The whole document for who signs or endorses it: as it was signed, or as it would be."""
    evaluation = found(request, pk)
    if not may_read_whole(evaluation, request.user):
        raise PermissionDenied
    page = whole_page(evaluation)
    context = {"page": page, "document": page.document, "sha256": page.sha256}
    return render(request, "selfeval/whole.html", context)


@needs(Permission.TAKE_PART)
@require_POST
def move(request, pk):
    """Move the document on. A signature is a form; a release freezes it."""
    evaluation, name = found(request, pk), request.POST.get("move", "")
    form = SignForm(request.POST) if name == "sign" else SignForm()
    if name == "sign" and not form.is_valid():
        return show(request, evaluation, form, status=422)
    try:
        if name == "submit":
            releasing.submit(evaluation=evaluation, by=request.user)
        elif name == "sign":
            moving.sign(evaluation=evaluation, read_as=form.cleaned_data["read_as"], by=request.user)
        else:
            moving.move_document(evaluation=evaluation, name=name, by=request.user)
    except MoveNotAllowed as reason:
        messages.warning(request, str(reason))
    return redirect(evaluation)


@needs(Permission.EDIT_SELF_EVALUATION)
@require_POST
def carry_forward(request, pk):
    """Copy last cycle's answers into the empty ones."""
    evaluation = found(request, pk)
    if not request.user.may(Permission.EDIT_SELF_EVALUATION, at=evaluation.authority):
        raise PermissionDenied
    try:
        count = carrying.carry_forward(evaluation=evaluation, by=request.user)
    except Locked as reason:
        messages.warning(request, str(reason))
    else:
        messages.success(request, carried_words(count))
    return redirect(evaluation)


def carried_words(count: int) -> str:
    return f"{count} answer{'' if count == 1 else 's'} carried forward. Each is to be changed or confirmed."


@needs(Permission.SIGN_SELF_EVALUATION)
@require_POST
def open_to_members(request, pk):
    """Open the draft to the lead member and chief executive, or close it again."""
    evaluation = found(request, pk)
    if not request.user.may(Permission.SIGN_SELF_EVALUATION, at=evaluation.authority):
        raise PermissionDenied
    set_open_to_members(evaluation=evaluation, is_open=request.POST.get("open") == "yes", by=request.user)
    return redirect(evaluation)


def show(request, evaluation, form, status=200):
    page = evaluation_page(evaluation, request.user)
    return render(request, "selfeval/evaluation.html", {"page": page, "form": form}, status=status)


def found(request, pk):
    own = SelfEvaluation.objects.of_own_authority(request.user)
    return get_object_or_404(own.select_related("authority__region", "cycle__region", "template"), pk=pk)
