"""Forms of exceptions and of the thread."""

from django import forms

from selfeval.models import ThreadRow
from ui.forms import PortalFormMixin

MOST_WORDS = 120


class ExceptionForm(PortalFormMixin, forms.Form):
    """A comment of at most 120 words, or the reason for none."""

    text = forms.CharField(
        label="Comment",
        help_text="What lies behind the figure, and what is being done.",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"max_length": f"Use {MOST_WORDS} words or fewer"},
    )
    no_comment_because = forms.CharField(
        label="Or why there is no comment",
        help_text="For example, “The figure is a handful of children”.",
        required=False,
        max_length=200,
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def clean_text(self):
        text = self.cleaned_data["text"]
        words = len(text.split())
        if words > MOST_WORDS:
            raise forms.ValidationError(
                f"Use {MOST_WORDS} words or fewer: this has {words}. Take {words - MOST_WORDS} out"
            )
        return text

    def clean(self):
        given = super().clean()
        if self.errors:
            return given
        if not given["text"] and not given["no_comment_because"]:
            self.add_error("text", "Write a comment, or say below why there is none")
        elif given["text"] and given["no_comment_because"]:
            self.add_error(
                "no_comment_because", "Leave this empty, or take the comment out: it is one or the other"
            )
        return given


class ThreadForm(forms.Form):
    """What became of one row. Give the words of this year's rows of its kind in its chapter."""

    state = forms.ChoiceField(
        label="What became of it",
        required=False,
        choices=[("", "Not said yet"), *ThreadRow.State.choices],
        error_messages={"invalid_choice": "Choose one of the list"},
    )
    now = forms.ChoiceField(
        label="This year’s row",
        required=False,
        error_messages={"invalid_choice": "That row is no longer there. Choose another"},
    )

    def __init__(self, *args, row: ThreadRow, rows: list[str], **kwargs):
        super().__init__(*args, prefix=f"row-{row.pk}", **kwargs)
        self.row = row
        self.fields["now"].choices = [("", "None"), *((words, words[:80]) for words in dict.fromkeys(rows))]
        self.initial = {"state": row.state, "now": row.now}
