"""Themes that findings and answers are coded to: what a region has learned, without naming anybody."""

from django.db import models
from django.db.models import Q

from challenges.models.findings import Finding
from cycles.models import Cycle
from regions.models import LocalAuthority, Person
from selfeval.models import Release


class Theme(models.Model):
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="themes")
    name = models.CharField(max_length=120)
    about = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    shown = models.PositiveSmallIntegerField(
        default=0, help_text="At least so many authorities, as it was last published; none is shown as none"
    )
    shown_at = models.DateTimeField(null=True, blank=True)
    counted = models.JSONField(
        default=list, help_text="Numbers of the authorities that were counted then; never to be shown"
    )

    class Meta:
        ordering = ["position", "name"]
        constraints = [models.UniqueConstraint(fields=["cycle", "name"], name="theme_once_a_cycle")]

    def __str__(self):
        return self.name


class Coding(models.Model):
    """One finding of released feedback, or one chapter of a released self-evaluation, put under a theme."""

    theme = models.ForeignKey(Theme, models.CASCADE, related_name="codings")
    authority = models.ForeignKey(LocalAuthority, models.PROTECT, related_name="+")
    finding = models.ForeignKey(Finding, models.CASCADE, null=True, blank=True, related_name="codings")
    release = models.ForeignKey(Release, models.PROTECT, null=True, blank=True, related_name="+")
    chapter = models.PositiveSmallIntegerField(null=True, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(
                name="coding_of_a_finding_or_a_chapter",
                condition=(Q(finding__isnull=False) & Q(release__isnull=True))
                | (Q(finding__isnull=True) & Q(release__isnull=False) & Q(chapter__isnull=False)),
            ),
            models.UniqueConstraint(fields=["theme", "finding"], name="finding_once_a_theme"),
            models.UniqueConstraint(fields=["theme", "release", "chapter"], name="chapter_once_a_theme"),
        ]

    def __str__(self):
        return f"{self.theme}: {self.authority}"


class Consent(models.Model):
    """That an authority lets its name stand beside a theme. Its director gives it, and may take it back."""

    theme = models.ForeignKey(Theme, models.CASCADE, related_name="consents")
    authority = models.ForeignKey(LocalAuthority, models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["theme", "authority"], name="consent_once")]

    def __str__(self):
        return f"{self.authority}: {self.theme}"
