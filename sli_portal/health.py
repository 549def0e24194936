from django.http import HttpResponse

from regions.access import open_to_all


@open_to_all
def healthz(request):
    return HttpResponse("ok", content_type="text/plain")
