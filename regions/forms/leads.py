"""The forms that name who leads for a region, and end it."""

from django import forms

from regions.models import LocalAuthority
from ui.forms import PortalFormMixin, RealDateField


class LeadForm(PortalFormMixin, forms.Form):
    submit_label = "Save"

    name = forms.CharField(label="Name", max_length=120, error_messages={"required": "Enter their name"})
    authority = forms.ModelChoiceField(
        LocalAuthority.objects.none(),
        label="Their authority",
        empty_label="Choose an authority",
        error_messages={"required": "Choose their authority", "invalid_choice": "Choose one from the list"},
    )
    starts_on = RealDateField(label="From", help_text="For example, 1 4 2027")

    def __init__(self, *args, region, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["authority"].queryset = region.authorities.current()


class EndForm(PortalFormMixin, forms.Form):
    submit_label = "Save"

    ends_on = RealDateField(label="Last day", help_text="For example, 31 3 2027")
