"""A self-evaluation while it is written. Its text is here and nowhere else; peers never read these tables."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from cycles.models import Cycle
from regions.models import LocalAuthority, Memorandum, Person
from regions.roles import ROLE_LABELS, SIGNING_ROLES, Permission, Role
from selfeval import statuses
from selfeval.models.templates import Prompt, Template, TemplateChapter

DOCUMENT_STATES = [(state.value, state.value.replace("_", " ").capitalize()) for state in statuses.Document]
CHAPTER_STATES = [(state.value, state.value.replace("_", " ").capitalize()) for state in statuses.Chapter]


class SelfEvaluationQuerySet(models.QuerySet):
    def of_own_authority(self, person):
        """Those of the authorities at which the person takes part: they may know that it exists."""
        return self.filter(authority__in=LocalAuthority.objects.where(person, Permission.TAKE_PART))

    def visible_to(self, person):
        """Those whose draft the person may read as a whole; for parts of one, ask for its chapters.

        The lead member and the chief executive read what the director has opened to them, and what waits for an
        endorsement once it is signed.
        """
        whole = Q(authority__in=LocalAuthority.objects.where(person, Permission.EDIT_SELF_EVALUATION))
        opened = Q(is_open_to_members=True) | Q(
            state__in=[statuses.Document.SIGNED, statuses.Document.ENDORSED],
            authority__region__in=Memorandum.objects.in_force()
            .exclude(endorsers=Memorandum.Endorsers.NONE)
            .values("region"),
        )
        opened &= Q(authority__in=LocalAuthority.objects.where(person, Permission.ENDORSE_SELF_EVALUATION))
        owns = models.Exists(
            ChapterPart.objects.filter(
                chapter__evaluation=models.OuterRef("pk"), person=person, part=ChapterPart.Part.OWNER
            )
        )
        return self.of_own_authority(person).filter(whole | opened | owns)

    def status_visible_to(self, person):
        """Those of which the person may see stage, dates and counts, and never the text."""
        regions = person.region_codes_where(Permission.VIEW_STATUS)
        return self.filter(authority__region__in=regions)


class SelfEvaluation(models.Model):
    """One authority's document in one cycle. ``version`` counts its releases, and the next one's number."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="self_evaluations")
    authority = models.ForeignKey(LocalAuthority, models.PROTECT, related_name="self_evaluations")
    template = models.ForeignKey(Template, models.PROTECT, related_name="self_evaluations")
    state = models.CharField(max_length=10, choices=DOCUMENT_STATES, default=statuses.Document.DRAFTING)
    is_open_to_members = models.BooleanField(default=False)
    state_since = models.DateTimeField(auto_now_add=True)

    objects = SelfEvaluationQuerySet.as_manager()

    class Meta:
        ordering = ["authority__name"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "authority", "template"], name="one_evaluation_a_cycle")
        ]

    def __str__(self):
        return f"{self.authority}, {self.cycle}"

    def get_absolute_url(self):
        return reverse("selfeval:evaluation", args=[self.pk])

    @property
    def can_be_edited(self):
        return self.state in (statuses.Document.DRAFTING, statuses.Document.REVIEW)


ENDORSING_ROLES = {
    Memorandum.Endorsers.NONE: frozenset[Role](),
    Memorandum.Endorsers.LEAD_MEMBER: frozenset({Role.LEAD_MEMBER}),
    Memorandum.Endorsers.BOTH: frozenset({Role.LEAD_MEMBER, Role.CHIEF_EXECUTIVE}),
}


class Endorsement(models.Model):
    """That a lead member or chief executive endorsed the signed text. Reopening the document takes it away."""

    evaluation = models.ForeignKey(SelfEvaluation, models.PROTECT, related_name="endorsements")
    role = models.CharField(
        max_length=20, choices=[(role.value, ROLE_LABELS[role]) for role in SIGNING_ROLES]
    )
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["evaluation", "role"], name="one_endorsement_a_role")]

    def __str__(self):
        return f"{self.get_role_display()}: {self.evaluation}"


def endorsements_awaited(evaluation: SelfEvaluation) -> set[Role]:
    """The roles that the memorandum in force asks to endorse the document, and that have not."""
    memorandum = Memorandum.objects.in_force().filter(region=evaluation.authority.region_id).first()
    if memorandum is None:
        return set()
    given = {Role(role) for role in evaluation.endorsements.values_list("role", flat=True)}
    return set(ENDORSING_ROLES[Memorandum.Endorsers(memorandum.endorsers)] - given)


class ChapterQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Chapters of documents that the person reads as a whole, and those that they have a part in."""
        own = models.Exists(ChapterPart.objects.filter(chapter=models.OuterRef("pk"), person=person))
        return self.filter(evaluation__in=SelfEvaluation.objects.of_own_authority(person)).filter(
            Q(evaluation__in=SelfEvaluation.objects.visible_to(person)) | own
        )

    def discussed_by(self, person):
        """Chapters whose comments and history the person sees: they lead the document or write some of it."""
        leads = Q(
            evaluation__authority__in=LocalAuthority.objects.where(person, Permission.EDIT_SELF_EVALUATION)
        )
        writes = Q(evaluation__in=ChapterPart.objects.filter(person=person).values("chapter__evaluation"))
        return self.visible_to(person).filter(leads | writes)

    def editable_by(self, person):
        """Chapters whose answers the person may change: as leader of the document, or by a part in the chapter."""
        leads = Q(
            evaluation__authority__in=LocalAuthority.objects.where(person, Permission.EDIT_SELF_EVALUATION)
        )
        own = models.Exists(ChapterPart.objects.filter(chapter=models.OuterRef("pk"), person=person))
        return self.filter(evaluation__in=SelfEvaluation.objects.of_own_authority(person)).filter(leads | own)


class Chapter(models.Model):
    evaluation = models.ForeignKey(SelfEvaluation, models.PROTECT, related_name="chapters")
    of = models.ForeignKey(TemplateChapter, models.PROTECT, related_name="+")
    state = models.CharField(max_length=11, choices=CHAPTER_STATES, default=statuses.Chapter.NOT_STARTED)
    state_since = models.DateTimeField(auto_now_add=True)

    objects = ChapterQuerySet.as_manager()

    class Meta:
        ordering = ["of__number"]
        constraints = [models.UniqueConstraint(fields=["evaluation", "of"], name="chapter_once")]

    def __str__(self):
        return str(self.of)

    def get_absolute_url(self):
        return reverse("selfeval:chapter", args=[self.pk])


class ChapterPart(models.Model):
    class Part(models.TextChoices):
        OWNER = "owner", "Owner"
        CONTRIBUTOR = "contributor", "Contributor"

    chapter = models.ForeignKey(Chapter, models.CASCADE, related_name="parts")
    person = models.ForeignKey(Person, models.PROTECT, related_name="chapter_parts")
    part = models.CharField(max_length=11, choices=Part)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chapter", "person"], name="one_part_a_person"),
            models.UniqueConstraint(
                fields=["chapter"], condition=Q(part="owner"), name="one_owner_a_chapter"
            ),
        ]

    def __str__(self):
        return f"{self.person}, {self.get_part_display().lower()}"


class AnswerQuerySet(models.QuerySet):
    def visible_to(self, person):
        return self.filter(chapter__in=Chapter.objects.visible_to(person))


class Content(models.Model):
    """What an answer holds, whatever its prompt: clean HTML, rows of a table, or a choice."""

    text = models.TextField(blank=True, help_text="HTML, cleaned")
    rows = models.JSONField(default=list, blank=True)
    choice = models.CharField(max_length=60, blank=True)

    class Meta:
        abstract = True

    @property
    def content(self):
        return {"text": self.text, "rows": self.rows, "choice": self.choice}


class Answer(Content):
    """The current answer to one prompt. A save names the version that it was built on."""

    chapter = models.ForeignKey(Chapter, models.PROTECT, related_name="answers")
    prompt = models.ForeignKey(Prompt, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=0)
    words = models.PositiveIntegerField(default=0)
    is_unreviewed = models.BooleanField(default=False, help_text="Carried forward and not confirmed yet")
    carried_from = models.ForeignKey(
        Cycle,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="Whose answer it still is, word for word",
    )
    saved_at = models.DateTimeField(null=True)
    saved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ["prompt__position"]
        constraints = [models.UniqueConstraint(fields=["chapter", "prompt"], name="answer_once")]

    def __str__(self):
        return f"{self.prompt}, version {self.version}"

    @property
    def unchanged_words(self) -> str:
        """Such as "Unchanged since the self-evaluation of 2025/26", once someone has said so."""
        if self.carried_from is None or self.is_unreviewed:
            return ""
        return (
            f"Unchanged since the {self.carried_from.region.self_evaluation_name} of {self.carried_from.name}"
        )


class AnswerVersion(Content):
    """What an answer was: one row a save, kept for history, comparison and who wrote what."""

    answer = models.ForeignKey(Answer, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    is_carried = models.BooleanField(default=False, help_text="Copied from the cycle before, not written")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["answer", "number"], name="answer_version_once")]

    def __str__(self):
        return f"{self.answer_id} version {self.number}"


class Clash(Content):
    """A text that was refused because someone else had saved meanwhile. A person settles it; it is never lost."""

    answer = models.ForeignKey(Answer, models.PROTECT, related_name="clashes")
    built_on = models.PositiveIntegerField()
    saved_at = models.DateTimeField(auto_now_add=True)
    saved_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.answer_id}, built on version {self.built_on}"

    def get_absolute_url(self):
        return reverse("selfeval:clash", args=[self.pk])


class Presence(models.Model):
    """Who has a chapter open. A hint beside the text, never a lock."""

    chapter = models.ForeignKey(Chapter, models.CASCADE, related_name="presences")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    prompt = models.ForeignKey(Prompt, models.CASCADE, null=True, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chapter", "person"], name="one_presence")]

    def __str__(self):
        return f"{self.person} in {self.chapter_id}"


class Comment(models.Model):
    chapter = models.ForeignKey(Chapter, models.PROTECT, related_name="comments")
    prompt = models.ForeignKey(Prompt, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    text = models.TextField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["at"]

    def __str__(self):
        return f"{self.by} at {self.at:%d %B %Y}"
