"""Forms of self-evaluations."""

import re

from django import forms

from regions.models import Person
from selfeval import evidence_files
from selfeval.models import ChapterPart
from ui.forms import PortalFormMixin


def part_field(label):
    """An owner takes the place of the one before, so that it is never what is chosen by not looking."""
    return forms.ChoiceField(
        label=label,
        choices=ChapterPart.Part.choices,
        initial=ChapterPart.Part.CONTRIBUTOR,
        error_messages={"required": "Choose a part."},
    )


class PartForm(PortalFormMixin, forms.Form):
    """Who has a part in a chapter: someone with a post at the authority."""

    submit_label = "Give this part"

    person = forms.ModelChoiceField(
        Person.objects.none(), label="Person", error_messages={"required": "Choose a person."}
    )
    part = part_field("Part")

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people


class InviteForm(PortalFormMixin, forms.Form):
    """Someone without a post at the authority yet. Its fields stand beside those of PartForm on the page."""

    submit_label = "Send the invitation"
    prefix = "invite"  # PartForm has a field of the same name

    name = forms.CharField(
        label="Their name", max_length=120, error_messages={"required": "Enter the person’s name."}
    )
    email = forms.EmailField(
        label="Their e-mail address at work",
        error_messages={
            "required": "Enter an e-mail address.",
            "invalid": "Enter an e-mail address like name@example.gov.uk.",
        },
    )
    part = part_field("Their part")

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        if "/" in name or re.search(r"\w\.\w", name):  # a mail program would make a link of it
            raise forms.ValidationError("Enter a name, without an address of a page.")
        return name


class CommentForm(PortalFormMixin, forms.Form):
    submit_label = "Add the comment"

    text = forms.CharField(
        label="Comment",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write your comment."},
    )


class SignForm(PortalFormMixin, forms.Form):
    """The director's signature: a tick that says what it means, for the document as it stood on the page."""

    submit_label = "Sign it"

    read_as = forms.CharField(required=False, widget=forms.HiddenInput)

    is_fair = forms.BooleanField(
        label="I have read it whole, and it is a fair account of our services.",
        error_messages={"required": "Tick the box if it is a fair account. If it is not, reopen it."},
    )


class ReaderForm(PortalFormMixin, forms.Form):
    """Whom the director of a reading authority names to read beside them."""

    submit_label = "Add this reader"

    person = forms.ModelChoiceField(
        Person.objects.none(), label="Person", error_messages={"required": "Choose a person."}
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people


class NoteForm(forms.Form):
    chapter = forms.IntegerField(min_value=0, max_value=99)
    text = forms.CharField(required=False, max_length=20_000)


class EvidenceForm(forms.Form):
    """A file, or a title of what is cited; with the page that matters."""

    title = forms.CharField(max_length=160, required=False)
    pages = forms.CharField(max_length=60, required=False)
    file = forms.FileField(required=False)

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file:
            try:
                evidence_files.check(file.read(1024), file.size, file.name)
            except evidence_files.Refused as reason:
                raise forms.ValidationError(str(reason)) from reason
            file.seek(0)
        return file

    def clean(self):
        sent = super().clean()
        if not self.errors and not sent.get("file") and not sent.get("title"):
            raise forms.ValidationError("Choose a file, or give the title of what you cite.")
        return sent
