"""The background work behind a pack: assemble, and print only what is not printed yet."""

import hashlib
import tempfile
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from datapacks.assembly import NothingToCompare, assemble
from datapacks.models import DataPack
from datapacks.reports import LAYOUT_VERSION, build_pdf, warm
from datapacks.workbook import build_workbook
from files.models import keep
from jobs.batches import progress
from jobs.registry import Handler, Permanent, handler, warm_hooks
from outbox.actions import post
from regions.models import LocalAuthority
from ui.pdf import RenderFailed

PACK = "pack"
PDF_TYPE = "application/pdf"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

warm_hooks.append(warm)


@handler(PACK)
class MakePack(Handler):
    def make(self, job):
        """The fields of the authority's pack, with its files kept; or the pack it already has."""
        authority = LocalAuthority.objects.select_related("region").get(pk=job.params["authority"])
        try:
            content, versions = assemble(authority)
        except NothingToCompare:
            raise Permanent("No figures are loaded for this authority yet.") from None
        text = content.to_json()
        sha256 = hashlib.sha256(f"{LAYOUT_VERSION}\n{text}".encode()).hexdigest()
        pack = {"authority": authority, "content_sha256": sha256}
        if DataPack.objects.filter(**pack).exists():
            return pack
        return pack | versions | {"content": text} | print_files(content)

    def publish(self, job, made):
        key = {name: made.pop(name) for name in ("authority", "content_sha256")}
        pack, made_now = DataPack.objects.get_or_create(**key, defaults=made)
        if not made_now:
            pack.confirmed_at = timezone.now()
            pack.save(update_fields=["confirmed_at"])

    def batch_done(self, batch):
        if batch.requested_by is None or batch.cancel_requested:
            return
        done = progress(batch)
        address = settings.PORTAL_URL + reverse("datapacks:run", args=[batch.pk])
        post(
            kind="packs_ready",
            to=batch.requested_by.email,
            subject=f"{batch.title}: {f'{done.failed} not made' if done.failed else 'ready'}",
            body=f"{batch.title}: {done.made} of {done.total} made. Sign in to see them: {address}",
            about=batch,
        )


def print_files(content):
    """The PDF and the workbook, made in a temporary folder and kept. Raises Permanent with the reason."""
    with tempfile.TemporaryDirectory() as folder:
        pdf, workbook = Path(folder) / "pack.pdf", Path(folder) / "pack.xlsx"
        try:
            build_pdf(content, pdf)
        except RenderFailed as fault:
            raise Permanent(str(fault)) from fault
        build_workbook(content, workbook)
        return {"pdf": keep(pdf, PDF_TYPE), "workbook": keep(workbook, XLSX_TYPE)}
