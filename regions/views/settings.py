"""A region's own words and numbers, changed by who runs its year."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from regions import actions
from regions.access import needs
from regions.forms.settings import SettingsForm
from regions.models import Region
from regions.roles import Permission


@needs(Permission.MANAGE_CYCLES)
@require_http_methods(["GET", "POST"])
def settings(request, slug):
    region = get_object_or_404(Region.objects.visible_to(request.user), slug=slug)
    if not request.user.may(Permission.MANAGE_CYCLES, at=region):
        raise PermissionDenied
    now = {name: getattr(region, name) for name in SettingsForm.base_fields}
    form = SettingsForm(request.POST or None, initial=now)
    if form.is_valid():
        actions.change_settings(region=region, by=request.user, **form.cleaned_data)
        messages.success(request, "The region’s words and numbers are saved.")
        return redirect(region)
    context = {"region": region, "form": form}
    return render(request, "regions/settings.html", context, status=422 if form.errors else 200)
