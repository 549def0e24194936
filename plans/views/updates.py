"""Regional updates: the list, drafting one for a period, reading, filing and taking it away."""

from collections.abc import Callable
from pathlib import Path

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from challenges.views.pages import FormPage, form_page
from plans.actions import updates as actions
from plans.actions.support import CannotDo
from plans.forms.updates import UpdateForm
from plans.models import RegionalUpdate
from plans.presenters.updates import (
    first_period,
    next_period,
    update_document,
    update_page,
    updates_by_region,
)
from plans.reports.update import build_update_pdf, build_update_word
from plans.views.files import made_file
from regions.access import signed_in
from regions.models import Region
from regions.roles import Permission
from selfeval.actions.improvement import SavedMeanwhile


@signed_in
@require_GET
def updates(request):
    """Filed ones by date, and drafts for those who write them; 404 for everybody else."""
    if not request.user.may(Permission.READ_UPDATES):
        raise Http404
    return render(request, "plans/updates.html", {"regions": updates_by_region(request.user)})


@signed_in
@require_http_methods(["GET", "POST"])
def update_draft(request, slug):
    """One for a period, written from the records of the region."""
    region = get_object_or_404(
        Region, slug=slug, pk__in=request.user.region_codes_where(Permission.MANAGE_PLAN)
    )
    first = {"title": "Regional update"} | first_period(timezone.localdate())
    form = UpdateForm(request.POST or None, initial=first)
    page = list_page("Draft an update", region.name)
    return drafted(request, page, form, region=region)


@signed_in
@require_http_methods(["GET", "POST"])
def update_again(request, pk):
    """A new one after a filed one: its headings and order, the next period's records."""
    found = seen_update(request, pk)
    if not request.user.may(Permission.MANAGE_PLAN, at=found.region) or not found.is_filed:
        raise PermissionDenied
    form = UpdateForm(request.POST or None, initial={"title": found.title} | next_period(found))
    page = list_page("Draft a new one from it", found.title)
    page.intro = (
        "Headings, order and sections of your own come with it; the other texts are written from the records."
    )
    return drafted(request, page, form, region=found.region, after=found)


def list_page(title: str, caption: str) -> FormPage:
    return FormPage(
        title=title, caption=caption, back=reverse("plans:updates"), back_words="Regional updates"
    )


def drafted(request, page: FormPage, form: UpdateForm, **about):
    if request.method == "POST" and form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        made = actions.draft_update(by=request.user, **given, **about)
        messages.success(request, "It is written. Read it, change what you like, then file it.")
        return redirect(made)
    return form_page(request, page, form)


@signed_in
@require_GET
def update(request, pk):
    return render(request, "plans/update.html", {"page": update_page(seen_update(request, pk), request.user)})


def seen_update(request, pk) -> RegionalUpdate:
    found = RegionalUpdate.objects.visible_to(request.user).select_related("region", "filed_by")
    return get_object_or_404(found, pk=pk)


def managed_update(request, pk) -> RegionalUpdate:
    """404 for one that the person may not know of, 403 for one that they may only read, such as a filed one."""
    found = seen_update(request, pk)
    if not RegionalUpdate.objects.editable_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    return found


@signed_in
@require_http_methods(["GET", "POST"])
def update_edit(request, pk):
    """Its title and its period."""
    found = managed_update(request, pk)
    first = {name: getattr(found, name) for name in ("title", "starts_on", "ends_on", "version")}
    form = UpdateForm(request.POST or None, initial=first)
    page = page_of(found, "Change the title or the period")
    page.intro = "Another period writes the sections again that were not changed by hand."
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            actions.change_update(update=found, built_on=given.pop("version"), by=request.user, **given)
        except SavedMeanwhile as reason:
            found.refresh_from_db()
            page.quote = f"{found.title}, {update_document(found)['period']}"
            form.data = form.data.copy()
            form.data["version"] = found.version
            form.add_error("title", str(reason))
        except CannotDo as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, "Saved.")
            return redirect(found)
    return form_page(request, page, form)


def page_of(found: RegionalUpdate, title: str, **fields) -> FormPage:
    return FormPage(
        title=title, caption=found.title, back=found.get_absolute_url(), back_words="The update", **fields
    )


@signed_in
@require_POST
def update_refresh(request, pk):
    """Every section that was not changed by hand."""
    found = managed_update(request, pk)
    try:
        number = actions.refresh(update=found, by=request.user)
    except CannotDo as reason:
        messages.warning(request, str(reason))
    else:
        words = f"{number} section{'' if number == 1 else 's'} written again from the records"
        messages.success(request, f"{words}. What was changed by hand stays as it is.")
    return redirect(found)


@signed_in
@require_http_methods(["GET", "POST"])
def update_file(request, pk):
    """Asks first: what is filed is never changed."""
    found = managed_update(request, pk)
    if request.method == "GET":
        page = {"update": found, "document": update_document(found)}
        return render(request, "plans/update_file.html", page)
    sent = request.POST.get("version", "")
    built_on = int(sent) if sent.isdecimal() and len(sent) < 10 else -1
    try:
        filed = actions.file_update(update=found, built_on=built_on, by=request.user)
    except (CannotDo, SavedMeanwhile) as reason:
        messages.warning(request, str(reason))
    else:
        messages.success(
            request, f"It is filed as update {filed.number}. Directors and the regional team read it."
        )
    return redirect(found)


@signed_in
@require_GET
def update_pdf(request, pk):
    return update_taken(request, pk, build_update_pdf, "pdf")


@signed_in
@require_GET
def update_word(request, pk):
    return update_taken(request, pk, build_update_word, "docx")


def update_taken(request, pk, build: Callable[[dict, Path], None], ending: str):
    found = seen_update(request, pk)
    document = update_document(found)
    name = slugify(f"{found.region.name} update {found.number or 'draft'}")
    return made_file(request, found, f"{name}.{ending}", lambda path: build(document, path))
