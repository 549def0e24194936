"""After the challenge: the written feedback, what is agreed, how it goes, and what people thought of it."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from challenges.models.challenges import Challenge, Turn
from challenges.models.findings import Finding
from challenges.models.preparing import Question
from challenges.models.seats import Seat
from challenges.states import Note
from files.models import StoredFile
from indicators.models import Indicator
from regions.models import Conflict, LocalAuthority, Person
from regions.roles import Permission, Role

NOTE_STATES = [
    (Note.DRAFT, "Being written"),
    (Note.WITH_HOST, "With the host for facts"),
    (Note.FINAL, "Final"),
    (Note.RELEASED, "Released"),
]


class FeedbackNoteQuerySet(models.QuerySet):
    def released_to(self, person):
        """Released to more than the team, and the person is of those: the regional lead, or a director of the region
        whose authority is a party to the memorandum. Nobody with a declared tie to the host."""
        own, _ = person.places_where(Permission.SIGN_SELF_EVALUATION)
        directed = LocalAuthority.objects.party_to_memorandum().filter(pk__in=own).values("region")
        led = {post.region_id for post in person.posts_now if post.role == Role.REGIONAL_LEAD}
        audience = FeedbackNote.Audience
        to_leads = Q(
            audience__in=[audience.REGIONAL_LEAD, audience.REGION], turn__challenge__cycle__region__in=led
        )
        to_directors = Q(audience=audience.REGION, turn__challenge__cycle__region__in=directed)
        conflict = Conflict.objects.live_between(person, OuterRef("turn__host"))
        return self.filter(to_leads | to_directors, ~Exists(conflict), state=Note.RELEASED)


class FeedbackNote(models.Model):
    """The written feedback of one turn. ``content`` is canonical JSON: what the host was sent, and from when it is
    final, what it is for good."""

    class Audience(models.TextChoices):
        TEAM = "team", "The team alone"
        REGIONAL_LEAD = "regional_lead", "The team and the regional lead"
        REGION = "region", "Every director of the region"

    turn = models.OneToOneField(Turn, models.CASCADE, related_name="note")
    opening = models.TextField(blank=True, help_text="HTML, cleaned")
    state = models.CharField(max_length=9, choices=NOTE_STATES, default=Note.DRAFT)
    state_since = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=0)
    host_response = models.TextField(blank=True)
    audience = models.CharField(max_length=13, choices=Audience, default=Audience.TEAM)
    content = models.TextField(blank=True)
    content_sha256 = models.CharField(max_length=64, blank=True)
    pdf = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    word = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = FeedbackNoteQuerySet.as_manager()

    def __str__(self):
        return f"Feedback for {self.turn.host}"


class FactCheck(models.Model):
    """What the host says is wrong in a point of the note, and what the lead did about it."""

    note = models.ForeignKey(FeedbackNote, models.CASCADE, related_name="fact_checks")
    finding = models.ForeignKey(Finding, models.CASCADE, null=True, blank=True, related_name="fact_checks")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    text = models.TextField()
    reply = models.TextField(blank=True)
    replied_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    replied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at"]

    def __str__(self):
        return self.text[:80]


class AgreedAction(models.Model):
    """What the host will do. It keeps the finding or question that it came from and the figure it should move."""

    class State(models.TextChoices):
        PLANNED = "planned", "Not started"
        UNDER_WAY = "under_way", "Under way"
        DONE = "done", "Done"
        STOPPED = "stopped", "Stopped"

    turn = models.ForeignKey(Turn, models.CASCADE, related_name="actions")
    text = models.TextField()
    owner = models.CharField(max_length=120)
    due_on = models.DateField()
    success = models.CharField(max_length=300, blank=True, help_text="What children would notice")
    finding = models.ForeignKey(Finding, models.SET_NULL, null=True, blank=True, related_name="actions")
    question = models.ForeignKey(Question, models.SET_NULL, null=True, blank=True, related_name="actions")
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.PLANNED)
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["due_on", "pk"]

    def __str__(self):
        return self.text[:80]


class ActionConfirmation(models.Model):
    """That a partner confirms the wording of an action, or notes a difference, as it stood at ``version``."""

    action = models.ForeignKey(AgreedAction, models.CASCADE, related_name="confirmations")
    authority = models.ForeignKey(LocalAuthority, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    difference = models.TextField(blank=True, help_text="Empty where the wording is confirmed")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["action", "authority", "version"], name="authority_confirms_once")
        ]

    def __str__(self):
        return f"{self.authority}: {self.action_id}"


class SupportQuerySet(models.QuerySet):
    def for_region(self, region):
        """What every authority of the region may see: no more than was marked so."""
        return self.filter(is_for_region=True, turn__challenge__cycle__region=region).select_related(
            "authority"
        )


class Support(models.Model):
    """A need or an offer that came out of a turn. The region's plan takes it up from here."""

    class Kind(models.TextChoices):
        NEED = "need", "Need"
        OFFER = "offer", "Offer"

    turn = models.ForeignKey(Turn, models.CASCADE, related_name="support")
    kind = models.CharField(max_length=5, choices=Kind)
    topic = models.CharField(max_length=120)
    text = models.TextField()
    finding = models.ForeignKey(Finding, models.SET_NULL, null=True, blank=True, related_name="support")
    authority = models.ForeignKey(LocalAuthority, models.PROTECT, related_name="+")
    is_for_region = models.BooleanField(default=False, help_text="Every authority of the region may see it")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = SupportQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "at"]
        verbose_name_plural = "support"

    def __str__(self):
        return f"{self.get_kind_display()}: {self.topic}"


class CheckIn(models.Model):
    """How it went on: a check-in, or the progress review with what the figures did. Kept as it was said."""

    class Kind(models.TextChoices):
        CHECK_IN = "check_in", "Check-in"
        REVIEW = "review", "Progress review"

    turn = models.ForeignKey(Turn, models.CASCADE, related_name="check_ins")
    kind = models.CharField(max_length=8, choices=Kind)
    text = models.TextField()
    figures = models.JSONField(
        default=list, help_text="What each action's figure was then, in words and numbers"
    )
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at"]

    def __str__(self):
        return f"{self.get_kind_display()} of {self.turn.host}"


class Evaluation(models.Model):
    """What someone thought of the challenge, and what they take home. No grade of anybody."""

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="evaluations")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, models.SET_NULL, null=True, blank=True, related_name="+")
    worked = models.TextField(blank=True)
    change = models.TextField(blank=True)
    take_home = models.TextField(blank=True, help_text="The learning note: one's own director sees it too")
    hours = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Given in all")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["challenge", "person"], name="one_evaluation_a_person"),
            models.CheckConstraint(
                name="evaluation_says_something",
                condition=~Q(worked="") | ~Q(change="") | ~Q(take_home=""),
            ),
        ]

    def __str__(self):
        return f"{self.challenge}: {self.person}"
