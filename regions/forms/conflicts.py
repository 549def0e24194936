"""The form that declares a conflict of interest."""

from django import forms

from regions.models import Conflict, LocalAuthority
from ui.forms import PortalFormMixin

OUTCOMES = [
    (Conflict.Outcome.CONFLICT, "Yes: close this authority's private documents to me"),
    (Conflict.Outcome.LOOKED_AT, "No: I have looked at it and it is not a conflict. Keep my note of it"),
]


class ConflictForm(PortalFormMixin, forms.Form):
    submit_label = "Declare it"

    authority = forms.ModelChoiceField(
        LocalAuthority.objects.none(),
        label="Authority",
        empty_label="Choose an authority",
        error_messages={
            "required": "Choose the authority",
            "invalid_choice": "Choose the authority from the list",
        },
    )
    kind = forms.ChoiceField(
        label="What ties you to it",
        choices=Conflict.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose what ties you to it",
            "invalid_choice": "Choose what ties you to it from the list",
        },
    )
    outcome = forms.ChoiceField(
        label="Is it a conflict?",
        choices=OUTCOMES,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Say whether it is a conflict",
            "invalid_choice": "Say whether it is a conflict",
        },
    )
    note = forms.CharField(
        label="Note (optional)",
        help_text="Only you see it. Write nothing about a child or a family.",
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["authority"].queryset = LocalAuthority.objects.near(person)

    def clean(self):
        given = super().clean()
        same = Conflict.objects.visible_to(self.person).filter(ended_at__isnull=True)
        wanted = {name: given.get(name) for name in ("authority", "kind")}
        if all(wanted.values()) and same.filter(**wanted).exists():
            self.add_error("kind", "You have declared this already. End that first if something has changed")
        return given
