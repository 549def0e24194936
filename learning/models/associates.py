"""The register of improvement associates: people of authorities who are lent to others, when, and for how long.

Days are kept as half days, so that sums are exact.
"""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from learning.spans import days_words, in_days
from regions.models import LocalAuthority, Person, Region
from regions.roles import Permission


class Level(models.TextChoices):
    NATIONAL = "national", "National"
    REGIONAL = "regional", "Regional"
    LOCAL = "local", "Local"


class AssociateQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Those on the register of a region in which the person reads it; for who keeps it, those who left too; and
        the person's own record."""
        read = person.region_codes_where(Permission.READ_ASSOCIATES)
        return self.filter(Q(region__in=read, left_on=None) | may_correct(person))

    def editable_by(self, person):
        """All of a region whose register the person keeps."""
        return self.filter(region__in=person.region_codes_where(Permission.MANAGE_ASSOCIATES))

    def correctable_by(self, person):
        """Whose contact and availability the person may correct: all of a register that they keep, and their own."""
        return self.filter(may_correct(person))

    def own_of(self, person):
        return self.filter(is_own(person))

    def listed(self):
        """Those who have not left the register."""
        return self.filter(left_on=None)


def may_correct(person) -> Q:
    return Q(region__in=person.region_codes_where(Permission.MANAGE_ASSOCIATES)) | is_own(person)


def is_own(person) -> Q:
    """The record that is linked to the person, while they hold any post in its region."""
    regions = {
        post.region_id or post.authority.region_id
        for post in person.posts_now
        if post.region_id or post.authority_id
    }
    return Q(person=person.pk, region__in=regions)


class Associate(models.Model):
    """Somebody who is lent. ``conflicts`` are authorities that the person is not to be asked to help."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="associates")
    name = models.CharField(max_length=120)
    job_title = models.CharField(max_length=120)
    home = models.ForeignKey(LocalAuthority, models.PROTECT, related_name="associates")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="associates")
    email = models.EmailField()
    level = models.CharField(max_length=8, choices=Level)
    trained_on = models.DateField(null=True, blank=True)
    conflicts = models.ManyToManyField(LocalAuthority, related_name="+", blank=True)
    note = models.TextField(blank=True)
    left_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = AssociateQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "person"],
                condition=Q(person__isnull=False, left_on__isnull=True),
                name="a_person_is_on_a_register_once",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("learning:associate", args=[self.pk])


class Specialism(models.Model):
    associate = models.ForeignKey(Associate, models.PROTECT, related_name="specialisms")
    theme = models.CharField(max_length=80)

    class Meta:
        ordering = ["theme"]
        constraints = [
            models.UniqueConstraint(fields=["associate", "theme"], name="a_specialism_is_named_once"),
        ]

    def __str__(self):
        return self.theme


class Availability(models.Model):
    """So many days that an associate can be lent between two days."""

    associate = models.ForeignKey(Associate, models.PROTECT, related_name="availability")
    starts_on = models.DateField()
    ends_on = models.DateField()
    half_days = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["starts_on", "pk"]
        verbose_name_plural = "availability"
        constraints = [
            models.CheckConstraint(
                name="availability_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(name="availability_is_of_some_days", condition=Q(half_days__gt=0)),
        ]

    def __str__(self):
        return f"{days_words(self.half_days)} from {self.starts_on} to {self.ends_on}"


class Deployment(models.Model):
    """An associate lent to an authority. ``home`` is the authority that gave the days when they were given."""

    associate = models.ForeignKey(Associate, models.PROTECT, related_name="deployments")
    home = models.ForeignKey(LocalAuthority, models.PROTECT, related_name="+")
    receiving = models.ForeignKey(LocalAuthority, models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    half_days = models.PositiveSmallIntegerField()
    what_for = models.CharField(max_length=200)
    version = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_deployment_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(name="a_deployment_is_of_some_days", condition=Q(half_days__gt=0)),
            models.CheckConstraint(name="nobody_is_lent_to_their_home", condition=~Q(receiving=F("home"))),
            models.UniqueConstraint(
                fields=["associate", "receiving", "starts_on"], name="a_deployment_is_recorded_once"
            ),
        ]

    def __str__(self):
        return f"{self.associate} at {self.receiving}"

    @property
    def days(self) -> str:
        return in_days(self.half_days)

    @property
    def words(self) -> str:
        return days_words(self.half_days)
