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
    region, words = chosen_region(request), request.GET.get("words", "").strip()
    topics = indicators_by_topic(region, words)
    page = {
        "region": region,
        "regions": Region.objects.visible_to(request.user),
        "words": words,
        "topics": topics,
        "found": sum(len(topic.indicators) for topic in topics),
    }
    return render(request, "indicators/index.html", page)


@needs(Permission.VIEW_REGION)
def indicator(request, slug):
    indicator = get_object_or_404(Indicator, slug=slug)
    region = chosen_region(request)
    marked = request.GET.get("authority") or own_authority(request.user, region)
    page = indicator_page(indicator, region, marked=marked)
    return render(request, "indicators/indicator.html", {"page": page})


def own_authority(person, region):
    """The number of the person's own authority in the region, as text; nothing for none."""
    own = (post.authority for post in person.posts_now if post.authority)
    return next((str(one.pk) for one in own if one.region_id == region.pk), "")


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
