"""The project manager's forms: planning a challenge, moving its day, inviting people to it."""

from django import forms

from challenges.models import Protocol, Turn
from challenges.parts import DIRECTORS, HOSTS, SEAT_LABELS, SeatRole
from cycles.forms import DayField
from regions.models import LocalAuthority
from ui.forms import PortalFormMixin

ANOTHER = "Choose one of the list"


class PlanForm(PortalFormMixin, forms.Form):
    """Which protocol, whom, and when. A protocol that goes round takes three or four authorities."""

    submit_label = "Plan this challenge"

    protocol = forms.ModelChoiceField(
        Protocol.objects.none(),
        label="What kind of challenge is it?",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the kind of challenge", "invalid_choice": ANOTHER},
    )
    name = forms.CharField(
        label="Name",
        help_text="As people will see it, such as “Challenge day for Derby”.",
        max_length=120,
        error_messages={"required": "Give it a name"},
    )
    host = forms.ModelChoiceField(
        LocalAuthority.objects.none(),
        label="Authority that is looked at",
        help_text="In a conversation, the one that is heard first.",
        empty_label="Choose an authority",
        error_messages={"required": "Choose the authority that is looked at", "invalid_choice": ANOTHER},
    )
    lead = forms.ModelChoiceField(
        LocalAuthority.objects.none(),
        label="Authority that leads",
        empty_label="Choose an authority",
        error_messages={"required": "Choose the authority that leads", "invalid_choice": ANOTHER},
    )
    observer = forms.ModelChoiceField(
        LocalAuthority.objects.none(),
        label="Authority that observes",
        help_text="In a conversation, the third of the group. Leave it empty where nobody observes.",
        required=False,
        empty_label="None",
        error_messages={"invalid_choice": ANOTHER},
    )
    fourth = forms.ModelChoiceField(
        LocalAuthority.objects.none(),
        label="Fourth of the group",
        help_text="In a conversation of four.",
        required=False,
        empty_label="None",
        error_messages={"invalid_choice": ANOTHER},
    )
    first_day = DayField(
        label="First day", help_text="A working day. For example, 9 2 2027", what="the first day"
    )
    place = forms.CharField(
        label="Where (optional)",
        help_text="A building and room, or a link to join.",
        required=False,
        max_length=200,
    )
    is_pilot = forms.BooleanField(
        label="It is a pilot: changes to its steps are logged, and can become the next version of its protocol",
        required=False,
    )

    def __init__(self, *args, cycle, authorities, protocols, **kwargs):
        super().__init__(*args, **kwargs)
        self.cycle = cycle
        self.fields["protocol"].queryset = protocols
        self.fields["protocol"].label_from_instance = lambda one: f"{one.name}. {one.about}"
        for name in ("host", "lead", "observer", "fourth"):
            self.fields[name].queryset = authorities

    def clean(self):
        given = super().clean()
        names = ("host", "lead", "observer", "fourth")
        chosen = [(name, given[name]) for name in names if given.get(name)]
        for place, (name, authority) in enumerate(chosen):
            if authority in [other for _, other in chosen[:place]]:
                self.add_error(name, f"{authority.name} is chosen already. Choose another authority")
        protocol = given.get("protocol")
        if protocol and protocol.kind == Protocol.Kind.VISIT and not given.get("observer"):
            self.add_error("observer", "A visit has an observer from a third authority. Choose one")
        if protocol and protocol.goes_round and not given.get("observer"):
            self.add_error("observer", "A group has three or four authorities. Choose the third")
        if protocol and protocol.kind == Protocol.Kind.VISIT and not self.errors:
            self.refuse_a_second_turn(given["host"], {given["lead"].pk, given["observer"].pk})
        return given

    def refuse_a_second_turn(self, host, others):
        """In a triad each authority hosts once a cycle."""
        hosted = Turn.objects.visits_of(self.cycle).filter(host=host, lead__in=others, observer__in=others)
        if before := hosted.select_related("challenge").first():
            self.add_error(
                "host",
                f"{host.name} hosts “{before.challenge.name}” of these three already. Choose another host",
            )

    @property
    def authorities(self) -> list[LocalAuthority]:
        given = self.cleaned_data
        return [given[name] for name in ("host", "lead", "observer", "fourth") if given.get(name)]


class MoveDayForm(PortalFormMixin, forms.Form):
    submit_label = "Move it"

    first_day = DayField(
        label="New first day",
        help_text="Every step that is not done moves with it.",
        what="the new first day",
    )


class SeatForm(PortalFormMixin, forms.Form):
    """Inviting one person. The roles are those of the challenge's protocol."""

    submit_label = "Send the invitation"

    role = forms.ChoiceField(
        label="Role",
        error_messages={"required": "Choose the role", "invalid_choice": ANOTHER},
    )
    name = forms.CharField(label="Name", max_length=120, error_messages={"required": "Enter their name"})
    email = forms.EmailField(
        label="E-mail address",
        error_messages={
            "required": "Enter their e-mail address",
            "invalid": "Enter an e-mail address in full, such as name@example.org",
        },
    )
    authority = forms.ModelChoiceField(
        LocalAuthority.objects.none(),
        label="Authority that they come from",
        help_text="Leave it empty for someone from health, a parents’ group or another body.",
        required=False,
        empty_label="None",
        error_messages={"invalid_choice": ANOTHER},
    )
    organisation = forms.CharField(label="Organisation, if no authority", required=False, max_length=120)
    specialism = forms.CharField(label="Specialism (optional)", required=False, max_length=120)

    def __init__(self, *args, roles, authorities, own=None, **kwargs):
        """``own``: the authority that everyone invited is from, where a lead asks their own people in."""
        super().__init__(*args, **kwargs)
        self.own = own
        self.fields["role"].choices = [("", "Choose a role"), *((role, SEAT_LABELS[role]) for role in roles)]
        self.fields["authority"].queryset = authorities
        if own:
            del self.fields["authority"], self.fields["organisation"]

    def clean_role(self):
        return SeatRole(self.cleaned_data["role"])

    def clean(self):
        given = super().clean()
        if self.own:
            return given | {"authority": self.own}
        if given.get("role") in DIRECTORS | HOSTS and not given.get("authority"):
            self.add_error("authority", "Choose the authority that this person comes from")
        return given


class PrinciplesForm(PortalFormMixin, forms.Form):
    """Accepting how the challenge works, that nothing ties one to whom is looked at, and what one needs."""

    submit_label = "Accept and go on"

    accepts = forms.BooleanField(
        label="I accept these principles",
        error_messages={
            "required": "Tick the box to take part. If you cannot accept them, tell the organiser"
        },
    )
    tie = forms.ChoiceField(
        help_text="You worked there in the last three years, have applied for a post there, or have a close personal "
        "tie, a supplier’s or a political interest there.",
        choices=[("no", "No"), ("yes", "Yes, or I am not sure")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether anything ties you to it", "invalid_choice": ANOTHER},
    )
    access_needs = forms.CharField(
        label="What do you need to take part? (optional)",
        help_text="For example step-free access, an interpreter, papers in large print. "
        "Only the project manager sees it.",
        required=False,
        max_length=300,
    )
    wants_payment = forms.BooleanField(
        label="I need to be paid for the day, or to have my expenses paid", required=False
    )

    def __init__(self, *args, hosts, **kwargs):
        """``hosts``: names of the authorities that the person looks at; none for the host's own side."""
        super().__init__(*args, **kwargs)
        if hosts:
            self.fields["tie"].label = f"Does anything tie you to {' or '.join(hosts)}?"
        else:
            del self.fields["tie"]

    def clean_tie(self):
        if self.cleaned_data["tie"] == "yes":
            raise forms.ValidationError(
                "Papers stay closed to you while there is a tie. Declare it under “Conflicts” in the menu, "
                "and tell the organiser, who can say whether it matters"
            )
        return self.cleaned_data["tie"]
