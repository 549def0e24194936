"""Forms for the region's plan: priorities, answers to the ballot, activities and what is said of them."""

from datetime import date

from django import forms

from cycles.forms import DayField
from indicators.models import Indicator
from learning.forms.fields import ANOTHER, NO_NAMES, line_field, radios, words_field
from learning.themes import figures_of, themes_of
from plans.models import Activity, RegionalGroup
from plans.models.plans import VOTES
from plans.quarters import before, quarter_of, words_for
from plans.states import RAG_WORDS, Vote
from regions.models import LocalAuthority, Person, Post, Region
from regions.roles import Role
from ui.forms import PortalFormMixin


class PriorityForm(PortalFormMixin, forms.Form):
    submit_label = "Save the priority"

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    area = forms.ChoiceField(
        label="Area", error_messages={"required": "Choose an area", "invalid_choice": ANOTHER}
    )
    title = line_field("Priority", needed="Say what the priority is")
    why = words_field("Why this?", needed="Say why it is a priority", help_text=NO_NAMES)
    sponsor = forms.ModelChoiceField(
        Person.objects.none(),
        label="Director who sponsors it (optional)",
        required=False,
        empty_label="Nobody yet",
        error_messages={"invalid_choice": ANOTHER},
    )
    group = forms.ModelChoiceField(
        RegionalGroup.objects.none(),
        label="Group that sees to it (optional)",
        required=False,
        empty_label="None",
        error_messages={"invalid_choice": ANOTHER},
    )
    figures = forms.ModelMultipleChoiceField(
        Indicator.objects.none(),
        label="Figures that it should move (optional)",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": ANOTHER},
    )

    def __init__(self, *args, region: Region, kept_area="", kept_group=None, **kwargs):
        super().__init__(*args, **kwargs)
        areas = themes_of(region)
        kept = [kept_area] if kept_area and kept_area not in areas else []
        self.fields["area"].choices = [("", "Choose an area"), *((one, one) for one in kept + areas)]
        directors = Post.objects.filter(role=Role.DCS, authority__region=region, ends_on=None)
        self.fields["sponsor"].queryset = Person.objects.filter(posts__in=directors).distinct()
        self.fields["group"].queryset = RegionalGroup.objects.to_choose(region, kept=kept_group)
        self.fields["figures"].queryset = figures_of(region)


class BallotForm(PortalFormMixin, forms.Form):
    """An answer to one priority. What should be changed is said where a change is asked for."""

    submit_label = "Give this answer"

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    vote = radios("Your answer", VOTES, needed="Choose an answer")
    change = forms.CharField(
        label="What should be changed?",
        help_text=f"Only where you ask for a change. {NO_NAMES}",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self):
        given = super().clean()
        if given.get("vote") == Vote.AMEND and not given.get("change"):
            self.add_error("change", "Say what should be changed")
        if given.get("vote") in (Vote.AGREE, Vote.ABSTAIN):
            given["change"] = ""
        return given


class IntroductionForm(PortalFormMixin, forms.Form):
    submit_label = "Save the introduction"

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    introduction = forms.CharField(
        label="Introduction",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 10}),
    )


class ActivityForm(PortalFormMixin, forms.Form):
    submit_label = "Save the activity"

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    title = line_field("What is done?", needed="Say what is done")
    kind = radios("What kind of activity is it?", Activity.Kind.choices, needed="Choose the kind of activity")
    owner = line_field(
        "Who sees to it?", needed="Say who sees to it", most=120, help_text="A name or a post."
    )
    lead = forms.ModelChoiceField(
        LocalAuthority.objects.none(),
        label="Authority that leads it (optional)",
        required=False,
        empty_label="None",
        error_messages={"invalid_choice": ANOTHER},
    )
    starts_on = DayField(label="From", help_text="For example, 1 4 2027", what="the first day")
    ends_on = DayField(label="Until", help_text="For example, 31 3 2028", what="the last day")

    def __init__(self, *args, region: Region, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["lead"].queryset = LocalAuthority.objects.current().filter(region=region)

    def clean(self):
        given = super().clean()
        starts_on, ends_on = given.get("starts_on"), given.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "The last day must be the first day or later")
        return given


class RagForm(PortalFormMixin, forms.Form):
    submit_label = "Save how it goes"

    rag = radios("How does it go?", list(RAG_WORDS.items()), needed="Choose how it goes")
    because = line_field("In a sentence", needed="Say it in a sentence", most=300, help_text=NO_NAMES)


class MilestoneForm(PortalFormMixin, forms.Form):
    submit_label = "Add the milestone"

    text = line_field("Milestone", needed="Say what will have been done")
    due_on = DayField(label="By", help_text="For example, 30 6 2027", what="the day")


class CommentaryForm(PortalFormMixin, forms.Form):
    submit_label = "Keep it"

    quarter = forms.TypedChoiceField(
        label="Which quarter?",
        coerce=date.fromisoformat,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the quarter", "invalid_choice": ANOTHER},
    )
    text = words_field("What happened in it?", needed="Say what happened", help_text=NO_NAMES)

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        now = quarter_of(today)
        self.fields["quarter"].choices = [(one.isoformat(), words_for(one)) for one in (before(now), now)]


class RulesForm(PortalFormMixin, forms.Form):
    """What the region agreed on: its quorum, and when an activity has been silent for too long."""

    submit_label = "Save the rules"

    ballot_quorum = forms.IntegerField(
        label="Percent of the authorities that must answer before a priority is confirmed",
        min_value=1,
        max_value=100,
    )
    activity_stale_after = forms.IntegerField(
        label="Days without a word on how an activity goes, after which it is marked",
        min_value=7,
        max_value=366,
    )
