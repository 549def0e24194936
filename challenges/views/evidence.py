"""Notes of the days: written by the team, read by the team and the observer."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from challenges.actions import evidence as actions
from challenges.forms.findings import EvidenceForm
from challenges.models import EvidenceItem, Turn
from challenges.parts import Right
from challenges.states import State
from challenges.views.finding import must_change, turn_for
from regions.access import signed_in


@signed_in
@require_http_methods(["GET", "POST"])
def evidence(request, pk):
    """All notes that the person may read, and a form for the next. A script is told in JSON that one is kept."""
    turn = turn_for(request, pk, Right.READ_EVIDENCE)
    may_write = Right.WRITE_EVIDENCE in turn.rights and turn.challenge.state not in (
        State.CLOSED,
        State.CANCELLED,
    )
    form = EvidenceForm(request.POST or None, turn=turn, kept_as=f"note-{turn.pk}-{request.user.pk}")
    if request.method == "POST":
        must_change(turn, Right.WRITE_EVIDENCE)
        if form.is_valid():
            return kept(request, turn, form)
        if not request.accepts("text/html"):
            return JsonResponse(
                {"errors": [words for field in form.errors.values() for words in field]}, status=422
            )
    notes = EvidenceItem.objects.filter(turn=turn).read_by(request.user).with_use()
    page = {
        "turn": turn,
        "form": form if may_write else None,
        "notes": notes.select_related("by", "line", "session").order_by("-at", "-pk"),
    }
    return render(request, "challenges/evidence.html", page, status=422 if form.errors else 200)


def kept(request, turn, form):
    given = form.cleaned_data
    key = given.pop("key")
    item = actions.keep_note(turn=turn, note=actions.Note(**given), key=key, by=request.user)
    if not request.accepts("text/html"):
        return JsonResponse({"kept": item.pk})
    messages.success(request, "Your note is kept.")
    return redirect("challenges:evidence", turn.pk)


def own_note(request, pk):
    """The person's own note, in a turn where they may write. What others wrote is not there to be changed."""
    visible = Turn.objects.visible_to(request.user)
    found = EvidenceItem.objects.filter(by=request.user, turn__in=visible).with_use()
    item = get_object_or_404(found, pk=pk)
    item.turn = turn_for(request, item.turn_id, Right.WRITE_EVIDENCE)
    return item


@signed_in
@require_http_methods(["GET", "POST"])
def item(request, pk):
    """Change one's own note, while no finding rests on it."""
    found = own_note(request, pk)
    must_change(found.turn, Right.WRITE_EVIDENCE)
    names = ("text", "source", "line", "session", "is_mine_alone")
    first = {name: getattr(found, name) for name in names}
    form = EvidenceForm(request.POST or None, turn=found.turn, initial=first)
    if request.method == "POST" and form.is_valid():
        note = actions.Note(**{name: form.cleaned_data[name] for name in names})
        try:
            actions.change_note(item=found, note=note, by=request.user)
        except actions.CannotChange as reason:
            form.add_error("text", str(reason))
        else:
            messages.success(request, "Your note is changed.")
            return redirect("challenges:evidence", found.turn_id)
    page = {"item": found, "form": form, "used": actions.USED}
    return render(request, "challenges/evidence_item.html", page, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "POST"])
def delete(request, pk):
    """Asks first."""
    found = own_note(request, pk)
    must_change(found.turn, Right.WRITE_EVIDENCE)
    if request.method == "GET":
        return render(request, "challenges/evidence_delete.html", {"item": found})
    try:
        actions.delete_note(item=found, by=request.user)
    except actions.CannotChange as reason:
        messages.warning(request, str(reason))
    else:
        messages.success(request, "Your note is deleted.")
    return redirect("challenges:evidence", found.turn_id)
