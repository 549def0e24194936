"""What was done and what was sent, for those who may look."""

from django.conf import settings
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render

from audit.models import Event
from outbox.models import Message
from outbox.tasks import SIGN_IN
from regions.access import needs
from regions.roles import Permission

ROWS = 50


@needs(Permission.VIEW_AUDIT)
def audit_log(request):
    events = Event.objects.visible_to(request.user).select_related("actor")
    page = Paginator(events, ROWS).get_page(request.GET.get("page"))
    return render(request, "sli_portal/audit_log.html", {"page": page})


@needs(Permission.VIEW_OUTBOX)
def emails(request):
    page = Paginator(Message.objects.visible_to(request.user), ROWS).get_page(request.GET.get("page"))
    return render(request, "sli_portal/emails.html", {"page": page})


@needs(Permission.VIEW_OUTBOX)
def email(request, pk):
    """One e-mail. The text of one that lets its reader sign in is shown in the demonstration only."""
    message = get_object_or_404(Message.objects.visible_to(request.user), pk=pk)
    is_withheld = message.kind == SIGN_IN and not settings.DEMO
    return render(request, "sli_portal/email.html", {"message": message, "is_withheld": is_withheld})
