"""A region's memorandum: reading it, writing the next version, issuing it, reminding those who have not signed."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from regions import actions
from regions.access import needs
from regions.clauses import changes_between
from regions.forms.memoranda import MemorandumForm, as_initial
from regions.models import Memorandum, Region
from regions.presenters import memorandum_page
from regions.roles import Permission


@needs(Permission.VIEW_MEMORANDUM)
@require_GET
def home(request):
    """Straight to the region's memorandum, or a choice where there are several."""
    regions = list(Region.objects.visible_to(request.user))
    if len(regions) == 1:
        return redirect("regions:memorandum", regions[0].slug)
    return render(request, "regions/memorandum_home.html", {"regions": regions})


@needs(Permission.VIEW_MEMORANDUM)
@require_GET
def current(request, slug):
    """The memorandum in force."""
    region = found_region(request, slug)
    memorandum = (
        Memorandum.objects.in_force().filter(region=region).select_related("region", "issued_by").first()
    )
    return page(request, region, memorandum)


@needs(Permission.VIEW_MEMORANDUM)
@require_GET
def version(request, pk):
    """An earlier version, or the draft."""
    memorandum = found(request, pk)
    return page(request, memorandum.region, memorandum)


def page(request, region, memorandum):
    shape = memorandum_page(region, memorandum, request.user)
    return render(request, "regions/memorandum.html", {"page": shape})


@needs(Permission.VIEW_MEMORANDUM)
@require_GET
def text(request, pk):
    """The bytes that the fingerprint is of, for anyone who wants to work it out again."""
    memorandum = found(request, pk)
    response = HttpResponse(memorandum.full_text, content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = (
        f'attachment; filename="memorandum-version-{memorandum.number}.txt"'
    )
    return response


@needs(Permission.MANAGE_MEMORANDUM)
@require_POST
def start(request, slug):
    region = found_region(request, slug)
    if not request.user.may(Permission.MANAGE_MEMORANDUM, at=region):
        raise PermissionDenied
    draft = actions.start_draft(region=region, by=request.user)
    return redirect("regions:memorandum_edit", draft.pk)


@needs(Permission.MANAGE_MEMORANDUM)
@require_http_methods(["GET", "POST"])
def edit(request, pk):
    draft = found_draft(request, pk)
    form = MemorandumForm(request.POST if request.method == "POST" else None, initial=as_initial(draft))
    if not form.is_valid():
        context = {"form": form, "memorandum": draft}
        return render(request, "regions/memorandum_edit.html", context, status=422 if form.errors else 200)
    try:
        actions.edit_draft(memorandum=draft, fields=form.cleaned_data, by=request.user)
    except actions.AlreadyIssued:
        messages.warning(
            request, f"Version {draft.number} was issued meanwhile, so it can no longer be changed."
        )
    else:
        messages.success(request, f"The draft of version {draft.number} is saved.")
    return redirect(draft)


@needs(Permission.VIEW_MEMORANDUM)
@require_GET
def compare(request, pk):
    """Which clauses differ from the version before."""
    memorandum = found(request, pk)
    before = (
        Memorandum.objects.issued().filter(region=memorandum.region, number__lt=memorandum.number).first()
    )
    if before is None:
        raise Http404
    changes = changes_between(before.full_text, memorandum.full_text)
    context = {"memorandum": memorandum, "before": before, "changes": changes}
    return render(request, "regions/memorandum_compare.html", context)


@needs(Permission.MANAGE_MEMORANDUM)
@require_http_methods(["GET", "POST"])
def issue(request, pk):
    """Asks first: what is issued can never be changed."""
    draft = found_draft(request, pk)
    if request.method == "GET":
        return render(request, "regions/memorandum_issue.html", {"memorandum": draft})
    try:
        actions.issue(memorandum=draft, by=request.user)
    except actions.AlreadyIssued:
        messages.warning(request, f"Version {draft.number} has been issued already.")
    else:
        messages.success(
            request, f"Version {draft.number} is issued. Everyone who is to sign it has an e-mail."
        )
    return redirect("regions:memorandum", draft.region.slug)


@needs(Permission.MANAGE_MEMORANDUM)
@require_POST
def remind(request, slug):
    region = found_region(request, slug)
    if not request.user.may(Permission.MANAGE_MEMORANDUM, at=region):
        raise PermissionDenied
    memorandum = get_object_or_404(Memorandum.objects.in_force().select_related("region"), region=region)
    number = actions.remind(memorandum=memorandum, by=request.user)
    if number:
        people = "1 person who has" if number == 1 else f"{number} people who have"
        messages.success(
            request, f"A reminder went to the {people} not signed. Nobody gets more than one a day."
        )
    else:
        messages.warning(
            request, "There is nobody to remind. Ask for people to be entered in the posts that sign."
        )
    return redirect("regions:memorandum", slug)


def found_region(request, slug):
    """The region, where the person may read its memorandum."""
    readable = request.user.region_codes_where(Permission.VIEW_MEMORANDUM)
    return get_object_or_404(Region.objects.visible_to(request.user), slug=slug, pk__in=readable)


def found(request, pk):
    visible = Memorandum.objects.visible_to(request.user).select_related("region", "issued_by")
    return get_object_or_404(visible, pk=pk)


def found_draft(request, pk):
    """The draft; 404 for what was issued, 403 for who may read and not write it."""
    draft = get_object_or_404(Memorandum.objects.visible_to(request.user).select_related("region"), pk=pk)
    if not request.user.may(Permission.MANAGE_MEMORANDUM, at=draft.region):
        raise PermissionDenied
    if not draft.is_draft:
        raise Http404
    return draft
