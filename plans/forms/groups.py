"""Forms for the region's groups: the group, its members, meetings, decisions and actions."""

from datetime import datetime

from django import forms
from django.utils import timezone

from challenges.forms.preparing import ClockField
from cycles.forms import DayField
from learning.forms.fields import ANOTHER, NO_NAMES, WORDS, line_field, radios, words_field
from plans.models import Membership, Priority, RegionalGroup
from plans.states import WORK_WORDS
from regions.forms.people import PersonField
from regions.models import Person, Region
from ui.forms import PortalFormMixin


def words_if_any(label: str, *, help_text: str = NO_NAMES, rows: int = 5, most: int = WORDS):
    return forms.CharField(
        label=f"{label} (optional)",
        help_text=help_text,
        required=False,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def one_of(label: str, *, none: str, kind=forms.ModelChoiceField) -> forms.ModelChoiceField:
    """A list whose entries the form gives it; nothing need be chosen."""
    return kind(
        Person.objects.none(),
        label=label,
        required=False,
        empty_label=none,
        error_messages={"invalid_choice": ANOTHER},
    )


class GroupForm(PortalFormMixin, forms.Form):
    submit_label = "Save the group"

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    name = line_field("Name", needed="Enter the name of the group", most=120)
    kind = radios("What kind of group is it?", RegionalGroup.Kind.choices, needed="Choose the kind of group")
    purpose = words_field(
        "What is it for?",
        needed="Say what the group is for",
        help_text="Everyone with a post in the region reads this.",
    )
    chair = one_of("Chair (optional)", none="Nobody yet", kind=PersonField)

    def __init__(self, *args, region: Region, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["chair"].of(region)


class MemberForm(PortalFormMixin, forms.Form):
    """Someone of the region, or a partner without an account by name."""

    submit_label = "Add to the group"

    person = one_of("Someone with a post in the region", none="Nobody of the list", kind=PersonField)
    partner = forms.CharField(
        label="Or the name of someone without an account",
        help_text="For example, of health or of a parent carer forum. They see nothing here.",
        required=False,
        max_length=120,
    )
    organisation = forms.CharField(label="Their organisation", required=False, max_length=120)
    since = DayField(label="From", help_text="For example, 1 4 2027", what="the first day")

    def __init__(self, *args, region: Region, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].of(region)

    def clean(self):
        given = super().clean()
        person, partner = given.get("person"), given.get("partner")
        if not person and not partner and "person" not in self.errors:
            self.add_error("person", "Choose someone, or enter a name")
        if person and partner:
            self.add_error("partner", "Choose someone or enter a name, not both")
        if partner and not given.get("organisation"):
            self.add_error("organisation", "Enter the organisation they come from")
        if person:
            given["organisation"] = ""
        return given


class LastDayForm(PortalFormMixin, forms.Form):
    submit_label = "Keep the last day"

    until = DayField(label="Last day in the group", help_text="For example, 31 3 2028", what="the last day")


class MeetingForm(PortalFormMixin, forms.Form):
    submit_label = "Save the meeting"

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    day = DayField(label="Day", help_text="For example, 15 6 2027", what="the day")
    starts = ClockField(label="Starts at", what="when it starts")
    ends = ClockField(label="Ends at", what="when it ends")
    place = forms.CharField(
        label="Where (optional)", help_text="A room or a link.", required=False, max_length=200
    )
    agenda = words_if_any("Agenda", help_text=f"Members read it here; no e-mail holds it. {NO_NAMES}", rows=8)

    def clean(self):
        given = super().clean()
        day, starts, ends = (given.get(name) for name in ("day", "starts", "ends"))
        if starts and ends and ends <= starts:
            self.add_error("ends", "It must end after it starts. Enter a later time")
        elif day and starts and ends:
            given["starts_at"] = timezone.make_aware(datetime.combine(day, starts))
            given["ends_at"] = timezone.make_aware(datetime.combine(day, ends))
        return given

    def kept(self) -> dict:
        """The meeting's fields, and its version."""
        names = ("starts_at", "ends_at", "place", "agenda", "version")
        return {name: self.cleaned_data[name] for name in names}


class NoteForm(PortalFormMixin, forms.Form):
    """Give the memberships of the meeting's day."""

    submit_label = "Keep it"

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    present = forms.ModelMultipleChoiceField(
        Membership.objects.none(),
        label="Who was there?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose who was there", "invalid_choice": ANOTHER},
    )
    note = words_if_any("Note of the meeting", rows=10, most=10_000)

    def __init__(self, *args, members, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["present"].queryset = members


class DecisionForm(PortalFormMixin, forms.Form):
    """At a meeting. Give the priorities that it may be about."""

    submit_label = "Keep the decision"

    text = words_field(
        "What was decided?",
        needed="Say what was decided",
        help_text=f"It stays as you write it; it can be withdrawn, and not changed. {NO_NAMES}",
    )
    priorities = forms.ModelMultipleChoiceField(
        Priority.objects.none(),
        label="Priorities of the plan that it is about (optional)",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": ANOTHER},
    )

    def __init__(self, *args, priorities, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["priorities"].queryset = priorities
        if not priorities:
            del self.fields["priorities"]


class RoundForm(DecisionForm):
    """By written round."""

    field_order = ["text", "decided_on", "priorities"]

    decided_on = DayField(label="Decided on", help_text="For example, 15 6 2027", what="the day")


class WithdrawForm(PortalFormMixin, forms.Form):
    submit_label = "Withdraw the decision"

    because = words_field("Why is it withdrawn?", needed="Say why it is withdrawn", rows=3)


class OwnedForm(PortalFormMixin, forms.Form):
    """Who sees to an action, and which priority it serves. Give the members and priorities to choose from."""

    owner = one_of("Member who sees to it", none="Nobody of the list")
    owner_words = forms.CharField(
        label="Or who else sees to it", help_text="A name or a post.", required=False, max_length=120
    )
    priority = one_of("Priority of the plan that it serves (optional)", none="None")

    def __init__(self, *args, members, priorities, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = members
        self.fields["priority"].queryset = priorities
        if not priorities:
            del self.fields["priority"]

    def clean(self):
        given = super().clean()
        if given.get("owner") and given.get("owner_words"):
            self.add_error("owner_words", "Choose a member or enter who else, not both")
        elif not given.get("owner") and not given.get("owner_words") and "owner" not in self.errors:
            self.add_error("owner", "Choose who sees to it, or enter who else does")
        return given


class GroupActionForm(OwnedForm):
    submit_label = "Save the action"
    field_order = ["version", "text", "due_on", "owner", "owner_words", "priority"]

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    text = words_field("What will be done?", needed="Say what will be done", rows=3)
    due_on = DayField(label="By", help_text="For example, 30 6 2027", what="the day")


class AssignForm(OwnedForm):
    """Give the (key, words) of the actions to choose from: whoever assigns one need not read it."""

    submit_label = "Ask the group to see to it"
    field_order = ["agreed", "owner", "owner_words", "priority"]

    agreed = forms.TypedChoiceField(
        label="Which action?",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the action", "invalid_choice": ANOTHER},
    )

    def __init__(self, *args, waiting, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agreed"].choices = waiting


class TellForm(PortalFormMixin, forms.Form):
    """Optional: an empty text takes it back."""

    submit_label = "Save"

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    for_group = words_field(
        "What should the group know? (optional)",
        needed="",
        help_text=(
            "The group’s members, the region’s directors and the regional team read it. Leave it empty and they "
            f"read whose action it is, its day and how far it is. {NO_NAMES}"
        ),
        rows=4,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["for_group"].required = False


class ReportForm(PortalFormMixin, forms.Form):
    submit_label = "Keep it"

    state = radios("How far is it?", list(WORK_WORDS.items()), needed="Choose how far it is")
    said = words_field("In a few words", needed="Say how it goes in a few words", rows=3)


class OwnerGroupForm(PortalFormMixin, forms.Form):
    """Which group sees to a priority, while its words can no longer be changed."""

    submit_label = "Save"

    group = one_of("Group that sees to it", none="None")

    def __init__(self, *args, groups, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = groups
