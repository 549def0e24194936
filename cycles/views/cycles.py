"""The year as pages: every cycle, one as a line of dated steps, starting, opening, copying, closing."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cycles import actions
from cycles.calendars import calendar_of
from cycles.forms import StartForm
from cycles.presenters import cycle_page, cycles_by_region
from cycles.views.finding import calendar_file, managed_cycle, must_manage, sent, visible_cycle
from regions.access import needs
from regions.models import Region
from regions.roles import Permission


@needs(Permission.VIEW_REGION)
@require_GET
def index(request):
    return render(request, "cycles/cycles.html", {"groups": cycles_by_region(request.user)})


@needs(Permission.VIEW_REGION)
@require_GET
def cycle(request, pk):
    page = cycle_page(visible_cycle(request, pk), request.user)
    return render(request, "cycles/cycle.html", {"page": page})


@needs(Permission.VIEW_REGION)
@require_GET
def calendar(request, pk):
    """Every step, for a calendar to take in."""
    cycle = visible_cycle(request, pk)
    return calendar_file(calendar_of(cycle, cycle.phases.all()), slugify(str(cycle).replace("/", "-")))


@needs(Permission.MANAGE_CYCLES)
@require_http_methods(["GET", "POST"])
def start(request, slug):
    region = get_object_or_404(Region.objects.visible_to(request.user), slug=slug)
    must_manage(request, region)
    form = StartForm(sent(request), region=region)
    if form.is_valid():
        cycle = actions.start_cycle(
            region=region,
            pattern=form.cleaned_data["pattern"],
            year=form.cleaned_data["year"],
            by=request.user,
        )
        messages.success(
            request, f"The {cycle.name} cycle is being prepared. Look over its dates, then open it."
        )
        return redirect(cycle)
    page = {"region": region, "form": form}
    return render(request, "cycles/cycle_start.html", page, status=422 if form.errors else 200)


@needs(Permission.MANAGE_CYCLES)
@require_POST
def open_it(request, pk):
    cycle = managed_cycle(request, pk)
    try:
        actions.open_cycle(cycle=cycle, by=request.user)
    except actions.AnotherIsOpen:
        messages.warning(
            request, f"{cycle.region.name} has an open cycle. Close that one first, then open this one."
        )
    else:
        messages.success(request, f"The {cycle.name} cycle is open. Its reminders go out from now on.")
    return redirect(cycle)


@needs(Permission.MANAGE_CYCLES)
@require_http_methods(["GET", "POST"])
def close(request, pk):
    """Asks first."""
    cycle = managed_cycle(request, pk)
    if not cycle.is_open:
        return redirect(cycle)
    if request.method == "GET":
        return render(request, "cycles/cycle_close.html", {"cycle": cycle})
    actions.close_cycle(cycle=cycle, by=request.user)
    messages.success(request, f"The {cycle.name} cycle is closed and kept as it is.")
    return redirect(cycle)


@needs(Permission.MANAGE_CYCLES)
@require_POST
def copy(request, pk):
    """The same steps a year later; a closed cycle may be copied too."""
    cycle = visible_cycle(request, pk)
    must_manage(request, cycle.region)
    try:
        made = actions.copy_cycle(cycle=cycle, by=request.user)
    except actions.AlreadyThere:
        messages.warning(request, f"{cycle.region.name} has a cycle for the year after {cycle.name} already.")
        return redirect(cycle)
    messages.success(request, f"The {made.name} cycle is being prepared. Look over its dates, then open it.")
    return redirect(made)
