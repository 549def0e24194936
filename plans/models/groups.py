"""The region's standing groups: who is in them, when they meet, what they decide and what they do."""

from uuid import uuid4

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from challenges.models import AgreedAction
from plans.states import WORK_WORDS, WorkState
from regions.models import Person, Region
from regions.roles import Permission


def regions_of(person: Person) -> set[int]:
    """Numbers of the regions in which the person holds a post of any kind today."""
    places = [(post.region_id, post.authority) for post in person.posts_now]
    return {region or authority.region_id for region, authority in places if region or authority}


class RegionalGroupQuerySet(models.QuerySet):
    def visible_to(self, person):
        """That there is one, and what it is for: whoever may see the region, and whoever is in it."""
        seen = Q(region__in=person.region_codes_where(Permission.VIEW_REGION))
        return self.filter(seen | self.own(person))

    def read_by(self, person):
        """Its meetings, decisions and actions: its members, the region's directors and the regional team."""
        followed = Q(region__in=person.region_codes_where(Permission.FOLLOW_GROUPS))
        return self.filter(followed | self.own(person))

    def managed_by(self, person):
        """Those under way that the person chairs, and all that are of a region whose groups they manage."""
        managed = Q(region__in=person.region_codes_where(Permission.MANAGE_GROUPS))
        return self.filter(managed | Q(chair=person.pk) & self.own(person), ended_at=None)

    def to_choose(self, region, *, kept=None):
        """The region's that have not ended, and the one that is chosen."""
        return self.filter(Q(ended_at=None) | Q(pk=kept), region=region)

    @staticmethod
    def own(person):
        """That the person is in it now, and still has a post in its region."""
        member = Membership.objects.current().filter(group=OuterRef("pk"), person=person.pk)
        return Q(Exists(member), region__in=regions_of(person))


class RegionalGroup(models.Model):
    """A standing group of the region; the directors' own steers the others. One that ended stays readable."""

    class Kind(models.TextChoices):
        DIRECTORS = "directors", "Directors’ group"
        SECOND_TIER = "second_tier", "Second-tier group"
        NETWORK = "network", "Network"
        SUB_GROUP = "sub_group", "Sub-group"

    region = models.ForeignKey(Region, models.PROTECT, related_name="groups")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=11, choices=Kind)
    purpose = models.TextField(blank=True)
    chair = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = RegionalGroupQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "name"], condition=Q(ended_at__isnull=True), name="one_live_group_of_a_name"
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("plans:group", args=[self.pk])


class MembershipQuerySet(models.QuerySet):
    def current(self):
        return self.on(timezone.localdate())

    def not_over(self):
        """Without a last day, or with one that is still to come."""
        return self.filter(Q(until=None) | Q(until__gte=timezone.localdate()))

    def on(self, day):
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day)


class Membership(models.Model):
    """That somebody is in a group from a day on: a person of the region, or a partner who has no account, by name."""

    group = models.ForeignKey(RegionalGroup, models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    partner = models.CharField(max_length=120, blank=True, help_text="The name of someone without an account")
    organisation = models.CharField(max_length=120, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True, help_text="The last day")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_member_is_a_person_or_a_partner",
                condition=Q(person__isnull=False, partner="") | (Q(person__isnull=True) & ~Q(partner="")),
            ),
            models.CheckConstraint(
                name="a_membership_ends_after_it_starts",
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
            ),
            models.UniqueConstraint(
                fields=["group", "person"],
                condition=Q(until__isnull=True),
                name="one_standing_membership_of_two",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        return self.person.name if self.person else self.partner


class Meeting(models.Model):
    """One meeting; afterwards, who was there and what was said."""

    group = models.ForeignKey(RegionalGroup, models.PROTECT, related_name="meetings")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True, help_text="A room or a link")
    agenda = models.TextField(blank=True)
    note = models.TextField(blank=True)
    present = models.ManyToManyField(Membership, related_name="+", blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, help_text="Rises whenever a calendar must know")
    version = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_meeting_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            )
        ]

    def __str__(self):
        day = timezone.localdate(self.starts_at)
        return f"{self.group}, {day.day} {day:%B %Y}"

    def get_absolute_url(self):
        return reverse("plans:meeting", args=[self.pk])

    def members_then_or_now(self):
        """Who can have been there: whoever is in the group now may have joined it in fact before its record says."""
        memberships = self.group.memberships.all()
        return memberships.on(timezone.localdate(self.starts_at)) | memberships.current()

    @property
    def has_begun(self) -> bool:
        return self.starts_at <= timezone.now()


class Decision(models.Model):
    """What a group decided, at a meeting or by written round. Its words never change: the database refuses it."""

    group = models.ForeignKey(RegionalGroup, models.PROTECT, related_name="decisions")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="decisions")
    decided_on = models.DateField()
    text = models.TextField()
    present = models.JSONField(
        default=list, help_text="Names of those at the meeting, as they were kept then"
    )
    priorities = models.ManyToManyField("plans.Priority", related_name="decisions", blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_because = models.TextField(blank=True)

    class Meta:
        ordering = ["-decided_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_withdrawn_decision_says_why",
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_because=""),
            )
        ]

    def __str__(self):
        return self.text[:80]

    def get_absolute_url(self):
        return f"{self.group.get_absolute_url()}#decision-{self.pk}"


class GroupAction(models.Model):
    """What a group does itself, or an action agreed in a challenge that it was asked to see to. Of the latter the
    group keeps its own words on how it goes, and what the authority's director writes for it, nothing else."""

    group = models.ForeignKey(RegionalGroup, models.PROTECT, related_name="actions")
    text = models.TextField(blank=True)
    due_on = models.DateField(null=True, blank=True)
    agreed = models.ForeignKey(AgreedAction, models.PROTECT, null=True, blank=True, related_name="assigned")
    for_group = models.TextField(blank=True, help_text="What the authority's director says it is about")
    owner = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    owner_words = models.CharField(max_length=120, blank=True)
    priority = models.ForeignKey(
        "plans.Priority", models.PROTECT, null=True, blank=True, related_name="group_actions"
    )
    state = models.CharField(max_length=9, choices=list(WORK_WORDS.items()), default=WorkState.PLANNED)
    said = models.TextField(blank=True, help_text="The last word on how it goes")
    said_at = models.DateTimeField(null=True, blank=True)
    said_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="an_action_is_the_group_s_or_was_agreed",
                condition=Q(agreed__isnull=False, text="", due_on__isnull=True)
                | (Q(agreed__isnull=True, due_on__isnull=False) & ~Q(text="")),
            ),
            models.CheckConstraint(
                name="only_an_agreed_action_is_told_by_its_authority",
                condition=Q(agreed__isnull=False) | Q(for_group=""),
            ),
            models.UniqueConstraint(fields=["group", "agreed"], name="assigned_once_to_a_group"),
        ]

    def __str__(self):
        return self.text[:80] or "An action agreed in a challenge"

    def get_absolute_url(self):
        return f"{self.group.get_absolute_url()}#action-{self.pk}"

    @property
    def due(self):
        """Of one agreed in a challenge, as it stands there now."""
        return self.agreed.due_on if self.agreed else self.due_on

    @property
    def is_open(self) -> bool:
        return self.state in (WorkState.PLANNED, WorkState.UNDER_WAY)

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.due < timezone.localdate()

    @property
    def owner_name(self) -> str:
        return self.owner.name if self.owner else self.owner_words
