"""A region and its authorities: figures and packs together."""

from django.shortcuts import get_object_or_404, redirect, render

from datapacks.presenters import authority_page, region_page
from regions.access import needs
from regions.models import LocalAuthority, Region
from regions.roles import Permission


@needs(Permission.VIEW_REGION)
def regions(request):
    found = list(Region.objects.visible_to(request.user))
    if len(found) == 1:
        return redirect(found[0])
    return render(request, "datapacks/regions.html", {"regions": found})


@needs(Permission.VIEW_REGION)
def region(request, slug):
    region = get_object_or_404(Region.objects.visible_to(request.user), slug=slug)
    return render(request, "datapacks/region.html", {"page": region_page(region, request.user)})


@needs(Permission.VIEW_REGION)
def authority(request, code):
    found = LocalAuthority.objects.visible_to(request.user).select_related("region")
    authority = get_object_or_404(found, pk=code)
    return render(request, "datapacks/authority.html", {"page": authority_page(authority, request.user)})
