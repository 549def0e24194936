"""Forms of the memorandum: writing it and signing it."""

from django import forms
from django.utils.html import escape

from regions.clauses import tidy
from regions.models import Memorandum
from regions.rules import same_name
from ui.forms import PortalFormMixin, RealDateField

YES_NO = [("yes", "Yes"), ("no", "No")]


def whole_number(label, *, least, most, hint=""):
    words = f"{label}: enter a whole number from {least} to {most}"
    errors = dict.fromkeys(["required", "invalid", "min_value", "max_value"], words)
    return forms.IntegerField(
        label=label,
        help_text=hint,
        min_value=least,
        max_value=most,
        error_messages=errors,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )


def yes_or_no(label, missing, hint=""):
    return forms.TypedChoiceField(
        label=label,
        help_text=hint,
        choices=YES_NO,
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": missing, "invalid_choice": missing},
    )


class MemorandumForm(PortalFormMixin, forms.Form):
    """The text, then the settings of the schedule, which the portal follows."""

    submit_label = "Save the draft"

    title = forms.CharField(
        label="Title",
        max_length=200,
        error_messages={"required": "Enter the title"},
    )
    text = forms.CharField(
        label="Text",
        help_text="A line that starts with a number and a full stop, such as “3. Sharing”, is a heading. "
        "Leave an empty line between paragraphs. The schedule is added after the text.",
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 25}),
        error_messages={"required": "Enter the text"},
    )
    access_days_after = whole_number(
        "How many days a group goes on reading after its event",
        least=1,
        most=730,
        hint="Or after the share day while there is no event.",
    )
    endorsers = forms.ChoiceField(
        label="Who endorses before the Director signs off",
        choices=Memorandum.Endorsers.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose who endorses",
            "invalid_choice": "Choose who endorses from the list",
        },
    )
    project_manager_reads = yes_or_no(
        "May the regional project manager read after the share date?",
        "Say whether the project manager may read",
    )
    read_only_if_shared = yes_or_no(
        "Must an authority share its own before it reads others?",
        "Say whether an authority must share its own first",
        "It then reads only those of its group.",
    )
    concern_route = forms.CharField(
        label="What someone does who has a concern",
        help_text="For example about a child's safety: whom to tell, and in what order.",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "Say what someone does who has a concern",
        },
    )
    drafts_kept_years = whole_number("Years for which drafts are kept", least=1, most=25)
    signed_kept_years = whole_number("Years for which signed documents are kept", least=1, most=25)
    logs_kept_years = whole_number("Years for which logs are kept", least=1, most=25)
    review_on = RealDateField(label="Review date", help_text="For example, 31 3 2028")

    def clean_text(self):
        return tidy(self.cleaned_data["text"])

    def clean_title(self):
        return " ".join(self.cleaned_data["title"].split())

    def clean_concern_route(self):
        """One paragraph, or a line of it could pass for a heading."""
        return " ".join(self.cleaned_data["concern_route"].split())


def as_initial(memorandum):
    """The form's values as the memorandum has them."""
    values = {name: getattr(memorandum, name) for name in MemorandumForm.base_fields}
    return {
        name: ("yes" if value else "no") if isinstance(value, bool) else value
        for name, value in values.items()
    }


class SignForm(PortalFormMixin, forms.Form):
    """``statement`` is what the person says by signing; ``name`` is theirs."""

    submit_label = "Sign"

    agrees = forms.BooleanField(error_messages={"required": "Tick the statement if you agree with it"})
    typed_name = forms.CharField(
        label="Your full name",
        max_length=120,
        error_messages={"required": "Type your full name"},
    )

    def __init__(self, *args, statement, name, **kwargs):
        super().__init__(*args, **kwargs)
        self.name = name
        self.fields["agrees"].label = escape(statement)  # the form's template prints labels as they are
        self.fields["typed_name"].help_text = escape(f"Type it as the portal has it: {name}")

    def clean_typed_name(self):
        typed = self.cleaned_data["typed_name"]
        if not same_name(typed, self.name):
            raise forms.ValidationError(f"Type your name as the portal has it: {self.name}")
        return typed
