"""Who has a place in a challenge: invited, accepted, declined or taken away."""

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from challenges.models.protocols import SEAT_ROLES
from challenges.parts import SEAT_WORDS, SeatRole
from regions.models import Conflict, LocalAuthority, Person


class SeatQuerySet(models.QuerySet):
    def live(self):
        """Invited or accepted."""
        return self.filter(state__in=[Seat.State.INVITED, Seat.State.ACCEPTED])

    def waiting_for(self, person):
        """Invitations to the person's address that wait for an answer."""
        waiting = self.filter(state=Seat.State.INVITED, expires_at__gt=timezone.now())
        return waiting.filter(email__iexact=person.email, challenge__access_ends_on__gte=timezone.localdate())

    def holding(self, person):
        """The person's own, accepted, in time, and while they hold a post: at the authority that the seat is from,
        or at the region, as peers and guests do until the challenge's access ends. None in a challenge that looks at
        nobody but authorities to which they declared a tie."""
        if not person.posts_now:
            return self.none()
        authorities = {post.authority_id for post in person.posts_now if post.authority_id}
        regions = {post.region_id for post in person.posts_now if post.region_id}
        at = Q(authority__in=authorities) | Q(challenge__cycle__region__in=regions)
        today = timezone.localdate()
        held = self.filter(at, person=person, state=Seat.State.ACCEPTED, challenge__access_ends_on__gte=today)
        tied = Conflict.objects.live().filter(person=person).values("authority")
        turns = apps.get_model("challenges.Turn").objects.filter(challenge=OuterRef("challenge"))
        return held.filter(Exists(turns.exclude(host__in=tied)))

    def open_to_papers(self):
        """Those whose holder has accepted the principles, in a challenge that has not been cancelled."""
        return self.filter(principles_at__isnull=False).exclude(challenge__state="cancelled")


class Seat(models.Model):
    """One person's place. Whoever has no account yet is an address and a name until they accept."""

    class State(models.TextChoices):
        INVITED = "invited", "Invited"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        REMOVED = "removed", "No longer taking part"

    challenge = models.ForeignKey("challenges.Challenge", models.CASCADE, related_name="seats")
    role = models.CharField(max_length=12, choices=SEAT_ROLES)
    email = models.EmailField()
    name = models.CharField(max_length=120)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="seats")
    authority = models.ForeignKey(LocalAuthority, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.CharField(max_length=120, blank=True, help_text="Where it is no authority")
    specialism = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.INVITED)
    token_sha256 = models.CharField(max_length=64, blank=True)
    invited_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    invited_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    principles_at = models.DateTimeField(null=True, blank=True)
    no_tie_at = models.DateTimeField(
        null=True, blank=True, help_text="When they said that nothing ties them to who is looked at"
    )
    access_needs = models.CharField(max_length=300, blank=True)
    wants_payment = models.BooleanField(default=False, help_text="Is paid for the day, or their expenses")
    calendar_at = models.DateTimeField(
        null=True, blank=True, help_text="When the person last took their sessions into a calendar"
    )

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["invited_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["challenge", "email"],
                condition=Q(state__in=["invited", "accepted"]),
                name="one_live_seat_a_person",
            ),
            models.UniqueConstraint(
                fields=["token_sha256"], condition=~Q(token_sha256=""), name="seat_token_once"
            ),
            models.CheckConstraint(
                name="seat_accepted_by_a_person", condition=~Q(state="accepted") | Q(person__isnull=False)
            ),
        ]

    def __str__(self):
        return f"{self.name}, {self.role_words}"

    @property
    def role_words(self):
        return SEAT_WORDS[SeatRole(self.role)]

    @property
    def comes_from(self):
        return self.authority.name if self.authority else self.organisation

    @property
    def is_waiting(self):
        """Until the link has run out, or what it would open has ended."""
        is_in_time = self.challenge.access_ends_on >= timezone.localdate()
        return self.state == self.State.INVITED and self.expires_at > timezone.now() and is_in_time
