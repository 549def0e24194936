"""The list of indicators, and the page of one."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render

from indicators.downloads import csv_of_indicator
from indicators.models import Indicator
from indicators.presenters import indicator_page, indicators_by_topic
from regions.access import needs
from regions.models import Region
from regions.roles import Permission


@needs(Permission.VIEW_REGION)
def index(request):
    region = chosen_region(request)
    return render(
        request,
        "indicators/index.html",
        {"region": region, "topics": indicators_by_topic(region), "words": request.GET.get("words", "")},
    )


@needs(Permission.VIEW_REGION)
def indicator(request, slug):
    indicator = get_object_or_404(Indicator, slug=slug)
    page = indicator_page(indicator, chosen_region(request), marked=request.GET.get("authority", ""))
    regions = Region.objects.visible_to(request.user)
    return render(request, "indicators/indicator.html", {"page": page, "regions": regions})


@needs(Permission.VIEW_REGION)
def indicator_csv(request, slug):
    indicator = get_object_or_404(Indicator, slug=slug)
    return csv_of_indicator(indicator, chosen_region(request))


def chosen_region(request):
    """The region in the address, or the person's first; 404 for one that they may not see."""
    regions = Region.objects.visible_to(request.user)
    slug = request.GET.get("region")
    # Chosen here and not in the query: PostgreSQL fails on text with a NUL in it.
    region = next((one for one in regions if slug in (None, "", one.slug)), None)
    if region is None:
        raise Http404
    return region
