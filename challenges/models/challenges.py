"""A challenge, its dated steps and its turns. Who sees one follows from seats and posts, worked out when asked."""

from collections.abc import Iterable
from uuid import uuid4

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from challenges.models.protocols import Protocol, ProtocolStep
from challenges.models.seats import Seat
from challenges.parts import Part, SeatRole, of_one_side, part_of_seat
from challenges.states import State
from cycles.models import Cycle
from indicators.models import Indicator
from regions.models import Conflict, LocalAuthority, Person
from regions.roles import Permission, Role
from selfeval.models import SelfEvaluation

STATES = [
    (State.PLANNED, "Being planned"),
    (State.CONFIRMED, "Confirmed"),
    (State.UNDER_WAY, "Under way"),
    (State.FOLLOWED_UP, "Being followed up"),
    (State.CLOSED, "Closed"),
    (State.CANCELLED, "Cancelled"),
]


class ChallengeQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Those that the person knows of: by a seat, at the host, or as one who follows the region's year."""
        follows = Q(cycle__region__in=person.region_codes_where(Permission.VIEW_STATUS))
        hosts = Q(Exists(Turn.objects.hosted_by(person).filter(challenge=OuterRef("pk"))))
        seated = Q(pk__in=Seat.objects.holding(person).values("challenge"))
        return self.filter(follows | hosts | seated)

    def managed_by(self, person):
        return self.filter(cycle__region__in=person.region_codes_where(Permission.MANAGE_CYCLES))

    def live(self):
        return self.exclude(state__in=[State.CLOSED, State.CANCELLED])


class Challenge(models.Model):
    """One event of a cycle, under one version of a protocol. Days are whole working days in London."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="challenges")
    protocol = models.ForeignKey(Protocol, models.PROTECT, related_name="challenges")
    name = models.CharField(max_length=120)
    group = models.CharField(max_length=80, blank=True)
    first_day = models.DateField()
    last_day = models.DateField()
    access_ends_on = models.DateField(help_text="The last day on which its team sees its papers")
    state = models.CharField(max_length=12, choices=STATES, default=State.PLANNED)
    state_since = models.DateTimeField(auto_now_add=True)
    is_pilot = models.BooleanField(default=False)
    place = models.CharField(max_length=200, blank=True, help_text="A building, or a link to join")
    uid = models.UUIDField(default=uuid4, unique=True, editable=False, help_text="Its name in calendars")
    sequence = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    objects = ChallengeQuerySet.as_manager()

    class Meta:
        ordering = ["first_day", "name"]
        constraints = [
            models.CheckConstraint(
                name="challenge_ends_after_it_starts", condition=Q(last_day__gte=F("first_day"))
            ),
            models.CheckConstraint(
                name="challenge_access_lasts", condition=Q(access_ends_on__gte=F("last_day"))
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("challenges:challenge", args=[self.pk])

    @property
    def is_over(self):
        return self.state in (State.CLOSED, State.CANCELLED)


class ChallengeStep(models.Model):
    """A step of the protocol with its day. ``done_at`` is a person's word, for what the portal cannot see."""

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="steps")
    of = models.ForeignKey(ProtocolStep, models.PROTECT, related_name="+")
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["due_on", "of__position"]
        constraints = [models.UniqueConstraint(fields=["challenge", "of"], name="challenge_step_once")]

    def __str__(self):
        return str(self.of)


class TurnQuerySet(models.QuerySet):
    def visits_of(self, cycle):
        """Of the visits of a region's year, but for cancelled ones."""
        visits = self.filter(challenge__cycle=cycle, challenge__protocol__kind=Protocol.Kind.VISIT)
        return visits.exclude(challenge__state=State.CANCELLED)

    def hosted_by(self, person):
        """Those in which the person's own authority is looked at."""
        own, _ = person.places_where(Permission.TAKE_PART)
        return self.filter(host__in=own)

    def visible_to(self, person):
        """Those of challenges that the person knows of, but for authorities to which they declared a tie."""
        conflict = Conflict.objects.live_between(person, OuterRef("host"))
        return self.filter(challenge__in=Challenge.objects.visible_to(person)).filter(~Exists(conflict))


class Turn(models.Model):
    """One authority being looked at. A visit has one turn; in a conversation each of the group has its own."""

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="turns")
    position = models.PositiveSmallIntegerField()
    host = models.ForeignKey(LocalAuthority, models.PROTECT, related_name="turns")
    lead = models.ForeignKey(LocalAuthority, models.PROTECT, null=True, blank=True, related_name="+")
    observer = models.ForeignKey(LocalAuthority, models.PROTECT, null=True, blank=True, related_name="+")
    evaluation = models.ForeignKey(
        SelfEvaluation, models.PROTECT, null=True, blank=True, related_name="turns", help_text="What is read"
    )

    focus = models.CharField(max_length=300, blank=True)
    focus_indicators = models.ManyToManyField(Indicator, related_name="+", blank=True)
    focus_because = models.TextField(blank=True)
    off_the_flags_because = models.TextField(blank=True, help_text="Why none of the flagged areas was chosen")
    flags_shown = models.JSONField(
        default=list,
        help_text="The flagged figures when the focus was written, as flagged.Flagged stores them",
    )
    scope_version = models.PositiveIntegerField(default=0, help_text="Rises when the focus changes")
    scope_locked_at = models.DateTimeField(null=True, blank=True)
    questions_out_at = models.DateTimeField(null=True, blank=True)

    objects = TurnQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["challenge", "host"], name="host_once_a_challenge"),
            models.CheckConstraint(
                name="host_lead_and_observer_differ",
                condition=(Q(lead__isnull=True) | ~Q(lead=F("host")))
                & (Q(observer__isnull=True) | ~Q(observer=F("host")))
                & (Q(observer__isnull=True) | Q(lead__isnull=True) | ~Q(observer=F("lead"))),
            ),
        ]

    def __str__(self):
        return f"{self.host}: {self.challenge}"

    def get_absolute_url(self):
        return reverse("challenges:turn", args=[self.pk])

    def part_of(self, seat: Seat) -> Part | None:
        """What the seat is to this turn, whether or not it is accepted."""
        return part_of_seat(
            SeatRole(seat.role),
            authority=seat.authority_id,
            host=self.host_id,
            lead=self.lead_id,
            observer=self.observer_id,
        )


def parts_by_turn(turns: Iterable[Turn], person: Person) -> dict[int, set[Part]]:
    """What the person is to each turn now, by its key: by posts and by an accepted seat; nothing with a declared tie.

    A seat counts for papers once its holder has accepted the principles, while access lasts, and while both the
    host and the seat's authority are parties to the memorandum. Three queries, whatever the number. Expects
    ``challenge__cycle__region`` and ``host`` to be fetched.
    """
    turns = list(turns)
    tied = set(Conflict.objects.live().filter(person=person).values_list("authority", flat=True))
    seats = list(
        Seat.objects.holding(person)
        .open_to_papers()
        .filter(challenge__in={turn.challenge_id for turn in turns})
    )
    parties = parties_of(turns) if seats else set()
    return {
        turn.pk: set()
        if turn.host_id in tied
        else of_one_side(parts_by_post(turn, person) | parts_by_seat(turn, seats, parties))
        for turn in turns
    }


def parts_in(turn: Turn, person: Person) -> set[Part]:
    """What the person is to the turn now."""
    return parts_by_turn([turn], person)[turn.pk]


def parties_of(turns: list[Turn]) -> set[int]:
    """The authorities of the turns' regions that are parties to the memorandum."""
    regions = {turn.challenge.cycle.region_id for turn in turns}
    parties = LocalAuthority.objects.party_to_memorandum().filter(region__in=regions)
    return set(parties.values_list("pk", flat=True))


def parts_by_post(turn: Turn, person: Person) -> set[Part]:
    host, region = turn.host, turn.challenge.cycle.region
    parts = set()
    if person.may(Permission.SIGN_SELF_EVALUATION, at=host):
        parts.add(Part.HOST)
    elif person.may(Permission.EDIT_SELF_EVALUATION, at=host):
        parts.add(Part.HOST_TEAM)
    if person.may(Permission.ENDORSE_SELF_EVALUATION, at=host):
        parts.add(Part.HOST_MEMBER)
    if person.may(Permission.MANAGE_CYCLES, at=region):
        leads = any(
            post.role == Role.REGIONAL_LEAD and post.region_id == region.pk for post in person.posts_now
        )
        parts.add(Part.REGIONAL_LEAD if leads else Part.MANAGER)
    return parts


def parts_by_seat(turn: Turn, seats: Iterable[Seat], parties: set[int]) -> set[Part]:
    if turn.host_id not in parties or turn.challenge.access_ends_on < timezone.localdate():
        return set()
    found = {
        turn.part_of(seat)
        for seat in seats
        if seat.challenge_id == turn.challenge_id
        and (seat.authority_id is None or seat.authority_id in parties)
    }
    return {part for part in found if part is not None}
