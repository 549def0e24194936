from django.shortcuts import render

from regions.access import signed_in
from sli_portal.presenters import home_page


@signed_in
def home(request):
    return render(request, "sli_portal/home.html", {"page": home_page(request.user)})
