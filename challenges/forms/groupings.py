"""The project manager's forms about groups: what to ask for, two to swap, two to keep together."""

from crispy_forms_gds.layout import Button, Fieldset, Layout, Size
from django import forms

from challenges.gathered import Asked
from challenges.grouping import LABELS, LEVELS, Rule
from ui.forms import PortalFormMixin

STAGES = ("Poor to fair", "Fair to good", "Good to great")  # of the LGA and Isos improvement journey
HELP = {
    Rule.DISTANCE: "Between the middles of areas, as the crow flies. It is not travel time.",
    Rule.HELP: "By the topics of strengths and challenges among the published figures.",
    Rule.STAGES: "Counts only where you give stages, further down.",
    Rule.NEIGHBOURS: "The three nearest of each authority’s ten. Below you say whether to put them together.",
    Rule.DIRECTORS: "New means less than a year in the post.",
    Rule.LOAD: "Four make more to read and to host: who was in a four lately should be in a three.",
}


class AskForm(PortalFormMixin, forms.Form):
    """What the groups should be like. Each weight is twice as heavy as the one before."""

    submit_label = "Work out the groups"

    members = forms.TypedMultipleChoiceField(
        label="Which authorities take part?",
        help_text="Those that have fully signed the memorandum are ticked. Tick others only if you mean to.",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least six authorities",
            "invalid_choice": "Choose authorities of this region",
        },
    )
    neighbours_together = forms.TypedChoiceField(
        label="Closest statistical neighbours should be",
        choices=[("no", "In different groups, to see something new"), ("yes", "In one group, to compare")],
        coerce=lambda given: given == "yes",
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(["required", "invalid_choice"], "Choose one of the two"),
    )
    look_back = forms.TypedChoiceField(
        label="Nobody meets again within",
        help_text="This goes before everything else. Only if it cannot be done do the fewest pairs meet again.",
        choices=[(0, "It does not matter"), (1, "1 cycle"), (2, "2 cycles"), (3, "3 cycles")],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(["required", "invalid_choice"], "Choose how many cycles"),
    )
    seed = forms.IntegerField(
        label="Draw number",
        help_text="The same number gives the same groups. Another one settles ties in another way.",
        min_value=1,
        max_value=999_999,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-5"}),
        error_messages=dict.fromkeys(
            ["required", "invalid", "min_value", "max_value"], "Enter a whole number from 1 to 999,999"
        ),
    )

    def __init__(self, *args, authorities, parties, before, **kwargs):
        super().__init__(*args, **kwargs)
        self.before = before
        self.fields["members"].choices = [
            (one.pk, one.name if one.pk in parties else f"{one.name} (has not fully signed the memorandum)")
            for one in authorities
        ]
        for rule in Rule:
            self.fields[f"weight-{rule}"] = choice(
                LABELS[rule], LEVELS, "Choose how much it counts", HELP[rule]
            )
        for one in authorities:
            stages = [("", "Not given"), *((stage, stage) for stage in STAGES)]
            self.fields[f"stage-{one.pk}"] = choice(
                one.name, stages, "Choose one of the stages", is_text=True
            )
        self.initial = self.first_values() | self.initial

    def first_values(self):
        before = self.before
        return {
            "members": list(before.members),
            "neighbours_together": "yes" if before.neighbours_together else "no",
            "look_back": before.look_back,
            "seed": before.seed,
            **{f"weight-{rule}": before.weights[rule] for rule in Rule},
            **{f"stage-{number}": stage for number, stage in before.stages.items()},
        }

    @property
    def helper(self):
        helper = super().helper
        weights = [name for name in self.fields if name.startswith("weight-")]
        stages = [name for name in self.fields if name.startswith("stage-")]
        helper.layout = Layout(
            "members",
            "look_back",
            Fieldset(*weights, legend="How much should each of these count?", legend_size=Size.MEDIUM),
            "neighbours_together",
            "seed",
            Fieldset(
                *stages,
                legend="Where is each on its improvement journey, if your region has agreed it?",
                legend_size=Size.MEDIUM,
                css_class="portal-two",
            ),
            Button.primary("submit", self.submit_label),
        )
        return helper

    def clean_members(self):
        members = self.cleaned_data["members"]
        if len(members) < 6:
            raise forms.ValidationError(
                "Choose at least six authorities: fewer do not make two groups of three"
            )
        return members

    @property
    def asked(self):
        """Pins of before stay, as far as all of their authorities still take part."""
        given, members = self.cleaned_data, frozenset(self.cleaned_data["members"])
        return Asked(
            members=tuple(sorted(members)),
            weights={rule: given[f"weight-{rule}"] for rule in Rule},
            stages={number: given[f"stage-{number}"] for number in members if given[f"stage-{number}"]},
            neighbours_together=given["neighbours_together"],
            look_back=given["look_back"],
            seed=given["seed"],
            together=tuple(pin for pin in self.before.together if pin <= members),
            fixed=tuple(pin for pin in self.before.fixed if pin <= members),
        )


class TwoForm(PortalFormMixin, forms.Form):
    """Two different authorities of a draft."""

    one = forms.TypedChoiceField(label="One authority", coerce=int)
    other = forms.TypedChoiceField(label="The other authority", coerce=int)

    def __init__(self, *args, names, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.choices = [("", "Choose"), *names]
            field.error_messages |= dict.fromkeys(
                ["required", "invalid_choice"], "Choose an authority from the list"
            )

    def clean(self):
        given = super().clean()
        if given.get("one") and given.get("one") == given.get("other"):
            self.add_error("other", "Choose two different authorities")
        return given


class SwapForm(TwoForm):
    submit_label = "Swap them"
    prefix = "swap"


class TogetherForm(TwoForm):
    submit_label = "Keep them together and work out again"
    prefix = "together"


def choice(label, choices, fault, help_text="", *, is_text=False):
    """A list to choose from; one of texts may be left empty."""
    return forms.TypedChoiceField(
        label=label,
        help_text=help_text,
        choices=choices,
        coerce=str if is_text else int,
        required=not is_text,
        error_messages=dict.fromkeys(["required", "invalid_choice"], fault),
    )
