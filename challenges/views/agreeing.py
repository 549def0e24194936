"""Agreed actions with their partners' confirmations, needs and offers, check-ins."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from challenges.actions import agreeing as actions
from challenges.forms.feedback import ActionForm, ActionStateForm, CheckInForm, DifferenceForm, SupportForm
from challenges.models import AgreedAction, Support, Turn
from challenges.parts import Right
from challenges.presenters.agreeing import (
    actions_page,
    confirming_for,
    indicators_for,
    moved,
    points_read,
    questions_for,
)
from challenges.views.finding import must_change, turn_for
from challenges.views.pages import FormPage, form_page
from regions.access import signed_in
from selfeval.actions.improvement import SavedMeanwhile

NO_LONGER = "The point that it answers now: it stands in the feedback no longer"
WRITERS = frozenset({Right.WRITE_ACTIONS, Right.WRITE_NOTE})  # of a check-in


@signed_in
@require_GET
def agreed(request, pk):
    turn = turn_for(request, pk, Right.READ_ACTIONS)
    return render(request, "challenges/actions.html", {"page": actions_page(turn, request.user)})


def page_of(turn: Turn, title: str, **fields) -> FormPage:
    return FormPage(
        title=title,
        caption=f"{turn.host.name}: {turn.challenge.name}",
        back=reverse("challenges:actions", args=[turn.pk]),
        back_words="Agreed actions",
        **fields,
    )


def of_turn(request, model, pk, right=Right.READ_ACTIONS):
    """A thing of a turn with its turn, for someone who holds the right in it; for anybody else it is not there."""
    thing = get_object_or_404(model.objects.filter(turn__in=Turn.objects.visible_to(request.user)), pk=pk)
    return thing, turn_for(request, thing.turn_id, right)


def points_for(turn, kept=None) -> dict[int, str]:
    """The points to choose from; the one that is chosen stays, when the feedback has it no longer."""
    points = points_read(turn)
    return points if kept is None or kept in points else {kept: NO_LONGER} | points


def action_form(request, turn, *, kept=None, **options):
    lists = {
        "points": points_for(turn, kept),
        "questions": questions_for(turn),
        "indicators": indicators_for(turn),
    }
    return ActionForm(request.POST or None, **lists, **options)


@signed_in
@require_http_methods(["GET", "POST"])
def action_add(request, pk):
    turn = turn_for(request, pk, Right.READ_ACTIONS)
    must_change(turn, Right.WRITE_ACTIONS)
    form = action_form(request, turn, initial={"version": 0})
    if request.method == "POST" and form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        actions.add_action(turn=turn, by=request.user, **given)
        messages.success(request, "The partners are asked to confirm it.")
        return redirect("challenges:actions", turn.pk)
    return form_page(request, page_of(turn, "Add an action"), form)


@signed_in
@require_http_methods(["GET", "POST"])
def action_edit(request, pk):
    action, turn = of_turn(request, AgreedAction, pk)
    must_change(turn, Right.WRITE_ACTIONS)
    names = ("text", "owner", "due_on", "success", "finding", "question", "indicator", "version")
    first = {name: getattr(action, name) for name in names}
    form = action_form(request, turn, kept=action.finding_id, initial=first)
    page = page_of(
        turn, "Change the action", intro="Partners are asked again if its words, owner or day change."
    )
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            actions.change_action(action=action, built_on=given.pop("version"), by=request.user, **given)
        except SavedMeanwhile as reason:
            show_newer(form, page, AgreedAction.objects.get(pk=pk), "text", reason)
        else:
            messages.success(request, "Saved.")
            return redirect("challenges:actions", turn.pk)
    return form_page(request, page, form)


def show_newer(form, page, action, field, reason):
    """What stands is shown above what was typed, which can be sent again on top of it."""
    page.quote = f"{action.text}\n{action.owner}, by {action.due_on.day} {action.due_on:%B %Y}"
    form.data = form.data.copy()
    form.data["version"] = action.version
    form.add_error(field, str(reason))


@signed_in
@require_POST
def action_state(request, pk):
    action, turn = of_turn(request, AgreedAction, pk)
    must_change(turn, Right.WRITE_ACTIONS)
    form = ActionStateForm(request.POST)
    if not form.is_valid():
        return HttpResponse("Choose one of the states.", status=422)
    actions.set_state(action=action, by=request.user, **form.cleaned_data)
    return redirect(f"{reverse('challenges:actions', args=[turn.pk])}#action-{action.pk}")


@signed_in
@require_http_methods(["GET", "POST"])
def action_confirm(request, pk):
    """A partner confirms the wording, or says what it understood differently."""
    action, turn = of_turn(request, AgreedAction, pk)
    must_change(turn, Right.CONFIRM_ACTIONS)
    own = confirming_for(turn, request.user)
    if own is None:
        raise PermissionDenied
    said = action.confirmations.filter(authority=own, version=action.version).first()
    first = {"version": action.version, "difference": said.difference if said else ""}
    form = DifferenceForm(request.POST or None, initial=first)
    page = page_of(turn, f"Are these the words that {own.name} agreed?")
    page.quote = f"{action.text}\n{action.owner}, by {action.due_on.day} {action.due_on:%B %Y}"
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.confirm(
                action=action,
                authority=own,
                difference=given["difference"],
                built_on=given["version"],
                by=request.user,
            )
        except SavedMeanwhile as reason:
            show_newer(form, page, AgreedAction.objects.get(pk=pk), "difference", reason)
        else:
            messages.success(request, "The host sees what you said.")
            return redirect("challenges:actions", turn.pk)
    return form_page(request, page, form)


def support_form(request, turn, *, is_host, kept=None, **options):
    return SupportForm(request.POST or None, points=points_for(turn, kept), may_need=is_host, **options)


@signed_in
@require_http_methods(["GET", "POST"])
def support_add(request, pk):
    turn = turn_for(request, pk, Right.READ_ACTIONS)
    is_host, authority = side_of(request, turn)
    form = support_form(request, turn, is_host=is_host)
    if request.method == "POST" and form.is_valid():
        given = {"kind": Support.Kind.OFFER} | form.cleaned_data
        actions.raise_support(turn=turn, authority=authority, by=request.user, **given)
        messages.success(request, "Saved.")
        return redirect("challenges:actions", turn.pk)
    return form_page(request, page_of(turn, "A need or an offer" if is_host else "Make an offer"), form)


def side_of(request, turn):
    """(whether it is the host's, the authority whose need or offer it is); 403 for someone who speaks for neither."""
    is_host = Right.WRITE_ACTIONS in turn.rights
    must_change(turn, Right.WRITE_ACTIONS if is_host else Right.CONFIRM_ACTIONS)
    authority = turn.host if is_host else confirming_for(turn, request.user)
    if authority is None:
        raise PermissionDenied
    return is_host, authority


@signed_in
@require_http_methods(["GET", "POST"])
def support(request, pk):
    """Changing a need or an offer of one's own, or taking it back."""
    found, turn = of_turn(request, Support, pk)
    is_host, authority = side_of(request, turn)
    if found.authority_id != authority.pk:
        raise PermissionDenied
    if "take_back" in request.POST:
        actions.take_support_back(support=found, by=request.user)
        messages.success(request, "It is taken back.")
        return redirect("challenges:actions", turn.pk)
    names = ("kind", "topic", "text", "finding", "is_for_region")
    first = {name: getattr(found, name) for name in names}
    form = support_form(request, turn, is_host=is_host, kept=found.finding_id, initial=first)
    if request.method == "POST" and form.is_valid():
        actions.change_support(support=found, by=request.user, **form.cleaned_data)
        messages.success(request, "Saved.")
        return redirect("challenges:actions", turn.pk)
    return form_page(request, page_of(turn, f"{found.get_kind_display()}: {found.topic}"), form)


@signed_in
@require_http_methods(["GET", "POST"])
def follow_up(request, pk):
    """What the figures did since, what was said at each check-in, and writing down another."""
    turn = turn_for(request, pk, Right.READ_ACTIONS)
    may_write = bool(WRITERS & turn.rights) and not turn.challenge.is_over
    if request.method == "POST" and not may_write:
        raise PermissionDenied
    form = CheckInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.check_in(turn=turn, by=request.user, **form.cleaned_data)
        messages.success(request, "It is kept, with what the figures did until today.")
        return redirect("challenges:follow_up", turn.pk)
    page = {
        "turn": turn,
        "moved": moved(turn),
        "check_ins": turn.check_ins.select_related("by").order_by("-at"),
        "may_write": may_write,
        "form": form,
    }
    return render(request, "challenges/follow_up.html", page, status=422 if form.errors else 200)
