from django.apps import AppConfig


class SelfevalConfig(AppConfig):
    name = "selfeval"
    verbose_name = "Self-evaluations"

    def ready(self):
        import selfeval.actions.releasing  # noqa: F401, PLC0415 - it listens for share days that move
