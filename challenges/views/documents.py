"""Documents that the team asks the host for, and what there is to read. A file is only ever a download."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from challenges.actions import documents as actions
from challenges.forms.preparing import AskForm, GiveForm
from challenges.models import DocumentRequest
from challenges.parts import Right
from challenges.presenters.documents import document_lines, reading_page
from challenges.views.finding import in_turn, must_change, turn_for
from files.models import attachment
from regions.access import signed_in
from selfeval.views.evidence import kept, name_of

REQUESTS = DocumentRequest.objects.exclude(state=DocumentRequest.State.WITHDRAWN).select_related("file")


@signed_in
@require_GET
def reading(request, pk):
    turn = turn_for(request, pk, Right.READ_SCOPE)
    return render(
        request, "challenges/reading.html", {"turn": turn, "page": reading_page(turn, request.user)}
    )


@signed_in
@require_http_methods(["GET", "POST"])
def documents(request, pk):
    """What was asked for; for the lead, asking for one more."""
    turn = turn_for(request, pk, Right.READ_DOCUMENTS)
    day = actions.default_day(turn)
    form = AskForm(request.POST or None, first_day=turn.challenge.first_day, initial={"wanted_by": day})
    if request.method == "POST":
        must_change(turn, Right.ASK_FOR_DOCUMENTS)
        if form.is_valid():
            actions.ask(turn=turn, by=request.user, **form.cleaned_data)
            messages.success(request, "The host sees it on this page.")
            return redirect("challenges:documents", turn.pk)
    is_open = not turn.challenge.is_over
    page = {
        "turn": turn,
        "lines": document_lines(turn, is_open=is_open),
        "form": form if is_open and Right.ASK_FOR_DOCUMENTS in turn.rights else None,
    }
    return render(request, "challenges/documents.html", page, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "POST"])
def give(request, pk):
    """The host's file, or why there is none."""
    asked = in_turn(request, REQUESTS, pk, Right.GIVE_DOCUMENTS)
    must_change(asked.turn, Right.GIVE_DOCUMENTS)
    is_sent = request.method == "POST"
    form = GiveForm(request.POST, request.FILES) if is_sent else GiveForm()
    if is_sent and form.is_valid():
        return answered(request, asked, form.cleaned_data)
    page = {"asked": asked, "form": form}
    return render(request, "challenges/document_give.html", page, status=422 if form.errors else 200)


def answered(request, asked, given):
    sent = given["file"]
    try:
        if sent:
            actions.give(request=asked, file=kept(sent), file_name=name_of(sent), by=request.user)
            messages.success(request, "The file is being checked. The team gets it in a minute.")
        else:
            actions.refuse(request=asked, because=given["because"], by=request.user)
            messages.success(request, "The team sees why.")
    except actions.NotNow as reason:
        messages.warning(request, str(reason))
    return redirect("challenges:documents", asked.turn_id)


@signed_in
@require_POST
def withdraw(request, pk):
    asked = in_turn(request, REQUESTS, pk, Right.ASK_FOR_DOCUMENTS)
    must_change(asked.turn, Right.ASK_FOR_DOCUMENTS)
    try:
        actions.withdraw(request=asked, by=request.user)
    except actions.NotNow as reason:
        messages.warning(request, str(reason))
    else:
        messages.success(request, f"“{asked.title}” is no longer asked for.")
    return redirect("challenges:documents", asked.turn_id)


@signed_in
@require_GET
def file(request, pk):
    asked = in_turn(request, REQUESTS, pk, Right.READ_DOCUMENTS)
    if asked.file is None or asked.state != DocumentRequest.State.GIVEN:
        raise Http404
    actions.downloaded(request=asked, by=request.user)
    return attachment(asked.file, asked.file_name)
