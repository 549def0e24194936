"""Practice examples: what worked in one authority, written for every other one of its region."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from challenges.models import Finding
from indicators.models import Indicator
from learning.states import BEING_WRITTEN, PracticeState
from regions.models import LocalAuthority, Person, Region
from regions.roles import Permission

PRACTICE_STATES = [
    (PracticeState.DRAFT, "Being written"),
    (PracticeState.PROPOSED, "Proposed"),
    (PracticeState.RELEASED, "Released"),
    (PracticeState.WITHDRAWN, "Withdrawn"),
]


def released_to(person) -> Q:
    """What the regions that the person reads in have released, from its day in London on."""
    regions = person.region_codes_where(Permission.READ_PRACTICE)
    return Q(state=PracticeState.RELEASED, released_on__lte=timezone.localdate(), region__in=regions)


def written_by(person) -> Q:
    """Those of the person's own authority, and all of a region where they manage the programme, but for what began
    with a finding: its words are the host's until they are released."""
    own, regions = person.places_where(Permission.WRITE_PRACTICE)
    return Q(authority__in=own) | Q(region__in=regions, finding=None)


def directed_by(person) -> Q:
    own, _ = person.places_where(Permission.RELEASE_PRACTICE)
    return Q(authority__in=own)


class PracticeExampleQuerySet(models.QuerySet):
    def visible_to(self, person):
        """What is released to the person, and what they write on, in every state."""
        return self.filter(released_to(person) | written_by(person))

    def released_to(self, person):
        return self.filter(released_to(person))

    def unread_of(self, person):
        """Those that the person writes on and that the region does not read, not yet or no longer."""
        return self.filter(written_by(person)).exclude(
            state=PracticeState.RELEASED, released_on__lte=timezone.localdate()
        )

    def editable_by(self, person):
        """While it is being written, whoever writes on it; once released, the director alone, who answers for it."""
        writing = written_by(person) & Q(state__in=BEING_WRITTEN)
        return self.filter(writing | directed_by(person) & Q(state=PracticeState.RELEASED))

    def kept_by(self, person):
        """Those that the person may withdraw: they write for the authority in a post of their own there."""
        own, _ = person.places_where(Permission.WRITE_PRACTICE)
        return self.filter(authority__in=own)

    def directed_by(self, person):
        """Those that the person may release."""
        return self.filter(directed_by(person))

    def releasable(self):
        """Those still being written, and those whose day has not come: their day may be another."""
        coming = Q(state=PracticeState.RELEASED, released_on__gt=timezone.localdate())
        return self.filter(Q(state__in=BEING_WRITTEN) | coming)


class PracticeExample(models.Model):
    """What was done, what changed, and whom to ask. ``region`` is the authority's when it was begun."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="practice_examples")
    authority = models.ForeignKey(LocalAuthority, models.PROTECT, related_name="practice_examples")
    theme = models.CharField(max_length=80, blank=True)
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=120)
    what_was_done = models.TextField(blank=True)
    what_changed = models.TextField(blank=True, help_text="The evidence")
    contact_name = models.CharField(max_length=120, blank=True)
    contact_email = models.EmailField(blank=True)
    finding = models.OneToOneField(
        Finding, models.PROTECT, null=True, blank=True, related_name="practice_example"
    )
    state = models.CharField(max_length=9, choices=PRACTICE_STATES, default=PracticeState.DRAFT)
    released_on = models.DateField(
        null=True, blank=True, help_text="The region reads it from this day in London"
    )
    released_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=0, help_text="Rises when the words change")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = PracticeExampleQuerySet.as_manager()

    class Meta:
        ordering = ["-released_on", "-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_released_example_has_a_day_and_a_director",
                condition=~Q(state=PracticeState.RELEASED)
                | Q(released_on__isnull=False, released_by__isnull=False),
            ),
            models.CheckConstraint(
                name="a_released_example_says_it_all",
                condition=~Q(state=PracticeState.RELEASED)
                | ~(
                    Q(theme="")
                    | Q(what_was_done="")
                    | Q(what_changed="")
                    | Q(contact_name="")
                    | Q(contact_email="")
                ),
            ),
            models.CheckConstraint(name="an_example_has_a_title", condition=~Q(title="")),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("learning:example", args=[self.pk])

    @property
    def is_read_by_the_region(self) -> bool:
        return self.state == PracticeState.RELEASED and self.released_on <= timezone.localdate()

    @property
    def may_be_released(self) -> bool:
        return self.state in BEING_WRITTEN or (
            self.state == PracticeState.RELEASED and not self.is_read_by_the_region
        )
