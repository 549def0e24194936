"""Challenges as a whole: the list, planning one, its page, its way from planned to closed."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from challenges.actions import planning
from challenges.forms.planning import MoveDayForm, PlanForm
from challenges.models import Challenge, ChallengeStep, FeedbackNote, Protocol
from challenges.parts import Right
from challenges.presenters.challenges import challenge_page, rows_of, takes_a_word
from challenges.presenters.ledger import ledger_regions
from challenges.presenters.turns import links_of
from challenges.presenters.waiting import invitations_for
from challenges.states import MoveRefused
from challenges.views.finding import managed_challenge, seen_challenge, seen_turn
from cycles.models import Cycle
from cycles.views.finding import sent
from regions.access import needs, signed_in
from regions.roles import Permission


@signed_in
@require_GET
def challenges(request):
    """Those that the person knows of, those under way first; invitations that wait for their answer."""
    today = timezone.localdate()
    rows = rows_of(Challenge.objects.visible_to(request.user), today)
    cycles = cycles_for(request.user)
    page = {
        "live": [row for row in rows if not row.challenge.is_over],
        "over": [row for row in rows if row.challenge.is_over],
        "invitations": invitations_for(request.user),
        "released": FeedbackNote.objects.released_to(request.user)
        .select_related("turn__host", "turn__challenge")
        .order_by("-released_at"),
        "ledgers": cycles(ledger_regions(request.user)),
        "cycles": cycles(request.user.region_codes_where(Permission.MANAGE_CYCLES)),
        "followed": cycles(request.user.region_codes_where(Permission.VIEW_STATUS)),
    }
    return render(request, "challenges/challenges.html", page)


def cycles_for(person):
    """The open cycles of regions, as a function of their codes, in one query for all."""
    regions = {*ledger_regions(person), *person.region_codes_where(Permission.VIEW_STATUS)}
    found = Cycle.objects.open().filter(region__in=regions).select_related("region") if regions else []
    return lambda codes: [cycle for cycle in found if cycle.region_id in codes]


@needs(Permission.MANAGE_CYCLES)
@require_http_methods(["GET", "POST"])
def plan(request, pk):
    cycles = Cycle.objects.visible_to(request.user).select_related("region")
    cycle = get_object_or_404(cycles, pk=pk)
    if cycle.is_closed or not request.user.may(Permission.MANAGE_CYCLES, at=cycle.region):
        raise PermissionDenied
    form = PlanForm(
        sent(request),
        cycle=cycle,
        initial={name: request.GET.get(name) for name in ("protocol", "host", "lead", "observer")},
        authorities=cycle.region.authorities.current(),
        protocols=Protocol.objects.visible_to(request.user).newest(),
    )
    if request.method == "POST" and form.is_valid():
        made = planned(request, cycle, form)
        if made:
            messages.success(request, f"{made.name} is planned. Invite the people whom it needs.")
            return redirect("challenges:seats", made.pk)
    page = {"cycle": cycle, "form": form}
    return render(request, "challenges/plan.html", page, status=422 if form.errors else 200)


def planned(request, cycle, form):
    """The challenge; None when it cannot stand, and the form says why."""
    given = form.cleaned_data
    fields = {name: given[name] for name in ("protocol", "name", "first_day", "place", "is_pilot")}
    try:
        return planning.plan_challenge(cycle=cycle, authorities=form.authorities, by=request.user, **fields)
    except planning.CannotPlan as reason:
        form.add_error("first_day", str(reason))
        return None


@signed_in
@require_GET
def challenge(request, pk):
    page = challenge_page(seen_challenge(request, pk), request.user)
    if page.must_accept:
        return redirect("challenges:principles", page.own_seat.pk)
    return render(request, "challenges/challenge.html", {"page": page})


@signed_in
@require_POST
def move(request, pk):
    """Confirm, begin, end, close or cancel."""
    found = seen_challenge(request, pk)
    try:
        moved = planning.move_challenge(challenge=found, name=request.POST.get("move", ""), by=request.user)
    except MoveRefused as refused:
        for reason in refused.reasons:
            messages.warning(request, reason)
    else:
        messages.success(request, f"{moved.name}: {moved.get_state_display().lower()}.")
    return redirect(found)


@needs(Permission.MANAGE_CYCLES)
@require_http_methods(["GET", "POST"])
def move_day(request, pk):
    found = managed_challenge(request, pk)
    form = MoveDayForm(sent(request), initial={"first_day": found.first_day})
    if request.method == "POST" and form.is_valid():
        try:
            planning.move_day(challenge=found, by=request.user, **form.cleaned_data)
        except planning.CannotPlan as reason:
            form.add_error("first_day", str(reason))
        else:
            messages.success(request, "It is moved, and so is every step that is not done.")
            return redirect(found)
    page = {"challenge": found, "form": form}
    return render(request, "challenges/move_day.html", page, status=422 if form.errors else 200)


@needs(Permission.MANAGE_CYCLES)
@require_POST
def step_done(request, pk):
    """Somebody's word for a step that the portal cannot see; the same button takes it back."""
    managed = Challenge.objects.visible_to(request.user)
    step = get_object_or_404(
        ChallengeStep.objects.filter(challenge__in=managed).select_related("of", "challenge"), pk=pk
    )
    managed_challenge(request, step.challenge_id)
    if step.challenge.is_over or not takes_a_word(step):
        raise PermissionDenied
    planning.say_done(step=step, is_done=step.done_at is None, by=request.user)
    return redirect(step.challenge)


@signed_in
@require_GET
def turn(request, pk):
    """What there is to do and to read in one turn."""
    found = seen_turn(request, pk)
    page = {"turn": found, "links": links_of(found), "reads_scope": Right.READ_SCOPE in found.rights}
    return render(request, "challenges/turn.html", page)
