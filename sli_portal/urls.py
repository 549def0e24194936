"""One include an app; pages that use the words of every app, or of a leaf, are here."""

from django.urls import include, path

from sli_portal import health
from sli_portal.views import about, demonstration, home, records

urlpatterns = [
    path("", home.home, name="home"),
    path("demonstration/", demonstration.people, name="demonstration"),
    path("demonstration/sign-in/<int:pk>/", demonstration.sign_in, name="demonstration_sign_in"),
    path("accessibility/", about.accessibility, name="accessibility"),
    path("cookies/", about.cookies, name="cookies"),
    path("audit/", records.audit_log, name="audit"),
    path("e-mails/", records.emails, name="outbox"),
    path("e-mails/<int:pk>/", records.email, name="outbox_message"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("accounts/", include("allauth.urls")),
    path("", include("regions.urls")),
    path("", include("cycles.urls")),
    path("", include("indicators.urls")),
    path("", include("datapacks.urls")),
    path("", include("selfeval.urls")),
    path("", include("challenges.urls")),
    path("", include("plans.urls")),
    path("", include("learning.urls")),
]
