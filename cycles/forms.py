"""Forms about the year, with errors that say what to do."""

from crispy_forms_gds.fields import DateInputField
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from cycles.actions import year_name
from cycles.models import Cycle, Phase
from cycles.rules import SINGLE_DAYS, date_faults
from cycles.standard_years import PATTERN_NAMES, STANDARD_YEARS
from ui.forms import PortalFormMixin

DAY_HINT = "For example, 15 12 2026"


class DayField(DateInputField):
    """A day as three boxes. ``what`` names it in errors, such as "the last day"."""

    def __init__(self, *, what, **options):
        super().__init__(**options)
        self.what = what
        self.error_messages["required"] = f"Enter {what}"
        self.error_messages["incomplete"] = f"{what.capitalize()} must include a day, a month and a year"

    def clean(self, value):
        parts = value if isinstance(value, list) else []
        if any(parts) and not all(parts):
            raise ValidationError(self.error_messages["incomplete"])
        try:
            day = super().clean(value)
        except ValidationError as fault:
            if any(parts):
                raise ValidationError(f"{self.what.capitalize()} must be a real date") from fault
            raise
        if day and not 1900 <= day.year <= 2100:
            raise ValidationError(
                f"{self.what.capitalize()} must have its year in four figures, such as 2027"
            )
        return day


class StartForm(PortalFormMixin, forms.Form):
    submit_label = "Start preparing this cycle"

    pattern = forms.ChoiceField(
        label="Which pattern should it follow?",
        help_text="You can rename, move, add and switch off steps afterwards. The pattern itself stays as it is.",
        widget=forms.RadioSelect,
        choices=PATTERN_NAMES,
        error_messages={"required": "Choose a pattern", "invalid_choice": "Choose one of the patterns"},
    )
    year = forms.TypedChoiceField(
        label="Which year is it for?",
        widget=forms.RadioSelect,
        coerce=int,
        error_messages={"required": "Choose a year", "invalid_choice": "Choose one of the years"},
    )

    def __init__(self, *args, region, **kwargs):
        super().__init__(*args, **kwargs)
        self.region = region
        now = timezone.localdate().year
        self.fields["year"].choices = [(year, year_name(year)) for year in (now - 1, now, now + 1)]
        if region.slug in STANDARD_YEARS:
            self.initial.setdefault("pattern", region.slug)

    def clean_year(self):
        year = self.cleaned_data["year"]
        if Cycle.objects.filter(region=self.region, name=year_name(year)).exists():
            raise ValidationError(
                f"{self.region.name} has a {year_name(year)} cycle already. Choose another year"
            )
        return year


class PhaseForm(PortalFormMixin, forms.Form):
    """A step's name and dates. Give the cycle, and the step itself if there is one already."""

    kind = forms.ChoiceField(
        label="Kind of step",
        choices=[("", "Choose a kind"), *Phase.Kind.choices],
        error_messages={"required": "Choose the kind of step", "invalid_choice": "Choose the kind of step"},
    )
    name = forms.CharField(
        label="Name of the step",
        max_length=80,
        error_messages={
            "required": "Enter a name for the step",
            "max_length": "The name must be 80 characters or fewer",
        },
    )
    starts_on = DayField(
        label="First day",
        help_text=f"Leave it empty if the step is a single day. {DAY_HINT}",
        what="the first day",
        required=False,
    )
    due_on = DayField(label="Last day", help_text=DAY_HINT, what="the last day")
    reminds = forms.BooleanField(
        label="Remind people by e-mail 20, 10, 5 and 1 working days before the last day",
        required=False,
    )
    is_off = forms.BooleanField(
        label="Switch this step off: it leaves calendars and reminds nobody",
        required=False,
    )

    def __init__(self, *args, cycle, phase=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.cycle, self.phase = cycle, phase
        if phase is None:
            self.submit_label = "Add this step"
            taken = {phase.kind for phase in cycle.phases.all()} & set(SINGLE_DAYS)
            self.fields["kind"].choices = [
                (kind, label) for kind, label in self.fields["kind"].choices if kind not in taken
            ]
            del self.fields["is_off"]
        else:
            self.submit_label = "Save this step"
            del self.fields["kind"]
            self.initial = {name: getattr(phase, name) for name in self.fields}
            if phase.kind in SINGLE_DAYS:
                del self.fields["starts_on"]
                self.fields["due_on"].label = "Day"

    def clean(self):
        given = super().clean()
        kind = given.get("kind") or (self.phase and self.phase.kind)
        if not kind or not given.get("due_on") or "starts_on" in self.errors:
            return given
        faults = date_faults(
            self.cycle,
            kind=kind,
            starts_on=given.get("starts_on"),
            due_on=given["due_on"],
            is_off=given.get("is_off", False),
            but=self.phase,
        )
        for field, fault in faults.items():
            self.add_error(field, fault)
        return given
