"""Forms for needs, offers and matches."""

from django import forms

from challenges.presenters.headlines import chapters_of
from cycles.forms import DayField
from learning.forms.fields import ANOTHER, ThemedForm, radios, words_field
from plans.models import Need, Offer, Visibility
from regions.models import LocalAuthority
from ui.forms import PortalFormMixin


class SupportForm(ThemedForm):
    """What needs and offers have in common. ``authorities`` are those that the person speaks for or brokers."""

    visibility = radios("Who may see it?", Visibility.choices, needed="Choose who may see it")


class NeedForm(SupportForm):
    submit_label = "Put it on the list"
    field_order = ["version", "authority", "text", "theme", "urgency", "indicator", "chapter", "visibility"]

    text = words_field("What is needed?", needed="Say what is needed")
    urgency = radios("How soon?", Need.Urgency.choices, needed="Choose how soon it is needed")
    chapter = forms.TypedChoiceField(
        label="Which chapter does it come from? (optional)",
        required=False,
        coerce=int,
        empty_value=None,
        error_messages={"invalid_choice": ANOTHER},
    )

    def __init__(self, *args, release=None, **kwargs):
        """``release`` is what the authority has released: a need may name one of its chapters."""
        super().__init__(*args, **kwargs)
        self.release = release
        if release is None:
            del self.fields["chapter"]
        else:
            self.fields["chapter"].choices = [("", "None"), *chapters_of(release)]

    def clean(self):
        given = super().clean()
        if given.get("chapter"):
            given["release"] = self.release
        return given


class OfferForm(SupportForm):
    submit_label = "Put it on the list"
    field_order = [
        "version",
        "authority",
        "text",
        "theme",
        "kind",
        "capacity",
        "starts_on",
        "until",
        "with_authorities",
        "indicator",
        "visibility",
    ]

    text = words_field("What is offered?", needed="Say what is offered")
    kind = radios("What kind of help is it?", Offer.Kind.choices, needed="Choose the kind of help")
    capacity = forms.IntegerField(
        label="How many authorities can be helped?",
        min_value=1,
        max_value=50,
        error_messages={
            "required": "Enter how many authorities can be helped",
            "invalid": "Enter a whole number, such as 2",
            "min_value": "Enter 1 or more",
            "max_value": "Enter 50 or fewer",
        },
    )
    starts_on = DayField(
        label="From (optional)", help_text="For example, 1 4 2027", what="the first day", required=False
    )
    until = DayField(
        label="Until (optional)", help_text="For example, 31 3 2028", what="the last day", required=False
    )
    with_authorities = forms.ModelMultipleChoiceField(
        LocalAuthority.objects.none(),
        label="Who offers it with you? (optional)",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": ANOTHER},
    )

    def __init__(self, *args, region, **kwargs):
        super().__init__(*args, region=region, **kwargs)
        self.fields["with_authorities"].queryset = LocalAuthority.objects.current().filter(region=region)

    def clean(self):
        given = super().clean()
        starts_on, until = given.get("starts_on"), given.get("until")
        if starts_on and until and until < starts_on:
            self.add_error("until", "The last day must be the first day or later")
        return given


class MatchForm(PortalFormMixin, forms.Form):
    """What is done and when; both authorities are asked whether they agree to it."""

    submit_label = "Ask both to agree"

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    scope = words_field("What will be done, and for whom?", needed="Say what will be done")
    starts_on = DayField(label="From", help_text="For example, 1 4 2027", what="the first day")
    ends_on = DayField(label="Until", help_text="For example, 30 6 2027", what="the last day")

    def clean(self):
        given = super().clean()
        starts_on, ends_on = given.get("starts_on"), given.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "The last day must be the first day or later")
        return given


class OutcomeForm(PortalFormMixin, forms.Form):
    submit_label = "Keep it"

    outcome = words_field("What came of it?", needed="Say what came of it")


class DeclineForm(PortalFormMixin, forms.Form):
    submit_label = "Decline it"

    outcome = words_field("Why not?", needed="Say why not", rows=3)
