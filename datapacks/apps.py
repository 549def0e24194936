from django.apps import AppConfig


class DatapacksConfig(AppConfig):
    name = "datapacks"
    verbose_name = "Data packs"
