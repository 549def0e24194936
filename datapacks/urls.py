from django.urls import path

from datapacks.views import downloads, packs, places, register, runs

app_name = "datapacks"
urlpatterns = [
    path("regions/", places.regions, name="regions"),
    path("regions/<slug:slug>/", places.region, name="region"),
    path("authorities/<int:code>/", places.authority, name="authority"),
    path("authorities/<int:code>/make-pack/", runs.make_one, name="make_one"),
    path("authorities/<int:code>/tried/", register.tried, name="tried"),
    path("authorities/<int:code>/tried/add/", register.tried_add, name="tried_add"),
    path("tried/<int:pk>/", register.change, name="intervention"),
    path("tried/<int:pk>/remove/", register.remove, name="intervention_remove"),
    path("tried/<int:pk>/restore/", register.restore, name="intervention_restore"),
    path("packs/", packs.packs_home, name="packs_home"),
    path("packs/<int:pk>/", packs.pack, name="pack"),
    path("packs/<int:pk>/pack.pdf", downloads.pdf, name="pack_pdf"),
    path("packs/<int:pk>/figures.xlsx", downloads.workbook, name="pack_workbook"),
    path("regions/<slug:slug>/packs/", packs.region_packs, name="region_packs"),
    path("regions/<slug:slug>/packs.zip", downloads.region_zip, name="region_zip"),
    path("regions/<slug:slug>/make-packs/", runs.make_region, name="make_region"),
    path("pack-runs/<int:pk>/", runs.run, name="run"),
    path("pack-runs/<int:pk>/progress/", runs.progress, name="run_progress"),
    path("pack-runs/<int:pk>/cancel/", runs.cancel, name="run_cancel"),
    path("pack-runs/<int:pk>/retry/", runs.retry, name="run_retry"),
]
