"""Findings: their list, the matrix, writing and moving them, and what is told to the host."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from challenges.actions import findings as actions
from challenges.for_note import by_strand, findings_for_note, in_order, observed
from challenges.forms.findings import DropForm, FindingForm, SuggestForm, ToldForm
from challenges.models import Finding, Turn
from challenges.parts import Right
from challenges.presenters.findings import LIVE, Row, indicators_for, lists_of, matrix_of, moves_of, to_tell
from challenges.states import FindingState, MoveRefused, State
from challenges.views.finding import must_change, turn_for
from regions.access import signed_in


def found_finding(request, pk) -> Finding:
    """With its ``turn`` as the person sees it; not there for whoever reads no findings."""
    visible = Turn.objects.visible_to(request.user)
    rows = Finding.objects.filter(turn__in=visible).select_related("line", "indicator", "by")
    finding = get_object_or_404(rows.prefetch_related("evidence__by"), pk=pk)
    finding.turn = turn_for(request, finding.turn_id, Right.READ_FINDINGS)
    return finding


def may(turn, right) -> bool:
    is_over = turn.challenge.state in (State.CLOSED, State.CANCELLED)
    return right in turn.rights and not is_over and not actions.are_final(turn)


@signed_in
@require_GET
def findings(request, pk):
    """All of them by what is to be done, and what the observer says of them."""
    turn = turn_for(request, pk, Right.READ_FINDINGS)
    may_suggest = may(turn, Right.SUGGEST_FINDINGS)
    page = {
        "turn": turn,
        "lists": lists_of(turn),
        "observed": observed(turn),
        "questions_put": turn.observer_questions.count(),
        "may_suggest": may_suggest,
        "may_write": may_suggest and Right.WRITE_FINDINGS in turn.rights,
    }
    return render(request, "challenges/findings.html", page)


@signed_in
@require_http_methods(["GET", "POST"])
def new(request, pk):
    """Suggest one; the lead's own needs no taking up."""
    turn = turn_for(request, pk, Right.SUGGEST_FINDINGS)
    must_change(turn, Right.SUGGEST_FINDINGS)
    form = SuggestForm(request.POST or None, turn=turn)
    leads = Right.WRITE_FINDINGS in turn.rights
    if leads:
        form.submit_label = "Add it"
    if request.method == "POST" and form.is_valid():
        wording = actions.Wording(**form.wording)
        try:
            finding = actions.add_finding(
                turn=turn, wording=wording, evidence=form.evidence_chosen, by=request.user
            )
        except MoveRefused as refused:
            form.add_error("text", str(refused))
        else:
            messages.success(request, "Added." if leads else "Suggested. The lead sees it now.")
            return redirect(finding if leads else "challenges:findings", *([] if leads else [turn.pk]))
    page = {"turn": turn, "form": form, "leads": leads}
    return render(request, "challenges/finding_new.html", page, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "POST"])
def finding(request, pk):
    """One finding and what it rests on; for the lead, the form to write it."""
    found = found_finding(request, pk)
    form, is_open = None, may(found.turn, Right.WRITE_FINDINGS)
    if request.method == "POST":
        must_change(found.turn, Right.WRITE_FINDINGS)
    # Whoever sends the form once the feedback is final is told so, beside what they wrote.
    if (is_open or request.method == "POST") and found.state != FindingState.DROPPED:
        form = form_of(request, found)
        if request.method == "POST" and form.is_valid() and write(request, found, form):
            return redirect(found)
    page = {
        "finding": found,
        "row": Row(found),
        "form": form,
        "moves": moves_of(found, found.turn.parts) if is_open else [],
        "may_drop": is_open and form is not None,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "challenges/finding.html", page, status=status)


def form_of(request, found) -> FindingForm:
    names = ("text", "strand", "line", "indicator", "is_good_practice", "version")
    first = {name: getattr(found, name) for name in names}
    first["evidence"] = list(found.evidence.all())
    return FindingForm(
        request.POST or None, turn=found.turn, indicators=indicators_for(found.turn), initial=first
    )


def write(request, found, form) -> bool:
    was = found.state
    try:
        saved = actions.change_finding(
            finding=found,
            wording=actions.Wording(**form.wording),
            evidence=form.evidence_chosen,
            built_on=form.cleaned_data["version"],
            by=request.user,
        )
    except MoveRefused as refused:
        form.add_error("text", str(refused))
        return False
    except actions.SavedMeanwhile as meanwhile:
        form.add_error("text", str(meanwhile))
        form.data = form.data.copy()
        form.data["version"] = Finding.objects.values_list("version", flat=True).get(pk=found.pk)
        return False
    if was == FindingState.EVIDENCED and saved.state == FindingState.EMERGING:
        messages.warning(
            request, "Saved. What it rests on is of fewer than two types, so it is emerging again."
        )
    else:
        messages.success(request, "Saved.")
    return True


@signed_in
@require_POST
def move(request, pk):
    found = found_finding(request, pk)
    must_change(found.turn, Right.WRITE_FINDINGS)
    name = request.POST.get("move", "")
    try:
        actions.move_finding(finding=found, name=name if name != "drop" else "", by=request.user)
    except MoveRefused as refused:
        messages.warning(request, str(refused))
    return redirect(found)


@signed_in
@require_http_methods(["GET", "POST"])
def drop(request, pk):
    """Asks why: nobody must say it of a finding that the host never heard."""
    found = found_finding(request, pk)
    must_change(found.turn, Right.WRITE_FINDINGS)
    form = DropForm(request.POST or None, was_told=found.spoken_at is not None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.move_finding(
                finding=found, name="drop", because=form.cleaned_data["because"], by=request.user
            )
        except MoveRefused as refused:
            form.add_error("because", str(refused))
        else:
            messages.success(request, "The finding is dropped.")
            return redirect("challenges:findings", found.turn_id)
    page = {"finding": found, "form": form}
    return render(request, "challenges/finding_drop.html", page, status=422 if form.errors else 200)


@signed_in
@require_GET
def matrix(request, pk):
    """Findings by type of source."""
    turn = turn_for(request, pk, Right.READ_FINDINGS)
    return render(request, "challenges/matrix.html", {"turn": turn, "matrix": matrix_of(turn)})


@signed_in
@require_GET
def spoken(request, pk):
    """What will be said to the host, in order, to be read out."""
    turn = turn_for(request, pk, Right.READ_FINDINGS)
    live = in_order(turn.findings.filter(state__in=LIVE).select_related("line"))
    page = {
        "turn": turn,
        "strands": by_strand(live),
        "untyped": [one for one in live if not one.strand],
        "number": len(live),
        "left": sum(one.spoken_at is None for one in live),
        "due": findings_for_note(turn),
        "may_tell": may(turn, Right.WRITE_FINDINGS),
    }
    return render(request, "challenges/spoken.html", page)


@signed_in
@require_http_methods(["GET", "POST"])
def told(request, pk):
    """The lead ticks what was told, in the words that were used."""
    turn = turn_for(request, pk, Right.WRITE_FINDINGS)
    must_change(turn, Right.WRITE_FINDINGS)
    left = to_tell(turn)
    form = ToldForm(request.POST or None, findings=left)
    if request.method == "POST" and left and form.is_valid():
        try:
            number = actions.tell(turn=turn, told=form.told, by=request.user)
        except MoveRefused as refused:
            form.add_error(f"told-{left[0].pk}", str(refused))
        else:
            messages.success(request, f"{number} marked as told.")
            return redirect("challenges:spoken", turn.pk)
    page = {"turn": turn, "form": form}
    return render(request, "challenges/told.html", page, status=422 if form.errors else 200)
