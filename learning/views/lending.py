"""Who was lent to whom: recording days, and what each authority of the region gave and received."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from challenges.views.pages import form_page
from learning.actions import lending as actions
from learning.actions.associates import CannotDo
from learning.forms.associates import DeploymentForm
from learning.lent import days_lent
from learning.lent_file import csv_of_days
from learning.models import Associate, Deployment
from learning.presenters.days import days_page
from learning.views.associates import chosen_region, kept, page_of
from regions.access import needs, signed_in
from regions.roles import Permission
from selfeval.actions.improvement import SavedMeanwhile


@signed_in
@require_http_methods(["GET", "POST"])
def deployment_add(request, pk):
    found = kept(request, pk)
    form = DeploymentForm(request.POST or None, region=found.region)
    if request.method == "POST" and form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        try:
            actions.lend(associate=found, by=request.user, **given)
        except CannotDo as reason:
            form.add_error("receiving", str(reason))
        else:
            messages.success(request, "The days are recorded.")
            return redirect(found)
    intro = f"The days are given by {found.home.name}."
    return form_page(request, page_of(found, "Record days at another authority", intro=intro), form)


@signed_in
@require_http_methods(["GET", "POST"])
def deployment_edit(request, pk):
    found = recorded(request, pk)
    first = {
        name: getattr(found, name)
        for name in ("receiving", "what_for", "starts_on", "ends_on", "days", "version")
    }
    associate = found.associate
    form = DeploymentForm(
        request.POST or None, initial=first, region=associate.region, kept=found.receiving_id
    )
    page = page_of(associate, "Change the days", intro=f"The days are given by {found.home.name}.")
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            actions.change_deployment(
                deployment=found, built_on=given.pop("version"), by=request.user, **given
            )
        except SavedMeanwhile as reason:
            found.refresh_from_db()
            page.quote = f"{found.receiving.name}: {found.what_for}\n{found.days} days"
            form.data = form.data.copy()
            form.data["version"] = found.version
            form.add_error("receiving", str(reason))
        except CannotDo as reason:
            form.add_error("receiving", str(reason))
        else:
            messages.success(request, "Saved.")
            return redirect(associate)
    return form_page(request, page, form)


@signed_in
@require_POST
def deployment_remove(request, pk):
    found = recorded(request, pk)
    actions.remove_deployment(deployment=found, by=request.user)
    messages.success(request, "The days are removed.")
    return redirect(found.associate)


def recorded(request, pk) -> Deployment:
    """For who keeps the register; 404 for what one may not know of, 403 for what one may only read."""
    deployments = Deployment.objects.select_related("associate__region", "home", "receiving")
    found = get_object_or_404(deployments, pk=pk, associate__in=Associate.objects.visible_to(request.user))
    if not request.user.may(Permission.MANAGE_ASSOCIATES, at=found.associate.region):
        raise PermissionDenied
    return found


# -- The region's days ------------------------------------------------------------------------------------------


@needs(Permission.READ_ASSOCIATES)
@require_GET
def days(request):
    page = days_page(chosen_region(request), request.user, request.GET.get("year", ""))
    return render(request, "learning/associate_days.html", {"page": page})


@needs(Permission.READ_ASSOCIATES)
@require_GET
def days_csv(request):
    return csv_of_days(days_lent(chosen_region(request), request.GET.get("year", "")))
