"""Forms of the focus, the lines of enquiry and the questions."""

from collections import defaultdict
from dataclasses import dataclass

from django import forms

from challenges.flagged import Flagged
from challenges.models import LineOfEnquiry
from indicators.models import Indicator
from ui.forms import PortalFormMixin

ANOTHER = "Choose one of the list"
LONGEST = 4000
NO_NAMES = "Write no names of children, families or staff."


def by_topic(indicators) -> list[tuple[str, list[Indicator]]]:
    """In the order of the catalogue."""
    topics = defaultdict(list)
    for one in indicators:
        topics[one.topic].append(one)
    return list(topics.items())


class FigureField(forms.ModelChoiceField):
    """One figure, or none; its list is grouped by topic."""

    def __init__(self, **kwargs):
        super().__init__(
            Indicator.objects.none(),
            required=False,
            empty_label="None",
            error_messages={"invalid_choice": ANOTHER},
            **kwargs,
        )

    def offer(self, indicators) -> None:
        self.queryset = indicators
        groups = [(topic, [(one.pk, one.title) for one in of]) for topic, of in by_topic(indicators)]
        self.widget.choices = [("", "None"), *groups]


def long_text(label: str, hint: str = "", *, rows: int = 4, needed: str = "") -> forms.CharField:
    """``needed`` is what to say where it is left empty; without it, it may be."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=bool(needed),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": needed},
    )


@dataclass(frozen=True)
class Option:
    """A figure to tick."""

    indicator: Indicator
    note: str
    is_chosen: bool


class FocusForm(PortalFormMixin, forms.Form):
    """The area, its figures and why. The template prints it: figures are ticked in groups."""

    focus = forms.CharField(
        label="What will be looked at",
        help_text="One area, in a sentence.",
        max_length=300,
        error_messages={"required": "Write what will be looked at"},
    )
    indicators = forms.ModelMultipleChoiceField(
        Indicator.objects.none(),
        label="Figures that it is about",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": ANOTHER, "invalid_pk_value": ANOTHER},
    )
    focus_because = long_text("Why this", NO_NAMES, needed="Say why this is the focus")
    off_the_flags_because = long_text(
        "Why none of the flagged figures",
        "Only where you ticked none of them. Host, lead and observer see it; the region counts such choices, and "
        "names nobody.",
        rows=3,
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args, flagged: list[Flagged], figures, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["indicators"].queryset = figures
        self.flagged, self.figures = flagged, list(figures)
        if not flagged:
            del self.fields["off_the_flags_because"]

    @property
    def field_of_reason(self) -> str:
        """Where the reason is asked for; a figure may have been flagged since the page was opened."""
        return "off_the_flags_because" if "off_the_flags_because" in self.fields else "indicators"

    @property
    def chosen(self) -> set[str]:
        return {str(getattr(one, "pk", one)) for one in self["indicators"].value() or []}

    @property
    def flagged_options(self) -> list[Option]:
        chosen = self.chosen
        return [
            Option(one.indicator, f"{one.words}. {one.line.sentence}", str(one.indicator.pk) in chosen)
            for one in self.flagged
        ]

    @property
    def other_options(self) -> list[tuple[str, bool, list[Option]]]:
        """By topic, with whether any of the topic is chosen."""
        chosen, flagged = self.chosen, {one.indicator.pk for one in self.flagged}
        groups = []
        for topic, of in by_topic(one for one in self.figures if one.pk not in flagged):
            options = [Option(one, "", str(one.pk) in chosen) for one in of]
            groups.append((topic, any(option.is_chosen for option in options), options))
        return groups


class ProposalForm(PortalFormMixin, forms.Form):
    submit_label = "Propose it"

    area = forms.CharField(
        label="What would you look at?",
        max_length=300,
        error_messages={"required": "Write what you would look at"},
    )
    indicator = FigureField(label="The figure that it is about (optional)")
    because = long_text("Why? (optional)", NO_NAMES)

    def __init__(self, *args, figures, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["indicator"].offer(figures)


class RemarkForm(PortalFormMixin, forms.Form):
    submit_label = "Add this"

    text = long_text(
        "Your contribution",
        f"It is kept as you write it, and cannot be changed. {NO_NAMES}",
        needed="Write what you want to say",
    )


class LineForm(PortalFormMixin, forms.Form):
    """One line of enquiry; what another body supplied keeps its words."""

    submit_label = "Save"

    kind = forms.ChoiceField(
        label="What kind is it?",
        choices=LineOfEnquiry.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose which kind it is", "invalid_choice": ANOTHER},
    )
    text = forms.CharField(
        label="Line of enquiry",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write the line of enquiry"},
    )
    indicator = FigureField(label="The figure that it is about (optional)")
    data_wanted = long_text("Data wanted (optional)", rows=3)
    evidence_wanted = long_text("Evidence wanted (optional)", "Who to meet, what to read and see.", rows=3)
    supplied_by = forms.CharField(
        label="Supplied by another body (optional)",
        help_text="Such as the inspectorate. What it supplied is kept word for word, and nothing goes back to it.",
        required=False,
        max_length=120,
    )

    def __init__(self, *args, figures, is_supplied=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["indicator"].offer(figures)
        if is_supplied:
            for name in ("text", "supplied_by"):
                self.fields[name].disabled = True


class QuestionForm(PortalFormMixin, forms.Form):
    """A question and what it is about, if anything."""

    submit_label = "Save"

    text = long_text("Question", NO_NAMES, needed="Write the question")
    line = forms.ModelChoiceField(
        LineOfEnquiry.objects.none(),
        label="Line of enquiry (optional)",
        required=False,
        empty_label="None",
        error_messages={"invalid_choice": ANOTHER},
    )
    indicator = FigureField(label="Figure (optional)")
    chapter = forms.TypedChoiceField(
        label="Chapter of the self-evaluation (optional)",
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": ANOTHER},
    )

    def __init__(self, *args, lines, figures, chapters: dict[int, str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["line"].queryset = lines
        self.fields["indicator"].offer(figures)
        named = [(number, f"{number}. {title}") for number, title in chapters.items()]
        self.fields["chapter"].choices = [("", "None"), *named]


class ReplyForm(PortalFormMixin, forms.Form):
    """An answer; it may be emptied again. ``saved_at`` is when the text that it changes was saved."""

    submit_label = "Save"

    text = long_text("Answer", NO_NAMES, rows=6)
    saved_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)
