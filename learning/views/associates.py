"""The register of associates: finding one, the record of each, and keeping both."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from challenges.views.pages import FormPage, form_page
from learning.actions import associates as actions
from learning.actions.associates import CannotDo
from learning.finding import themes_under
from learning.forms.associates import AssociateForm, AvailabilityForm, ContactForm, FindForm
from learning.models import Associate, Availability
from learning.presenters.associates import associate_page, people_of, register_page
from regions.access import needs, signed_in
from regions.models import Region
from regions.roles import Permission
from selfeval.actions.improvement import SavedMeanwhile


@needs(Permission.READ_ASSOCIATES)
@require_GET
def register(request):
    region = chosen_region(request)
    people = people_of(region, request.user)
    named = {theme for one in people for theme in themes_under(one)}
    form = FindForm(request.GET, region=region, specialisms=named)
    wanted = form.wanted if form.is_valid() else None
    context = {"form": form, "page": register_page(region, request.user, people, wanted)}
    return render(request, "learning/associates.html", context, status=422 if form.errors else 200)


def chosen_region(request) -> Region:
    """The region in the address, or the person's first; 404 for one whose register they may not read."""
    regions = request.user.regions_where(Permission.READ_ASSOCIATES)
    slug = request.GET.get("region")
    found = next((one for one in regions if slug in (None, "", one.slug)), None)
    if found is None:
        raise Http404
    return found


@signed_in
@require_GET
def mine(request):
    """Straight to one's own record; 404 for who is on no register."""
    own = Associate.objects.own_of(request.user).order_by("left_on", "-pk")
    found = own.listed().first() or own.first()
    if found is None:
        raise Http404
    return redirect(found)


@signed_in
@require_GET
def associate(request, pk):
    page = associate_page(seen(request, pk), request.user)
    return render(request, "learning/associate.html", {"page": page})


def seen(request, pk) -> Associate:
    found = Associate.objects.visible_to(request.user).select_related("region", "home", "person")
    return get_object_or_404(found, pk=pk)


def kept(request, pk) -> Associate:
    """For who keeps the register; 404 for what one may not know of, 403 for what one may only read."""
    return among(Associate.objects.editable_by(request.user), seen(request, pk))


def corrected(request, pk) -> Associate:
    """For who keeps the register and the associate; 404 and 403 as above."""
    return among(Associate.objects.correctable_by(request.user), seen(request, pk))


def among(allowed, found: Associate) -> Associate:
    if not allowed.filter(pk=found.pk).exists():
        raise PermissionDenied
    return found


def page_of(associate: Associate, title: str, **fields) -> FormPage:
    return FormPage(
        title=title,
        caption=associate.name,
        back=associate.get_absolute_url(),
        back_words="The record",
        **fields,
    )


# -- The record -------------------------------------------------------------------------------------------------


@needs(Permission.MANAGE_ASSOCIATES)
@require_http_methods(["GET", "POST"])
def add(request):
    region = chosen_region(request)
    if not request.user.may(Permission.MANAGE_ASSOCIATES, at=region):
        raise PermissionDenied
    form = AssociateForm(request.POST or None, region=region)
    page = FormPage(
        title="Add an associate",
        caption=region.name,
        back=f"{reverse('learning:associates')}?region={region.slug}",
        back_words="Associates",
    )
    if request.method == "POST" and form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        try:
            made = actions.add_associate(region=region, by=request.user, **given)
        except CannotDo as reason:
            form.add_error("person", str(reason))
        else:
            messages.success(request, f"{made.name} is on the register. Add when they can be lent.")
            return redirect(made)
    return form_page(request, page, form)


@signed_in
@require_http_methods(["GET", "POST"])
def edit(request, pk):
    found = kept(request, pk)
    names = ("name", "job_title", "home", "email", "person", "level", "trained_on", "note", "version")
    first = {name: getattr(found, name) for name in names}
    first["specialisms"] = specialisms = [one.theme for one in found.specialisms.all()]
    first["conflicts"] = list(found.conflicts.all())
    form = AssociateForm(request.POST or None, initial=first, region=found.region, kept=specialisms)
    return saved_over(
        request, found, page_of(found, "Change the record"), form, actions.change_associate, "name"
    )


@signed_in
@require_http_methods(["GET", "POST"])
def contact(request, pk):
    found = corrected(request, pk)
    first = {name: getattr(found, name) for name in ("job_title", "email", "version")}
    form = ContactForm(request.POST or None, initial=first)
    page = page_of(found, "Change the contact")
    return saved_over(request, found, page, form, actions.change_contact, "job_title")


def saved_over(request, found: Associate, page: FormPage, form, do, marked: str):
    """``marked`` is the field that bears the words when somebody else has saved meanwhile."""
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            do(associate=found, built_on=given.pop("version"), by=request.user, **given)
        except SavedMeanwhile as reason:
            found.refresh_from_db()
            page.quote = f"{found.name}, {found.job_title}\n{found.email}\n{found.note}".strip()
            form.data = form.data.copy()
            form.data["version"] = found.version
            form.add_error(marked, str(reason))
        except CannotDo as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, "Saved.")
            return redirect(found)
    return form_page(request, page, form)


@signed_in
@require_POST
def leave(request, pk):
    found = kept(request, pk)
    try:
        actions.leave_register(associate=found, by=request.user)
    except CannotDo as reason:
        messages.warning(request, str(reason))
    else:
        messages.success(request, "They are off the register. The record and the days given are kept.")
    return redirect(found)


@signed_in
@require_POST
def put_back(request, pk):
    found = kept(request, pk)
    try:
        actions.return_to_register(associate=found, by=request.user)
    except CannotDo as reason:
        messages.warning(request, str(reason))
    else:
        messages.success(request, "They are on the register again.")
    return redirect(found)


# -- Availability -----------------------------------------------------------------------------------------------


@signed_in
@require_http_methods(["GET", "POST"])
def availability_add(request, pk):
    found = corrected(request, pk)
    form = AvailabilityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_availability(associate=found, by=request.user, **form.cleaned_data)
        except CannotDo as reason:
            form.add_error("starts_on", str(reason))
        else:
            messages.success(request, "The days are on the register.")
            return redirect(found)
    return form_page(request, page_of(found, "Add days that can be lent"), form)


@signed_in
@require_POST
def availability_remove(request, pk):
    visible = Associate.objects.visible_to(request.user)
    entry = get_object_or_404(Availability, pk=pk, associate__in=visible)
    found = corrected(request, entry.associate_id)
    try:
        actions.remove_availability(availability=entry, by=request.user)
    except CannotDo as reason:
        messages.warning(request, str(reason))
    else:
        messages.success(request, "The days are removed.")
    return redirect(found)
