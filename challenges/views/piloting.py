"""A pilot's page: changing its steps while it runs, the log, and the new version that comes of it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from challenges.actions import piloting
from challenges.forms.protocols import PilotNewStepForm, PilotStepForm
from challenges.models import Challenge, ChallengeStep
from challenges.views.finding import managed_challenge
from regions.access import needs
from regions.roles import Permission

OVER = "It is over, so its steps stay as they are."


@needs(Permission.MANAGE_CYCLES)
@require_http_methods(["GET", "POST"])
def pilot(request, pk):
    """Its steps, adding one, and everything that was changed."""
    challenge = managed_pilot(request, pk)
    form = PilotNewStepForm(request.POST or None)
    if form.is_valid():
        return save(
            request, challenge, lambda: piloting.add_step(challenge=challenge, **given(request, form))
        )
    page = {
        "challenge": challenge,
        "form": form,
        "steps": challenge.steps.select_related("of"),
        "edits": challenge.protocol_edits.select_related("by"),
    }
    return render(request, "challenges/pilot.html", page, status=422 if form.errors else 200)


@needs(Permission.MANAGE_CYCLES)
@require_http_methods(["GET", "POST"])
def pilot_step(request, pk):
    visible = Challenge.objects.visible_to(request.user)
    steps = ChallengeStep.objects.filter(challenge__in=visible).select_related("of")
    step = get_object_or_404(steps, pk=pk)
    step.challenge = challenge = managed_pilot(request, step.challenge_id)
    first = {"name": step.of.name, "day": step.due_on}
    form = PilotStepForm(request.POST or None, initial=first, step=step)
    if form.is_valid():
        return save(request, challenge, lambda: piloting.change_step(step=step, **given(request, form)))
    page = {"challenge": challenge, "form": form, "step": step}
    return render(request, "challenges/pilot_step.html", page, status=422 if form.errors else 200)


@needs(Permission.MANAGE_CYCLES)
@require_POST
def pilot_offer(request, pk):
    """A new version of the protocol with everything that was changed in the pilot."""
    challenge = managed_pilot(request, pk)
    try:
        made = piloting.offer(challenge=challenge, by=request.user)
    except piloting.NoPilot:
        messages.warning(request, "Nothing was changed in this pilot, so there is no new version to make.")
        return redirect("challenges:pilot", pk)
    messages.success(request, f"This is {made}, with what was changed in the pilot. Change it as you need.")
    return redirect("challenges:protocol", made.pk)


def given(request, form):
    return form.cleaned_data | {"by": request.user}


def save(request, challenge, do):
    try:
        do()
    except piloting.NoPilot:
        messages.warning(request, OVER)
    else:
        messages.success(request, "The change is saved and logged.")
    return redirect("challenges:pilot", challenge.pk)


def managed_pilot(request, pk) -> Challenge:
    challenge = managed_challenge(request, pk)
    if not challenge.is_pilot:
        raise PermissionDenied
    return challenge
