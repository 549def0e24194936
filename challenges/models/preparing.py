"""Questions, document requests and the timetable."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from challenges.models.challenges import Turn
from challenges.models.scoping import LineOfEnquiry
from challenges.models.seats import Seat
from files.models import StoredFile
from indicators.models import Indicator
from regions.models import Person


class QuestionQuerySet(models.QuerySet):
    def on_list(self):
        return self.filter(position__isnull=False)

    def drafts(self):
        return self.filter(position__isnull=True)


class Question(models.Model):
    """A draft is its writer's and the lead's. ``position`` puts it on the list that is released to the host."""

    turn = models.ForeignKey(Turn, models.CASCADE, related_name="questions")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    text = models.TextField()
    line = models.ForeignKey(LineOfEnquiry, models.SET_NULL, null=True, blank=True, related_name="questions")
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, blank=True, related_name="+")
    chapter = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The chapter of the self-evaluation that it is about"
    )
    position = models.PositiveSmallIntegerField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="merged_from"
    )
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    heard = models.TextField(blank=True, help_text="What the host answered on the day, as the lead noted it")
    heard_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    heard_at = models.DateTimeField(null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = [F("position").asc(nulls_last=True), "at"]

    def __str__(self):
        return self.text[:80]


class DocumentRequest(models.Model):
    """Something that the team asks the host for, and the file that the host gave: for the team alone, until access
    ends. A file is kept apart until a job has looked inside it.
    """

    class State(models.TextChoices):
        ASKED = "asked", "Asked for"
        CHECKING = "checking", "Being checked"
        REFUSED = "refused", "File refused"
        GIVEN = "given", "Given"
        NOT_GIVEN = "not_given", "Not given"
        WITHDRAWN = "withdrawn", "No longer asked for"

    turn = models.ForeignKey(Turn, models.CASCADE, related_name="document_requests")
    title = models.CharField(max_length=160)
    note = models.CharField(max_length=300, blank=True)
    wanted_by = models.DateField()
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.ASKED)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    file_name = models.CharField(max_length=160, blank=True)
    refused_because = models.CharField(max_length=200, blank=True)
    given_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField(null=True, blank=True)
    not_given_because = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["wanted_by", "pk"]

    def __str__(self):
        return self.title

    @property
    def is_answered(self):
        """A file that the team can take, or why there is none."""
        return self.state in (self.State.GIVEN, self.State.NOT_GIVEN)


class Session(models.Model):
    """An hour of the timetable. Times are London's; several may run side by side."""

    turn = models.ForeignKey(Turn, models.CASCADE, related_name="sessions")
    title = models.CharField(max_length=160)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True, help_text="A room, or a link to join")
    meets = models.CharField(
        max_length=300, blank=True, help_text="Who is met, by their work and not by name"
    )
    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, help_text="Rises whenever it is changed")
    is_cancelled = models.BooleanField(default=False)

    class Meta:
        ordering = ["starts_at", "ends_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="session_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            )
        ]

    def __str__(self):
        return self.title


class SessionPlace(models.Model):
    """Who is in a session: someone with a seat."""

    class Part(models.TextChoices):
        LEADS = "leads", "Leads"
        NOTES = "notes", "Takes notes"
        ATTENDS = "attends", "Takes part"

    session = models.ForeignKey(Session, models.CASCADE, related_name="places")
    seat = models.ForeignKey(Seat, models.CASCADE, related_name="session_places")
    part = models.CharField(max_length=7, choices=Part, default=Part.ATTENDS)
    is_off = models.BooleanField(
        default=False, help_text="Taken out of the session; kept, so that it leaves the person’s calendar"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "seat"], name="seat_once_a_session")]

    def __str__(self):
        return f"{self.seat} in {self.session}"
