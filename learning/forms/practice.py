"""Forms for practice examples."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from cycles.forms import DayField
from indicators.models import Indicator
from learning.forms.fields import ThemedForm, line_field, words_field
from ui.forms import PortalFormMixin

NO_NAMES = "No names of children or families."
FURTHEST = timedelta(days=366)


class PracticeForm(ThemedForm):
    submit_label = "Save"
    field_order = [
        "version",
        "authority",
        "title",
        "theme",
        "indicator",
        "what_was_done",
        "what_changed",
        "contact_name",
        "contact_email",
    ]

    title = line_field("Title", needed="Give it a title", most=120, help_text=NO_NAMES)
    what_was_done = words_field(
        "What was done?",
        needed="Say what was done",
        help_text=f"Enough for others to try it. {NO_NAMES}",
        rows=8,
    )
    what_changed = words_field(
        "What changed?",
        needed="Say what changed",
        help_text=f"How you know that it helped: figures, audits, what children and families said. {NO_NAMES}",
    )
    contact_name = line_field("Whom can others ask?", needed="Say whom to ask", most=120)
    contact_email = forms.EmailField(
        label="Their e-mail address",
        help_text="Everyone of the region sees it once the example is released.",
        error_messages={
            "required": "Enter the e-mail address of whom to ask",
            "invalid": "Enter an e-mail address, such as name@example.org",
        },
    )

    def __init__(self, *args, kept_figure: Indicator | None = None, **kwargs):
        """``kept_figure`` stays to be chosen though it is no longer one of the region's set."""
        super().__init__(*args, **kwargs)
        if kept_figure:
            offered = self.fields["indicator"].queryset.values("pk")
            self.fields["indicator"].queryset = Indicator.objects.filter(
                Q(pk__in=offered) | Q(pk=kept_figure.pk)
            )


class ReleaseForm(PortalFormMixin, forms.Form):
    """``version`` is that of the words that the director has read."""

    submit_label = "Release it"

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    released_on = DayField(
        label="From which day?", help_text="Today, or a day to come: for example, 1 4 2027", what="the day"
    )

    def clean_released_on(self):
        day, today = self.cleaned_data["released_on"], timezone.localdate()
        if day < today:
            raise ValidationError("The day must be today or later")
        if day > today + FURTHEST:
            raise ValidationError("The day must be within a year")
        return day
