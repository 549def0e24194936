"""The ballot: each director and lead member answers for each priority; the results, for the room's screen too."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from challenges.views.pages import form_page
from plans.actions import plans as actions
from plans.actions.support import CannotDo
from plans.forms.plans import BallotForm
from plans.presenters.plans import ballot_page, names_of, plan_page, voices_of
from plans.states import PlanState
from plans.views.plans import page_of, seen_plan, seen_priority
from regions.access import needs
from regions.roles import Permission
from selfeval.actions.improvement import SavedMeanwhile


@needs(Permission.ANSWER_BALLOT)
@require_GET
def ballot(request, pk):
    """Every priority, with one's own answer or that there is none yet."""
    plan = seen_plan(request, pk)
    voices = voices_of(request.user, plan)
    if not voices:
        raise PermissionDenied
    page = ballot_page(plan, voices)
    return render(request, "plans/ballot.html", {"page": page})


@needs(Permission.ANSWER_BALLOT)
@require_http_methods(["GET", "POST"])
def answer(request, pk):
    """One priority; an answer may be changed while the ballot is open."""
    priority = seen_priority(request, pk)
    voices = voices_of(request.user, priority.plan)
    if not voices or priority.plan.state != PlanState.BALLOT:
        raise PermissionDenied
    authority, role = voices[0]  # who directs two authorities answers for both at once
    given_before = priority.votes.filter(version=priority.version, authority=authority, role=role).first()
    first = {"version": priority.version}
    if given_before is not None:
        first |= {"vote": given_before.answer, "change": given_before.change}
    form = BallotForm(request.POST or None, initial=first)
    page = page_of(priority.plan, priority.title, priority=priority, quote=priority.why)
    page.caption = str(priority.plan)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            actions.answer_for(
                voices, priority=priority, built_on=given.pop("version"), by=request.user, **given
            )
        except SavedMeanwhile as reason:
            priority.refresh_from_db()
            page.quote = f"{priority.title}\n{priority.why}"
            form.data = form.data.copy()
            form.data["version"] = priority.version
            form.add_error("vote", str(reason))
        except CannotDo as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, f"Your answer for {names_of(voices)} is given.")
            return redirect("plans:plan_ballot", priority.plan_id)
    return form_page(request, page, form)


@needs(Permission.VIEW_REGION)
@require_GET
def results(request, pk):
    """Large, for the room: how many agree, and never who."""
    plan = seen_plan(request, pk)
    return render(request, "plans/results.html", {"page": plan_page(plan, request.user)})
