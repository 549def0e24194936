"""Places that figures are published for, and the two kinds that people work at."""

from django.db import models
from django.urls import reverse
from django.utils import timezone

from regions.models.memoranda import Memorandum
from regions.roles import Permission

ENGLAND = 970  # DfE's number for England


class Area(models.Model):
    """Any place with figures. The key is DfE's three-digit number, the same in every publication."""

    class Kind(models.TextChoices):
        AUTHORITY = "authority", "Local authority"
        REGION = "region", "Region"
        SUB_REGION = "sub_region", "Part of a region"
        COUNTRY = "country", "Country"

    code = models.PositiveSmallIntegerField(primary_key=True)
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=80)
    gss = models.CharField("ONS code", max_length=9, unique=True)
    # ONS codes change while the DfE number stays: a file may hold an older or newer one.
    gss_also = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


SELF_EVALUATION = "self-evaluation"


class RegionQuerySet(models.QuerySet):
    def visible_to(self, person):
        """The regions in which the person holds a post that shows the region."""
        return self.filter(pk__in=person.region_codes_where(Permission.VIEW_REGION))


class Region(Area):
    area = models.OneToOneField(Area, models.CASCADE, parent_link=True, related_name="as_region")
    slug = models.SlugField(unique=True)
    alliance_name = models.CharField(max_length=120, blank=True)
    self_evaluation_name = models.CharField(max_length=40, default=SELF_EVALUATION)
    tries_before_not_shifted = models.PositiveSmallIntegerField(
        default=2, help_text="How many things tried make a figure that has not moved one that has not shifted"
    )
    ballot_quorum = models.PositiveSmallIntegerField(
        default=50, help_text="Percent of the authorities that must answer before a priority is confirmed"
    )
    activity_stale_after = models.PositiveSmallIntegerField(
        default=90, help_text="Days without a word on how an activity goes, after which it is marked"
    )

    objects = RegionQuerySet.as_manager()

    def get_absolute_url(self):
        return reverse("datapacks:region", args=[self.slug])


class LocalAuthorityQuerySet(models.QuerySet):
    def current(self):
        return self.filter(closed_on__isnull=True)

    def visible_to(self, person):
        """The authorities of every region that the person may see."""
        return self.filter(region__in=person.region_codes_where(Permission.VIEW_REGION))

    def where(self, person, permission):
        """The authorities at which the person holds the permission today."""
        own, regions = person.places_where(permission)
        return self.filter(models.Q(pk__in=own) | models.Q(region__in=regions))

    def near(self, person):
        """The current authorities of every region in which the person holds a post of any kind, but their own."""
        own = {post.authority_id for post in person.posts_now if post.authority_id}
        regions = {
            post.region_id or post.authority.region_id
            for post in person.posts_now
            if post.region_id or post.authority_id
        }
        return self.current().filter(region__in=regions).exclude(pk__in=own)

    def party_to_memorandum(self):
        """The authorities for which all three have signed the memorandum in force, and that have not withdrawn."""
        binding = Memorandum.objects.binding(models.OuterRef(models.OuterRef("pk")))
        return self.filter(models.Exists(binding.filter(region=models.OuterRef("region"))))


class LocalAuthority(Area):
    class Kind(models.TextChoices):
        UNITARY = "unitary", "Unitary authority"
        METROPOLITAN = "metropolitan_district", "Metropolitan district"
        LONDON = "london_borough", "London borough"
        COUNTY = "county", "County council"

    area = models.OneToOneField(Area, models.CASCADE, parent_link=True, related_name="as_authority")
    region = models.ForeignKey(Region, models.PROTECT, related_name="authorities")
    sub_region = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    authority_kind = models.CharField(max_length=24, choices=Kind)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    longitude = models.FloatField("degrees east of its middle", null=True, blank=True)
    latitude = models.FloatField("degrees north of its middle", null=True, blank=True)
    successors = models.ManyToManyField("self", symmetrical=False, related_name="predecessors", blank=True)

    objects = LocalAuthorityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="authority_closes_after_it_opens",
                condition=models.Q(opened_on__isnull=True)
                | models.Q(closed_on__isnull=True)
                | models.Q(closed_on__gt=models.F("opened_on")),
            )
        ]

    def get_absolute_url(self):
        return reverse("datapacks:authority", args=[self.pk])

    @property
    def is_current(self):
        return self.closed_on is None or self.closed_on > timezone.localdate()
