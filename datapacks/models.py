"""Data packs as they were made, and the register of what authorities have tried, which packs count."""

from django.db import models
from django.urls import reverse
from django.utils import timezone

from files.models import StoredFile
from indicators.models import DataVersion, Indicator, IndicatorSet, NeighbourSet
from jobs.models import Batch, Job
from regions.models import LocalAuthority, Person, Region
from regions.roles import Permission


class DataPackQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Packs of the authorities whose packs the person may read."""
        return self.filter(authority__in=LocalAuthority.objects.where(person, Permission.VIEW_PACKS))

    def newest(self):
        """The pack of each authority that was made, or found to be right still, last."""
        last = self.model.objects.filter(authority=models.OuterRef("authority")).values("pk")[:1]
        return self.filter(pk=models.Subquery(last))


class DataPack(models.Model):
    """One authority's pack. ``content`` is all that its page, PDF and workbook print.

    ``content_sha256`` is taken over the content and the layout's version, so the same
    figures in the same layout are one pack, however often they are asked for. Where a load
    was undone, an older pack is the right one again: ``confirmed_at`` is the last time that
    the figures in force gave this content, and the pack confirmed last is the newest.
    """

    authority = models.ForeignKey(LocalAuthority, models.PROTECT, related_name="packs")
    data_version = models.ForeignKey(DataVersion, models.PROTECT, related_name="+")
    neighbour_set = models.ForeignKey(NeighbourSet, models.PROTECT, null=True, related_name="+")
    indicator_set = models.ForeignKey(IndicatorSet, models.PROTECT, related_name="+")
    rules_version = models.CharField(max_length=10)
    content = models.TextField(help_text="JSON, see datapacks.content")
    content_sha256 = models.CharField(max_length=64)
    pdf = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    workbook = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(default=timezone.now)

    objects = DataPackQuerySet.as_manager()

    class Meta:
        ordering = ["-confirmed_at", "-pk"]
        indexes = [
            models.Index(fields=["authority", "-confirmed_at", "-id"], name="newest_pack_of_authority")
        ]
        constraints = [
            models.UniqueConstraint(fields=["authority", "content_sha256"], name="same_content_is_one_pack")
        ]

    def __str__(self):
        return f"{self.authority_id} {self.content_sha256[:8]}"

    def get_absolute_url(self):
        return reverse("datapacks:pack", args=[self.pk])


class PackRunQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Runs for a region at which the person may have packs made, and their own for such authorities.

        Having asked is not enough: who has left an authority no longer sees its runs.
        """
        regions = person.region_codes_where(Permission.BUILD_PACKS)
        may_build = LocalAuthority.objects.where(person, Permission.BUILD_PACKS)
        elsewhere = Job.objects.filter(batches=models.OuterRef("batch")).exclude(
            key__in=[str(code) for code in may_build.values_list("pk", flat=True)]
        )
        own = models.Q(region=None, batch__requested_by=person) & ~models.Exists(elsewhere)
        return self.filter(models.Q(region__in=regions) | own)


class PackRun(models.Model):
    """Packs asked for together: of a whole region, or of one authority when ``region`` is empty."""

    batch = models.OneToOneField(Batch, models.PROTECT, primary_key=True, related_name="pack_run")
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="pack_runs")

    objects = PackRunQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return self.batch.title

    def get_absolute_url(self):
        return reverse("datapacks:run", args=[self.pk])


class InterventionQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Those of the authorities at which the person takes part, and that were not removed."""
        own = LocalAuthority.objects.where(person, Permission.TAKE_PART)
        return self.standing().filter(authority__in=own)

    def standing(self):
        return self.filter(removed_at__isnull=True)


class Intervention(models.Model):
    """Something tried to move a figure or a topic: when it began and ended, and what came of it.

    Packs and profiles print how many there are, so it lives here and not with the self-evaluations that list them.
    """

    authority = models.ForeignKey(LocalAuthority, models.PROTECT, related_name="interventions")
    title = models.CharField(max_length=160)
    topic = models.CharField(max_length=80, blank=True)
    began_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    what_changed = models.TextField(blank=True)
    indicators = models.ManyToManyField(Indicator, related_name="interventions", blank=True)
    added_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = InterventionQuerySet.as_manager()

    class Meta:
        ordering = ["-began_on", "title"]
        constraints = [
            models.CheckConstraint(
                name="intervention_ends_after_it_begins",
                condition=models.Q(ended_on__isnull=True) | models.Q(ended_on__gte=models.F("began_on")),
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("datapacks:intervention", args=[self.pk])
