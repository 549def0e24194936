"""Matches: bringing a need and an offer together, agreeing to it, seeing it through."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from challenges.views.pages import form_page
from plans.actions import support as actions
from plans.actions.support import CannotDo
from plans.forms.support import DeclineForm, MatchForm, OutcomeForm
from plans.models import Match, Need, Offer
from plans.offering import offers_for
from plans.presenters.support import match_page
from plans.views.support import page_of, seen
from regions.access import needs
from regions.roles import Permission
from selfeval.actions.improvement import SavedMeanwhile


@needs(Permission.BROKER_SUPPORT)
@require_http_methods(["GET", "POST"])
def match_add(request, pk, offer):
    """The broker puts an offer to a need, with what is to be done and when."""
    need = seen(request, Need, pk)
    if not request.user.may(Permission.BROKER_SUPPORT, at=need.region):
        raise PermissionDenied
    offers = Offer.objects.visible_to(request.user).filter(region=need.region).select_related("authority")
    found = get_object_or_404(offers, pk=offer)
    form = MatchForm(request.POST or None)
    page = page_of(need, f"Match with {found.authority.name}")
    page.quote = f"Needed: {need.text}\n\nOffered: {found.text}"
    if request.method == "POST" and form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        because = "; ".join(reason for _, ranked in offers_for(need, [found]) for reason in ranked.reasons)
        try:
            made = actions.suggest_match(need=need, offer=found, because=because, by=request.user, **given)
        except CannotDo as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, "Both authorities are asked whether they agree.")
            return redirect(made)
    return form_page(request, page, form)


@needs(Permission.READ_SUPPORT)
@require_GET
def match(request, pk):
    page = match_page(seen_match(request, pk), request.user)
    return render(request, "plans/match.html", {"page": page})


def seen_match(request, pk) -> Match:
    found = Match.objects.visible_to(request.user).select_related(
        "need__authority", "need__region", "offer__authority", "need_agreed_by", "offer_agreed_by", "by"
    )
    return get_object_or_404(found, pk=pk)


def ended(request, pk):
    """The match with its page, for someone who speaks for a side or brokers; 403 for another who sees it."""
    found = seen_match(request, pk)
    page = match_page(found, request.user)
    if not (page.sides or page.may_broker):
        raise PermissionDenied
    return found, page


@needs(Permission.READ_SUPPORT)
@require_http_methods(["GET", "POST"])
def match_edit(request, pk):
    found, _ = ended(request, pk)
    first = {name: getattr(found, name) for name in ("scope", "starts_on", "ends_on", "version")}
    form = MatchForm(request.POST or None, initial=first)
    page = page_of(found, "Change what is to be done", intro="Both authorities are asked again.")
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            actions.change_match(match=found, built_on=given.pop("version"), by=request.user, **given)
        except SavedMeanwhile as reason:
            found.refresh_from_db()
            page.quote = found.scope
            form.data = form.data.copy()
            form.data["version"] = found.version
            form.add_error("scope", str(reason))
        except CannotDo as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, "Both authorities are asked again.")
            return redirect(found)
    return form_page(request, page, form)


@needs(Permission.READ_SUPPORT)
@require_POST
def match_agree(request, pk):
    """For whichever side the person speaks for."""
    found, page = ended(request, pk)
    if not page.sides:
        raise PermissionDenied
    given = request.POST.get("version", "")
    built_on = int(given) if given.isdecimal() and len(given) < 10 else -1
    try:
        actions.agree_match(match=found, sides=page.sides, built_on=built_on, by=request.user)
    except (CannotDo, SavedMeanwhile) as reason:
        messages.warning(request, str(reason))
    else:
        messages.success(request, "You have agreed.")
    return redirect(found)


@needs(Permission.READ_SUPPORT)
@require_http_methods(["GET", "POST"])
def match_close(request, pk):
    return end(request, pk, OutcomeForm, "Close it", actions.close_match, "It is closed.")


@needs(Permission.READ_SUPPORT)
@require_http_methods(["GET", "POST"])
def match_decline(request, pk):
    done = "It is declined, and the need is open again unless something else meets it."
    return end(request, pk, DeclineForm, "Decline it", actions.decline_match, done)


def end(request, pk, form_class, title, do, done):
    found, _ = ended(request, pk)
    form = form_class(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            do(match=found, by=request.user, **form.cleaned_data)
        except CannotDo as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, done)
            return redirect(found)
    return form_page(request, page_of(found, title, quote=found.scope), form)
