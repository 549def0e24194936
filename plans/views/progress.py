"""Activities, their milestones and how they go; what is said of a priority in a quarter."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from challenges.views.pages import form_page
from plans.actions import progress as actions
from plans.actions.support import CannotDo
from plans.forms.plans import ActivityForm, CommentaryForm, MilestoneForm, RagForm
from plans.models import Activity, Milestone, Plan
from plans.quarters import before, quarter_of
from plans.reminding import silent_priorities
from plans.views.plans import managed_plan, managed_priority, page_of
from regions.access import needs
from regions.roles import Permission
from selfeval.actions.improvement import SavedMeanwhile


def managed_activity(request, pk) -> Activity:
    found = Activity.objects.filter(priority__plan__in=Plan.objects.visible_to(request.user))
    activity = get_object_or_404(found.select_related("priority__plan__cycle__region"), pk=pk)
    managed_plan(request, activity.priority.plan_id)
    return activity


def save(request, form, page, done, said, back):
    """The page of one form of a priority; saved, back to the priority."""
    if request.method == "POST" and form.is_valid():
        try:
            done(dict(form.cleaned_data))
        except (CannotDo, SavedMeanwhile) as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, said)
            return redirect(back)
    return form_page(request, page, form)


@needs(Permission.MANAGE_PLAN)
@require_http_methods(["GET", "POST"])
def activity_add(request, pk):
    priority = managed_priority(request, pk)
    form = ActivityForm(request.POST or None, region=priority.plan.cycle.region)

    def do(given):
        given.pop("version")
        actions.add_activity(priority=priority, by=request.user, **given)

    page = page_of(priority.plan, "Add an activity", priority=priority)
    return save(request, form, page, do, "The activity is in the plan.", priority)


@needs(Permission.MANAGE_PLAN)
@require_http_methods(["GET", "POST"])
def activity(request, pk):
    found = managed_activity(request, pk)
    names = ("title", "kind", "owner", "lead", "starts_on", "ends_on", "version")
    first = {name: getattr(found, name) for name in names}
    region = found.priority.plan.cycle.region
    form = ActivityForm(request.POST or None, initial=first, region=region)

    def do(given):
        built_on = given.pop("version")
        actions.change_activity(activity=found, built_on=built_on, by=request.user, **given)

    page = page_of(found.priority.plan, "Change the activity", priority=found.priority)
    return save(request, form, page, do, "Saved.", found.priority)


@needs(Permission.MANAGE_PLAN)
@require_http_methods(["GET", "POST"])
def activity_rag(request, pk):
    found = managed_activity(request, pk)
    form = RagForm(request.POST or None, initial={"rag": found.rag, "because": found.rag_because})
    page = page_of(found.priority.plan, f"How does “{found.title}” go?", priority=found.priority)

    def do(given):
        actions.set_rag(activity=found, by=request.user, **given)

    return save(request, form, page, do, "Saved, with today’s date.", found.priority)


@needs(Permission.MANAGE_PLAN)
@require_http_methods(["GET", "POST"])
def milestone_add(request, pk):
    found = managed_activity(request, pk)
    form = MilestoneForm(request.POST or None)
    page = page_of(found.priority.plan, f"A milestone of “{found.title}”", priority=found.priority)

    def do(given):
        actions.add_milestone(activity=found, by=request.user, **given)

    return save(request, form, page, do, "The milestone is set.", found.priority)


@needs(Permission.MANAGE_PLAN)
@require_POST
def milestone(request, pk):
    """Done, or not done after all."""
    seen = Milestone.objects.filter(activity__priority__plan__in=Plan.objects.visible_to(request.user))
    found = get_object_or_404(seen.select_related("activity__priority__plan"), pk=pk)
    managed_plan(request, found.activity.priority.plan_id)
    try:
        actions.set_milestone(milestone=found, is_done=request.POST.get("done") == "yes", by=request.user)
    except CannotDo as reason:
        messages.warning(request, str(reason))
    return redirect(found.activity.priority)


@needs(Permission.MANAGE_PLAN)
@require_http_methods(["GET", "POST"])
def commentary_add(request, pk):
    priority = managed_priority(request, pk)
    today = timezone.localdate()
    first = {"quarter": first_quarter(priority, today).isoformat()}
    form = CommentaryForm(request.POST or None, initial=first, today=today)
    page = page_of(priority.plan, "What happened in a quarter", priority=priority)

    def do(given):
        actions.comment(priority=priority, by=request.user, **given)

    return save(request, form, page, do, "It is kept.", priority)


def first_quarter(priority, today):
    """The one before until somebody has written on it, if the plan was confirmed by its end; else today's."""
    last = before(quarter_of(today))
    return last if priority in silent_priorities(priority.plan, last) else quarter_of(today)
