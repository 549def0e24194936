"""Building a cycle's groups: asking, looking, changing by hand, publishing."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from challenges.actions import grouping as actions
from challenges.forms.groupings import AskForm, SwapForm, TogetherForm
from challenges.grouping import NoGroups, NotAllowed
from challenges.models import Grouping
from challenges.presenters.groupings import choices_of, draft_page
from cycles.models import Cycle
from regions.access import needs
from regions.roles import Permission
from selfeval.actions.releasing import CannotShare


@needs(Permission.MANAGE_CYCLES)
@require_http_methods(["GET", "POST"])
def build(request, pk):
    """What the groups should be like; they are worked out at once."""
    cycle = managed(request, pk)
    choices, draft = choices_of(cycle), actions.draft_of(cycle)
    form = AskForm(
        request.POST or None,
        authorities=choices.authorities,
        parties=choices.parties,
        before=actions.asked_of(draft) if draft else choices.usual(),
    )
    if form.is_valid():
        try:
            actions.work_out(cycle=cycle, asked=form.asked, by=request.user)
        except NoGroups as reason:
            names = {one.pk: one.name for one in choices.authorities}
            for obstacle in reason.obstacles:
                form.add_error("members", obstacle.in_words(names))
        else:
            return redirect("challenges:groups_draft", cycle.pk)
    page = {"cycle": cycle, "form": form, "has_draft": draft is not None}
    return render(request, "challenges/groups_build.html", page, status=422 if form.errors else 200)


@needs(Permission.MANAGE_CYCLES)
@require_GET
def draft(request, pk):
    return draft_answer(request, managed_draft(request, pk))


@needs(Permission.MANAGE_CYCLES)
@require_POST
def swap(request, pk):
    found = managed_draft(request, pk)
    form = SwapForm(request.POST, names=named(found))
    if form.is_valid():
        try:
            actions.swap(grouping=found, by=request.user, **form.cleaned_data)
        except NotAllowed as reason:
            form.add_error("other", str(reason))
        else:
            messages.success(request, "They have changed places.")
            return redirect("challenges:groups_draft", pk)
    return draft_answer(request, found, swap_form=form)


@needs(Permission.MANAGE_CYCLES)
@require_POST
def together(request, pk):
    """Two that stay in one group; the rest is worked out anew."""
    found = managed_draft(request, pk)
    form = TogetherForm(request.POST, names=named(found))
    if form.is_valid():
        try:
            actions.keep_together(grouping=found, by=request.user, **form.cleaned_data)
        except NoGroups as reason:
            for obstacle in reason.obstacles:
                form.add_error("other", obstacle.in_words(dict(named(found))))
        else:
            messages.success(request, "They are kept together, and the groups are worked out anew.")
            return redirect("challenges:groups_draft", pk)
    return draft_answer(request, found, together_form=form)


@needs(Permission.MANAGE_CYCLES)
@require_POST
def keep(request, pk):
    """One group that stays as it is."""
    found = managed_draft(request, pk)
    actions.keep_group(grouping=found, number=one_of(request, "group", 1, len(found.groups)), by=request.user)
    messages.success(request, "This group stays as it is when you work out the groups again.")
    return redirect("challenges:groups_draft", pk)


@needs(Permission.MANAGE_CYCLES)
@require_POST
def take_off(request, pk):
    found = managed_draft(request, pk)
    pin = [int(number) for number in request.POST.get("pin", "").split("-") if number.isdecimal()]
    actions.take_off(grouping=found, pin=pin, by=request.user)
    messages.success(request, "The pin is taken off. Work out the groups again if you want better ones.")
    return redirect("challenges:groups_draft", pk)


@needs(Permission.MANAGE_CYCLES)
@require_POST
def again(request, pk):
    """The same question with the pins of now."""
    found = managed_draft(request, pk)
    try:
        actions.work_out(cycle=found.cycle, asked=actions.asked_of(found), by=request.user)
    except NoGroups as reason:
        for obstacle in reason.obstacles:
            messages.warning(request, obstacle.in_words(dict(named(found))))
    else:
        messages.success(request, "The groups are worked out anew.")
    return redirect("challenges:groups_draft", pk)


@needs(Permission.MANAGE_CYCLES)
@require_POST
def choose(request, pk):
    found = managed_draft(request, pk)
    number = one_of(request, "answer", 0, len(found.answers) - 1)
    actions.choose(grouping=found, number=number, by=request.user)
    messages.success(request, "These are the groups now.")
    return redirect("challenges:groups_draft", pk)


@needs(Permission.MANAGE_CYCLES)
@require_http_methods(["GET", "POST"])
def publish(request, pk):
    """Asks first."""
    found = managed_draft(request, pk)
    if request.method == "GET":
        return render(request, "challenges/groups_publish.html", {"page": draft_page(found)})
    try:
        actions.publish(grouping=found, by=request.user)
    except (actions.CannotPublish, CannotShare) as reason:
        messages.warning(request, str(reason))
        return redirect("challenges:groups_draft", pk)
    messages.success(request, "The groups are published. Their directors were told by e-mail.")
    return redirect("selfeval:groups", pk)


def draft_answer(request, found, **forms):
    """The draft's page; with a form that has faults, 422."""
    faulty = next((form for form in forms.values() if form.errors), None)
    page = {
        "page": draft_page(found),
        "swap_form": forms.get("swap_form") or SwapForm(names=named(found)),
        "together_form": forms.get("together_form") or TogetherForm(names=named(found)),
        "faulty": faulty,
    }
    return render(request, "challenges/groups_draft.html", page, status=422 if faulty else 200)


def named(found):
    """The authorities of a draft by name, for lists to choose from."""
    return list(
        found.cycle.region.authorities.filter(pk__in=found.members).order_by("name").values_list("pk", "name")
    )


def one_of(request, key, first, last):
    """A whole number of the request; 404 for any that the page does not offer."""
    given = request.POST.get(key, "")
    if not (given.isdecimal() and len(given) < 4 and first <= int(given) <= last):
        raise Http404
    return int(given)


def managed(request, pk):
    """404 for a cycle that the person may not know of, 403 for one that they may only look at or that is closed."""
    cycle = get_object_or_404(Cycle.objects.visible_to(request.user).select_related("region"), pk=pk)
    if cycle.is_closed or not request.user.may(Permission.MANAGE_CYCLES, at=cycle.region):
        raise PermissionDenied
    return cycle


def managed_draft(request, pk):
    cycle = managed(request, pk)
    return get_object_or_404(Grouping.objects.drafts().select_related("cycle__region"), cycle=cycle)
