"""Practice examples: the region's list and its search, one example, writing, releasing and withdrawing it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from challenges.models import Finding
from challenges.readable import read_findings
from challenges.states import MoveRefused
from challenges.views.pages import FormPage, form_page
from learning.actions import practice as actions
from learning.forms.practice import PracticeForm, ReleaseForm
from learning.models import PracticeExample
from learning.presenters.practice import (
    Search,
    example_page,
    examples_page,
    may_begin_from,
    writing_regions,
    written_for,
)
from regions.access import needs
from regions.models import LocalAuthority
from regions.roles import Permission
from selfeval.actions.improvement import SavedMeanwhile

WORDS = ("title", "theme", "indicator", "what_was_done", "what_changed", "contact_name", "contact_email")
SAID = {
    "propose": "The director is asked to release it.",
    "withdraw": "It is withdrawn. The region reads it no longer.",
    "write_again": "It is being written again. The director releases it once more.",
}


@needs(Permission.READ_PRACTICE)
@require_GET
def examples(request):
    page = examples_page(request.user, Search.of(request.GET), request.GET.get("page"))
    return render(request, "learning/examples.html", {"page": page})


@needs(Permission.READ_PRACTICE)
@require_GET
def example(request, pk):
    page = example_page(seen(request, pk), request.user)
    return render(request, "learning/example.html", {"page": page})


def seen(request, pk) -> PracticeExample:
    visible = PracticeExample.objects.visible_to(request.user)
    related = ("authority", "region", "indicator", "released_by")
    return get_object_or_404(visible.select_related(*related), pk=pk)


def seen_of(request, pk, allowed) -> PracticeExample:
    """404 for one that the person may not know of, 403 for one that is not of ``allowed``, a queryset."""
    found = seen(request, pk)
    if not allowed.filter(pk=pk).exists():
        raise PermissionDenied
    return found


def page_of(example: PracticeExample, title: str, **fields) -> FormPage:
    return FormPage(
        title=title,
        caption=f"{example.authority.name}: {example.title}",
        back=example.get_absolute_url(),
        back_words="The practice example",
        **fields,
    )


# -- Writing ----------------------------------------------------------------------------------------------------


@needs(Permission.WRITE_PRACTICE)
@require_http_methods(["GET", "POST"])
def add(request, slug):
    region = next((one for one in writing_regions(request.user) if one.slug == slug), None)
    if region is None:
        raise Http404
    authorities = written_for(request.user, region)
    form = PracticeForm(request.POST or None, region=region, authorities=authorities)
    page = FormPage(
        title="Write a practice example",
        caption=region.name,
        back=reverse("learning:examples"),
        back_words="Practice examples",
        intro="What worked for children, for others of the region to try. Until the director of the authority "
        "releases it, only its director, its coordinators and the region’s project manager read it.",
    )
    if request.method == "POST" and form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        given.setdefault("authority", authorities[0])
        made = actions.begin(by=request.user, **given)
        messages.success(request, "It is kept as a draft.")
        return redirect(made)
    return form_page(request, page, form)


@needs(Permission.WRITE_PRACTICE)
@require_http_methods(["GET", "POST"])
def edit(request, pk):
    found = seen_of(request, pk, PracticeExample.objects.editable_by(request.user))
    form = PracticeForm(
        request.POST or None,
        initial={name: getattr(found, name) for name in (*WORDS, "version")},
        region=found.region,
        authorities=LocalAuthority.objects.filter(pk=found.authority_id),
        kept_theme=found.theme,
        kept_figure=found.indicator,
    )
    intro = "Everyone of the region reads what you change at once." if found.is_read_by_the_region else ""
    page = page_of(found, "Change the practice example", intro=intro)
    if request.method == "POST" and form.is_valid() and is_changed(request, found, form, page):
        messages.success(request, "Saved.")
        return redirect(found)
    return form_page(request, page, form)


def is_changed(request, found, form, page) -> bool:
    """Whether it was kept; if not, the form says why, holds the text, and what stands is shown above it."""
    given = dict(form.cleaned_data)
    try:
        actions.change(example=found, built_on=given.pop("version"), by=request.user, **given)
    except SavedMeanwhile as reason:
        found.refresh_from_db()
        page.quote = f"{found.title}\n\n{found.what_was_done}\n\n{found.what_changed}"
        form.data = form.data.copy()
        form.data["version"] = found.version
        form.add_error("title", str(reason))
    except MoveRefused as reason:
        form.add_error(None, str(reason))
    return not form.errors


@needs(Permission.WRITE_PRACTICE)
@require_POST
def from_finding(request, finding):
    """One press on the host's feedback: the example waits for the director. It leads to the one that is there."""
    rows = Finding.objects.filter(pk=finding).select_related(
        "indicator", "line__indicator", "turn__host__region"
    )
    found = read_findings(rows, request.user)
    if not found:
        raise Http404
    if not may_begin_from(found[0], request.user):
        raise PermissionDenied
    made, is_new = actions.begin_from_finding(finding=found[0], by=request.user)
    if is_new:
        messages.success(
            request, "It is a practice example now. Only your authority reads it until it is released."
        )
    else:
        messages.success(request, "This point is a practice example already.")
    return redirect(made)


# -- Releasing --------------------------------------------------------------------------------------------------


@needs(Permission.RELEASE_PRACTICE)
@require_http_methods(["GET", "POST"])
def release(request, pk):
    found = seen_of(request, pk, PracticeExample.objects.directed_by(request.user))
    if request.method == "GET" and (not found.may_be_released or actions.missing_in(found)):
        return redirect(found)
    today = timezone.localdate()
    first = {"released_on": max(found.released_on or today, today), "version": found.version}
    form = ReleaseForm(request.POST or None, initial=first)
    intro = f"Everyone of the region reads it from then on: all who hold a post in {found.region.name}."
    page = page_of(found, "Release the practice example", intro=intro)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.release(
                example=found, released_on=given["released_on"], built_on=given["version"], by=request.user
            )
        except (SavedMeanwhile, MoveRefused) as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, "It is released.")
            return redirect(found)
    return form_page(request, page, form)


@needs(Permission.WRITE_PRACTICE)
@require_POST
def move(request, pk):
    """Propose, withdraw, write again: the button's name says which."""
    name = request.POST.get("move", "")
    rows = PracticeExample.objects
    allowed = rows.editable_by(request.user) if name == "propose" else rows.kept_by(request.user)
    found = seen_of(request, pk, allowed)
    if name not in SAID:
        raise PermissionDenied
    try:
        actions.move(example=found, name=name, by=request.user)
    except MoveRefused as reason:
        messages.warning(request, str(reason))
    else:
        messages.success(request, SAID[name])
    return redirect(found)
