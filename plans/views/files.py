"""The plan as files. They are made for each request, because each reader may see other sources in them."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from audit.models import record
from plans.presenters.documents import plan_document
from plans.reports.plan import build_plan_pdf, build_plan_word
from plans.reports.summary import build_summary_pdf
from plans.views.plans import seen_plan
from regions.access import needs
from regions.roles import Permission
from selfeval.tasks import PDF_TYPE, WORD_TYPE
from ui.pdf import RenderFailed

TYPES = {"pdf": PDF_TYPE, "docx": WORD_TYPE}


@needs(Permission.VIEW_REGION)
@require_GET
def plan_pdf(request, pk):
    return plan_file(request, pk, build_plan_pdf, "pdf")


@needs(Permission.VIEW_REGION)
@require_GET
def plan_word(request, pk):
    return plan_file(request, pk, build_plan_word, "docx")


@needs(Permission.VIEW_REGION)
@require_GET
def plan_summary(request, pk):
    return plan_file(request, pk, build_summary_pdf, "pdf", what="on-one-page")


def plan_file(request, pk, build: Callable[[dict, Path], None], ending: str, what: str = ""):
    plan = seen_plan(request, pk)
    document = plan_document(plan, request.user)
    name = slugify(f"{document['authority']} {document['name']} {what}")
    return made_file(request, plan, f"{name}.{ending}", lambda path: build(document, path))


def made_file(request, thing, name: str, build: Callable[[Path], None]):
    """The download of what ``build`` writes; a page that says why, and 503, where it could not be made.

    It is always saved, never shown inline, never kept by a cache."""
    ending = name.rpartition(".")[2]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"made.{ending}"
        try:
            build(path)
        except RenderFailed as reason:
            context = {"thing": thing, "reason": str(reason)}
            return render(request, "plans/file_not_made.html", context, status=503)
        record(f"{thing._meta.model_name}_taken_away", thing, by=request.user, file=name)
        response = HttpResponse(path.read_bytes(), content_type=TYPES[ending])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox"
    return response
