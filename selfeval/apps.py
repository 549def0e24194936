from django.apps import AppConfig


class SelfevalConfig(AppConfig):
    name = "selfeval"
    verbose_name = "Self-evaluations"

    def ready(self):
        from cycles import reminders  # noqa: PLC0415 - models are not there before
        from selfeval.notices import share_day_came  # noqa: PLC0415

        reminders.also_told.append(share_day_came)
