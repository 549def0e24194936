"""Themes and headlines: the list, putting things under it, consent to be named, and what everyone reads."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from challenges.actions import theming
from challenges.coded import themes_of_chapters, themes_of_findings
from challenges.forms.themes import CodingForm, ConsentForm, ThemeForm
from challenges.models import Theme
from challenges.parts import Right
from challenges.presenters.headlines import (
    chapters_of,
    directed_in,
    findings_to_code,
    headline_page,
    own_codings,
    themes_page,
)
from challenges.states import Note
from challenges.views.finding import must_change, turn_for
from cycles.models import Cycle
from regions.access import needs, signed_in
from regions.roles import Permission
from selfeval.models import Release

TOO_FEW_NEW = (
    "The headlines stay as they are until at least three authorities have something new under the themes. "
    "Anything less would say whose it is."
)


@needs(Permission.VIEW_REGION)
@require_GET
def headlines(request, pk):
    """What the region has learned, without naming anybody who has not agreed to it."""
    cycle = visible_cycle(request, pk)
    page = {
        "page": headline_page(cycle, request.user),
        "directs": directed_in(cycle, request.user),
        "may_manage": request.user.may(Permission.MANAGE_CYCLES, at=cycle.region),
    }
    return render(request, "challenges/headlines.html", page)


@needs(Permission.VIEW_REGION)
@require_GET
def headlines_paper(request, pk):
    """The paper for the follow-up session: the same for everyone, so with no extracts."""
    page = {"page": headline_page(visible_cycle(request, pk))}
    return render(request, "challenges/headlines_paper.html", page)


@needs(Permission.MANAGE_CYCLES)
@require_POST
def headlines_publish(request, pk):
    cycle = managed_cycle(request, pk)
    try:
        theming.publish(cycle=cycle, by=request.user)
    except theming.TooFewNew:
        messages.warning(request, TOO_FEW_NEW)
    else:
        messages.success(request, "The headlines are up to date.")
    return redirect("challenges:headlines", pk)


@needs(Permission.MANAGE_CYCLES)
@require_http_methods(["GET", "POST"])
def themes(request, pk):
    """The list, to add to; which of them are on the headlines."""
    cycle = managed_cycle(request, pk)
    form = ThemeForm(request.POST or None)
    if saved(request, form, cycle):
        return redirect("challenges:themes", pk)
    page = {**themes_page(cycle, request.user), "form": form}
    return render(request, "challenges/themes.html", page, status=422 if form.errors else 200)


@needs(Permission.MANAGE_CYCLES)
@require_http_methods(["GET", "POST"])
def theme(request, pk):
    found = managed_theme(request, pk)
    form = ThemeForm(request.POST or None, initial={"name": found.name, "about": found.about})
    if saved(request, form, found.cycle, theme=found):
        return redirect("challenges:themes", found.cycle_id)
    return render(
        request, "challenges/theme.html", {"theme": found, "form": form}, status=422 if form.errors else 200
    )


@needs(Permission.MANAGE_CYCLES)
@require_POST
def theme_remove(request, pk):
    found = managed_theme(request, pk)
    theming.remove_theme(theme=found, by=request.user)
    messages.success(request, f"“{found.name}” is removed, with everything that was put under it.")
    return redirect("challenges:themes", found.cycle_id)


def saved(request, form, cycle, theme=None) -> bool:
    """Whether the form was sent, was right and is kept."""
    if not form.is_valid():
        return False
    try:
        theming.save_theme(cycle=cycle, by=request.user, theme=theme, **form.cleaned_data)
    except theming.NameTaken:
        form.add_error("name", "There is a theme of this name already. Choose another name")
        return False
    messages.success(request, "The theme is saved.")
    return True


@signed_in
@require_http_methods(["GET", "POST"])
def turn_themes(request, pk):
    """The lead puts what the released feedback says under the region's themes."""
    turn = turn_for(request, pk, Right.CODE_THEMES)
    if request.method == "POST":
        must_change(turn, Right.CODE_THEMES)
    cycle_themes, under = turn.challenge.cycle.themes.all(), themes_of_findings(turn)
    things = [
        (one.pk, one.spoken_text or one.text, under.get(one.pk, set())) for one in findings_to_code(turn)
    ]
    form = CodingForm(request.POST if request.method == "POST" else None, things=things, themes=cycle_themes)
    if form.is_valid():
        theming.code_findings(turn=turn, chosen=form.chosen, by=request.user)
        messages.success(request, "The themes are saved. The host’s name stands beside none of them.")
        return redirect("challenges:turn_themes", pk)
    page = {
        "turn": turn,
        "form": form,
        "has_themes": cycle_themes.exists(),
        "is_released": getattr(getattr(turn, "note", None), "state", "") == Note.RELEASED,
    }
    return render(request, "challenges/turn_themes.html", page, status=422 if form.errors else 200)


@needs(Permission.READ_AS_AGREED)
@require_http_methods(["GET", "POST"])
def release_themes(request, pk):
    """The project manager puts chapters of a release that they may read under the region's themes."""
    open_now = Release.objects.open_to(request.user).defer("content")  # asked for once it is theirs to read
    found = open_now.select_related("evaluation__cycle__region", "evaluation__authority")
    release = get_object_or_404(found, pk=pk)
    cycle = managed_cycle(request, release.evaluation.cycle_id)
    under = themes_of_chapters(release)
    things = [(number, title, under.get(number, set())) for number, title in chapters_of(release)]
    given = request.POST if request.method == "POST" else None
    form = CodingForm(given, things=things, themes=cycle.themes.all())
    if form.is_valid():
        theming.code_chapters(release=release, chosen=form.chosen, by=request.user)
        messages.success(request, "The themes are saved.")
        return redirect("challenges:themes", cycle.pk)
    page = {"release": release, "cycle": cycle, "form": form}
    return render(request, "challenges/release_themes.html", page, status=422 if form.errors else 200)


@needs(Permission.SIGN_SELF_EVALUATION)
@require_http_methods(["GET", "POST"])
def consents(request, pk):
    """A director lets the authority's name stand beside themes, or takes it back."""
    cycle = visible_cycle(request, pk)
    authority = directed_in(cycle, request.user)
    if authority is None:
        raise Http404
    own = own_codings(cycle, authority)
    choices = Theme.objects.filter(pk__in=[one.pk for one, _, _ in own])
    given = request.POST if request.method == "POST" else None
    form = ConsentForm(
        given, themes=choices, initial={"themes": [one.pk for one, _, is_given in own if is_given]}
    )
    if form.is_valid():
        chosen = form.cleaned_data["themes"]
        theming.set_consents(cycle=cycle, authority=authority, themes=chosen, by=request.user)
        messages.success(request, "Saved. It holds from now on.")
        return redirect("challenges:consents", pk)
    page = {"cycle": cycle, "authority": authority, "own": own, "form": form}
    return render(request, "challenges/consents.html", page, status=422 if form.errors else 200)


def visible_cycle(request, pk) -> Cycle:
    found = Cycle.objects.visible_to(request.user).select_related("region").prefetch_related("themes")
    return get_object_or_404(found, pk=pk)


def managed_cycle(request, pk) -> Cycle:
    """404 for a cycle that the person may not know of, 403 for one that somebody else manages or that is closed."""
    cycle = visible_cycle(request, pk)
    if cycle.is_closed or not request.user.may(Permission.MANAGE_CYCLES, at=cycle.region):
        raise PermissionDenied
    return cycle


def managed_theme(request, pk) -> Theme:
    visible = Cycle.objects.visible_to(request.user)
    found = get_object_or_404(Theme.objects.filter(cycle__in=visible), pk=pk)
    found.cycle = managed_cycle(request, found.cycle_id)
    return found
