"""The region's self-evaluations as a whole: their states, opening them, their groups, reminding who is late."""

from collections import Counter

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cycles.models import Cycle, Phase
from regions.access import needs
from regions.models import Region
from regions.roles import Permission
from selfeval.actions import grouping, opening, telling
from selfeval.actions.releasing import CannotShare
from selfeval.forms.managing import GroupsForm, OpenForm
from selfeval.presenters.grid import grid, groupable, opening_page, templates_for


@needs(Permission.VIEW_STATUS)
@require_GET
def cycles(request):
    """The cycles whose self-evaluations the person may follow; the only one straight away."""
    codes = request.user.region_codes_where(Permission.VIEW_STATUS)
    found = list(Cycle.objects.filter(region__in=codes).select_related("region"))
    open_now = [one for one in found if one.is_open]
    if len(open_now) == 1 and len(codes) == 1 and "all" not in request.GET:
        return redirect("selfeval:status", open_now[0].pk)
    regions = Region.objects.filter(pk__in=codes)
    return render(request, "selfeval/status_cycles.html", {"cycles": found, "regions": regions})


@needs(Permission.VIEW_STATUS)
@require_GET
def status(request, pk):
    page = grid(followed_cycle(request, pk), request.user)
    return render(request, "selfeval/status.html", {"page": page})


@needs(Permission.MANAGE_CYCLES)
@require_http_methods(["GET", "POST"])
def open_all(request, pk):
    """Open a self-evaluation for every authority that has none of the chosen template yet."""
    cycle = managed(request, pk)
    given = request.POST if request.method == "POST" else None
    form = OpenForm(given, templates=templates_for(cycle, request.user))
    if form.is_valid():
        made = opening.open_cycle(cycle=cycle, by=request.user, **form.cleaned_data)
        messages.success(
            request,
            f"{len(made)} opened. Directors and coordinators were told by e-mail."
            if made
            else "All of them were open already.",
        )
        return redirect("selfeval:status", cycle.pk)
    page = {"page": opening_page(cycle, request.user), "form": form}
    return render(request, "selfeval/open.html", page, status=422 if form.errors else 200)


@needs(Permission.MANAGE_CYCLES)
@require_http_methods(["GET", "POST"])
def groups(request, pk):
    """Who reads whom; it can be changed until the share date."""
    cycle = managed(request, pk)
    current, authorities = grouping.groups_of(cycle), groupable(cycle)
    form = GroupsForm(request.POST or None, authorities=authorities, current=current)
    if request.method == "POST" and form.is_valid():
        try:
            grouping.set_groups(cycle=cycle, groups=form.groups, by=request.user)
        except CannotShare as reason:
            messages.warning(request, str(reason))
        else:
            messages.success(request, "The groups are set.")
        return redirect("selfeval:groups", cycle.pk)
    sizes = Counter(current.values())
    page = {
        "cycle": cycle,
        "form": form,
        "groups": [
            (name, [one.name for one in authorities if current.get(one.pk) == name]) for name in sorted(sizes)
        ],
        "without": [one.name for one in authorities if one.pk not in current],
        "share_day": cycle.day_of(Phase.Kind.SHARE),
        "authorities": authorities,
    }
    return render(request, "selfeval/groups.html", page, status=422 if form.errors else 200)


@needs(Permission.MANAGE_CYCLES)
@require_POST
def chase(request, pk):
    """E-mail the leaders of every document that is late; once a day."""
    cycle = managed(request, pk)
    late = telling.chase(cycle=cycle, by=request.user)
    words = (
        f"Reminders went to {len(late)} authorit{'y' if len(late) == 1 else 'ies'}; none gets two on one day."
    )
    messages.success(request, words if late else "Nobody is late.")
    return redirect("selfeval:status", cycle.pk)


def followed_cycle(request, pk):
    codes = request.user.region_codes_where(Permission.VIEW_STATUS)
    return get_object_or_404(Cycle.objects.select_related("region"), pk=pk, region__in=codes)


def managed(request, pk):
    """404 for a cycle that the person may not know of, 403 for one that they may only look at or that is closed."""
    cycle = get_object_or_404(Cycle.objects.visible_to(request.user).select_related("region"), pk=pk)
    if cycle.is_closed or not request.user.may(Permission.MANAGE_CYCLES, at=cycle.region):
        raise PermissionDenied
    return cycle
