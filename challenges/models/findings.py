"""What the team saw and concluded: evidence, findings, and what the observer keeps. The host sees none of it."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from challenges.models.challenges import Turn
from challenges.models.preparing import Session
from challenges.models.scoping import LineOfEnquiry
from challenges.states import FindingState
from indicators.models import Indicator
from regions.models import Person


class EvidenceQuerySet(models.QuerySet):
    def read_by(self, person):
        """All but what others keep for themselves. Whether the person reads the turn's evidence is for its view."""
        return self.filter(Q(is_mine_alone=False) | Q(by=person))

    def given(self):
        """What the writers gave the team: only this can bear a finding."""
        return self.filter(is_mine_alone=False)

    def with_use(self):
        """With ``is_used``: whether a finding rests on it."""
        uses = Finding.evidence.through.objects.filter(evidenceitem=OuterRef("pk"))
        return self.annotate(is_used=Exists(uses))


class EvidenceItem(models.Model):
    class Source(models.TextChoices):
        DOCUMENT = "document", "Document"
        DATA = "data", "Data"
        INTERVIEW = "interview", "Interview"
        OBSERVATION = "observation", "Observation"
        CASE_FILE = "case_file", "Case file"
        VOICE = "voice", "Voice of children, young people and parents"

    turn = models.ForeignKey(Turn, models.CASCADE, related_name="evidence_items")
    session = models.ForeignKey(Session, models.SET_NULL, null=True, blank=True, related_name="+")
    line = models.ForeignKey(LineOfEnquiry, models.SET_NULL, null=True, blank=True, related_name="+")
    source = models.CharField(max_length=11, choices=Source)
    text = models.TextField(help_text="No names of staff, children or families")
    is_mine_alone = models.BooleanField(
        default=False, help_text="A note that the writer has not given the team"
    )
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    key = models.UUIDField(
        unique=True,
        null=True,
        editable=False,
        help_text="From the form: a note that is sent twice is kept once",
    )

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.get_source_display()}, {self.at:%d %B %Y}"


class Finding(models.Model):
    class Strand(models.TextChoices):
        OPERATIONAL = "operational", "Operational improvement"
        LEADERSHIP = "leadership", "Leadership and management"

    class State(models.TextChoices):
        SUGGESTED = FindingState.SUGGESTED, "Suggested"
        EMERGING = FindingState.EMERGING, "Emerging"
        EVIDENCED = FindingState.EVIDENCED, "Evidenced"
        DROPPED = FindingState.DROPPED, "Dropped"

    turn = models.ForeignKey(Turn, models.CASCADE, related_name="findings")
    line = models.ForeignKey(LineOfEnquiry, models.SET_NULL, null=True, blank=True, related_name="findings")
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, blank=True, related_name="+")
    strand = models.CharField(max_length=11, choices=Strand, blank=True)
    text = models.TextField()
    state = models.CharField(max_length=9, choices=State, default=State.SUGGESTED)
    is_good_practice = models.BooleanField(default=False)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)
    evidence = models.ManyToManyField(EvidenceItem, related_name="findings", blank=True)
    spoken_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="Told to the host on the last day: the note answers for it from then on",
    )
    spoken_text = models.TextField(blank=True, help_text="As it was told")
    dropped_because = models.CharField(
        max_length=300, blank=True, help_text="Stands in the note where the finding was told and is dropped"
    )

    class Meta:
        ordering = ["strand", "at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_spoken_finding_is_dropped_with_a_reason",
                condition=~Q(state="dropped") | Q(spoken_at__isnull=True) | ~Q(dropped_because=""),
            )
        ]

    def __str__(self):
        return self.text[:80]

    def get_absolute_url(self):
        return reverse("challenges:finding", args=[self.pk])


class ObserverQuestion(models.Model):
    """A question that the observer put: to whom, and what came of it. Seen by the observer; counted for all."""

    turn = models.ForeignKey(Turn, models.CASCADE, related_name="observer_questions")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    text = models.TextField()
    put_to = models.CharField(max_length=120, blank=True)
    came_of_it = models.TextField(blank=True)

    class Meta:
        ordering = ["at"]

    def __str__(self):
        return self.text[:80]


class ObserverNote(models.Model):
    """The observer's own log. Nobody else ever reads it."""

    turn = models.ForeignKey(Turn, models.CASCADE, related_name="observer_notes")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    text = models.TextField()

    class Meta:
        ordering = ["at"]

    def __str__(self):
        return f"{self.at:%d %B %Y}"


class ObserverSignOff(models.Model):
    """That the focus is well chosen, or that findings are evidenced; or the reservation, which the record shows."""

    class About(models.TextChoices):
        FOCUS = "focus", "The focus is well chosen"
        FINDINGS = "findings", "The findings are evidenced"

    turn = models.ForeignKey(Turn, models.CASCADE, related_name="sign_offs")
    about = models.CharField(max_length=8, choices=About)
    is_signed = models.BooleanField()
    reservation = models.TextField(blank=True)
    scope_version = models.PositiveIntegerField(default=0, help_text="The focus as it was then")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["turn", "about"], name="one_sign_off_of_each"),
            models.CheckConstraint(
                name="a_reservation_has_words", condition=Q(is_signed=True) | ~Q(reservation="")
            ),
        ]

    def __str__(self):
        return self.get_about_display()
