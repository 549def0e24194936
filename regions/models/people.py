"""People and the posts they hold. All access follows from posts; nothing about rights is kept elsewhere."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property

from regions.models.places import SELF_EVALUATION, LocalAuthority, Region
from regions.roles import (
    AUTHORITY_ROLES,
    GRANTS,
    PORTAL_ROLES,
    REGION_ROLES,
    ROLE_LABELS,
    SHARED_ACROSS_REGION,
    Permission,
    Role,
)


class PersonManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        """A person who signs in with this e-mail address; no password means none works yet."""
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save()
        return person

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class Person(AbstractBaseUser):
    """Someone who signs in. There is no superuser: unknown means no, for everyone."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    is_demonstration = models.BooleanField(default=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = PersonManager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "people"

    def __str__(self):
        return self.name

    @cached_property
    def posts_now(self):
        """The posts held today, read once a request and never kept in the session."""
        if not self.is_active:
            return []
        return list(self.posts.held_on(timezone.localdate()).select_related("authority__region", "region"))

    @property
    def self_evaluation_name(self):
        """What the person's region calls a self-evaluation; the field's own word for who is of several or none."""
        regions = (post.region or (post.authority and post.authority.region) for post in self.posts_now)
        names = {region.self_evaluation_name for region in regions if region}
        return names.pop() if len(names) == 1 else SELF_EVALUATION

    def places_where(self, permission):
        """(authority numbers, region numbers) at which today's posts give the permission."""
        posts = [post for post in self.posts_now if permission in GRANTS[Role(post.role)]]
        authorities = {post.authority_id for post in posts if post.authority_id}
        regions = {post.region_id for post in posts if post.region_id}
        if permission in SHARED_ACROSS_REGION:
            regions |= {post.authority.region_id for post in posts if post.authority_id}
        return authorities, regions

    def authorities_where(self, permission):
        """The authorities at which a post of the person's own gives the permission today, without a query."""
        codes, _ = self.places_where(permission)
        held = {post.authority_id: post.authority for post in self.posts_now if post.authority_id in codes}
        return sorted(held.values(), key=lambda authority: authority.name)

    def regions_where(self, permission):
        """The regions at which the permission is held today, without a query."""
        codes = self.region_codes_where(permission)
        known = (post.region or (post.authority and post.authority.region) for post in self.posts_now)
        held = {region.pk: region for region in known if region and region.pk in codes}
        return sorted(held.values(), key=lambda region: region.name)

    def region_codes_where(self, permission):
        """Numbers of the regions at which the permission is held today."""
        _, regions = self.places_where(permission)
        return regions

    def may(self, permission: Permission, *, at: LocalAuthority | Region | None = None) -> bool:
        """Whether the person holds the permission at this place, or with no place, anywhere at all."""
        if at is None:
            return any(permission in GRANTS[Role(post.role)] for post in self.posts_now)
        if isinstance(at, Region):
            return at.pk in self.region_codes_where(permission)
        authorities, regions = self.places_where(permission)
        return at.pk in authorities or at.region_id in regions


class PostQuerySet(models.QuerySet):
    def held_on(self, day):
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)


def role_fits_place():
    """The condition that a role is held where such roles are held."""
    at_authority = Q(role__in=sorted(AUTHORITY_ROLES), authority__isnull=False, region__isnull=True)
    at_region = Q(role__in=sorted(REGION_ROLES), authority__isnull=True, region__isnull=False)
    everywhere = Q(role__in=sorted(PORTAL_ROLES), authority__isnull=True, region__isnull=True)
    return at_authority | at_region | everywhere


class Post(models.Model):
    """A role held by a person at a place, from a day, until a day if an end is known."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="posts")
    role = models.CharField(max_length=20, choices=[(role.value, ROLE_LABELS[role]) for role in Role])
    authority = models.ForeignKey(LocalAuthority, models.PROTECT, null=True, blank=True, related_name="posts")
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="posts")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(name="post_role_fits_its_place", condition=role_fits_place()),
            models.CheckConstraint(
                name="post_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
            ),
        ]

    def __str__(self):
        return f"{self.get_role_display()}, {self.place}"

    @property
    def place(self):
        return self.authority or self.region or "the portal"
