"""Who leads for a region: its director, lead member and chief executive, now and before."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from regions import actions
from regions.access import needs
from regions.forms.leads import EndForm, LeadForm
from regions.models import Region, RegionalLead
from regions.roles import Permission

Capacity = RegionalLead.Capacity


@needs(Permission.VIEW_REGION)
@require_GET
def leads(request, slug):
    region = get_object_or_404(Region.objects.visible_to(request.user), slug=slug)
    found = list(RegionalLead.objects.filter(region=region).select_related("authority"))
    today = timezone.localdate()
    live = [one for one in found if not one.is_over(today)]
    context = {
        "region": region,
        "rows": [(capacity, [one for one in live if one.capacity == capacity]) for capacity in Capacity],
        "before": [one for one in found if one.is_over(today)],
        "may_name": request.user.may(Permission.MANAGE_CYCLES, at=region),
    }
    return render(request, "regions/leads.html", context)


@needs(Permission.MANAGE_CYCLES)
@require_http_methods(["GET", "POST"])
def name(request, slug, capacity):
    region, capacity = managed(request, slug, capacity)
    form = LeadForm(request.POST or None, region=region)
    if form.is_valid():
        try:
            lead = actions.name_lead(region=region, capacity=capacity, by=request.user, **form.cleaned_data)
        except actions.CannotName as reason:
            form.add_error("starts_on", str(reason))
        else:
            messages.success(request, f"{lead.name} is named as {capacity.label.lower()}.")
            return redirect("regions:leads", slug)
    return shown(request, region, capacity.label, form)


@needs(Permission.MANAGE_CYCLES)
@require_http_methods(["GET", "POST"])
def end(request, slug, capacity):
    region, capacity = managed(request, slug, capacity)
    lead = get_object_or_404(RegionalLead.objects.unended(), region=region, capacity=capacity)
    form = EndForm(request.POST or None)
    if form.is_valid():
        try:
            actions.end_lead(lead=lead, by=request.user, **form.cleaned_data)
        except actions.CannotName as reason:
            form.add_error("ends_on", str(reason))
        else:
            messages.success(request, f"{lead.name} stays on record until that day.")
            return redirect("regions:leads", slug)
    return shown(request, region, f"When does {lead.name} stop leading?", form)


def managed(request, slug, capacity):
    region = get_object_or_404(Region.objects.visible_to(request.user), slug=slug)
    if not request.user.may(Permission.MANAGE_CYCLES, at=region):
        raise PermissionDenied
    try:
        return region, Capacity(capacity.replace("-", "_"))
    except ValueError:
        raise Http404 from None


def shown(request, region, title, form):
    context = {"region": region, "title": title, "form": form}
    return render(request, "regions/lead_form.html", context, status=422 if form.errors else 200)
