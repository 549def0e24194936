from django.urls import path

from indicators.views import catalogue, importing

app_name = "indicators"
urlpatterns = [
    path("indicators/", catalogue.index, name="index"),
    path("indicators/<slug:slug>/", catalogue.indicator, name="indicator"),
    path("indicators/<slug:slug>/figures.csv", catalogue.indicator_csv, name="indicator_csv"),
    path("figures/load/", importing.imports, name="imports"),
    path("figures/load/<int:pk>/", importing.upload, name="upload"),
    path("figures/load/<int:pk>/progress/", importing.upload_progress, name="upload_progress"),
    path("figures/load/<int:pk>/load/", importing.upload_load, name="upload_load"),
    path("figures/versions/<int:pk>/undo/", importing.undo, name="import_undo"),
    path("figures/template.csv", importing.template, {"kind": "csv"}, name="template_csv"),
    path("figures/template.xlsx", importing.template, {"kind": "xlsx"}, name="template_xlsx"),
]
