"""The region's plan of a year: priorities with what they come from, activities, and what was said of them."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from challenges.models import Theme
from cycles.models import Cycle
from indicators.models import Indicator
from plans.models.groups import RegionalGroup
from plans.models.support import Match, Need, Offer
from plans.states import NOT_REPORTED, RAG_COLOURS, RAG_WORDS, PlanState, Rag, Vote
from regions.models import LocalAuthority, Person
from regions.roles import Permission, Role

PLAN_STATES = [
    (PlanState.DRAFT, "Draft"),
    (PlanState.BALLOT, "Being confirmed"),
    (PlanState.CONFIRMED, "Confirmed"),
    (PlanState.CLOSED, "Closed"),
]
VOTES = [(Vote.AGREE, "Agree"), (Vote.AMEND, "Agree with a change"), (Vote.ABSTAIN, "Abstain")]


class PlanQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Confirmed: everyone of the region. On the way there: who writes, comments or follows it; from the ballot on
        lead members and chief executives too."""
        everyone = person.region_codes_where(Permission.VIEW_REGION)
        early = person.region_codes_where(Permission.READ_PLAN_DRAFT)
        balloted = person.region_codes_where(Permission.READ_PLAN_BALLOT)
        return self.filter(
            Q(cycle__region__in=everyone, state__in=[PlanState.CONFIRMED, PlanState.CLOSED])
            | Q(cycle__region__in=balloted, state=PlanState.BALLOT)
            | Q(cycle__region__in=early)
        )

    def editable_by(self, person):
        regions = person.region_codes_where(Permission.MANAGE_PLAN)
        return self.filter(cycle__region__in=regions).exclude(state=PlanState.CLOSED)


class Plan(models.Model):
    """One a cycle. Its priorities are confirmed by a ballot of directors and lead members."""

    cycle = models.OneToOneField(Cycle, models.PROTECT, related_name="plan")
    state = models.CharField(max_length=9, choices=PLAN_STATES, default=PlanState.DRAFT)
    introduction = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)
    drafted_at = models.DateTimeField(auto_now_add=True)
    drafted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    ballot_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["-cycle__starts_on"]

    def __str__(self):
        return f"Plan of {self.cycle}"

    def get_absolute_url(self):
        return reverse("plans:plan", args=[self.pk])

    @property
    def may_change(self) -> bool:
        """Whether priorities may still be added or reworded."""
        return self.state in (PlanState.DRAFT, PlanState.BALLOT)


class Priority(models.Model):
    """What the region will work on, who answers for it, and the figures that should move."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="priorities")
    position = models.PositiveSmallIntegerField()
    area = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    why = models.TextField(blank=True)
    sponsor = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    group = models.ForeignKey(
        RegionalGroup,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="priorities",
        help_text="Sees to it",
    )
    figures = models.ManyToManyField(Indicator, through="Measure", related_name="+")
    version = models.PositiveIntegerField(default=0, help_text="Rises with its words: a vote is on a version")
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name_plural = "priorities"

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("plans:priority", args=[self.pk])


class Measure(models.Model):
    """A figure that a priority should move, and what it was when the plan was confirmed."""

    priority = models.ForeignKey(Priority, models.CASCADE, related_name="measures")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    baseline = models.JSONField(
        default=dict, help_text="When it was confirmed: period, region, england, and authorities by number"
    )

    class Meta:
        ordering = ["indicator__position"]
        constraints = [
            models.UniqueConstraint(fields=["priority", "indicator"], name="figure_once_a_priority")
        ]

    def __str__(self):
        return f"{self.priority}: {self.indicator}"


class Provenance(models.Model):
    """What a priority comes from, in words as they were then, and the thing itself where it is still there."""

    class Kind(models.TextChoices):
        FIGURE = "figure", "Figure"
        HEADLINE = "headline", "Headline"
        NEED = "need", "Need"
        OFFER = "offer", "Offer"

    priority = models.ForeignKey(Priority, models.CASCADE, related_name="provenance")
    kind = models.CharField(max_length=8, choices=Kind)
    words = models.CharField(max_length=300)
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, related_name="+")
    theme = models.ForeignKey(Theme, models.SET_NULL, null=True, related_name="+")
    need = models.ForeignKey(Need, models.PROTECT, null=True, related_name="provenance")
    offer = models.ForeignKey(Offer, models.PROTECT, null=True, related_name="provenance")

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return self.words


class Ballot(models.Model):
    """What one director or lead member said of a priority as it was worded then. Another wording asks again."""

    priority = models.ForeignKey(Priority, models.CASCADE, related_name="votes")
    version = models.PositiveIntegerField()
    authority = models.ForeignKey(LocalAuthority, models.PROTECT, related_name="+")
    role = models.CharField(
        max_length=20, choices=[(Role.DCS, "Director"), (Role.LEAD_MEMBER, "Lead member")]
    )
    answer = models.CharField(max_length=7, choices=VOTES)
    change = models.TextField(blank=True, help_text="What should be changed")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["authority__name", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["priority", "version", "authority", "role"], name="one_answer_a_role_and_wording"
            ),
            models.CheckConstraint(name="a_change_is_said", condition=~Q(answer=Vote.AMEND) | ~Q(change="")),
        ]

    def __str__(self):
        return f"{self.authority}, {self.get_role_display()}: {self.get_answer_display()}"


class Activity(models.Model):
    """What is done for a priority: by whom, from when to when, and how it goes, in words and not by colour alone."""

    class Kind(models.TextChoices):
        ANALYSIS = "analysis", "Analysis"
        PROJECT = "project", "Collaborative project"
        PRACTICE = "practice", "Practice sharing"
        SEMINAR = "seminar", "Seminar or training"
        SUPPORT = "support", "Support between authorities"
        OTHER = "other", "Something else"

    priority = models.ForeignKey(Priority, models.CASCADE, related_name="activities")
    kind = models.CharField(max_length=8, choices=Kind)
    title = models.CharField(max_length=200)
    lead = models.ForeignKey(LocalAuthority, models.PROTECT, null=True, blank=True, related_name="+")
    owner = models.CharField(max_length=120)
    starts_on = models.DateField()
    ends_on = models.DateField()
    rag = models.CharField(max_length=5, choices=list(RAG_WORDS.items()), default=Rag.GREEN)
    rag_because = models.CharField(max_length=300, blank=True)
    rag_at = models.DateTimeField(null=True, blank=True)
    match = models.ForeignKey(Match, models.PROTECT, null=True, blank=True, related_name="activities")
    version = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["starts_on", "pk"]
        verbose_name_plural = "activities"
        constraints = [
            models.CheckConstraint(
                name="an_activity_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("plans:activity", args=[self.pk])

    @property
    def goes(self) -> str:
        """What was last said of how it goes; a colour that nobody gave says nothing."""
        return self.get_rag_display() if self.rag_at else NOT_REPORTED

    @property
    def colour(self) -> str:
        return RAG_COLOURS[Rag(self.rag)] if self.rag_at else "grey"

    def is_stale(self, today, days: int) -> bool:
        """Under way, not done, and nothing said of it for more than so many days."""
        if self.rag == Rag.DONE or self.starts_on > today:
            return False
        last = timezone.localdate(self.rag_at) if self.rag_at else self.starts_on
        return (today - last).days > days


class Milestone(models.Model):
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="milestones")
    text = models.CharField(max_length=200)
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]

    def __str__(self):
        return self.text


class Commentary(models.Model):
    """What was said of a priority in one quarter, kept as it was said; a later word stands beside it."""

    priority = models.ForeignKey(Priority, models.CASCADE, related_name="commentaries")
    quarter = models.DateField(help_text="The quarter's first day")
    text = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-quarter", "-at"]
        verbose_name_plural = "commentaries"

    def __str__(self):
        return f"{self.priority}, {self.quarter:%B %Y}"
