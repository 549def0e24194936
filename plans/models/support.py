"""Needs and offers: the region's menu of support, and who was matched with whom."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from challenges.models import Finding, Support
from indicators.models import Indicator
from plans.states import MatchState, NeedState
from regions.models import LocalAuthority, Person, Region
from regions.roles import Permission
from selfeval.models import Release, Share

NEED_STATES = [
    (NeedState.OPEN, "Open"),
    (NeedState.MATCHED, "Matched"),
    (NeedState.CLOSED, "Closed"),
    (NeedState.TAKEN_BACK, "Taken back"),
]
MATCH_STATES = [
    (MatchState.SUGGESTED, "Suggested"),
    (MatchState.AGREED, "Agreed"),
    (MatchState.CLOSED, "Closed"),
    (MatchState.DECLINED, "Declined"),
]


class Visibility(models.TextChoices):
    OWN = "own", "Our authority and the regional team"
    GROUP = "group", "The directors of our group too"
    REGION = "region", "Every authority of the region"


def group_shares(person):
    """The shares by which a director reads now the self-evaluations of authorities of the same group."""
    directed, _ = person.places_where(Permission.READ_SHARED)
    return Share.objects.open_to(person).filter(authority__in=directed).exclude(group="")


def group_of(person):
    """The authorities whose self-evaluations a director reads now as one of the same group; numbers, for a query."""
    return group_shares(person).values("evaluation__authority")


class SupportQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Those of the person's own authority; of a region that they broker or follow, all; of the region, what is
        for everyone; and for a director, what authorities that share with theirs have opened to their group."""
        own, regions = person.places_where(Permission.READ_SUPPORT)
        followed = person.region_codes_where(Permission.FOLLOW_SUPPORT)
        return self.filter(
            Q(authority__in=own)
            | Q(region__in=followed)
            | Q(visibility=Visibility.REGION, region__in=regions)
            | Q(visibility=Visibility.GROUP, authority__in=group_of(person))
        )

    def editable_by(self, person):
        """Those of an authority that the person speaks for, and all of a region in which they broker."""
        own, _ = person.places_where(Permission.RAISE_SUPPORT)
        regions = person.region_codes_where(Permission.BROKER_SUPPORT)
        return self.filter(Q(authority__in=own) | Q(region__in=regions))


class NeedQuerySet(SupportQuerySet):
    def open(self):
        return self.filter(state=NeedState.OPEN)


class OfferQuerySet(SupportQuerySet):
    def standing(self, today=None):
        """Neither taken back nor over."""
        day = today or timezone.localdate()
        return self.filter(Q(until__isnull=True) | Q(until__gte=day), taken_back_at=None)


class Need(models.Model):
    """What an authority would like help with. It keeps the finding, the chapter or the note that it came from."""

    class Urgency(models.TextChoices):
        NOW = "now", "Within a month"
        TERM = "term", "Within three months"
        YEAR = "year", "Within a year"

    region = models.ForeignKey(Region, models.PROTECT, related_name="needs")
    authority = models.ForeignKey(LocalAuthority, models.PROTECT, related_name="needs")
    theme = models.CharField(max_length=80)
    text = models.TextField()
    urgency = models.CharField(max_length=4, choices=Urgency)
    visibility = models.CharField(max_length=6, choices=Visibility, default=Visibility.OWN)
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, blank=True, related_name="+")
    support = models.OneToOneField(Support, models.SET_NULL, null=True, blank=True, related_name="need")
    finding = models.ForeignKey(Finding, models.SET_NULL, null=True, blank=True, related_name="needs")
    release = models.ForeignKey(Release, models.PROTECT, null=True, blank=True, related_name="+")
    chapter = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Of the release")
    state = models.CharField(max_length=10, choices=NEED_STATES, default=NeedState.OPEN)
    outcome = models.TextField(blank=True, help_text="What came of it, or why it was closed without a match")
    version = models.PositiveIntegerField(default=0)
    closed_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = NeedQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_chapter_is_of_a_release",
                condition=Q(release__isnull=True, chapter__isnull=True)
                | Q(release__isnull=False, chapter__isnull=False),
            ),
            models.CheckConstraint(
                name="a_closed_need_says_what_came_of_it",
                condition=~Q(state=NeedState.CLOSED) | ~Q(outcome=""),
            ),
        ]

    def __str__(self):
        return f"{self.authority}: {self.theme}"

    def get_absolute_url(self):
        return reverse("plans:need", args=[self.pk])

    @property
    def days_open(self) -> int:
        return (timezone.localdate() - timezone.localdate(self.at)).days


class Offer(models.Model):
    """Help that an authority, or several together, can give: how much, and between which days."""

    class Kind(models.TextChoices):
        ADVICE = "advice", "A conversation or advice"
        VISIT = "visit", "A visit to see it done"
        PERSON = "person", "A person for some days"
        TRAINING = "training", "Training or a seminar"
        MATERIAL = "material", "Documents or tools"
        REVIEW = "review", "A review or an audit"

    region = models.ForeignKey(Region, models.PROTECT, related_name="offers")
    authority = models.ForeignKey(LocalAuthority, models.PROTECT, related_name="offers")
    with_authorities = models.ManyToManyField(
        LocalAuthority, related_name="+", blank=True, help_text="Who offers it together with the authority"
    )
    theme = models.CharField(max_length=80)
    kind = models.CharField(max_length=8, choices=Kind)
    text = models.TextField()
    capacity = models.PositiveSmallIntegerField(help_text="How many authorities can be helped")
    starts_on = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    visibility = models.CharField(max_length=6, choices=Visibility, default=Visibility.REGION)
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, blank=True, related_name="+")
    support = models.OneToOneField(Support, models.SET_NULL, null=True, blank=True, related_name="offer")
    finding = models.ForeignKey(Finding, models.SET_NULL, null=True, blank=True, related_name="offers")
    taken_back_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ["theme", "-at"]
        constraints = [
            models.CheckConstraint(name="an_offer_helps_somebody", condition=Q(capacity__gte=1)),
            models.CheckConstraint(
                name="an_offer_ends_after_it_starts",
                condition=Q(starts_on__isnull=True) | Q(until__isnull=True) | Q(until__gte=F("starts_on")),
            ),
        ]

    def __str__(self):
        return f"{self.authority}: {self.theme}"

    def get_absolute_url(self):
        return reverse("plans:offer", args=[self.pk])


class MatchQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Of a need or an offer of the person's own authority, and all of a region that they broker or follow."""
        own, _ = person.places_where(Permission.READ_SUPPORT)
        followed = person.region_codes_where(Permission.FOLLOW_SUPPORT)
        return self.filter(
            Q(need__authority__in=own) | Q(offer__authority__in=own) | Q(need__region__in=followed)
        )

    def live(self):
        return self.filter(state__in=[MatchState.SUGGESTED, MatchState.AGREED])


class Match(models.Model):
    """That an offer meets a need: what is done, when, and what came of it. Both sides say yes to the same words."""

    need = models.ForeignKey(Need, models.PROTECT, related_name="matches")
    offer = models.ForeignKey(Offer, models.PROTECT, related_name="matches")
    state = models.CharField(max_length=9, choices=MATCH_STATES, default=MatchState.SUGGESTED)
    scope = models.TextField(help_text="What is done, for whom")
    starts_on = models.DateField()
    ends_on = models.DateField()
    because = models.TextField(blank=True, help_text="Why this offer, as it stood when it was chosen")
    version = models.PositiveIntegerField(default=0, help_text="Rises when the words or days change")
    need_agreed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    offer_agreed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = MatchQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name_plural = "matches"
        constraints = [
            models.UniqueConstraint(
                fields=["need", "offer"],
                condition=Q(state__in=[MatchState.SUGGESTED, MatchState.AGREED]),
                name="one_live_match_of_two",
            ),
            models.CheckConstraint(
                name="a_match_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="a_closed_match_says_what_came_of_it",
                condition=~Q(state=MatchState.CLOSED) | ~Q(outcome=""),
            ),
        ]

    def __str__(self):
        return f"{self.need} with {self.offer.authority}"

    def get_absolute_url(self):
        return reverse("plans:match", args=[self.pk])
