"""Forms for needs, offers and matches."""

from django import forms

from challenges.presenters.headlines import chapters_of
from cycles.forms import DayField
from indicators.models import Indicator, IndicatorSet
from plans.models import Need, Offer, Visibility
from plans.topics import WAYS_OF_WORKING
from regions.models import LocalAuthority, Region
from ui.forms import PortalFormMixin

ANOTHER = "Choose one of the list"
NO_NAMES = "No names of children, families or staff."
WORDS = 2000


def words_field(label: str, *, needed: str, help_text: str = NO_NAMES, rows: int = 5) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": needed},
    )


def radios(label: str, choices, *, needed: str, help_text: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        help_text=help_text,
        widget=forms.RadioSelect,
        error_messages={"required": needed, "invalid_choice": ANOTHER},
    )


def themes_of(region: Region) -> list[str]:
    """The topics of the region's figures, and the ways of working."""
    chosen = IndicatorSet.objects.for_region(region)
    topics = set(chosen.indicators.values_list("topic", flat=True)) if chosen else set()
    return sorted(topics | set(WAYS_OF_WORKING))


def figures_of(region: Region):
    chosen = IndicatorSet.objects.for_region(region)
    return chosen.indicators.all() if chosen else Indicator.objects.none()


class SupportForm(PortalFormMixin, forms.Form):
    """What needs and offers have in common. ``authorities`` are those that the person speaks for or brokers."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    authority = forms.ModelChoiceField(
        LocalAuthority.objects.none(),
        label="For which authority?",
        empty_label="Choose an authority",
        error_messages={"required": "Choose the authority", "invalid_choice": ANOTHER},
    )
    theme = forms.ChoiceField(
        label="Theme", error_messages={"required": "Choose a theme", "invalid_choice": ANOTHER}
    )
    indicator = forms.ModelChoiceField(
        Indicator.objects.none(),
        label="Figure that it is about (optional)",
        required=False,
        empty_label="None",
        error_messages={"invalid_choice": ANOTHER},
    )
    visibility = radios("Who may see it?", Visibility.choices, needed="Choose who may see it")

    def __init__(self, *args, region, authorities, kept_theme="", **kwargs):
        super().__init__(*args, **kwargs)
        themes = themes_of(region)
        kept = [kept_theme] if kept_theme and kept_theme not in themes else []
        self.fields["theme"].choices = [("", "Choose a theme"), *((one, one) for one in kept + themes)]
        self.fields["indicator"].queryset = figures_of(region)
        self.fields["authority"].queryset = authorities
        if len(authorities) == 1:
            del self.fields["authority"]


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
