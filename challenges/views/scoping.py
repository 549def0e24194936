"""The focus picker: flagged figures, proposals, the dialogue, the focus and who agrees to it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from challenges.actions import scoping as actions
from challenges.flagged import figures_of, flagged_figures
from challenges.forms.scoping import FocusForm, ProposalForm, RemarkForm
from challenges.models.scoping import side_of
from challenges.parts import Right
from challenges.presenters.scoping import scope_page
from challenges.views.finding import must_change, turn_for
from regions.access import signed_in


@signed_in
@require_http_methods(["GET", "POST"])
def scope(request, pk):
    """Everything on which the choice rests. A post adds to the dialogue."""
    turn = turn_for(request, pk, Right.READ_SCOPE)
    form = RemarkForm(request.POST or None)
    if request.method == "POST":
        must_change(turn, Right.WRITE_SCOPE)
        if form.is_valid() and kept(form, "text", actions.remark, turn=turn, by=request.user):
            return redirect("challenges:scope", pk)
    page = {"page": scope_page(turn), "form": form}
    return render(request, "challenges/scope.html", page, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "POST"])
def propose(request, pk):
    turn = to_write(request, pk)
    first = {"indicator": request.GET.get("figure")}
    form = ProposalForm(request.POST or None, initial=first, figures=figures_of(turn.host))
    if (
        request.method == "POST"
        and form.is_valid()
        and kept(form, "area", actions.propose, turn=turn, by=request.user)
    ):
        messages.success(request, "Your proposal stands with the others.")
        return redirect("challenges:scope", pk)
    page = {"turn": turn, "form": form}
    return render(request, "challenges/scope_propose.html", page, status=422 if form.errors else 200)


def kept(form, field, action, *, turn, by) -> bool:
    """Whether what one side said was kept; if not, the form says why and still holds it."""
    try:
        action(turn=turn, side=side_of(turn.parts), by=by, **form.cleaned_data)
    except actions.ScopeRefused as reason:
        form.add_error(field, str(reason))
        return False
    return True


@signed_in
@require_http_methods(["GET", "POST"])
def focus(request, pk):
    """Choose the focus or change it."""
    turn = to_write(request, pk)
    flagged = flagged_figures(turn.host)
    first = {
        "focus": turn.focus,
        "focus_because": turn.focus_because,
        "off_the_flags_because": turn.off_the_flags_because,
        "indicators": list(turn.focus_indicators.all()),
        "version": turn.scope_version,
    }
    form = FocusForm(request.POST or None, initial=first, flagged=flagged, figures=figures_of(turn.host))
    if request.method == "POST" and form.is_valid() and chosen(request, turn, form):
        messages.success(request, "The focus is saved. Every side is asked to agree to it.")
        return redirect("challenges:scope", pk)
    page = {"turn": turn, "form": form}
    return render(request, "challenges/scope_focus.html", page, status=422 if form.errors else 200)


def chosen(request, turn, form) -> bool:
    """Whether the focus was kept; if not, the form says why at the field and still holds the text."""
    given = dict(form.cleaned_data)
    given.setdefault("off_the_flags_because", "")
    try:
        actions.set_focus(turn=turn, built_on=given.pop("version"), by=request.user, **given)
    except actions.ReasonNeeded as reason:
        form.add_error(form.field_of_reason, str(reason))
    except actions.ScopeRefused as reason:
        form.add_error("focus", str(reason))
    else:
        return True
    return False


@signed_in
@require_POST
def agree(request, pk):
    """To the focus that the person saw: its version comes with the form."""
    turn = to_write(request, pk)
    version = request.POST.get("version", "")
    try:
        is_last = actions.agree(
            turn=turn,
            side=side_of(turn.parts),
            version=int(version) if version.isdecimal() else 0,
            by=request.user,
        )
    except actions.ScopeRefused as reason:
        messages.warning(request, str(reason))
    else:
        words = "All sides have agreed: the focus is fixed." if is_last else "You have agreed to the focus."
        messages.success(request, words)
    return redirect("challenges:scope", pk)


def to_write(request, pk):
    """The turn, for a side of it whose word counts; a page to write on is refused once the focus is locked.

    What was written meanwhile is not: the action says why it cannot be kept, and the form still holds it.
    """
    turn = turn_for(request, pk, Right.READ_SCOPE)
    must_change(turn, Right.WRITE_SCOPE)
    if request.method == "GET" and turn.scope_locked_at:
        raise PermissionDenied
    return turn
