"""What people thought of a challenge, what they took home, and who has given what."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from challenges.actions.evaluating import AlreadySaid, evaluate
from challenges.forms.feedback import EvaluationForm
from challenges.models import Challenge
from challenges.presenters.evaluating import answers_to, learning_of, may_evaluate
from challenges.presenters.ledger import ledger_of, ledger_regions
from challenges.views.finding import seen_challenge
from cycles.models import Cycle
from regions.access import signed_in


@signed_in
@require_http_methods(["GET", "POST"])
def evaluation(request, pk):
    """The form, once a person; for the project manager what was said, without names."""
    challenge = seen_challenge(request, pk)
    asked = may_evaluate(challenge, request.user)
    manages = Challenge.objects.managed_by(request.user).filter(pk=pk).exists()
    if not (asked or manages):
        raise Http404
    has_begun = challenge.first_day <= timezone.localdate()
    if request.method == "POST" and not (asked and has_begun):
        raise PermissionDenied
    own = challenge.evaluations.filter(person=request.user).first()
    form = EvaluationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            evaluate(challenge=challenge, by=request.user, **form.cleaned_data)
        except AlreadySaid as reason:
            messages.warning(request, str(reason))
        else:
            messages.success(request, "Thank you. Your learning note is among yours.")
        return redirect("challenges:evaluation", challenge.pk)
    page = {
        "challenge": challenge,
        "form": form,
        "own": own,
        "asks": asked and has_begun and own is None,
        "waits": asked and not has_begun,
        "answers": answers_to(challenge) if manages else None,
    }
    return render(request, "challenges/evaluation.html", page, status=422 if form.errors else 200)


@signed_in
@require_GET
def learning(request):
    """One's own learning notes, and those of the people who took part from where one directs."""
    return render(request, "challenges/learning.html", {"notes": learning_of(request.user)})


@signed_in
@require_GET
def ledger(request, pk):
    """For those who follow the region's year, and for its directors, who give the days."""
    cycles = Cycle.objects.visible_to(request.user).select_related("region")
    cycle = get_object_or_404(cycles, pk=pk)
    if cycle.region_id not in ledger_regions(request.user):
        raise PermissionDenied
    return render(request, "challenges/ledger.html", {"cycle": cycle, "ledger": ledger_of(cycle)})
