"""A person's own conflicts of interest. Nobody else sees them here."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from regions import actions
from regions.access import signed_in
from regions.forms.conflicts import ConflictForm
from regions.models import Conflict


@signed_in
@require_http_methods(["GET", "POST"])
def conflicts(request):
    form = ConflictForm(request.POST if request.method == "POST" else None, person=request.user)
    if form.is_valid():
        conflict = actions.declare_conflict(by=request.user, **form.cleaned_data)
        messages.success(request, f"You have declared this for {conflict.authority.name}.")
        return redirect("regions:conflicts")
    own = Conflict.objects.visible_to(request.user).select_related("authority")
    context = {
        "form": form,
        "now": own.filter(ended_at__isnull=True),
        "ended": own.filter(ended_at__isnull=False),
        "may_declare": form.fields["authority"].queryset.exists(),
    }
    return render(request, "regions/conflicts.html", context, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "POST"])
def end(request, pk):
    """Asks first: what the conflict closed may open again."""
    open_ones = Conflict.objects.visible_to(request.user).filter(ended_at__isnull=True)
    conflict = get_object_or_404(open_ones.select_related("authority"), pk=pk)
    if request.method == "GET":
        return render(request, "regions/conflict_end.html", {"conflict": conflict})
    actions.end_conflict(conflict=conflict, by=request.user)
    messages.success(request, f"Your declaration for {conflict.authority.name} has ended.")
    return redirect("regions:conflicts")
