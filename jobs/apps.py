from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "jobs"
    verbose_name = "Background work"

    def ready(self):
        """Every app's ``tasks`` module registers its handlers, in the web process as in the worker."""
        autodiscover_modules("tasks")
