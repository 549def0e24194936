"""Forms about protocols and pilots, with errors that say what to do."""

from django import forms
from django.core.exceptions import ValidationError

from challenges.models import ProtocolStep
from challenges.models.protocols import GATES, SEAT_ROLES
from cycles.forms import DayField
from cycles.working_days import is_working
from ui.forms import PortalFormMixin

FARTHEST = 400
# Until the first day has come, a step after it cannot be done: it would keep the challenge from it for ever.
BEFORE_THE_DAY = ("confirm", "begin")
WHOLE = {"required": "Enter a number", "invalid": "Enter a whole number, such as 2"}


def number(label: str, *, low: int = 0, high: int = 20, required: bool = True, **more) -> forms.IntegerField:
    limits = {"min_value": f"Enter {low} or more", "max_value": f"Enter {high} or less"}
    return forms.IntegerField(
        label=label,
        min_value=low,
        max_value=high,
        required=required,
        error_messages=WHOLE | limits,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-4"}),
        **more,
    )


class ProtocolForm(PortalFormMixin, forms.Form):
    """The protocol itself, without its steps and roles."""

    submit_label = "Save it"

    name = forms.CharField(label="Name", max_length=120, error_messages={"required": "Give it a name"})
    about = forms.CharField(
        label="What it is, in a sentence (optional)",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    days = number("Working days from its first day to its last", low=1, high=10)
    least_lines = number("Lines of enquiry, at least")
    most_lines = number("Lines of enquiry, at most")
    needs_both_kinds = forms.BooleanField(
        label="It needs a line of each kind: to improve, and good practice", required=False
    )
    principles = forms.CharField(
        label="Principles",
        help_text="One on each line. Everyone accepts them before papers open.",
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Write at least one principle"},
    )

    def clean_principles(self):
        lines = [line.strip() for line in self.cleaned_data["principles"].splitlines()]
        return [line for line in lines if line]

    def clean(self):
        given = super().clean()
        if (given.get("least_lines") or 0) > given.get("most_lines", 20):
            self.add_error("most_lines", "Enter as many lines of enquiry as the least, or more")
        return given


class StepForm(PortalFormMixin, forms.Form):
    """A step of a protocol. ``offset`` counts working days: before the first day it is negative."""

    submit_label = "Save this step"

    name = forms.CharField(label="Name", max_length=160, error_messages={"required": "Give it a name"})
    kind = forms.ChoiceField(
        label="What is done",
        help_text="The portal sees for itself whether most of these are done. “Something else” somebody says.",
        choices=[("", "Choose a kind"), *ProtocolStep.Kind.choices],
        error_messages={"required": "Choose a kind", "invalid_choice": "Choose one of the list"},
    )
    offset = number(
        "Working days",
        low=-FARTHEST,
        high=FARTHEST,
        help_text="-10 is ten before the first day, 0 the first day itself, 5 is five after the last day.",
    )
    who = forms.CharField(label="Who does it (optional)", max_length=120, required=False)
    gate = forms.ChoiceField(
        label="What waits for it?",
        choices=[("", "Nothing"), *((name, f"To {name} the challenge") for name, _ in GATES)],
        required=False,
        error_messages={"invalid_choice": "Choose one of the list"},
    )
    reminds = forms.BooleanField(
        label="Remind those who hold it, 5 working days and 1 working day before", required=False
    )

    def clean(self):
        given = super().clean()
        if given.get("gate") in BEFORE_THE_DAY and given.get("offset", 0) > 0:
            self.add_error("gate", "A step after the last day cannot hold up what comes before it")
        if given.get("kind") == ProtocolStep.Kind.EVENT and given.get("offset", 0) != 0:
            self.add_error("offset", "The challenge itself is on its first day: enter 0")
        return given


class RoleForm(PortalFormMixin, forms.Form):
    submit_label = "Save this role"

    role = forms.ChoiceField(
        label="Role",
        choices=[("", "Choose a role"), *SEAT_ROLES],
        error_messages={"required": "Choose a role", "invalid_choice": "Choose one of the list"},
    )
    least = number("At least")
    most = number("At most (empty for no limit)", low=1, required=False)
    each_authority = forms.BooleanField(
        label="The numbers are for each authority of the group", required=False
    )

    def clean(self):
        given = super().clean()
        if given.get("most") is not None and given["most"] < (given.get("least") or 0):
            self.add_error("most", "Enter as many as the least, or more; or leave it empty")
        return given


class PilotStepForm(PortalFormMixin, forms.Form):
    """A step of a pilot: its name and its day."""

    submit_label = "Save and log the change"

    name = forms.CharField(label="Name", max_length=160, error_messages={"required": "Give it a name"})
    day = DayField(label="Day", help_text="A working day. For example, 9 2 2027", what="the day")

    def __init__(self, *args, step=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.step = step

    def clean_day(self):
        day = self.cleaned_data["day"]
        if not is_working(day):
            raise ValidationError("Choose a working day: this is a weekend or a bank holiday")
        if self.step and self.step.of.kind == ProtocolStep.Kind.EVENT and day != self.step.due_on:
            raise ValidationError("This is the challenge itself: move its day on its own page")
        if self.step and self.step.of.gate in BEFORE_THE_DAY and day > self.step.challenge.first_day:
            raise ValidationError("The challenge waits for this step: choose its first day or one before it")
        return day


class PilotNewStepForm(PilotStepForm):
    submit_label = "Add this step"

    who = forms.CharField(label="Who does it (optional)", max_length=120, required=False)
