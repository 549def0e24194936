"""The region's year as a whole: one screen, and one button that chases whatever is overdue."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from challenges.actions import telling
from challenges.presenters.region import region_page
from cycles.models import Cycle
from regions.access import needs
from regions.roles import Permission


@needs(Permission.VIEW_STATUS)
@require_GET
def region(request, pk):
    """Every authority by every step."""
    page = region_page(followed_cycle(request, pk), request.user)
    return render(request, "challenges/region.html", {"page": page})


@needs(Permission.MANAGE_CYCLES)
@require_POST
def region_chase(request, pk):
    """E-mail everyone who holds what is overdue; once a day."""
    cycle = followed_cycle(request, pk)
    if cycle.is_closed or not request.user.may(Permission.MANAGE_CYCLES, at=cycle.region):
        raise PermissionDenied
    messages.success(request, words_for(telling.chase(cycle=cycle, by=request.user)))
    return redirect("challenges:region", cycle.pk)


def words_for(chased: telling.Chased) -> str:
    if chased.is_nothing:
        return "Nothing is overdue, so nobody was reminded."
    said = []
    if chased.signatures:
        said.append(f"{chased.signatures} who have not signed the memorandum")
    if chased.self_evaluations:
        said.append(f"the directors and coordinators of {chased.self_evaluations} documents that are late")
    if chased.steps:
        said.append(f"{chased.people} people who hold {chased.steps} overdue steps of challenges")
    return f"Reminders went to {'; '.join(said)}. Nobody gets the same one twice on one day."


def followed_cycle(request, pk) -> Cycle:
    codes = request.user.region_codes_where(Permission.VIEW_STATUS)
    return get_object_or_404(Cycle.objects.select_related("region"), pk=pk, region__in=codes)
