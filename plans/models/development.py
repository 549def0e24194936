"""An authority's own development plan: its lines with what they come from, and what its group says of it."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from challenges.models import AgreedAction
from cycles.models import Cycle
from indicators.models import Indicator
from plans.models.plans import Priority
from plans.models.support import Need, group_shares
from plans.states import ASPECT_WORDS, WORK_WORDS, DevelopmentState, WorkState
from regions.models import LocalAuthority, Person
from regions.roles import Permission
from selfeval.models import Release

DEVELOPMENT_STATES = [
    (DevelopmentState.DRAFT, "Draft"),
    (DevelopmentState.SHARED, "Shared with the group"),
    (DevelopmentState.CLOSED, "Closed"),
]


class DevelopmentPlanQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Those of the person's own authority; and for a director, those that authorities of their group share."""
        return self.filter(own(person) | self.read_in_group(person))

    def shared_with(self, person):
        return self.filter(self.read_in_group(person))

    @staticmethod
    def read_in_group(person) -> Q:
        """Shared, by an authority whose self-evaluation of the same cycle the person reads now as its director."""
        shares = group_shares(person).filter(
            evaluation__authority=OuterRef("authority"), evaluation__cycle=OuterRef("cycle")
        )
        return Q(shared_at__isnull=False) & Q(Exists(shares))

    def status_visible_to(self, person):
        """Those of which the person may know that they exist, with their counts; the text needs more."""
        regions = person.region_codes_where(Permission.VIEW_DEVELOPMENT_STATUS)
        return self.filter(Q(cycle__region__in=regions) | own(person) | self.read_in_group(person))

    def editable_by(self, person):
        """Those of an authority that the person writes for, until they are closed."""
        written, _ = person.places_where(Permission.WRITE_DEVELOPMENT_PLAN)
        return self.filter(authority__in=written).exclude(state=DevelopmentState.CLOSED)

    def directed_by(self, person):
        """Those that the person may share, take back and close."""
        directed, _ = person.places_where(Permission.SIGN_SELF_EVALUATION)
        return self.filter(authority__in=directed)


def own(person) -> Q:
    authorities, _ = person.places_where(Permission.TAKE_PART)
    return Q(authority__in=authorities)


class DevelopmentPlan(models.Model):
    """One an authority and cycle. Its text is for the authority, and once shared for the directors of its group."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="development_plans")
    authority = models.ForeignKey(LocalAuthority, models.PROTECT, related_name="development_plans")
    state = models.CharField(max_length=6, choices=DEVELOPMENT_STATES, default=DevelopmentState.DRAFT)
    introduction = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0, help_text="Rises with the introduction")
    shared_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = DevelopmentPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-cycle__starts_on", "authority__name"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "authority"], name="one_development_plan_a_cycle"),
            models.CheckConstraint(
                name="a_shared_development_plan_says_since_when",
                condition=(~Q(state=DevelopmentState.SHARED) | Q(shared_at__isnull=False))
                & (~Q(state=DevelopmentState.DRAFT) | Q(shared_at__isnull=True)),
            ),
        ]

    def __str__(self):
        return f"Development plan of {self.authority}, {self.cycle.name}"

    def get_absolute_url(self):
        return reverse("plans:development", args=[self.pk])


class DevelopmentLine(models.Model):
    """What will be different for children, by what, and how one will know. It keeps what it came from."""

    class Source(models.TextChoices):
        ACTION = "action", "Agreed after a challenge"
        AREA = "area", "Area for development"
        NEED = "need", "Need"

    plan = models.ForeignKey(DevelopmentPlan, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300, help_text="What will be different for children")
    done = models.TextField(blank=True, help_text="What is done for it")
    owner = models.CharField(max_length=120, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, blank=True, related_name="+")
    success = models.CharField(max_length=300, blank=True, help_text="How one will know")
    priority = models.ForeignKey(
        Priority, models.SET_NULL, null=True, blank=True, related_name="development_lines"
    )
    state = models.CharField(max_length=9, choices=list(WORK_WORDS.items()), default=WorkState.PLANNED)
    state_because = models.CharField(max_length=300, blank=True)
    state_at = models.DateTimeField(null=True, blank=True)
    source = models.CharField(max_length=6, choices=Source, blank=True)
    source_words = models.TextField(blank=True, help_text="What it comes from, as it was worded then")
    action = models.ForeignKey(AgreedAction, models.SET_NULL, null=True, blank=True, related_name="+")
    release = models.ForeignKey(Release, models.PROTECT, null=True, blank=True, related_name="+")
    chapter = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Of the release")
    need = models.ForeignKey(Need, models.PROTECT, null=True, blank=True, related_name="development_lines")
    dropped_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "action"], name="an_action_once_a_development_plan"),
            models.UniqueConstraint(fields=["plan", "need"], name="a_need_once_a_development_plan"),
            models.CheckConstraint(
                name="a_development_line_ends_after_it_starts",
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="a_lines_chapter_is_of_a_release",
                condition=Q(release__isnull=True, chapter__isnull=True)
                | Q(release__isnull=False, chapter__isnull=False),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return f"{self.plan.get_absolute_url()}#line-{self.pk}"


class DevelopmentComment(models.Model):
    """What a director of the group says of one line or of the whole, and what the authority changed for it."""

    plan = models.ForeignKey(DevelopmentPlan, models.CASCADE, related_name="comments")
    line = models.ForeignKey(DevelopmentLine, models.CASCADE, null=True, blank=True, related_name="comments")
    line_version = models.PositiveIntegerField(default=0, help_text="Of the wording that it is about")
    aspect = models.CharField(max_length=8, choices=list(ASPECT_WORDS.items()))
    text = models.TextField()
    authority = models.ForeignKey(
        LocalAuthority, models.PROTECT, related_name="+", help_text="Whose director comments"
    )
    answer = models.TextField(blank=True, help_text="What the authority changed")
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0, help_text="Rises with the answer")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(name="a_development_comment_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="an_answer_says_when",
                condition=Q(answer="", answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
            ),
        ]

    def __str__(self):
        return f"{self.authority}, {self.get_aspect_display().split(':')[0].lower()}"

    @property
    def aspect_word(self) -> str:
        return self.get_aspect_display().split(":")[0]


class NothingToSay(models.Model):
    """That a director of the group has read the plan and has no comment. It goes when the plan is taken back."""

    plan = models.ForeignKey(DevelopmentPlan, models.CASCADE, related_name="nothing_to_say")
    authority = models.ForeignKey(LocalAuthority, models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "nothing to say"
        constraints = [
            models.UniqueConstraint(fields=["plan", "authority"], name="nothing_to_say_once_an_authority")
        ]

    def __str__(self):
        return f"{self.authority}: no comment"
