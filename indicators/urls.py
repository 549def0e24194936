from django.urls import path

from indicators.views import catalogue

app_name = "indicators"
urlpatterns = [
    path("indicators/", catalogue.index, name="index"),
    path("indicators/<slug:slug>/", catalogue.indicator, name="indicator"),
    path("indicators/<slug:slug>/figures.csv", catalogue.indicator_csv, name="indicator_csv"),
]
