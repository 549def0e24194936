"""The project manager's forms: opening a cycle's self-evaluations, and setting its groups."""

from django import forms

from selfeval.models import Template
from ui.forms import PortalFormMixin

SIZES = (3, 4)


class OpenForm(PortalFormMixin, forms.Form):
    """Which template. It freezes when it is used."""

    submit_label = "Open them"

    template = forms.ModelChoiceField(
        Template.objects.none(),
        label="Which template do they follow?",
        help_text="It can no longer be changed once it is used. You can copy it to change the copy.",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a template", "invalid_choice": "Choose one of the templates"},
    )

    def __init__(self, *args, templates, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["template"].queryset = templates
        self.fields["template"].label_from_instance = lambda one: (
            f"{one} ({'your region’s own' if one.region_id else 'standard'})"
        )


class GroupsForm(PortalFormMixin, forms.Form):
    """One list for each authority: the group that it is in."""

    def __init__(self, *args, authorities, current, **kwargs):
        super().__init__(*args, **kwargs)
        self.authorities = {f"authority-{one.pk}": one for one in authorities}
        names = [f"Group {number}" for number in range(1, len(authorities) // min(SIZES) + 1)]
        names += sorted(set(current.values()) - set(names))
        choices = [("", "No group"), *((name, name) for name in names)]
        for key, authority in self.authorities.items():
            self.fields[key] = forms.ChoiceField(
                label=authority.name,
                choices=choices,
                required=False,
                initial=current.get(authority.pk, ""),
                error_messages={"invalid_choice": "Choose one of the groups"},
            )

    def clean(self):
        given = super().clean()
        for name, keys in self.members(given).items():
            if len(keys) not in SIZES:
                self.add_error(
                    keys[0], f"{name} has {len(keys)}: a group has three or four authorities. Move some"
                )
        return given

    def members(self, given):
        """The lists' names by group."""
        found = {}
        for key, name in given.items():
            if name:
                found.setdefault(name, []).append(key)
        return found

    @property
    def groups(self):
        """The authorities of each group, by its name."""
        return {
            name: [self.authorities[key] for key in keys]
            for name, keys in sorted(self.members(self.cleaned_data).items())
        }
