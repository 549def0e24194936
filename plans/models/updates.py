"""The regional update: what a region reports of a period. It is written from records, changed by hand, then filed."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from plans.states import UpdateState
from regions.models import Person, Region
from regions.roles import Permission

UPDATE_STATES = [(UpdateState.DRAFT, "Draft"), (UpdateState.FILED, "Filed")]


class RegionalUpdateQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Once it is filed: directors and the regional team. A draft: those who manage the plan."""
        readers = person.region_codes_where(Permission.READ_UPDATES)
        writers = person.region_codes_where(Permission.MANAGE_PLAN)
        return self.filter(Q(region__in=readers, state=UpdateState.FILED) | Q(region__in=writers))

    def editable_by(self, person):
        regions = person.region_codes_where(Permission.MANAGE_PLAN)
        return self.filter(region__in=regions, state=UpdateState.DRAFT)

    def filed(self):
        return self.filter(state=UpdateState.FILED)


class RegionalUpdate(models.Model):
    """Filed, it has a number, and ``content`` is canonical JSON that is never changed after (migration: triggers)."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="updates")
    title = models.CharField(max_length=120)
    starts_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(max_length=5, choices=UPDATE_STATES, default=UpdateState.DRAFT)
    version = models.PositiveIntegerField(default=0)
    drafted_at = models.DateTimeField(auto_now_add=True)
    drafted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    drafted_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    number = models.PositiveIntegerField(null=True, blank=True, help_text="Counted a region")
    filed_at = models.DateTimeField(null=True, blank=True)
    filed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    content = models.TextField(blank=True)
    content_sha256 = models.CharField(max_length=64, blank=True)

    objects = RegionalUpdateQuerySet.as_manager()

    class Meta:
        ordering = ["-ends_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["region", "number"], name="update_number_once_a_region"),
            models.CheckConstraint(
                name="an_update_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="a_filed_update_is_frozen",
                condition=Q(state=UpdateState.DRAFT)
                | (Q(number__isnull=False, filed_at__isnull=False, filed_by__isnull=False) & ~Q(content="")),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("plans:update", args=[self.pk])

    @property
    def is_filed(self) -> bool:
        return self.state == UpdateState.FILED


class UpdateSection(models.Model):
    """One heading with its text; what was changed by hand is never written over from records."""

    class Kind(models.TextChoices):
        YEAR = "year", "Where the year stands"
        CHALLENGES = "challenges", "Challenges"
        HEADLINES = "headlines", "What we have learned"
        PLAN = "plan", "The plan"
        SUPPORT = "support", "Support between authorities"
        MOVED = "moved", "What moved"
        DATES = "dates", "The next three months"
        OWN = "own", "Added by hand"

    update = models.ForeignKey(RegionalUpdate, models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    heading = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    is_by_hand = models.BooleanField(default=False)
    is_left_out = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self):
        return self.heading
