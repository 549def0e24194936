"""The form of the register of what an authority has tried."""

from django import forms

from cycles.forms import DAY_HINT, DayField
from datapacks.models import Intervention
from indicators.models import Indicator, IndicatorSet
from regions.models import LocalAuthority
from ui.forms import PortalFormMixin


class InterventionForm(PortalFormMixin, forms.Form):
    """Give the authority, and the entry itself if there is one already."""

    submit_label = "Save"

    title = forms.CharField(
        label="What was tried",
        max_length=160,
        help_text="A short name, such as “Family hubs in every district”.",
        error_messages={"required": "Say what was tried"},
    )
    began_on = DayField(label="When it began", help_text=DAY_HINT, what="the day it began")
    ended_on = DayField(
        label="When it ended",
        help_text="Leave it empty if it goes on.",
        what="the day it ended",
        required=False,
    )
    what_changed = forms.CharField(
        label="What changed",
        help_text="What children and families noticed, and what the figures did. Nothing about a single child.",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    topic = forms.ChoiceField(
        label="Topic", required=False, error_messages={"invalid_choice": "Choose one of the topics"}
    )
    indicators = forms.ModelMultipleChoiceField(
        Indicator.objects.none(),
        label="Figures that it should move",
        help_text="Choose a topic, or these figures, or both. The data pack counts it beside them.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose from the list", "invalid_pk_value": "Choose from the list"},
    )

    def __init__(self, *args, authority: LocalAuthority, intervention: Intervention | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        chosen = IndicatorSet.objects.for_region(authority.region)
        figures = Indicator.objects.filter(sets=chosen) if chosen else Indicator.objects.all()
        self.fields["indicators"].queryset = figures
        topics = dict.fromkeys(figures.values_list("topic", flat=True))
        self.fields["topic"].choices = [("", "No topic"), *((topic, topic) for topic in topics)]
        if intervention is not None:
            self.initial = {name: getattr(intervention, name) for name in self.fields}
            self.initial["indicators"] = list(intervention.indicators.values_list("pk", flat=True))

    def clean(self):
        given = super().clean()
        began, ended = given.get("began_on"), given.get("ended_on")
        if began and ended and ended < began:
            self.add_error("ended_on", "The day it ended must not be before the day it began")
        if not self.errors and not given["topic"] and not given["indicators"]:
            self.add_error("topic", "Choose a topic, or at least one figure")
        return given
