"""Forms about themes."""

from collections.abc import Iterable

from django import forms

from challenges.models import Theme
from ui.forms import PortalFormMixin


class ThemeForm(PortalFormMixin, forms.Form):
    submit_label = "Save this theme"

    name = forms.CharField(
        label="Theme",
        help_text="Short, and about the region: such as “Homes for children near home”. It names no authority.",
        max_length=120,
        error_messages={"required": "Give it a name"},
    )
    about = forms.CharField(label="What it takes in (optional)", max_length=300, required=False)


class CodingForm(PortalFormMixin, forms.Form):
    """Boxes of themes for each of several things: (key, words, keys of the themes that it is under)."""

    submit_label = "Save the themes"

    def __init__(self, *args, things: Iterable[tuple[int, str, set[int]]], themes, **kwargs):
        self.keys = []
        super().__init__(*args, **kwargs)
        for key, words, under in things:
            self.keys.append(key)
            self.fields[f"on-{key}"] = forms.ModelMultipleChoiceField(
                themes,
                label=words,
                initial=list(under),
                required=False,
                widget=forms.CheckboxSelectMultiple,
                error_messages={"invalid_choice": "Choose themes of the list"},
            )

    @property
    def chosen(self) -> dict[int, list[Theme]]:
        return {key: list(self.cleaned_data[f"on-{key}"]) for key in self.keys}


class ConsentForm(PortalFormMixin, forms.Form):
    submit_label = "Save"

    themes = forms.ModelMultipleChoiceField(
        Theme.objects.none(),
        label="Beside which themes may your authority be named?",
        help_text="You can take it back here at any time, and your name goes at once.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose themes of the list"},
    )

    def __init__(self, *args, themes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["themes"].queryset = themes
