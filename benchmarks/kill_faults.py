"""What a run that was killed again and again left behind: lost and doubled work, half and stray files."""

import hashlib
from pathlib import Path

import pikepdf
from django.conf import settings
from django.db.models import Count

from datapacks.models import DataPack
from datapacks.tasks import PDF_TYPE
from files.models import StoredFile
from tests.processes.parcels.models import Publication


def found(batch):
    """The faults by name, and the counts that they were looked for among.

    A publication is a row added in the transaction that publishes, with no constraint to
    refuse a second one; files are looked at on the disk, whether or not a row names them.
    """
    files = kept_files()
    named = referenced()
    return {
        "publications": Publication.objects.count(),
        "packs": DataPack.objects.count(),
        "files": len(files),
        "pdfs_parsed": sum(is_pdf(path) for path in files),
        "interrupted_writes": len(list(files_folder().rglob("*.part"))),
        "lost": batch.jobs.exclude(state="done", publications__isnull=False).count(),
        "duplicates": published_twice() + more_than_one_pack() + len(named) - len(set(named)),
        "half_files": sum(not is_whole(path) for path in files) + broken_pdfs() + missing(files),
        "unreferenced_files": len({path.name for path in files} - set(named)),
    }


def files_folder():
    return Path(settings.DATA_DIR, "files")


def kept_files():
    """Every file on the disk under a final name."""
    return [path for path in files_folder().rglob("*") if path.is_file() and path.suffix != ".part"]


def referenced():
    """The hash of each file that something published points to, as often as it does."""
    of_packs = DataPack.objects.values_list("pdf__sha256", "workbook__sha256")
    of_parcels = Publication.objects.filter(file__isnull=False).values_list("file__sha256")
    return [sha256 for row in [*of_packs, *of_parcels] for sha256 in row]


def published_twice():
    counts = Publication.objects.values("job").annotate(times=Count("pk"))
    return sum(one["times"] - 1 for one in counts)


def more_than_one_pack():
    counts = DataPack.objects.order_by().values("authority").annotate(times=Count("pk"))
    return sum(one["times"] - 1 for one in counts)


def is_whole(path):
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == path.name


def missing(files):
    """Rows that name a file that is not there."""
    return len(set(StoredFile.objects.values_list("sha256", flat=True)) - {path.name for path in files})


def broken_pdfs():
    pdfs = StoredFile.objects.filter(media_type=PDF_TYPE)
    return sum(not is_pdf(files_folder() / stored.storage_name) for stored in pdfs)


def is_pdf(path):
    """Whether it can be read as a PDF to its last page."""
    try:
        with pikepdf.open(path) as pdf:
            return all(page.obj.get("/Contents") is not None for page in pdf.pages) and len(pdf.pages) > 0
    except (pikepdf.PdfError, OSError):
        return False
