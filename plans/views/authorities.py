"""The region's plan by authority."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from plans.presenters.authorities import authorities_page
from plans.views.plans import seen_plan
from regions.access import needs
from regions.roles import Permission


@needs(Permission.VIEW_REGION)
@require_GET
def plan_authorities(request, pk):
    page = authorities_page(seen_plan(request, pk), request.user)
    return render(request, "plans/authorities.html", {"page": page})
