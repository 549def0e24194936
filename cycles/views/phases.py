"""One step: adding, changing, marking as done, removing, and taking it into a calendar."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cycles import actions
from cycles.calendars import calendar_of
from cycles.forms import PhaseForm
from cycles.presenters import coming_reminders
from cycles.rules import OutOfOrder
from cycles.views.finding import calendar_file, managed_cycle, managed_phase, sent, visible_phase
from regions.access import needs
from regions.roles import Permission


@needs(Permission.MANAGE_CYCLES)
@require_http_methods(["GET", "POST"])
def add(request, pk):
    cycle = managed_cycle(request, pk)
    form = PhaseForm(sent(request), cycle=cycle)
    if form.is_valid():
        phase = actions.add_phase(cycle=cycle, by=request.user, **form.cleaned_data)
        messages.success(request, f"“{phase.name}” was added.")
        return redirect(cycle)
    page = {"cycle": cycle, "form": form}
    return render(request, "cycles/phase.html", page, status=422 if form.errors else 200)


@needs(Permission.MANAGE_CYCLES)
@require_http_methods(["GET", "POST"])
def change(request, pk):
    phase = managed_phase(request, pk)
    form = PhaseForm(sent(request), cycle=phase.cycle, phase=phase)
    if form.is_valid():
        actions.change_phase(phase=phase, by=request.user, **form.cleaned_data)
        messages.success(request, f"“{form.cleaned_data['name']}” was saved.")
        return redirect(phase.cycle)
    page = {"cycle": phase.cycle, "phase": phase, "form": form, "coming": coming_reminders(phase)}
    return render(request, "cycles/phase.html", page, status=422 if form.errors else 200)


@needs(Permission.MANAGE_CYCLES)
@require_POST
def done(request, pk):
    """Mark as done, or as not done after all."""
    phase = managed_phase(request, pk)
    actions.change_phase(
        phase=phase, by=request.user, done_on=None if phase.done_on else timezone.localdate()
    )
    return redirect(phase.cycle)


@needs(Permission.MANAGE_CYCLES)
@require_http_methods(["GET", "POST"])
def remove(request, pk):
    """Asks first."""
    phase = managed_phase(request, pk)
    if request.method == "GET":
        return render(request, "cycles/phase_remove.html", {"phase": phase})
    try:
        actions.remove_phase(phase=phase, by=request.user)
    except OutOfOrder as reason:
        messages.warning(request, f"{reason}.")
    else:
        messages.success(request, f"“{phase.name}” was removed.")
    return redirect(phase.cycle)


@needs(Permission.VIEW_REGION)
@require_GET
def calendar(request, pk):
    """One step, for a calendar to take in."""
    phase = visible_phase(request, pk)
    return calendar_file(calendar_of(phase.cycle, [phase]), slugify(phase.name))
