"""What a self-evaluation asks: templates of chapters and prompts, in versions that freeze when they are used."""

from django.db import models
from django.db.models import Q

from indicators.models import Indicator
from regions.models import Region
from regions.roles import Permission


class TemplateQuerySet(models.QuerySet):
    def visible_to(self, person):
        """The standard templates and those of the regions whose templates the person may look at."""
        regions = person.region_codes_where(Permission.VIEW_REGION)
        return self.filter(Q(region__isnull=True) | Q(region__in=regions)) if regions else self.none()


class Template(models.Model):
    """One version of a form. A region's own versions are copies; ``region`` is empty for the standard ones."""

    slug = models.SlugField()
    version = models.PositiveSmallIntegerField(default=1)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="templates")
    name = models.CharField(max_length=120)
    about = models.CharField(max_length=255, blank=True)
    copied_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="copies")
    frozen_at = models.DateTimeField(null=True, blank=True)

    objects = TemplateQuerySet.as_manager()

    class Meta:
        ordering = ["name", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["slug", "version", "region"], name="template_version_once"),
            models.UniqueConstraint(
                fields=["slug", "version"], condition=Q(region__isnull=True), name="standard_template_once"
            ),
        ]

    def __str__(self):
        return f"{self.name}, version {self.version}"

    @property
    def is_editable(self):
        return self.region_id is not None and self.frozen_at is None


class TemplateChapter(models.Model):
    template = models.ForeignKey(Template, models.CASCADE, related_name="chapters")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    usual_owner = models.CharField(max_length=120, blank=True)
    indicators = models.ManyToManyField(Indicator, related_name="+", blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["template", "number"], name="chapter_number_once")]

    def __str__(self):
        return f"{self.number}. {self.title}" if self.number else self.title


class Prompt(models.Model):
    class Kind(models.TextChoices):
        NARRATIVE = "narrative", "Text"
        TABLE = "table", "Rows of a table"
        JUDGEMENT = "judgement", "One of a list, with a reason"
        EVIDENCE = "evidence", "Files and citations"
        INTERVENTIONS = "interventions", "The register of interventions"
        EXCEPTIONS = "exceptions", "Comments on exceptions"
        ROLLUP = "rollup", "Rows gathered from the other chapters"
        THREAD = "thread", "Three years of strengths and areas"

    class Role(models.TextChoices):
        """What the rows of a table are, where another part of the portal reads them."""

        STRENGTHS = "strengths", "Strengths"
        AREAS = "areas", "Areas for development"
        ACTIONS = "actions", "Actions"
        REQUESTS = "requests", "Requests and offers"
        PROGRESS = "progress", "Progress on earlier priorities"
        JOURNEY = "journey", "The journey"

    chapter = models.ForeignKey(TemplateChapter, models.CASCADE, related_name="prompts")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=14, choices=Kind)
    role = models.CharField(max_length=10, choices=Role, blank=True)
    text = models.CharField(max_length=300)
    help = models.CharField(max_length=300, blank=True)
    word_guide = models.PositiveSmallIntegerField(null=True, blank=True)
    is_required = models.BooleanField(default=False)
    columns = models.JSONField(default=list, blank=True)
    choices = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["chapter", "position"], name="prompt_position_once")]

    def __str__(self):
        return self.text

    @property
    def takes_an_answer(self):
        return self.kind in (self.Kind.NARRATIVE, self.Kind.TABLE, self.Kind.JUDGEMENT)
