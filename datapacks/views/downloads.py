"""Packs to take away. Each download starts from the pack, is asked for again each time, and is recorded."""

import tempfile
import zipfile

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.utils.text import slugify

from audit.models import record
from datapacks.models import DataPack
from files.models import attachment
from regions.access import needs
from regions.models import Region
from regions.roles import Permission


@needs(Permission.VIEW_PACKS)
def pdf(request, pk):
    pack = found(request, pk)
    record("pack_downloaded", pack, by=request.user, file="pdf")
    return attachment(pack.pdf, filename(pack, "pdf"))


@needs(Permission.VIEW_PACKS)
def workbook(request, pk):
    pack = found(request, pk)
    record("pack_downloaded", pack, by=request.user, file="xlsx")
    return attachment(pack.workbook, filename(pack, "xlsx"))


@needs(Permission.VIEW_PACKS)
def region_zip(request, slug):
    """The newest PDF of each authority of the region whose packs the person may read; 404 for none."""
    region = get_object_or_404(Region.objects.visible_to(request.user), slug=slug)
    packs = list(
        DataPack.objects.visible_to(request.user)
        .filter(authority__region=region)
        .newest()
        .select_related("authority", "pdf")
    )
    if not packs:
        raise Http404
    record("packs_downloaded", region, by=request.user, packs=[pack.pk for pack in packs])
    return FileResponse(zipped(packs), as_attachment=True, filename=f"data-packs-{region.slug}.zip")


def zipped(packs):
    """A temporary file with one PDF a pack. PDFs are compressed already, so they are only stored."""
    archive = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as target:
        for pack in packs:
            with pack.pdf.open() as source:
                target.writestr(filename(pack, "pdf"), source.read())
    archive.seek(0)
    return archive


def found(request, pk):
    packs = DataPack.objects.visible_to(request.user).select_related("authority", "pdf", "workbook")
    return get_object_or_404(packs, pk=pk)


def filename(pack, ending):
    return f"data-pack-{slugify(pack.authority.name)}-version-{pack.data_version_id}.{ending}"
