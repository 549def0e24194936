"""What an authority says of figures that stand out, and the evidence it keeps."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from files.models import StoredFile
from indicators.models import Indicator
from regions.models import Person
from selfeval.models.evaluations import Chapter, SelfEvaluation
from selfeval.models.templates import Prompt


class ExceptionQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Those in a chapter that the person reads: the one that lists exceptions, or one about the figure."""
        return self.filter(in_a_chapter_of(Chapter.objects.visible_to(person)))

    def editable_by(self, person):
        """Those in a chapter whose answers the person may change."""
        return self.filter(in_a_chapter_of(Chapter.objects.editable_by(person)))


def in_a_chapter_of(chapters):
    about = Q(of__prompts__kind=Prompt.Kind.EXCEPTIONS) | Q(of__indicators=models.OuterRef("indicator"))
    return models.Exists(chapters.filter(about, evaluation=models.OuterRef("evaluation")))


class ExceptionComment(models.Model):
    """What the authority says of a figure that the pack's rules picked out, or why it says nothing."""

    evaluation = models.ForeignKey(SelfEvaluation, models.PROTECT, related_name="exceptions")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    reasons = models.JSONField(default=list, help_text="Why the figure was picked, in words")
    text = models.TextField(blank=True)
    no_comment_because = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)
    saved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = ExceptionQuerySet.as_manager()

    class Meta:
        ordering = ["indicator__position"]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "indicator"], name="one_comment_a_figure")
        ]

    def __str__(self):
        return f"{self.evaluation}: {self.indicator}"

    def get_absolute_url(self):
        return reverse("selfeval:exception", args=[self.pk])

    @property
    def is_done(self):
        return bool(self.text or self.no_comment_because)


class Evidence(models.Model):
    """A file kept as evidence, or a citation of a page of one. Never the answer itself."""

    class State(models.TextChoices):
        QUARANTINED = "quarantined", "Being checked"
        READY = "ready", "Ready"
        REFUSED = "refused", "Refused"

    chapter = models.ForeignKey(Chapter, models.PROTECT, related_name="evidence")
    title = models.CharField(max_length=160)
    pages = models.CharField(max_length=60, blank=True, help_text="Which page or section is cited")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=160, blank=True)
    state = models.CharField(max_length=11, choices=State, default=State.READY)
    refused_because = models.CharField(max_length=200, blank=True)
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["added_at"]

    def __str__(self):
        return self.title


class ThreadRow(models.Model):
    """A strength or area for development of last year, and what became of it this year.

    ``earlier`` is last year's row in words; ``now`` this year's, where there is one. A row of this year that no
    earlier one leads to is new.
    """

    class State(models.TextChoices):
        IMPROVING = "improving", "Improving"
        NO_CHANGE = "no_change", "No change"
        WORSE = "worse", "Worse"
        CLOSED = "closed", "Closed"

    chapter = models.ForeignKey(Chapter, models.PROTECT, related_name="thread")
    role = models.CharField(
        max_length=10, choices=[("strengths", "Strength"), ("areas", "Area for development")]
    )
    before = models.TextField(blank=True, help_text="The row of the year before last that led to it")
    earlier = models.TextField()
    now = models.TextField(blank=True)
    state = models.CharField(max_length=9, choices=State, blank=True)
    saved_at = models.DateTimeField(null=True)
    saved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["chapter__of__number", "role", "pk"]

    def __str__(self):
        return f"{self.chapter_id}: {self.get_role_display()}"
