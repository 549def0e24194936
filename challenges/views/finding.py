"""What a view may work on: found as the person sees it, or not there."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from challenges.models import Challenge, Turn
from challenges.models.challenges import parts_in
from challenges.parts import Right, rights_of
from challenges.states import State


def seen_challenge(request, pk) -> Challenge:
    visible = Challenge.objects.visible_to(request.user).select_related("protocol", "cycle__region")
    return get_object_or_404(visible, pk=pk)


def managed_challenge(request, pk) -> Challenge:
    """404 for one that the person does not know of, 403 for one that somebody else manages."""
    challenge = seen_challenge(request, pk)
    if not Challenge.objects.managed_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    return challenge


def seen_turn(request, pk) -> Turn:
    """With ``parts`` and ``rights``: what the person is to it, and may do in it."""
    visible = Turn.objects.visible_to(request.user).select_related(
        "challenge__protocol", "challenge__cycle__region", "host__region", "lead", "observer", "evaluation"
    )
    turn = get_object_or_404(visible, pk=pk)
    turn.parts = parts_in(turn, request.user)
    turn.rights = rights_of(turn.parts)
    return turn


def turn_for(request, pk, right: Right) -> Turn:
    """The turn, for someone who holds the right in it. For anybody else the page is not there."""
    turn = seen_turn(request, pk)
    if right not in turn.rights:
        raise Http404
    return turn


def must_change(turn: Turn, right: Right) -> None:
    """403 unless the person may do this, while the challenge is neither closed nor cancelled."""
    if right not in turn.rights or turn.challenge.state in (State.CLOSED, State.CANCELLED):
        raise PermissionDenied


def in_turn(request, rows, pk, right: Right):
    """One of a turn's papers with its ``turn``, for someone who holds the right in it; 404 for anybody else."""
    visible = rows.filter(turn__in=Turn.objects.visible_to(request.user))
    found = get_object_or_404(visible, pk=pk)
    found.turn = turn_for(request, found.turn_id, right)
    return found
