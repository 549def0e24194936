"""Forms for the regional update: its period, and its sections."""

from datetime import timedelta

from django import forms

from cycles.forms import DayField
from learning.forms.fields import NO_NAMES, line_field
from ui.forms import PortalFormMixin

LONGEST = timedelta(days=731)


class UpdateForm(PortalFormMixin, forms.Form):
    submit_label = "Write it from the records"

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    title = line_field("Title", needed="Give it a title", most=120)
    starts_on = DayField(label="From", help_text="For example, 1 1 2027", what="the first day")
    ends_on = DayField(label="Until", help_text="For example, 31 3 2027", what="the last day")

    def clean(self):
        given = super().clean()
        starts_on, ends_on = given.get("starts_on"), given.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "The last day must be the first day or later")
        elif starts_on and ends_on and ends_on - starts_on > LONGEST:
            self.add_error("ends_on", "The period must be two years or shorter")
        return given


class SectionForm(PortalFormMixin, forms.Form):
    submit_label = "Save the section"

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    heading = line_field("Heading", needed="Give it a heading", most=120)
    text = forms.CharField(
        label="Text",
        help_text=(
            "Each line is a paragraph. A line that begins with “- ” is a point of a list, and one that begins with "
            f"“# ” a heading. {NO_NAMES}"
        ),
        required=False,
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 20}),
    )
