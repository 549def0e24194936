"""Forms for an authority's development plan, and for what its group says of it."""

from django import forms
from django.db.models import Q

from cycles.forms import DayField
from indicators.models import Indicator
from learning.forms.fields import ANOTHER, NO_NAMES, line_field, radios, words_field
from learning.themes import figures_of
from plans.models import DevelopmentLine, DevelopmentPlan, Plan, Priority
from plans.states import ASPECT_WORDS, WORK_WORDS, WorkState
from ui.forms import PortalFormMixin


class DevelopmentIntroductionForm(PortalFormMixin, forms.Form):
    submit_label = "Save the introduction"

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    introduction = forms.CharField(
        label="Introduction",
        help_text=NO_NAMES,
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 10}),
    )


class LineForm(PortalFormMixin, forms.Form):
    submit_label = "Save the line"

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    title = line_field(
        "What will be different for children?",
        needed="Say what will be different for children",
        most=300,
        help_text=NO_NAMES,
    )
    done = words_field("What is done for it?", needed="Say what is done for it")
    owner = line_field(
        "Who sees to it?", needed="Say who sees to it", most=120, help_text="A name or a post."
    )
    starts_on = DayField(label="From", help_text="For example, 1 4 2027", what="the first day")
    ends_on = DayField(label="Until", help_text="For example, 31 3 2028", what="the last day")
    success = line_field("How will you know?", needed="Say how you will know", most=300)
    indicator = forms.ModelChoiceField(
        Indicator.objects.none(),
        label="Figure that it should move (optional)",
        required=False,
        empty_label="None",
        error_messages={"invalid_choice": ANOTHER},
    )
    priority = forms.ModelChoiceField(
        Priority.objects.none(),
        label="Priority of the region’s plan that it serves (optional)",
        required=False,
        empty_label="None",
        error_messages={"invalid_choice": ANOTHER},
    )

    def __init__(self, *args, plan: DevelopmentPlan, person, line: DevelopmentLine | None = None, **kwargs):
        """``plan`` with its cycle and region. What the ``line`` names already may stay."""
        super().__init__(*args, **kwargs)
        kept_figure, kept_priority = (line.indicator_id, line.priority_id) if line else (None, None)
        figures = figures_of(plan.cycle.region).order_by()
        self.fields["indicator"].queryset = Indicator.objects.filter(
            Q(pk__in=figures.values("pk")) | Q(pk=kept_figure)
        )
        self.fields["priority"].queryset = Priority.objects.filter(
            Q(dropped_at=None) | Q(pk=kept_priority),
            plan__in=Plan.objects.visible_to(person).filter(cycle=plan.cycle_id),
        )
        if not self.fields["priority"].queryset.exists():
            del self.fields["priority"]

    def clean(self):
        given = super().clean()
        starts_on, ends_on = given.get("starts_on"), given.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "The last day must be the first day or later")
        return given


class WorkStateForm(PortalFormMixin, forms.Form):
    submit_label = "Save how it goes"

    state = radios("How does it go?", list(WORK_WORDS.items()), needed="Choose how it goes")
    because = forms.CharField(
        label="In a sentence",
        help_text=f"Needed where it was stopped. {NO_NAMES}",
        required=False,
        max_length=300,
    )

    def clean(self):
        given = super().clean()
        if given.get("state") == WorkState.STOPPED and not given.get("because"):
            self.add_error("because", "Say why it was stopped")
        return given


class CommentForm(PortalFormMixin, forms.Form):
    submit_label = "Give this comment"

    aspect = radios("What is it about?", list(ASPECT_WORDS.items()), needed="Choose what it is about")
    text = words_field("Your comment", needed="Write your comment")


class CommentAnswerForm(PortalFormMixin, forms.Form):
    submit_label = "Save the answer"

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    answer = words_field(
        "What did you change?",
        needed="Say what you changed, or why nothing",
        help_text=f"Or why nothing. The directors of your group read it. {NO_NAMES}",
    )
