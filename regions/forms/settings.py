"""The form of a region's own words and numbers."""

from django import forms
from django.core.validators import RegexValidator

from ui.forms import PortalFormMixin

A_NAME = RegexValidator(r"^[A-Za-z][A-Za-z ’'-]*$", "Use letters, blanks and hyphens only, such as self-view")


class SettingsForm(PortalFormMixin, forms.Form):
    submit_label = "Save"

    self_evaluation_name = forms.CharField(
        label="What do you call a self-evaluation?",
        help_text="In the singular, such as self-view. Every page and document says it from now on; "
        "what is released already stays as it is.",
        max_length=40,
        validators=[A_NAME],
        error_messages={"required": "Enter what you call it"},
    )
    tries_before_not_shifted = forms.IntegerField(
        label="How many things tried make a figure “not shifted”?",
        help_text="A figure that has not moved is marked when at least so many things were tried long enough ago.",
        min_value=1,
        max_value=10,
        error_messages={
            "required": "Enter a whole number from 1 to 10",
            "invalid": "Enter a whole number from 1 to 10",
            "min_value": "Enter a whole number from 1 to 10",
            "max_value": "Enter a whole number from 1 to 10",
        },
    )
