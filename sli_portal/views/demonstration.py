"""The demonstration's door: choose an invented person and see the portal as they do."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from regions.access import open_to_all
from regions.models import Person
from regions.signing_in import sign_in_demonstration_person
from sli_portal.presenters import demonstration_groups


@open_to_all
def people(request):
    if not settings.DEMO:
        raise Http404
    return render(request, "sli_portal/demonstration.html", {"groups": demonstration_groups()})


@open_to_all
@require_POST
def sign_in(request, pk):
    if not settings.DEMO:
        raise Http404
    person = get_object_or_404(Person, pk=pk, is_demonstration=True, is_active=True)
    sign_in_demonstration_person(request, person)
    return redirect("home")
