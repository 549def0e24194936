from django.urls import path

from regions.views import conflicts, leads, memoranda, settings, signing

app_name = "regions"
urlpatterns = [
    path("memorandum/", memoranda.home, name="memorandum_home"),
    path("regions/<slug:slug>/memorandum/", memoranda.current, name="memorandum"),
    path("regions/<slug:slug>/memorandum/draft/", memoranda.start, name="memorandum_start"),
    path("regions/<slug:slug>/memorandum/remind/", memoranda.remind, name="memorandum_remind"),
    path("memoranda/<int:pk>/", memoranda.version, name="memorandum_version"),
    path("memoranda/<int:pk>/text.txt", memoranda.text, name="memorandum_text"),
    path("memoranda/<int:pk>/edit/", memoranda.edit, name="memorandum_edit"),
    path("memoranda/<int:pk>/compare/", memoranda.compare, name="memorandum_compare"),
    path("memoranda/<int:pk>/issue/", memoranda.issue, name="memorandum_issue"),
    path("memoranda/<int:pk>/sign/<int:code>/", signing.sign, name="memorandum_sign"),
    path("memoranda/<int:pk>/withdraw/<int:code>/", signing.withdraw, name="memorandum_withdraw"),
    path("signatures/<int:pk>/", signing.certificate, name="signature"),
    path("signatures/<int:pk>/certificate.pdf", signing.certificate_pdf, name="signature_pdf"),
    path("regions/<slug:slug>/settings/", settings.settings, name="settings"),
    path("regions/<slug:slug>/leads/", leads.leads, name="leads"),
    path("regions/<slug:slug>/leads/<slug:capacity>/", leads.name, name="lead_name"),
    path("regions/<slug:slug>/leads/<slug:capacity>/end/", leads.end, name="lead_end"),
    path("conflicts/", conflicts.conflicts, name="conflicts"),
    path("conflicts/<int:pk>/end/", conflicts.end, name="conflict_end"),
]
