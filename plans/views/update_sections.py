"""The sections of a regional update that is still a draft: changed, added, moved, left out, written again."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from challenges.views.pages import form_page
from plans.actions import updates as actions
from plans.actions.support import CannotDo
from plans.forms.updates import SectionForm
from plans.models import RegionalUpdate, UpdateSection
from plans.views.updates import managed_update, page_of
from regions.access import signed_in
from selfeval.actions.improvement import SavedMeanwhile


def managed_section(request, pk) -> UpdateSection:
    """404 and 403 as for the update."""
    visible = RegionalUpdate.objects.visible_to(request.user)
    found = get_object_or_404(UpdateSection.objects.filter(update__in=visible), pk=pk)
    found.update = managed_update(request, found.update_id)
    return found


@signed_in
@require_http_methods(["GET", "POST"])
def add(request, pk):
    found = managed_update(request, pk)
    form = SectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        try:
            actions.add_section(update=found, by=request.user, **given)
        except CannotDo as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, "The section stands at the end.")
            return redirect(found)
    return form_page(request, page_of(found, "Add a section"), form)


@signed_in
@require_http_methods(["GET", "POST"])
def edit(request, pk):
    """Where somebody saved another meanwhile, theirs stands above the form and one's own stays in it."""
    found = managed_section(request, pk)
    first = {name: getattr(found, name) for name in ("heading", "text", "version")}
    form = SectionForm(request.POST or None, initial=first)
    page = page_of(found.update, f"Change “{found.heading}”")
    if not found.is_by_hand:
        page.intro = "Once you change its text, the portal no longer brings its figures up to date."
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            actions.change_section(section=found, built_on=given.pop("version"), by=request.user, **given)
        except SavedMeanwhile as reason:
            found.refresh_from_db(fields=["heading", "text", "version"])
            page.quote = f"{found.heading}\n{found.text}"
            form.data = form.data.copy()
            form.data["version"] = found.version
            form.add_error("text", str(reason))
        except CannotDo as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, "Saved.")
            return redirect(found.update)
    return form_page(request, page, form)


def done(request, section: UpdateSection, do, said: str):
    """A deed by one button; back to the update, at the section."""
    try:
        do()
    except CannotDo as reason:
        messages.warning(request, str(reason))
    else:
        messages.success(request, said)
    return redirect(f"{section.update.get_absolute_url()}#section-{section.pk}")


@signed_in
@require_POST
def refresh(request, pk):
    found = managed_section(request, pk)
    said = f"“{found.heading}” is written again from the records."
    return done(
        request, found, lambda: actions.refresh(update=found.update, section=found, by=request.user), said
    )


@signed_in
@require_POST
def leave(request, pk):
    """Left out, or taken in again."""
    found = managed_section(request, pk)
    out = request.POST.get("out") == "yes"
    said = f"“{found.heading}” is {'left out' if out else 'in the update again'}."
    return done(
        request, found, lambda: actions.leave_out(section=found, is_left_out=out, by=request.user), said
    )


@signed_in
@require_POST
def move(request, pk):
    found = managed_section(request, pk)
    up = request.POST.get("to") == "up"
    said = f"“{found.heading}” is moved {'up' if up else 'down'}."
    return done(request, found, lambda: actions.move_section(section=found, up=up, by=request.user), said)
