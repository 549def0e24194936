"""Who takes part: inviting, taking away; and for the invited, answering and accepting the principles."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from challenges.actions import seating
from challenges.checks import team
from challenges.facts import facts_of
from challenges.forms.planning import PrinciplesForm, SeatForm
from challenges.models import Challenge, Seat
from challenges.parts import TEAM_ROLES
from challenges.presenters.challenges import led_from, shown_seats, turns_of
from challenges.views.finding import managed_challenge, seen_challenge
from cycles.views.finding import sent
from regions.access import needs, open_to_all, signed_in
from regions.roles import Permission
from regions.signing_in import password_address


@signed_in
@require_http_methods(["GET", "POST"])
def seats(request, pk):
    """Everyone with a seat, what the protocol still needs, and inviting one more: the project manager, and the lead.

    The lead asks people of their own authority into the team. Addresses, what people need to take part, and who
    declined or was taken away are for the project manager alone.
    """
    challenge = seen_challenge(request, pk)
    may_manage = request.user.may(Permission.MANAGE_CYCLES, at=challenge.cycle.region)
    own = None if may_manage else led_from(challenge, turns_of(challenge, request.user))
    if not may_manage and own is None:
        raise PermissionDenied
    roles = [row.role for row in challenge.protocol.roles.all() if may_manage or row.role in TEAM_ROLES]
    authorities = challenge.cycle.region.authorities.current()
    form = SeatForm(sent(request), roles=roles, authorities=authorities, own=own)
    if request.method == "POST" and form.is_valid():
        try:
            seat = seating.invite(
                challenge=challenge, by=request.user, says_ties=may_manage, **form.cleaned_data
            )
        except seating.CannotInvite as reason:
            form.add_error("role", str(reason))
        else:
            messages.success(request, f"An invitation is on its way to {seat.email}.")
            return redirect("challenges:seats", challenge.pk)
    shown = challenge.seats.all() if may_manage else challenge.seats.live()
    page = {
        "challenge": challenge,
        "form": form,
        "seats": shown_seats(list(shown.select_related("authority")), may_manage=True),
        "may_manage": may_manage,
        "own": own,
        "needed": team(facts_of([challenge])[challenge.pk]),
    }
    return render(request, "challenges/seats.html", page, status=422 if form.errors else 200)


@needs(Permission.MANAGE_CYCLES)
@require_http_methods(["GET", "POST"])
def remove(request, pk):
    """Asks first. What opened by the seat closes at once."""
    visible = Challenge.objects.visible_to(request.user)
    seat = get_object_or_404(Seat.objects.filter(challenge__in=visible).select_related("challenge"), pk=pk)
    managed_challenge(request, seat.challenge_id)
    if request.method == "GET":
        return render(request, "challenges/seat_remove.html", {"seat": seat})
    seating.remove(seat=seat, by=request.user)
    messages.success(request, f"{seat.name} takes part no longer.")
    return redirect("challenges:seats", seat.challenge_id)


@open_to_all
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request, token):
    """Two buttons. Opening the page, as a scanner of e-mails does, changes nothing."""
    found = Seat.objects.select_related("challenge__cycle__region", "challenge__protocol", "invited_by")
    seat = get_object_or_404(found, token_sha256=seating.hash_of(token))
    if request.method == "POST":
        if request.POST.get("answer") == "decline":
            seating.decline(seat=seat)
        elif person := seating.accept(seat=seat):
            return welcome(request, seat, person)
        seat.refresh_from_db()
    status = 200 if seat.is_waiting else 410
    return render(request, "challenges/invitation.html", {"seat": seat}, status=status)


def welcome(request, seat, person):
    """To choosing a password; who has one already signs in, as ever."""
    if person.has_usable_password():
        messages.success(request, "You have accepted. Sign in to read how it works.")
        return redirect("challenges:challenge", seat.challenge_id)
    return redirect(password_address(person))


@signed_in
@require_POST
def answer(request, pk):
    """Accept or decline as the person signed in, whose e-mail address the invitation names."""
    seat = get_object_or_404(Seat.objects.filter(email__iexact=request.user.email), pk=pk)
    if request.POST.get("answer") == "decline":
        seating.decline(seat=seat)
        messages.success(request, "You have declined.")
        return redirect("challenges:challenges")
    if seating.accept(seat=seat, by=request.user) is None:
        messages.warning(request, "This invitation can no longer be used. Ask the project manager.")
        return redirect("challenges:challenges")
    return redirect("challenges:principles", seat.pk)


@signed_in
@require_http_methods(["GET", "POST"])
def principles(request, pk):
    """How the challenge works, to accept before papers open; and what the person needs to take part."""
    held = Seat.objects.holding(request.user)
    seat = get_object_or_404(held.select_related("challenge__protocol", "challenge__cycle__region"), pk=pk)
    if seat.challenge.is_over:
        raise PermissionDenied
    form = PrinciplesForm(sent(request), hosts=seating.looked_at_by(seat))
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("access_needs", "wants_payment")}
        seating.accept_principles(seat=seat, by=request.user, **given)
        messages.success(request, "Thank you. Its papers open to you as they are ready.")
        return redirect(seat.challenge)
    page = {"seat": seat, "form": form}
    return render(request, "challenges/principles.html", page, status=422 if form.errors else 200)
