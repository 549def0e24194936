"""Lines of enquiry."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from challenges.actions import lines as actions
from challenges.flagged import figures_of
from challenges.forms.scoping import LineForm
from challenges.models import LineOfEnquiry
from challenges.parts import Right
from challenges.presenters.scoping import lines_page
from challenges.views.finding import in_turn, must_change, turn_for
from regions.access import signed_in

WRITTEN = ("kind", "text", "indicator", "data_wanted", "evidence_wanted", "supplied_by")


@signed_in
@require_GET
def lines(request, pk):
    """All of them, and what the protocol still asks for."""
    turn = turn_for(request, pk, Right.READ_SCOPE)
    return render(request, "challenges/lines.html", {"page": lines_page(turn)})


@signed_in
@require_http_methods(["GET", "POST"])
def add(request, pk):
    turn = turn_for(request, pk, Right.READ_SCOPE)
    must_write(request, turn)
    form = LineForm(request.POST or None, figures=figures_of(turn.host))
    if form.is_valid():
        try:
            actions.add_line(turn=turn, by=request.user, **form.cleaned_data)
        except actions.LineRefused as reason:
            form.add_error("text", str(reason))
        else:
            messages.success(request, "The line of enquiry is added.")
            return redirect("challenges:lines", pk)
    return written(request, turn, form, line=None)


@signed_in
@require_http_methods(["GET", "POST"])
def edit(request, pk):
    line = to_write(request, pk)
    form = LineForm(
        request.POST or None,
        initial={name: getattr(line, name) for name in WRITTEN},
        figures=figures_of(line.turn.host),
        is_supplied=bool(line.supplied_by),
    )
    if form.is_valid():
        try:
            actions.edit_line(line=line, by=request.user, **form.cleaned_data)
        except actions.LineRefused as reason:
            form.add_error("text", str(reason))
        else:
            messages.success(request, "The line of enquiry is changed.")
            return redirect("challenges:lines", line.turn_id)
    return written(request, line.turn, form, line)


def written(request, turn, form, line):
    page = {"turn": turn, "form": form, "line": line}
    return render(request, "challenges/line.html", page, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "POST"])
def remove(request, pk):
    """Asks first."""
    line = to_write(request, pk)
    if request.method == "GET":
        return render(request, "challenges/line_remove.html", {"line": line, "turn": line.turn})
    return done(request, line, actions.remove_line)


@signed_in
@require_POST
def move(request, pk):
    """Up or down."""
    return done(request, to_write(request, pk), actions.move_line, up=request.POST.get("to") == "up")


def done(request, line, action, **given):
    try:
        action(line=line, by=request.user, **given)
    except actions.LineRefused as reason:
        messages.warning(request, str(reason))
    return redirect("challenges:lines", line.turn_id)


def to_write(request, pk) -> LineOfEnquiry:
    line = in_turn(request, LineOfEnquiry.objects.all(), pk, Right.READ_SCOPE)
    must_write(request, line.turn)
    return line


def must_write(request, turn) -> None:
    """403 for whoever does not lead; once the challenge has begun, for the page, and the action refuses in words."""
    must_change(turn, Right.WRITE_LINES)
    if request.method == "GET" and not actions.is_open(turn):
        raise PermissionDenied
