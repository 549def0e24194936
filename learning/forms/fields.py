"""Fields that forms of learning and of plans share, and what all forms about an authority's theme have in common."""

from django import forms

from indicators.models import Indicator
from learning.themes import figures_of, themes_of
from regions.models import LocalAuthority
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


def line_field(label: str, *, needed: str, most: int = 200, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, help_text=help_text, error_messages={"required": needed}
    )


def radios(label: str, choices, *, needed: str, help_text: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        help_text=help_text,
        widget=forms.RadioSelect,
        error_messages={"required": needed, "invalid_choice": ANOTHER},
    )


class ThemedForm(PortalFormMixin, forms.Form):
    """Of one of the authorities that the person speaks for, under a theme of the region's."""

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

    def __init__(self, *args, region, authorities, kept_theme="", **kwargs):
        """``kept_theme`` is the theme of what is changed: it stays to be chosen when the region's themes change."""
        super().__init__(*args, **kwargs)
        themes = themes_of(region)
        kept = [kept_theme] if kept_theme and kept_theme not in themes else []
        self.fields["theme"].choices = [("", "Choose a theme"), *((one, one) for one in kept + themes)]
        self.fields["indicator"].queryset = figures_of(region)
        self.fields["authority"].queryset = authorities
        if len(authorities) == 1:
            del self.fields["authority"]
