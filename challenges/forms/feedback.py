"""Forms of what follows a challenge: written feedback, agreed actions, needs and offers, check-ins, evaluation."""

from django import forms
from django.utils.text import Truncator

from challenges.models import AgreedAction, CheckIn, FeedbackNote, Finding, Question, Support
from cycles.forms import DayField
from indicators.models import Indicator
from ui.forms import PortalFormMixin

NO_NAMES = "Write no name of a child, a family or a member of staff."
ANOTHER = "Choose one of the list"
MOST = 20_000


def text_field(label, *, needed="", help_text=NO_NAMES, rows=8, most=MOST):
    """A box for words; ``needed`` is what is said when it is empty, and nothing where it may be."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=bool(needed),
        max_length=most,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": needed},
    )


class VersionedForm(PortalFormMixin, forms.Form):
    """Names the version that it was built on, so that nobody writes over what they have not seen."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class OpeningForm(VersionedForm):
    submit_label = "Save the opening"

    text = text_field(
        "Opening",
        help_text="What you looked at, whom you thank, what stands out. Leave an empty line between paragraphs; "
        f"begin a line with “- ” for a list. {NO_NAMES}",
        rows=14,
    )


class ResponseForm(VersionedForm):
    submit_label = "Save the response"

    text = text_field(
        "Your response", help_text=f"It stands below the feedback when you release it. {NO_NAMES}"
    )


class FactForm(PortalFormMixin, forms.Form):
    submit_label = "Say that it is wrong"

    text = text_field(
        "What is wrong, and what is right?", needed="Say what is wrong, and what is right", rows=5
    )


class ReplyForm(PortalFormMixin, forms.Form):
    submit_label = "Reply"

    reply = text_field("What did you do about it?", needed="Say what you did about it", rows=5)


class AudienceForm(PortalFormMixin, forms.Form):
    submit_label = "Release it"

    audience = forms.ChoiceField(
        label="Who reads it?",
        help_text="Your own authority and the team read it in any case.",
        choices=FeedbackNote.Audience.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who reads it", "invalid_choice": ANOTHER},
    )


class PointField(forms.ModelChoiceField):
    """A finding, by the words of the feedback that the host was sent."""

    def __init__(self, **options):
        super().__init__(
            Finding.objects.none(),
            required=False,
            empty_label="None",
            error_messages={"invalid_choice": ANOTHER},
            **options,
        )

    def offer(self, points: dict[int, str]) -> None:
        self.points = points
        self.queryset = Finding.objects.filter(pk__in=points)

    def label_from_instance(self, finding):
        return Truncator(self.points[finding.pk]).chars(100)


class ActionForm(VersionedForm):
    """An agreed action. Changing its words, owner or day asks the partners again."""

    submit_label = "Save the action"

    text = text_field("What will you do?", needed="Say what you will do", rows=3, most=2000)
    owner = forms.CharField(
        label="Who sees to it?",
        help_text="A role rather than a name, such as “Head of service, children in care”.",
        max_length=120,
        error_messages={"required": "Say who sees to it"},
    )
    due_on = DayField(label="By when?", help_text="For example, 30 6 2027", what="the day")
    success = forms.CharField(
        label="What would children notice?", help_text="When it has worked.", required=False, max_length=300
    )
    finding = PointField(label="Which point of the feedback does it answer?")
    question = forms.ModelChoiceField(
        Question.objects.none(),
        label="Or which question?",
        required=False,
        empty_label="None",
        error_messages={"invalid_choice": ANOTHER},
    )
    indicator = forms.ModelChoiceField(
        Indicator.objects.none(),
        label="Which figure should it move?",
        help_text="The progress review shows what it did.",
        required=False,
        empty_label="None",
        error_messages={"invalid_choice": ANOTHER},
    )

    def __init__(self, *args, points, questions, indicators, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["finding"].offer(points)
        self.fields["question"].queryset = questions
        self.fields["indicator"].queryset = indicators
        for name, there in (("finding", points), ("question", questions)):
            if not there:
                del self.fields[name]


class ActionStateForm(forms.Form):
    state = forms.ChoiceField(choices=AgreedAction.State.choices)


class DifferenceForm(VersionedForm):
    submit_label = "Send"

    difference = text_field(
        "What did you understand differently?",
        help_text=f"Leave it empty if these are the words that were agreed. {NO_NAMES}",
        rows=4,
        most=2000,
    )


class SupportForm(PortalFormMixin, forms.Form):
    """A need or an offer. Partners offer; the host does both."""

    submit_label = "Save"

    kind = forms.ChoiceField(
        label="Is it a need or an offer?",
        choices=Support.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a need or an offer", "invalid_choice": ANOTHER},
    )
    topic = forms.CharField(
        label="Topic", help_text="A few words.", max_length=120, error_messages={"required": "Name the topic"}
    )
    text = text_field(
        "What is needed, or offered?", needed="Say what is needed, or offered", rows=4, most=2000
    )
    finding = PointField(label="Which point of the feedback does it come from?")
    is_for_region = forms.BooleanField(
        label="Every authority of the region may see it, with the name of yours", required=False
    )

    def __init__(self, *args, points, may_need, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["finding"].offer(points)
        if not points:
            del self.fields["finding"]
        if not may_need:
            del self.fields["kind"]


class CheckInForm(PortalFormMixin, forms.Form):
    submit_label = "Keep it"

    kind = forms.ChoiceField(
        label="What is it?",
        choices=CheckIn.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a check-in or a progress review", "invalid_choice": ANOTHER},
    )
    text = text_field(
        "How does it go?",
        needed="Say how it goes",
        help_text=f"It is kept as you write it, with what the figures did until today. {NO_NAMES}",
    )


class EvaluationForm(PortalFormMixin, forms.Form):
    """What someone thought of it. At least one of the three is answered; nobody is graded."""

    submit_label = "Send"

    worked = text_field("What worked?", rows=4)
    change = text_field("What should change next time?", rows=4)
    take_home = text_field(
        "What do you take home?",
        rows=4,
        help_text=f"Your learning note: your own director reads it, and the project manager does not. {NO_NAMES}",
    )
    hours = forms.IntegerField(
        label="How many hours did you give in all? (optional)",
        required=False,
        min_value=0,
        max_value=400,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-4"}),
        error_messages={
            "invalid": "Enter a whole number of hours, such as 12",
            "min_value": "Enter 0 hours or more",
            "max_value": "Enter 400 hours or fewer",
        },
    )

    def clean(self):
        given = super().clean()
        if not self.errors and not any(given.get(name) for name in ("worked", "change", "take_home")):
            self.add_error("worked", "Answer at least one of the three questions")
        return given
