"""What the pages of the year share: the cycle or step behind an address (404 for one not to be seen, 403 for
one not to be changed), what a form sent, and files for calendars.
"""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from cycles.calendars import MEDIA_TYPE
from cycles.models import Cycle, Phase
from regions.roles import Permission


def visible_cycles(request):
    return Cycle.objects.visible_to(request.user).select_related("region").prefetch_related("phases")


def visible_cycle(request, pk):
    return get_object_or_404(visible_cycles(request), pk=pk)


def managed_cycle(request, pk):
    """One that the person may change; a closed one is not there to be changed."""
    cycle = get_object_or_404(visible_cycles(request).not_closed(), pk=pk)
    must_manage(request, cycle.region)
    return cycle


def visible_phase(request, pk):
    phases = Phase.objects.filter(cycle__in=Cycle.objects.visible_to(request.user))
    return get_object_or_404(phases.select_related("cycle__region"), pk=pk)


def managed_phase(request, pk):
    phase = visible_phase(request, pk)
    phase.cycle = managed_cycle(request, phase.cycle_id)
    return phase


def must_manage(request, region):
    if not request.user.may(Permission.MANAGE_CYCLES, at=region):
        raise PermissionDenied


def calendar_file(content, name):
    response = HttpResponse(content, content_type=MEDIA_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return response


def sent(request):
    """What the form sent, or None when the page is only asked for."""
    return request.POST if request.method == "POST" else None
