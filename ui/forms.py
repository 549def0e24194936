"""The base of every form: design-system markup, no browser bubbles, errors in our own words."""

from datetime import date

from crispy_forms_gds.fields import DateInputField
from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Button, Layout
from django import forms
from django.core.exceptions import ValidationError


class PortalFormMixin:
    """Give ``submit_label``; fields bring their own ``error_messages``, but for a text that is too long.

    Numbers are typed into plain boxes, as the design system asks: a browser's number box changes when one scrolls.
    """

    submit_label = "Save and continue"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if type(field.widget) is forms.NumberInput:
                keys = "decimal" if isinstance(field, forms.DecimalField) else "numeric"
                field.widget = forms.TextInput(attrs={"inputmode": keys, "class": "govuk-input--width-4"})
            if most := getattr(field, "max_length", None):
                field.error_messages.setdefault("max_length", f"Use {most:,} characters or fewer")

    @property
    def helper(self):
        helper = FormHelper()
        helper.attrs = {"novalidate": ""}
        helper.layout = Layout(*self.fields, Button.primary("submit", self.submit_label))
        return helper


class RealDateField(DateInputField):
    """A day, a month and a year, refused in plain words when there is no such day."""

    def compress(self, data_list):
        try:
            found = date(*(int(part) for part in reversed(data_list)))
        except (ValueError, OverflowError):
            raise ValidationError("Enter a real date, such as 31 3 2028") from None
        if not 1900 <= found.year <= 2100:
            raise ValidationError("Enter the year in four figures, such as 2028")
        return found
