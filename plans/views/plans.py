"""The region's plan: drafting, reading, its priorities and its states."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from challenges.views.pages import FormPage, form_page
from cycles.models import Cycle
from plans.actions import plans as actions
from plans.actions.support import CannotDo
from plans.forms.plans import PriorityForm, RulesForm
from plans.models import Plan, Priority
from plans.presenters.development import own_plans
from plans.presenters.plans import cycles_to_draft, plan_page, plans_for, priority_page
from plans.states import MOVES
from regions.access import needs
from regions.roles import Permission
from selfeval.actions.improvement import SavedMeanwhile

SAID = {
    "open_ballot": "Directors and lead members can answer now.",
    "back_to_draft": "It is a draft again. What was answered is kept for the words as they were.",
    "confirm": "The plan is confirmed. Everyone of the region reads it.",
    "close": "The plan is closed.",
}


@needs(Permission.VIEW_REGION)
@require_GET
def plans(request):
    page = {
        "plans": plans_for(request.user),
        "cycles": cycles_to_draft(request.user),
        "own": own_plans(request.user),
        "reads_updates": request.user.may(Permission.READ_UPDATES),
    }
    return render(request, "plans/plans.html", page)


@needs(Permission.MANAGE_PLAN)
@require_POST
def plan_draft(request, pk):
    """One action builds the draft from figures, headlines, needs and offers as they stand."""
    cycle = get_object_or_404(Cycle.objects.visible_to(request.user).select_related("region"), pk=pk)
    if cycle.is_closed or not request.user.may(Permission.MANAGE_PLAN, at=cycle.region):
        raise PermissionDenied
    try:
        made = actions.draft(cycle=cycle, by=request.user)
    except CannotDo as reason:
        messages.warning(request, str(reason))
        return redirect("plans:plan", cycle.plan.pk)
    messages.success(request, "The draft is made. Each line says what it comes from.")
    return redirect(made)


@needs(Permission.VIEW_REGION)
@require_GET
def plan(request, pk):
    return render(request, "plans/plan.html", {"page": plan_page(seen_plan(request, pk), request.user)})


def seen_plan(request, pk) -> Plan:
    found = Plan.objects.visible_to(request.user).select_related("cycle__region")
    return get_object_or_404(found, pk=pk)


def managed_plan(request, pk) -> Plan:
    """404 for one that the person may not know of, 403 for one that they may only read."""
    found = seen_plan(request, pk)
    if not Plan.objects.editable_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    return found


@needs(Permission.MANAGE_PLAN)
@require_POST
def plan_move(request, pk):
    found = managed_plan(request, pk)
    name = request.POST.get("move", "")
    if name not in MOVES:
        raise PermissionDenied
    try:
        actions.move(plan=found, name=name, by=request.user)
    except CannotDo as reason:
        messages.warning(request, str(reason))
    else:
        messages.success(request, SAID[name])
    return redirect(found)


@needs(Permission.MANAGE_PLAN)
@require_http_methods(["GET", "POST"])
def rules(request, pk):
    """The region's quorum, and after how many days a silent activity is marked."""
    found = managed_plan(request, pk)
    region = found.cycle.region
    first = {name: getattr(region, name) for name in RulesForm.base_fields}
    form = RulesForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        actions.set_rules(region=region, by=request.user, **form.cleaned_data)
        messages.success(request, "The rules are saved.")
        return redirect(found)
    intro = f"They hold for {region.name}, this year and after."
    return form_page(request, page_of(found, "Rules of the plan", intro=intro), form)


# -- Priorities -------------------------------------------------------------------------------------------------


@needs(Permission.VIEW_REGION)
@require_GET
def priority(request, pk):
    page = priority_page(seen_priority(request, pk), request.user)
    return render(request, "plans/priority.html", {"page": page})


def seen_priority(request, pk) -> Priority:
    found = Priority.objects.filter(plan__in=Plan.objects.visible_to(request.user))
    return get_object_or_404(found.select_related("plan__cycle__region", "sponsor", "group"), pk=pk)


def managed_priority(request, pk) -> Priority:
    found = seen_priority(request, pk)
    managed_plan(request, found.plan_id)
    return found


def page_of(plan: Plan, title: str, *, priority: Priority | None = None, **fields) -> FormPage:
    return FormPage(
        title=title,
        caption=str(priority or plan),
        back=(priority or plan).get_absolute_url(),
        back_words="The priority" if priority else "The plan",
        **fields,
    )


@needs(Permission.MANAGE_PLAN)
@require_http_methods(["GET", "POST"])
def priority_add(request, pk):
    found = managed_plan(request, pk)
    form = PriorityForm(request.POST or None, region=found.cycle.region)
    if request.method == "POST" and form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        try:
            made = actions.add_priority(plan=found, by=request.user, **given)
        except CannotDo as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, "The priority is in the plan.")
            return redirect(made)
    return form_page(request, page_of(found, "Add a priority"), form)


@needs(Permission.MANAGE_PLAN)
@require_http_methods(["GET", "POST"])
def priority_edit(request, pk):
    found = managed_priority(request, pk)
    first = {name: getattr(found, name) for name in ("area", "title", "why", "sponsor", "group", "version")}
    first["figures"] = list(found.figures.all())
    region = found.plan.cycle.region
    kept = {"kept_area": found.area, "kept_group": found.group_id}
    form = PriorityForm(request.POST or None, initial=first, region=region, **kept)
    page = page_of(found.plan, "Change the priority", priority=found)
    if found.votes.exists():
        page.intro = "Other words ask everyone again."
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            actions.change_priority(priority=found, built_on=given.pop("version"), by=request.user, **given)
        except SavedMeanwhile as reason:
            found.refresh_from_db()
            page.quote = f"{found.title}\n{found.why}"
            form.data = form.data.copy()
            form.data["version"] = found.version
            form.add_error("title", str(reason))
        except CannotDo as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, "Saved.")
            return redirect(found)
    return form_page(request, page, form)


@needs(Permission.MANAGE_PLAN)
@require_POST
def priority_drop(request, pk):
    found = managed_priority(request, pk)
    try:
        actions.drop_priority(priority=found, by=request.user)
    except CannotDo as reason:
        messages.warning(request, str(reason))
        return redirect(found)
    messages.success(request, f"“{found.title}” is left out of the plan.")
    return redirect(found.plan)
