"""What an authority has tried: the register, for its own people."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from datapacks import actions
from datapacks.forms import InterventionForm
from datapacks.models import Intervention
from regions.access import needs
from regions.models import LocalAuthority
from regions.roles import Permission


@needs(Permission.TAKE_PART)
@require_GET
def tried(request, code):
    """The whole register; what was taken out a moment ago can be put back."""
    authority = own_authority(request, code)
    entries = Intervention.objects.visible_to(request.user).filter(authority=authority)
    removed = request.GET.get("removed", "")
    page = {
        "authority": authority,
        "entries": entries.prefetch_related("indicators"),
        "may_log": request.user.may(Permission.LOG_INTERVENTIONS, at=authority),
        "removed": authority.interventions.filter(
            pk=removed if removed.isdecimal() and len(removed) < 10 else 0, removed_at__isnull=False
        ).first(),
    }
    return render(request, "datapacks/tried.html", page)


@needs(Permission.LOG_INTERVENTIONS)
@require_http_methods(["GET", "POST"])
def tried_add(request, code):
    authority = own_authority(request, code)
    must_log(request, authority)
    form = InterventionForm(request.POST or None, authority=authority)
    if form.is_valid():
        made = actions.log_intervention(authority=authority, by=request.user, **form.cleaned_data)
        messages.success(request, f"“{made.title}” is in the register.")
        return redirect("datapacks:tried", authority.pk)
    page = {"authority": authority, "form": form}
    return render(request, "datapacks/intervention.html", page, status=422 if form.errors else 200)


@needs(Permission.LOG_INTERVENTIONS)
@require_http_methods(["GET", "POST"])
def change(request, pk):
    intervention = own_intervention(request, pk)
    authority = intervention.authority
    form = InterventionForm(request.POST or None, authority=authority, intervention=intervention)
    if form.is_valid():
        actions.change_intervention(intervention=intervention, by=request.user, **form.cleaned_data)
        messages.success(request, f"“{form.cleaned_data['title']}” was saved.")
        return redirect("datapacks:tried", authority.pk)
    page = {"authority": authority, "form": form, "intervention": intervention}
    return render(request, "datapacks/intervention.html", page, status=422 if form.errors else 200)


@needs(Permission.LOG_INTERVENTIONS)
@require_POST
def remove(request, pk):
    intervention = own_intervention(request, pk)
    actions.remove_intervention(intervention=intervention, by=request.user)
    response = redirect("datapacks:tried", intervention.authority_id)
    response["Location"] += f"?removed={intervention.pk}"
    return response


@needs(Permission.LOG_INTERVENTIONS)
@require_POST
def restore(request, pk):
    own = LocalAuthority.objects.where(request.user, Permission.LOG_INTERVENTIONS)
    intervention = get_object_or_404(Intervention.objects.filter(authority__in=own), pk=pk)
    actions.restore_intervention(intervention=intervention, by=request.user)
    return redirect("datapacks:tried", intervention.authority_id)


def own_authority(request, code):
    own = LocalAuthority.objects.where(request.user, Permission.TAKE_PART)
    return get_object_or_404(own.select_related("region"), pk=code)


def own_intervention(request, pk):
    visible = Intervention.objects.visible_to(request.user).select_related("authority__region")
    intervention = get_object_or_404(visible, pk=pk)
    must_log(request, intervention.authority)
    return intervention


def must_log(request, authority):
    if not request.user.may(Permission.LOG_INTERVENTIONS, at=authority):
        raise PermissionDenied
