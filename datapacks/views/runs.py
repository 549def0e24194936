"""Having packs made, and watching it."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from datapacks import actions
from datapacks.models import PackRun
from datapacks.presenters import run_page
from jobs.actions import cancel as cancel_batch
from jobs.actions import retry as retry_job
from jobs.batches import failures
from regions.access import needs
from regions.models import LocalAuthority, Region
from regions.roles import Permission


@needs(Permission.BUILD_PACKS)
@require_POST
def make_region(request, slug):
    region = get_object_or_404(Region.objects.visible_to(request.user), slug=slug)
    if not request.user.may(Permission.BUILD_PACKS, at=region):
        raise PermissionDenied
    return redirect(actions.request_region(region=region, by=request.user))


@needs(Permission.BUILD_PACKS)
@require_POST
def make_one(request, code):
    visible = LocalAuthority.objects.visible_to(request.user).current()
    authority = get_object_or_404(visible.select_related("region"), pk=code)
    if not request.user.may(Permission.BUILD_PACKS, at=authority):
        raise PermissionDenied
    return redirect(actions.request_packs(authorities=[authority], by=request.user))


@needs(Permission.BUILD_PACKS)
def run(request, pk):
    return render(request, "datapacks/run.html", {"page": run_page(found(request, pk), request.user)})


@needs(Permission.BUILD_PACKS)
def progress(request, pk):
    """The part of the page that changes, for the script that asks every few seconds."""
    return render(request, "datapacks/_progress.html", {"page": run_page(found(request, pk), request.user)})


@needs(Permission.BUILD_PACKS)
@require_POST
def cancel(request, pk):
    run = found(request, pk)
    cancel_batch(run.batch, by=request.user)
    return redirect(run)


@needs(Permission.BUILD_PACKS)
@require_POST
def retry(request, pk):
    """Make again whatever failed or was cancelled."""
    run = found(request, pk)
    for job in failures(run.batch):
        retry_job(job, by=request.user)
    return redirect(run)


def found(request, pk):
    runs = PackRun.objects.visible_to(request.user).select_related("batch", "region")
    return get_object_or_404(runs, pk=pk)
