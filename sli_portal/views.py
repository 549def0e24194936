from django.http import HttpResponse
from django.shortcuts import render

from regions.access import open_to_all, signed_in


@signed_in
def home(request):
    return render(request, "sli_portal/home.html")


@open_to_all
def healthz(request):
    return HttpResponse("ok", content_type="text/plain")
