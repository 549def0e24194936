from django.apps import AppConfig


class ParcelsConfig(AppConfig):
    name = "tests.processes.parcels"
    label = "parcels"
