"""The golden thread: from a figure, a finding, an agreed action, a need or a priority, both ways."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from challenges.models import AgreedAction, Finding
from challenges.readable import read_actions, read_findings
from indicators.models import Indicator
from learning.presenters.practice import examples_about, of_finding
from plans.following import Pair
from plans.models import Need
from plans.presenters.thread import figure_thread, thread_from
from plans.views.plans import seen_priority
from plans.views.support import seen
from regions.access import needs, signed_in
from regions.models import LocalAuthority
from regions.roles import Permission


def shown(request, page, **beside):
    return render(request, "plans/thread.html", {"page": page} | beside)


@needs(Permission.VIEW_REGION)
@require_GET
def figure_thread_page(request, code, slug):
    authorities = LocalAuthority.objects.visible_to(request.user).select_related("region")
    pair = Pair(get_object_or_404(authorities, pk=code), get_object_or_404(Indicator, slug=slug))
    examples = examples_about(request.user, pair.authority.region, indicator=pair.indicator)
    return shown(request, figure_thread(pair, request.user), examples=examples)


@signed_in
@require_GET
def finding_thread(request, pk):
    rows = Finding.objects.filter(pk=pk).select_related("indicator", "line__indicator")
    found = only(read_findings(rows, request.user))
    page = thread_from(found, request.user, back=found.turn.get_absolute_url())
    return shown(request, page, practice=of_finding(found, request.user))


@signed_in
@require_GET
def action_thread(request, pk):
    rows = AgreedAction.objects.filter(pk=pk).select_related("indicator", "question__indicator")
    found = only(read_actions(rows, request.user))
    back = reverse("challenges:actions", args=[found.turn_id])
    return shown(request, thread_from(found, request.user, back=back))


@needs(Permission.READ_SUPPORT)
@require_GET
def need_thread(request, pk):
    found = seen(request, Need, pk)
    return shown(request, thread_from(found, request.user, back=found.get_absolute_url()))


@needs(Permission.VIEW_REGION)
@require_GET
def priority_thread(request, pk):
    found = seen_priority(request, pk)
    return shown(request, thread_from(found, request.user, back=found.get_absolute_url()))


def only(found: list):
    if not found:
        raise Http404
    return found[0]
