"""Loading figures: choose a file, see what it would change, load it; the loads so far, and undoing the latest."""

import tempfile
from pathlib import Path

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from indicators import actions
from indicators.forms import MEDIA_TYPES, UploadForm
from indicators.importing.template import template_csv, template_workbook
from indicators.models import DataVersion, Upload
from indicators.tasks import CHECK, LOAD
from jobs.models import Job
from regions.access import needs
from regions.roles import Permission

VERSIONS_SHOWN = 50


@needs(Permission.LOAD_FIGURES)
@require_http_methods(["GET", "POST"])
def imports(request):
    is_sent = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if is_sent else UploadForm()
    if is_sent and form.is_valid():
        return redirect("indicators:upload", take_in(form, request.user).pk)
    page = {
        "form": form,
        "versions": DataVersion.objects.select_related("loaded_by")[:VERSIONS_SHOWN],
        "latest": DataVersion.objects.in_force().first(),
        "uploads": Upload.objects.visible_to(request.user).filter(loaded_at=None)[:10],
    }
    return render(request, "indicators/imports.html", page, status=422 if form.errors else 200)


def take_in(form, person):
    """The upload of a valid form. The file is copied to disk once, so that it can be kept by its hash."""
    with tempfile.NamedTemporaryFile() as copy:
        for chunk in form.cleaned_data["file"].chunks():
            copy.write(chunk)
        copy.flush()
        return actions.take_in(Path(copy.name), name=form.name, media_type=form.media_type, by=person)


@needs(Permission.LOAD_FIGURES)
@require_GET
def upload(request, pk):
    return render(request, "indicators/import_upload.html", upload_page(request, pk))


@needs(Permission.LOAD_FIGURES)
@require_GET
def upload_progress(request, pk):
    """The part of the page that changes while a file is read or loaded."""
    return render(request, "indicators/_import_state.html", upload_page(request, pk))


def upload_page(request, pk):
    upload = get_object_or_404(Upload.objects.visible_to(request.user).select_related("version"), pk=pk)
    jobs = {job.kind: job for job in Job.objects.filter(kind__in=[CHECK, LOAD], key=str(upload.pk))}
    job = jobs.get(LOAD) or jobs.get(CHECK)
    return {
        "upload": upload,
        "findings": upload.findings,
        "job": job,
        "is_working": job is not None and not job.is_over,
        "is_loading": LOAD in jobs,
        "has_failed": job is not None and job.state in (Job.State.FAILED, Job.State.POISONED),
    }


@needs(Permission.LOAD_FIGURES)
@require_POST
def upload_load(request, pk):
    upload = get_object_or_404(Upload.objects.visible_to(request.user), pk=pk)
    if actions.load(upload, by=request.user) is None:
        messages.warning(request, "There is nothing in this file to load.")
    return redirect("indicators:upload", upload.pk)


@needs(Permission.LOAD_FIGURES)
@require_http_methods(["GET", "POST"])
def undo(request, pk):
    """Asks first, then takes the latest load back."""
    version = get_object_or_404(DataVersion.objects.in_force(), pk=pk)
    if request.method == "GET":
        return render(request, "indicators/import_undo.html", {"version": version})
    try:
        actions.undo(version, by=request.user)
    except actions.CannotUndo as reason:
        messages.warning(request, str(reason))
    else:
        messages.success(request, f"{version.source_name} was undone. The figures from before stand again.")
    return redirect("indicators:imports")


@needs(Permission.LOAD_FIGURES)
@require_GET
def template(request, kind):
    content = template_workbook() if kind == "xlsx" else template_csv()
    response = HttpResponse(content, content_type=MEDIA_TYPES[f".{kind}"])
    response.headers["Content-Disposition"] = f'attachment; filename="figures-template.{kind}"'
    return response
