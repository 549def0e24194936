"""Packs on screen: a region's list, and one pack as a page."""

from django.shortcuts import get_object_or_404, redirect, render

from datapacks.content import PackContent
from datapacks.models import DataPack
from datapacks.presenters import recent_runs, region_page
from datapacks.reports import charts
from regions.access import needs
from regions.models import LocalAuthority, Region
from regions.roles import Permission


@needs(Permission.VIEW_PACKS)
def packs_home(request):
    """Straight to the region's packs, or to one's own authority where that is all there is."""
    region = Region.objects.visible_to(request.user).first()
    if request.user.may(Permission.BUILD_PACKS, at=region):
        return redirect("datapacks:region_packs", region.slug)
    return redirect(LocalAuthority.objects.where(request.user, Permission.VIEW_PACKS).first())


@needs(Permission.VIEW_PACKS)
def region_packs(request, slug):
    region = get_object_or_404(Region.objects.visible_to(request.user), slug=slug)
    page, runs = region_page(region, request.user), recent_runs(region, request.user)
    return render(request, "datapacks/region_packs.html", {"page": page, "runs": runs})


@needs(Permission.VIEW_PACKS)
def pack(request, pk):
    packs = DataPack.objects.visible_to(request.user).select_related("authority__region")
    pack = get_object_or_404(packs, pk=pk)
    content = PackContent.from_json(pack.content)
    return render(
        request, "datapacks/pack.html", {"pack": pack, "content": content, "charts": charts(content)}
    )
