from django.shortcuts import render

from regions.access import open_to_all


@open_to_all
def accessibility(request):
    return render(request, "sli_portal/accessibility.html")


@open_to_all
def cookies(request):
    return render(request, "sli_portal/cookies.html")
