"""Forms of templates: their names, chapters and prompts."""

from django import forms

from indicators.models import Indicator
from selfeval import columns
from selfeval.models import Prompt
from ui.forms import PortalFormMixin

Kind = Prompt.Kind


class TemplateForm(PortalFormMixin, forms.Form):
    submit_label = "Save"

    name = forms.CharField(
        label="Name",
        max_length=120,
        error_messages={"required": "Enter a name"},
    )
    about = forms.CharField(
        label="What it is for",
        max_length=255,
        required=False,
    )


class ChapterForm(PortalFormMixin, forms.Form):
    submit_label = "Save this chapter"

    title = forms.CharField(
        label="Title",
        max_length=120,
        error_messages={"required": "Enter a title"},
    )
    usual_owner = forms.CharField(
        label="Who usually owns it",
        help_text="A post, such as “Head of safeguarding”.",
        max_length=120,
        required=False,
    )
    indicators = forms.ModelMultipleChoiceField(
        Indicator.objects.none(),
        label="Figures beside the chapter",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose from the list", "invalid_pk_value": "Choose from the list"},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["indicators"].queryset = Indicator.objects.all()
        self.fields["indicators"].label_from_instance = lambda one: f"{one.topic}: {one.title}"


class PromptForm(PortalFormMixin, forms.Form):
    """Give the prompt itself if there is one already."""

    submit_label = "Save this prompt"

    kind = forms.ChoiceField(
        label="Kind",
        choices=[("", "Choose a kind"), *Kind.choices],
        error_messages={"required": "Choose a kind", "invalid_choice": "Choose one of the kinds"},
    )
    text = forms.CharField(
        label="Question or heading",
        max_length=300,
        error_messages={"required": "Enter the question"},
    )
    help = forms.CharField(
        label="Help under it",
        max_length=300,
        required=False,
    )
    word_guide = forms.IntegerField(
        label="About how many words",
        help_text="A guide, never a limit. Leave it empty for none.",
        required=False,
        min_value=10,
        max_value=5000,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages=dict.fromkeys(
            ["invalid", "min_value", "max_value"], "Enter a whole number from 10 to 5,000, or nothing"
        ),
    )
    is_required = forms.BooleanField(label="It must be answered before signing", required=False)
    role = forms.ChoiceField(
        label="What the rows are",
        help_text="For rows of a table, or rows gathered from the other chapters.",
        required=False,
        choices=[("", "Nothing special"), *Prompt.Role.choices],
        error_messages={"invalid_choice": "Choose one of the list"},
    )
    columns = forms.CharField(
        label="Columns of the table",
        help_text=(
            "One on each line. End it with * if it is needed, with ? for yes or no. "
            "For a list to choose from: “Stage: Early, Halfway, Done”."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    choices = forms.CharField(
        label="Choices of the judgement",
        help_text="One on each line.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, prompt: Prompt | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.prompt = prompt
        if prompt is not None:
            self.initial = {name: getattr(prompt, name) for name in self.fields}
            self.initial["columns"] = columns.as_lines(prompt.columns)
            self.initial["choices"] = "\n".join(prompt.choices)

    def clean(self):
        given = super().clean()
        kind = given.get("kind")
        given["columns"] = self.columns_of(given) if kind == Kind.TABLE else []
        given["choices"] = self.choices_of(given) if kind == Kind.JUDGEMENT else []
        if kind == Kind.ROLLUP and not given.get("role"):
            self.add_error("role", "Choose which rows to gather")
        if kind not in (Kind.TABLE, Kind.ROLLUP):
            given["role"] = ""
        if kind not in (Kind.NARRATIVE, Kind.TABLE, Kind.JUDGEMENT):
            given["is_required"], given["word_guide"] = False, None
        return given

    def columns_of(self, given):
        try:
            return columns.from_lines(
                given.get("columns", ""), before=self.prompt.columns if self.prompt else []
            )
        except columns.WrongColumns as reason:
            self.add_error("columns", str(reason))
            return []

    def choices_of(self, given):
        choices = list(dict.fromkeys(filter(None, map(str.strip, given.get("choices", "").splitlines()))))
        if len(choices) < 2:
            self.add_error("choices", "Enter at least two choices, each on a line of its own")
        elif max(map(len, choices)) > 60:
            self.add_error("choices", "Use 60 characters or fewer for each choice")
        return choices
