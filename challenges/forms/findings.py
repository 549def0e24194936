"""Forms of the days of a challenge: notes, findings, what was told, and the observer's."""

from uuid import uuid4

from django import forms

from challenges.models import EvidenceItem, Finding, LineOfEnquiry, ObserverSignOff, Session
from indicators.models import Indicator
from ui.forms import PortalFormMixin

MOST = 5000
NO_NAMES = "No names of children, families or staff."
ANOTHER = "Choose one of the list"


def long_text(label: str, required: str, *, rows: int = 5, hint: str = NO_NAMES) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": required},
    )


class EvidenceForm(PortalFormMixin, forms.Form):
    """One note, written on a phone as likely as not. ``kept_as`` names the place where a script keeps it."""

    submit_label = "Save the note"

    text = long_text("What did you see, hear or read?", "Write what you saw, heard or read", rows=7)
    source = forms.ChoiceField(
        label="Where does it come from?",
        choices=EvidenceItem.Source.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say where it comes from", "invalid_choice": ANOTHER},
    )
    line = forms.ModelChoiceField(
        LineOfEnquiry.objects.none(),
        label="Line of enquiry (optional)",
        required=False,
        empty_label="None",
        error_messages={"invalid_choice": "That line is no longer there. Choose another"},
    )
    session = forms.ModelChoiceField(
        Session.objects.none(),
        label="Session (optional)",
        required=False,
        empty_label="None",
        error_messages={"invalid_choice": "That session is no longer there. Choose another"},
    )
    is_mine_alone = forms.BooleanField(label="Only mine for now: the team does not see it", required=False)
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, turn, kept_as="", **kwargs):
        super().__init__(*args, **kwargs)
        self.kept_as = kept_as
        self.fields["key"].initial = uuid4
        self.fields["line"].queryset = turn.lines.all()
        self.fields["session"].queryset = turn.sessions.filter(is_cancelled=False)

    @property
    def helper(self):
        helper = super().helper
        if self.kept_as:
            helper.attrs["data-kept-as"] = self.kept_as
        return helper

    def clean_key(self):
        return self.cleaned_data["key"] or uuid4()


class EvidenceChoice(forms.ModelMultipleChoiceField):
    """Notes to tick, each with its type, whose it is and how it begins."""

    def label_from_instance(self, item):
        text = item.text if len(item.text) <= 120 else f"{item.text[:119]}…"
        return f"{item.get_source_display()}, {item.by.name}: {text}"


class SuggestForm(PortalFormMixin, forms.Form):
    submit_label = "Suggest it"

    text = long_text("The finding", "Write the finding", hint=f"What you found, and how you know. {NO_NAMES}")
    line = forms.ModelChoiceField(
        LineOfEnquiry.objects.none(),
        label="Line of enquiry (optional)",
        required=False,
        empty_label="None",
        error_messages={"invalid_choice": "That line is no longer there. Choose another"},
    )
    evidence = EvidenceChoice(
        EvidenceItem.objects.none(),
        label="What it rests on",
        help_text="Two notes of two different types are needed before it counts as evidenced.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "A note that you chose has been taken away. Choose again"},
    )

    def __init__(self, *args, turn, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["line"].queryset = turn.lines.all()
        notes = EvidenceItem.objects.given().filter(turn=turn).select_related("by")
        self.fields["evidence"].queryset = notes
        if not notes:
            del self.fields["evidence"]

    @property
    def evidence_chosen(self):
        return self.cleaned_data.get("evidence", ())

    @property
    def wording(self) -> dict:
        return {
            name: value for name, value in self.cleaned_data.items() if name not in ("evidence", "version")
        }


class FindingForm(SuggestForm):
    """The lead's: the whole of a finding."""

    submit_label = "Save the finding"
    field_order = ("text", "strand", "evidence", "line", "indicator", "is_good_practice", "version")

    strand = forms.ChoiceField(
        label="What is it about?",
        help_text="The written feedback cannot go out while a finding is of no type.",
        required=False,
        choices=[*Finding.Strand.choices, ("", "Not decided yet")],
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": ANOTHER},
    )
    indicator = forms.ModelChoiceField(
        Indicator.objects.none(),
        label="Figure (optional)",
        required=False,
        empty_label="None",
        error_messages={"invalid_choice": ANOTHER},
    )
    is_good_practice = forms.BooleanField(
        label="It is good practice that others can learn from", required=False
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args, turn, indicators, **kwargs):
        super().__init__(*args, turn=turn, **kwargs)
        self.fields["indicator"].queryset = indicators


class DropForm(PortalFormMixin, forms.Form):
    """Why a finding goes. A reason is a must once the host has been told."""

    submit_label = "Drop it"

    because = forms.CharField(
        label="Why is it dropped?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Say why it is dropped: the host has been told of it, and the reason stands in the "
            "written feedback"
        },
    )

    def __init__(self, *args, was_told, **kwargs):
        super().__init__(*args, **kwargs)
        because = self.fields["because"]
        because.required = was_told
        because.help_text = (
            "The host has been told of it. Your words stand in the written feedback."
            if was_told
            else "The team sees it. You can leave it empty."
        )


class ToldForm(forms.Form):
    """Each finding with a tick, and the words in which it was told. ``findings`` are those that can be told."""

    def __init__(self, *args, findings, **kwargs):
        super().__init__(*args, **kwargs)
        self.findings = findings
        for one in findings:
            self.fields[f"told-{one.pk}"] = forms.BooleanField(label="This was told", required=False)
            self.fields[f"words-{one.pk}"] = forms.CharField(
                label="As it was told",
                required=False,
                initial=one.text,
                max_length=MOST,
                widget=forms.Textarea(attrs={"rows": 3}),
                error_messages={"max_length": f"Use {MOST:,} characters or fewer"},
            )

    @property
    def rows(self):
        return [(one, self[f"told-{one.pk}"], self[f"words-{one.pk}"]) for one in self.findings]

    def clean(self):
        given = super().clean()
        if self.errors:
            return given
        ticked = [one.pk for one in self.findings if given[f"told-{one.pk}"]]
        for key in ticked:
            if not given[f"words-{key}"]:
                self.add_error(f"words-{key}", "Write it as it was told")
        if not ticked:
            self.add_error(f"told-{self.findings[0].pk}", "Tick the findings that were told to the host")
        return given

    @property
    def told(self) -> dict[int, str]:
        given = self.cleaned_data
        return {one.pk: given[f"words-{one.pk}"] for one in self.findings if given[f"told-{one.pk}"]}


class LogForm(PortalFormMixin, forms.Form):
    submit_label = "Add to my log"

    text = long_text("What do you note for yourself?", "Write what you want to note")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="log_%s", **kwargs)  # it shares its page with the register's form


class ObserverQuestionForm(PortalFormMixin, forms.Form):
    submit_label = "Save the question"

    text = long_text("The question", "Write the question that you put", rows=3)
    put_to = forms.CharField(
        label="To whom (optional)",
        help_text="By their work and not by name, such as “the team” or “the lead”.",
        required=False,
        max_length=120,
    )
    came_of_it = forms.CharField(
        label="What came of it (optional)",
        help_text="You can come back to this.",
        required=False,
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SignOffForm(PortalFormMixin, forms.Form):
    """Signed, or a reservation in words. ``about`` is which of the two it is."""

    submit_label = "Put it on the record"

    said = forms.ChoiceField(
        choices=[("signed", "I sign this"), ("reservation", "I have a reservation")],
        widget=forms.RadioSelect,
        error_messages={"required": "Sign, or say that you have a reservation", "invalid_choice": ANOTHER},
    )
    reservation = forms.CharField(
        label="Your reservation",
        help_text="It stands on the record of the visit, and in the written feedback. " + NO_NAMES,
        required=False,
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, about, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["said"].label = ObserverSignOff.About(about).label

    @property
    def is_signed(self) -> bool:
        return self.cleaned_data["said"] == "signed"

    def clean(self):
        given = super().clean()
        if given.get("said") == "reservation" and not given.get("reservation"):
            self.add_error("reservation", "Put your reservation into words")
        if given.get("said") == "signed" and given.get("reservation"):
            self.add_error("reservation", "Leave this empty to sign, or choose “I have a reservation” above")
        return given
