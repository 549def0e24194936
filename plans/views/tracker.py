"""The region's actions on one page."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from plans.presenters.tracker import tracker_page
from regions.access import needs
from regions.models import Region
from regions.roles import Permission


@needs(Permission.VIEW_REGION)
@require_GET
def tracker(request, slug):
    region = get_object_or_404(Region.objects.visible_to(request.user), slug=slug)
    page = tracker_page(region, request.user, request.GET.get("show", "open"))
    return render(request, "plans/tracker.html", {"page": page})
