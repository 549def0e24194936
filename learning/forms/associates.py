"""Forms of the register: finding an associate, the record, availability and deployments."""

from datetime import date
from decimal import Decimal

from django import forms
from django.utils import timezone

from challenges.forms.findings import ANOTHER
from cycles.forms import DayField
from learning.finding import Wanted
from learning.models import Level
from learning.spans import months_from
from learning.themes import themes_of
from regions.forms.people import PersonField
from regions.models import LocalAuthority, Person, Region
from ui.forms import PortalFormMixin

NO_FAMILIES = "No names of children or families."
LONGEST = 300  # days


class FindForm(PortalFormMixin, forms.Form):
    """In the address, so that what was found can be kept as a link."""

    specialism = forms.ChoiceField(
        label="Specialism", required=False, error_messages={"invalid_choice": ANOTHER}
    )
    month = forms.ChoiceField(
        label="Available in", required=False, error_messages={"invalid_choice": ANOTHER}
    )
    not_from = forms.ModelChoiceField(
        LocalAuthority.objects.none(),
        label="Not from",
        required=False,
        empty_label="Leave nobody out",
        error_messages={"invalid_choice": ANOTHER},
    )
    level = forms.ChoiceField(
        label="Level",
        required=False,
        choices=[("", "Any level"), *Level.choices],
        error_messages={"invalid_choice": ANOTHER},
    )
    words = forms.CharField(label="Words", required=False, max_length=100)

    def __init__(self, *args, region: Region, specialisms: set[str], **kwargs):
        """``specialisms`` are those of people on the register, which may be themes of before."""
        super().__init__(*args, **kwargs)
        themes = sorted({*themes_of(region), *specialisms})
        self.fields["specialism"].choices = [("", "Any specialism"), *((one, one) for one in themes)]
        months = months_from(timezone.localdate())
        self.fields["month"].choices = [("", "Any month"), *((f"{m:%Y-%m}", f"{m:%B %Y}") for m in months)]
        self.fields["not_from"].queryset = LocalAuthority.objects.current().filter(region=region)

    @property
    def wanted(self) -> Wanted:
        """Of a valid form."""
        given = self.cleaned_data
        return Wanted(
            specialism=given["specialism"],
            month=date.fromisoformat(f"{given['month']}-01") if given["month"] else None,
            not_from=given["not_from"].pk if given["not_from"] else None,
            level=given["level"],
            words=given["words"],
        )


def line(label: str, needed: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=120, help_text=help_text, error_messages={"required": needed}
    )


def email_field() -> forms.EmailField:
    return forms.EmailField(
        label="E-mail address",
        max_length=254,
        help_text="Seen by those who may read the register",
        error_messages={
            "required": "Enter the e-mail address",
            "invalid": "Enter an e-mail address, such as name@example.org",
        },
    )


class AssociateForm(PortalFormMixin, forms.Form):
    submit_label = "Save the record"

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    name = line("Name", "Enter the name")
    job_title = line("Job title", "Enter the job title")
    home = forms.ModelChoiceField(
        LocalAuthority.objects.none(),
        label="Home authority",
        empty_label="Choose an authority",
        help_text="It gives the days",
        error_messages={"required": "Choose the home authority", "invalid_choice": ANOTHER},
    )
    email = email_field()
    person = PersonField(
        Person.objects.none(),
        label="Account in the portal (optional)",
        required=False,
        empty_label="None",
        help_text="The person then sees this record, and keeps their contact and availability up to date",
        error_messages={"invalid_choice": ANOTHER},
    )
    level = forms.ChoiceField(
        label="Level",
        choices=Level.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the level", "invalid_choice": ANOTHER},
    )
    specialisms = forms.MultipleChoiceField(
        label="Specialisms",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose one specialism or more", "invalid_choice": ANOTHER},
    )
    trained_on = DayField(
        label="Trained on (optional)",
        help_text="For example, 15 9 2026. Leave it empty for someone who is not trained yet",
        what="the day of the training",
        required=False,
    )
    conflicts = forms.ModelMultipleChoiceField(
        LocalAuthority.objects.none(),
        label="Not to be asked for (optional)",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Seen by all who may read the register. The home authority is left out in any case",
        error_messages={"invalid_choice": ANOTHER},
    )
    note = forms.CharField(
        label="Note (optional)",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=f"Seen by all who may read the register, and by the person. {NO_FAMILIES}",
    )

    def __init__(self, *args, region: Region, kept=(), **kwargs):
        """``kept`` are the specialisms of the record, which may be themes of before."""
        super().__init__(*args, **kwargs)
        themes = sorted({*themes_of(region), *kept})
        self.fields["specialisms"].choices = [(one, one) for one in themes]
        for name in ("home", "conflicts"):
            self.fields[name].queryset = LocalAuthority.objects.current().filter(region=region)
        self.fields["person"].of(region, kept=getattr(self.initial.get("person"), "pk", None))

    def clean_trained_on(self):
        day = self.cleaned_data["trained_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError("The day of the training must be today or earlier")
        return day


class ContactForm(PortalFormMixin, forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    job_title = line("Job title", "Enter the job title")
    email = email_field()


class DaysForm(PortalFormMixin, forms.Form):
    """So many days between two days; gives ``half_days``, a whole number."""

    starts_on = DayField(label="From", help_text="For example, 1 6 2027", what="the first day")
    ends_on = DayField(label="Until", help_text="For example, 30 6 2027", what="the last day")
    days = forms.DecimalField(
        label="How many days?",
        help_text="Whole or half days, such as 3 or 2.5",
        min_value=Decimal("0.5"),
        max_value=LONGEST,
        error_messages={
            "required": "Enter how many days",
            "invalid": "Enter a number, such as 3 or 2.5",
            "min_value": "Enter half a day or more",
            "max_value": f"Enter {LONGEST} or fewer",
        },
    )

    def clean_days(self):
        days = self.cleaned_data["days"]
        if days * 2 != int(days * 2):
            raise forms.ValidationError("Enter whole or half days, such as 3 or 2.5")
        return days

    def clean(self):
        given = super().clean()
        starts_on, ends_on, days = (given.get(name) for name in ("starts_on", "ends_on", "days"))
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "The last day must be the first day or later")
        elif starts_on and ends_on and days and days > (room := (ends_on - starts_on).days + 1):
            self.add_error("days", f"There {'is 1 day' if room == 1 else f'are {room} days'} between the two")
        if "days" in given:
            given["half_days"] = int(given.pop("days") * 2)
        return given


class AvailabilityForm(DaysForm):
    submit_label = "Keep it"


class DeploymentForm(DaysForm):
    submit_label = "Record the days"
    field_order = ["version", "receiving", "what_for", "starts_on", "ends_on", "days"]

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    receiving = forms.ModelChoiceField(
        LocalAuthority.objects.none(),
        label="To which authority?",
        empty_label="Choose an authority",
        error_messages={"required": "Choose the authority", "invalid_choice": ANOTHER},
    )
    what_for = forms.CharField(
        label="What for?",
        max_length=200,
        help_text=NO_FAMILIES,
        error_messages={"required": "Say what the days are for"},
    )

    def __init__(self, *args, region: Region, kept: int | None = None, **kwargs):
        """``kept`` is the authority of the deployment that is changed: it may have closed since."""
        super().__init__(*args, **kwargs)
        current = LocalAuthority.objects.current().filter(region=region)
        self.fields["receiving"].queryset = current | LocalAuthority.objects.filter(pk=kept)
