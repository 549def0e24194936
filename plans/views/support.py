"""Needs and offers: the region's menu of support, raising and changing them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from challenges.models import Support, Turn
from challenges.views.pages import FormPage, form_page
from plans.actions import support as actions
from plans.actions.support import CannotDo
from plans.forms.support import NeedForm, OfferForm, OutcomeForm
from plans.models import Need, Offer, Visibility
from plans.presenters.support import menu_page, need_page, places_taken, source_of, spoken_for
from regions.access import needs
from regions.models import Region
from regions.roles import Permission
from selfeval.actions.improvement import SavedMeanwhile
from selfeval.models import Release


@needs(Permission.READ_SUPPORT)
@require_GET
def menus(request):
    """Straight to the menu of one's region; a list where there are several."""
    regions = request.user.regions_where(Permission.READ_SUPPORT)
    if len(regions) == 1:
        return redirect("plans:menu", regions[0].slug)
    return render(request, "plans/menus.html", {"regions": regions})


@needs(Permission.READ_SUPPORT)
@require_GET
def menu(request, slug):
    region = seen_region(request, slug)
    page = menu_page(region, request.user, request.GET.get("theme", ""))
    return render(request, "plans/menu.html", {"page": page})


def seen_region(request, slug) -> Region:
    codes = request.user.region_codes_where(Permission.READ_SUPPORT)
    return get_object_or_404(Region, slug=slug, pk__in=codes)


@needs(Permission.READ_SUPPORT)
@require_GET
def need(request, pk):
    return render(request, "plans/need.html", {"page": need_page(seen(request, Need, pk), request.user)})


@needs(Permission.READ_SUPPORT)
@require_GET
def offer(request, pk):
    found = seen(request, Offer, pk)
    source, source_url = source_of(found, request.user)
    context = {
        "offer": found,
        "taken": places_taken([found])[found.pk],
        "source": source,
        "source_url": source_url,
        "may_edit": Offer.objects.editable_by(request.user).filter(pk=pk).exists(),
        "matches": found.matches.visible_to(request.user).select_related("need__authority"),
    }
    return render(request, "plans/offer.html", context)


def seen(request, model, pk):
    related = ["authority", "region", "indicator", "finding", "support", "by"]
    return get_object_or_404(model.objects.visible_to(request.user).select_related(*related), pk=pk)


def changed(request, model, pk):
    """404 for what one may not know of, 403 for what one may only read."""
    found = seen(request, model, pk)
    if not model.objects.editable_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    return found


# -- Raising ----------------------------------------------------------------------------------------------------


@needs(Permission.READ_SUPPORT)
@require_http_methods(["GET", "POST"])
def need_add(request, slug):
    return add(request, slug, NeedForm, "What do you need?", Support.Kind.NEED, actions.raise_need)


@needs(Permission.READ_SUPPORT)
@require_http_methods(["GET", "POST"])
def offer_add(request, slug):
    return add(request, slug, OfferForm, "What can you offer?", Support.Kind.OFFER, actions.make_offer)


def add(request, slug, form_class, title, kind, do):
    """A form that may begin with what was said after a challenge, or from a chapter that was released."""
    region = seen_region(request, slug)
    authorities = spoken_for(request.user, region)
    if not authorities:
        raise PermissionDenied
    raised = raised_in(request, region, kind)
    if raised is not None:
        authorities = authorities.filter(pk=raised.authority_id)
        if not authorities:
            raise PermissionDenied
    read = read_from(request, authorities) if kind == Support.Kind.NEED else None
    if read is not None:
        authorities = authorities.filter(pk=read.evaluation.authority_id)
    options = {"region": region, "authorities": authorities}
    if kind == Support.Kind.NEED and raised is None and len(authorities) == 1:
        options["release"] = read or release_of(request.user, authorities[0])
    first = first_words(raised) | ({"chapter": request.GET.get("chapter")} if read else {})
    form = form_class(request.POST or None, initial=first, **options)
    page = FormPage(
        title=title,
        caption=region.name,
        back=reverse("plans:menu", args=[region.slug]),
        back_words="Needs and offers",
        quote=f"{raised.topic}\n{raised.text}" if raised else "",
    )
    if request.method == "POST" and form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        given.setdefault("authority", authorities[0])
        if raised is not None:
            given |= {"support": raised, "finding": raised.finding}
        made = do(by=request.user, **given)
        messages.success(request, "It is on the list.")
        return redirect(made)
    return form_page(request, page, form)


def raised_in(request, region, kind) -> Support | None:
    """What a challenge raised, as the address names it; 404 for what the person does not see, or is listed."""
    given = request.GET.get("raised", "")
    if not given:
        return None
    key = int(given) if given.isdecimal() and len(given) < 10 else 0
    waiting = Support.objects.filter(
        turn__in=Turn.objects.visible_to(request.user),
        kind=kind,
        authority__region=region,
        need=None,
        offer=None,
    )
    return get_object_or_404(waiting.select_related("authority", "finding"), pk=key)


def read_from(request, authorities) -> Release | None:
    """The release from whose page the person came; 404 for one that they do not read, or do not speak for."""
    given = request.GET.get("release", "")
    if not given:
        return None
    key = int(given) if given.isdecimal() and len(given) < 10 else 0
    read = Release.objects.visible_to(request.user).in_force().filter(evaluation__authority__in=authorities)
    return get_object_or_404(read.select_related("evaluation"), pk=key)


def first_words(raised: Support | None) -> dict:
    if raised is None:
        return {"visibility": Visibility.REGION}
    return {
        "text": raised.text,
        "visibility": Visibility.REGION if raised.is_for_region else Visibility.OWN,
    }


def release_of(person, authority) -> Release | None:
    """The authority's newest release, if the person reads it: a need may name one of its chapters."""
    found = Release.objects.visible_to(person).in_force().filter(evaluation__authority=authority)
    return found.order_by("-released_at").first()


# -- Changing ---------------------------------------------------------------------------------------------------


@needs(Permission.READ_SUPPORT)
@require_http_methods(["GET", "POST"])
def need_edit(request, pk):
    found = changed(request, Need, pk)
    names = ("text", "theme", "urgency", "indicator", "visibility", "version")
    return edit(request, found, NeedForm, names, actions.change_need)


@needs(Permission.READ_SUPPORT)
@require_http_methods(["GET", "POST"])
def offer_edit(request, pk):
    found = changed(request, Offer, pk)
    names = (
        "text",
        "theme",
        "kind",
        "capacity",
        "starts_on",
        "until",
        "indicator",
        "visibility",
        "version",
    )
    with_authorities = list(found.with_authorities.all())
    return edit(request, found, OfferForm, names, actions.change_offer, with_authorities=with_authorities)


def edit(request, thing, form_class, names, do, **initial):
    name = thing._meta.model_name
    first = {field: getattr(thing, field) for field in names} | initial
    authorities = type(thing.authority).objects.filter(pk=thing.authority_id)
    options = {"region": thing.region, "authorities": authorities, "kept_theme": thing.theme}
    form = form_class(request.POST or None, initial=first, **options)
    page = page_of(thing, f"Change the {name}")
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            do(**{name: thing}, built_on=given.pop("version"), by=request.user, **given)
        except SavedMeanwhile as reason:
            thing.refresh_from_db()
            page.quote = thing.text
            form.data = form.data.copy()
            form.data["version"] = thing.version
            form.add_error("text", str(reason))
        except CannotDo as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, "Saved.")
            return redirect(thing)
    return form_page(request, page, form)


def page_of(thing, title, **fields) -> FormPage:
    return FormPage(
        title=title,
        caption=str(thing),
        back=thing.get_absolute_url(),
        back_words=f"The {thing._meta.model_name}",
        **fields,
    )


@needs(Permission.READ_SUPPORT)
@require_POST
def need_take_back(request, pk):
    found = changed(request, Need, pk)
    try:
        actions.take_back_need(need=found, by=request.user)
    except CannotDo as reason:
        messages.warning(request, str(reason))
        return redirect(found)
    messages.success(request, "It is taken back.")
    return redirect("plans:menu", found.region.slug)


@needs(Permission.READ_SUPPORT)
@require_POST
def offer_take_back(request, pk):
    found = changed(request, Offer, pk)
    actions.take_back_offer(offer=found, by=request.user)
    messages.success(request, "It is taken back. What was agreed goes on.")
    return redirect("plans:menu", found.region.slug)


@needs(Permission.READ_SUPPORT)
@require_http_methods(["GET", "POST"])
def need_close(request, pk):
    found = changed(request, Need, pk)
    form = OutcomeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.close_need(need=found, by=request.user, **form.cleaned_data)
        except CannotDo as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, "The need is closed.")
            return redirect(found)
    return form_page(request, page_of(found, "Close the need", quote=found.text), form)
