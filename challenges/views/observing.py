"""The observer's own pages. The log and the register are found by their writer alone."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from challenges.actions import observing as actions
from challenges.for_note import observed
from challenges.forms.findings import LogForm, ObserverQuestionForm, SignOffForm
from challenges.models import ObserverNote, ObserverQuestion, Turn
from challenges.parts import Right
from challenges.presenters.findings import matrix_of
from challenges.states import MoveRefused
from challenges.views.finding import must_change, turn_for
from regions.access import signed_in


@signed_in
@require_GET
def observer(request, pk):
    return show(request, turn_for(request, pk, Right.OBSERVE))


def show(request, turn, **forms):
    """The observer's page; a form that was not right is given, with the errors at its fields."""
    forms = {"log_form": LogForm(), "question_form": ObserverQuestionForm()} | forms
    page = {
        "turn": turn,
        "notes": turn.observer_notes.filter(by=request.user).order_by("-at", "-pk"),
        "questions": turn.observer_questions.filter(by=request.user).order_by("at", "pk"),
        "observed": observed(turn),
        "matrix": matrix_of(turn),
        "wrong": next((form for form in forms.values() if form.errors), None),
        **forms,
    }
    return render(request, "challenges/observer.html", page, status=422 if page["wrong"] else 200)


def observed_turn(request, pk) -> Turn:
    turn = turn_for(request, pk, Right.OBSERVE)
    must_change(turn, Right.OBSERVE)
    return turn


@signed_in
@require_POST
def log(request, pk):
    turn = observed_turn(request, pk)
    form = LogForm(request.POST)
    if not form.is_valid():
        return show(request, turn, log_form=form)
    actions.log(turn=turn, text=form.cleaned_data["text"], by=request.user)
    messages.success(request, "It is in your log.")
    return redirect("challenges:observer", turn.pk)


@signed_in
@require_POST
def log_delete(request, pk):
    note = get_object_or_404(ObserverNote.objects.filter(by=request.user), pk=pk)
    turn = observed_turn(request, note.turn_id)
    actions.delete_from_log(note=note)
    messages.success(request, "It is out of your log.")
    return redirect("challenges:observer", turn.pk)


@signed_in
@require_POST
def question_new(request, pk):
    turn = observed_turn(request, pk)
    form = ObserverQuestionForm(request.POST)
    if not form.is_valid():
        return show(request, turn, question_form=form)
    actions.register_question(turn=turn, by=request.user, **form.cleaned_data)
    messages.success(request, "The question is in your register.")
    return redirect("challenges:observer", turn.pk)


@signed_in
@require_http_methods(["GET", "POST"])
def question(request, pk):
    """Change a question, or say what came of it."""
    found = get_object_or_404(ObserverQuestion.objects.filter(by=request.user), pk=pk)
    found.turn = observed_turn(request, found.turn_id)
    first = {name: getattr(found, name) for name in ("text", "put_to", "came_of_it")}
    form = ObserverQuestionForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        actions.change_question(question=found, by=request.user, **form.cleaned_data)
        messages.success(request, "Saved.")
        return redirect("challenges:observer", found.turn_id)
    page = {"question": found, "form": form}
    return render(request, "challenges/observer_question.html", page, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "POST"])
def sign(request, pk, about):
    """Sign that the focus is well chosen or that the findings are evidenced, or put a reservation on the record."""
    turn = observed_turn(request, pk)
    now = next(one for one in observed(turn) if one.about == about)
    first = {"reservation": now.said.reservation} if now.said else {}
    form = SignOffForm(request.POST or None, about=about, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            actions.sign_off(
                turn=turn,
                about=about,
                is_signed=form.is_signed,
                reservation=form.cleaned_data["reservation"],
                by=request.user,
            )
        except MoveRefused as refused:
            form.add_error("said", str(refused))
        else:
            messages.success(request, "It is on the record.")
            return redirect("challenges:observer", turn.pk)
    page = {"turn": turn, "now": now, "form": form}
    return render(request, "challenges/sign_off.html", page, status=422 if form.errors else 200)
