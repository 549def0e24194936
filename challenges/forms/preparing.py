"""Forms for what is prepared before the days: asking for documents, giving them, the sessions of the timetable."""

from datetime import datetime

from django import forms
from django.utils import timezone

from challenges.models import Session, SessionPlace
from cycles.forms import DayField
from selfeval import evidence_files
from ui.forms import PortalFormMixin

NO_NAMES = "No names of children, families or staff."
NOT_IN_IT = ""


class AskForm(PortalFormMixin, forms.Form):
    """One document that the team wants."""

    submit_label = "Ask for it"

    title = forms.CharField(
        label="What do you ask for?",
        help_text="For example the last audit of care plans.",
        max_length=160,
        error_messages={"required": "Say what you ask for"},
    )
    note = forms.CharField(
        label="Why, or which part of it (optional)", help_text=NO_NAMES, required=False, max_length=300
    )
    wanted_by = DayField(
        label="Wanted by", help_text="For example, 19 1 2027", what="the day it is wanted by"
    )

    def __init__(self, *args, first_day, **kwargs):
        super().__init__(*args, **kwargs)
        self.first_day = first_day

    def clean_wanted_by(self):
        day = self.cleaned_data["wanted_by"]
        if day > self.first_day:
            raise forms.ValidationError(
                f"It is needed before the challenge begins. Choose {words_of(self.first_day)} or an earlier day"
            )
        return day


class GiveForm(PortalFormMixin, forms.Form):
    """A file, or why there is none: one of the two."""

    submit_label = "Send it"

    file = forms.FileField(
        label="File",
        help_text=f"{evidence_files.KINDS}, up to 25 MB, without macros or a password. "
        "No names or case details of children or families.",
        required=False,
    )
    because = forms.CharField(
        label="Or say why you do not give it",
        help_text="The team reads this.",
        required=False,
        max_length=200,
    )

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
        given = super().clean()
        if "file" in given and not (given["file"] or given.get("because")):
            self.add_error("file", "Choose a file, or say why you do not give it")
        if given.get("file") and given.get("because"):
            self.add_error("because", "Give the file or say why not: leave one of the two empty")
        return given


class ClockField(forms.TimeField):
    """A time of day as people write it: 9:00, 9.30, 14:30."""

    def __init__(self, *, label, what):
        wrong = f"Enter {what} as a time, such as 9:00 or 14:30"
        super().__init__(
            label=label,
            help_text="For example, 9:00 or 14:30",
            input_formats=["%H:%M", "%H.%M", "%H"],
            widget=forms.TimeInput(format="%-H:%M", attrs={"class": "govuk-input govuk-input--width-5"}),
            error_messages={"required": wrong, "invalid": wrong},
        )


class SessionForm(PortalFormMixin, forms.Form):
    """A session of the timetable, and who is in it. Give the challenge's days and the seats that may be chosen."""

    submit_label = "Save this session"

    title = forms.CharField(
        label="What is it?",
        help_text=f"For example “Meeting with social workers”. {NO_NAMES}",
        max_length=160,
        error_messages={"required": "Give the session a title"},
    )
    day = forms.TypedChoiceField(
        label="Day",
        widget=forms.RadioSelect,
        coerce=lambda text: datetime.strptime(text, "%Y-%m-%d").date(),
        error_messages={
            "required": "Choose the day",
            "invalid_choice": "Choose one of the challenge’s own days",
        },
    )
    starts = ClockField(label="Starts at", what="when it starts")
    ends = ClockField(label="Ends at", what="when it ends")
    place = forms.CharField(
        label="Where (optional)",
        help_text="A room, or a link to join.",
        required=False,
        max_length=200,
    )
    meets = forms.CharField(
        label="Who is met (optional)",
        help_text=f"By their work, for example “Team managers of early help”. {NO_NAMES}",
        required=False,
        max_length=300,
    )
    built_on = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, days, seats, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["day"].choices = [(str(day), words_of(day)) for day in days]
        if len(days) == 1:
            self.fields["day"].initial = str(days[0])
        self.seats = {f"seat-{seat.pk}": seat for seat in seats}
        for name, seat in self.seats.items():
            self.fields[name] = forms.ChoiceField(
                label=f"{seat.name}, {seat.role_words}",
                choices=[(NOT_IN_IT, "Not in it"), *SessionPlace.Part.choices],
                required=False,
                error_messages={"invalid_choice": "Choose one of the list"},
            )

    def clean(self):
        given = super().clean()
        if given.get("starts") and given.get("ends") and given["ends"] <= given["starts"]:
            self.add_error("ends", "It must end after it starts. Enter a later time")
        return given

    @property
    def session(self) -> dict:
        """What the session is, with its times as London's clocks show them."""
        given = self.cleaned_data
        return {name: given[name] for name in ("title", "place", "meets")} | {
            "starts_at": in_london(given["day"], given["starts"]),
            "ends_at": in_london(given["day"], given["ends"]),
        }

    @property
    def people(self) -> dict[int, str]:
        """The part of each person in it, by the seat's key."""
        return {
            seat.pk: self.cleaned_data[name] for name, seat in self.seats.items() if self.cleaned_data[name]
        }


def shown(session: Session) -> dict:
    """What the form begins with for a session that there is."""
    starts, ends = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    people = {f"seat-{one.seat_id}": one.part for one in session.places.filter(is_off=False)}
    return people | {
        "title": session.title,
        "day": str(starts.date()),
        "starts": starts.time(),
        "ends": ends.time(),
        "place": session.place,
        "meets": session.meets,
        "built_on": session.sequence,
    }


def in_london(day, clock):
    return timezone.make_aware(datetime.combine(day, clock))


def words_of(day):
    return f"{day:%A} {day.day} {day:%B %Y}"
