"""What others read: frozen releases, who they are shared with, and who has opened them.

Whether a release is open is worked out when it is asked for, from dates and signatures as they are then. Nothing
flips a switch at midnight.
"""

from datetime import timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from cycles.models import Phase
from files.models import StoredFile
from regions.models import Conflict, LocalAuthority, Memorandum, Person, Post
from regions.models.memoranda import AppendOnly, NeverChanges
from regions.roles import Permission, Role
from selfeval.models.evaluations import ChapterPart, SelfEvaluation


class ReleaseQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Every release of the person's own authority; of others, the newest one that is open to them now.

        Who only writes reads the documents that they have a part in, as long as they have it.
        """
        authorities, _ = person.places_where(Permission.READ_OWN_RELEASES)
        written = ChapterPart.objects.filter(
            person=person, chapter__evaluation__in=SelfEvaluation.objects.of_own_authority(person)
        ).values("chapter__evaluation")
        own = Q(evaluation__authority__in=authorities) | Q(evaluation__in=written)
        return self.filter(own | Q(pk__in=self.model.objects.open_to(person).values("pk")))

    def open_to(self, person):
        """The newest releases of other authorities that the person may read now, by a share or as agreed."""
        if not person.posts_now:
            return self.none()
        shared = Q(evaluation__in=Share.objects.open_to(person).values("evaluation"))
        if person.may(Permission.READ_AS_AGREED):
            shared |= Q(evaluation__in=evaluations_read_as_agreed(person))
        return self.in_force().filter(shared)

    def in_force(self):
        """The newest release of each self-evaluation, unless it was withdrawn."""
        newer = self.model.objects.filter(evaluation=OuterRef("evaluation"), number__gt=OuterRef("number"))
        return self.filter(~Exists(newer), withdrawn_at__isnull=True)

    def delete(self):
        raise TypeError(NEVER_DELETED)

    delete.queryset_only = True

    def update(self, **kwargs):
        if not kwargs.keys() <= MAY_CHANGE:
            raise TypeError(NEVER_CHANGED)
        return super().update(**kwargs)


NEVER_CHANGED = "What was released is never changed."
NEVER_DELETED = "What was released is never deleted."
MAY_CHANGE = {"pdf", "word", "withdrawn_at", "withdrawn_by"}


class Release(models.Model):
    """Text and figures as they were signed, and never changed after; only withdrawn.

    ``content`` is canonical JSON (see ``selfeval.content``), ``content_sha256`` its hash. The database refuses a
    change too (migration 0003).
    """

    evaluation = models.ForeignKey(SelfEvaluation, models.PROTECT, related_name="releases")
    number = models.PositiveSmallIntegerField()
    content = models.TextField()
    content_sha256 = models.CharField(max_length=64)
    pdf = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    word = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField()
    released_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["evaluation", "number"], name="release_number_once")]

    def __str__(self):
        return f"{self.evaluation}, version {self.number}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TypeError(NEVER_CHANGED)
        super().save(*args, force_insert=True)

    def get_absolute_url(self):
        return reverse("selfeval:read", args=[self.pk])

    def delete(self, *args, **kwargs):
        raise TypeError(NEVER_DELETED)


def evaluations_read_as_agreed(person):
    """Those that a project manager may read: as the memorandum says, from the share day, as long as groups may."""
    regions = person.region_codes_where(Permission.READ_AS_AGREED)
    agreed = Memorandum.objects.in_force().filter(region__in=regions, project_manager_reads=True)
    today = timezone.localdate()
    cycles = Phase.objects.none().values("cycle")
    for memorandum in agreed:
        first = today - timedelta(days=memorandum.access_days_after)
        cycles = cycles | Phase.objects.filter(
            cycle__region=memorandum.region_id, due_on__gte=first, **begun(today)
        ).values("cycle")
    conflict = Conflict.objects.live_between(person, OuterRef("authority"))
    parties = LocalAuthority.objects.party_to_memorandum()
    return SelfEvaluation.objects.filter(~Exists(conflict), cycle__in=cycles, authority__in=parties).values(
        "pk"
    )


def begun(today):
    """Which steps of a cycle say that its share day has come. It begins at midnight in London."""
    return {"kind": Phase.Kind.SHARE, "is_off": False, "due_on__lte": today}


class ShareQuerySet(models.QuerySet):
    def live_for(self, person):
        """Shares with authorities that the person reads for, or that name the person; whether open yet or not.

        A name alone is not enough: it counts while the person holds a post at the reading authority, or one as a
        peer in the region.
        """
        reads_for, _ = person.places_where(Permission.READ_SHARED)
        at = [post.authority_id for post in person.posts_now if post.authority_id]
        peer_in = [post.region_id for post in person.posts_now if post.role == Role.PEER]
        if not (reads_for or at or peer_in):
            return self.none()
        named = Q(Exists(ShareReader.objects.filter(share=OuterRef("pk"), person=person))) & (
            Q(authority__in=at) | Q(evaluation__authority__region__in=peer_in)
        )
        conflict = Conflict.objects.live_between(person, OuterRef("evaluation__authority"))
        return self.filter(Q(authority__in=reads_for) | named, ~Exists(conflict), ended_at__isnull=True)

    def open_to(self, person):
        """Shares by which the person may read now: the four conditions, asked of the database at once."""
        live = self.live_for(person)
        # Putting the conditions together takes longer than asking them.
        return live if live.query.is_empty() else live.running()

    def running(self):
        """Shares by which someone reads now, whoever asks: begun and not ended, both authorities parties."""
        parties = LocalAuthority.objects.party_to_memorandum()
        today = timezone.localdate()
        has_begun = Exists(Phase.objects.filter(cycle=OuterRef("evaluation__cycle"), **begun(today)))
        return self.filter(
            has_begun,
            has_shared_too(),
            ended_at__isnull=True,
            evaluation__authority__in=parties,
            authority__in=parties,
            ends_on__gte=today,
        )


def read_by_others():
    """For a query of self-evaluations: whether another authority may read the newest release now."""
    released = Release.objects.in_force().filter(evaluation=OuterRef("evaluation"))
    return Exists(Share.objects.running().filter(Exists(released), evaluation=OuterRef("pk")))


def has_shared_too():
    """Whether the reading authority has a release of its own in the cycle, where the memorandum asks for one."""
    own = Release.objects.in_force().filter(
        evaluation__cycle=OuterRef("evaluation__cycle"), evaluation__authority=OuterRef("authority")
    )
    asks = Memorandum.objects.in_force().filter(
        region=OuterRef("evaluation__authority__region"), read_only_if_shared=True
    )
    return Exists(own) | ~Exists(asks)


class Share(models.Model):
    """A self-evaluation given to another authority to read, from the cycle's share day until ``ends_on``."""

    evaluation = models.ForeignKey(SelfEvaluation, models.PROTECT, related_name="shares")
    authority = models.ForeignKey(LocalAuthority, models.PROTECT, related_name="shared_with_us")
    group = models.CharField(max_length=80, blank=True)
    event_on = models.DateField(
        null=True,
        blank=True,
        help_text="The last day of the event that it is read for: reading lasts from then",
    )
    ends_on = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = ShareQuerySet.as_manager()

    class Meta:
        ordering = ["authority__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "authority"], condition=Q(ended_at__isnull=True), name="one_live_share"
            )
        ]

    def __str__(self):
        return f"{self.evaluation} with {self.authority}"


def people_to_name(share):
    """Whom the reading authority's director may name: colleagues, and the peers of the owner's region."""
    posts = Post.objects.held_on(timezone.localdate())
    colleagues = posts.filter(authority=share.authority)
    peers = posts.filter(role=Role.PEER, region=share.evaluation.authority.region_id)
    named = share.readers.values("person")
    return (
        Person.objects.filter(is_active=True, posts__in=colleagues | peers).exclude(pk__in=named).distinct()
    )


class ShareReader(models.Model):
    """A colleague or peer named to read beside the director."""

    share = models.ForeignKey(Share, models.CASCADE, related_name="readers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["share", "person"], name="reader_named_once")]

    def __str__(self):
        return f"{self.person}, {self.share}"


class Reading(AppendOnly):
    """Someone opened or took away a release. Rows are only added; the owning authority sees them."""

    class What(models.TextChoices):
        PAGE = "page", "Read on screen"
        PDF = "pdf", "Downloaded the PDF"
        WORD = "word", "Downloaded the Word document"

    release = models.ForeignKey(Release, models.PROTECT, related_name="readings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    what = models.CharField(max_length=4, choices=What)
    at = models.DateTimeField(auto_now_add=True)

    objects = NeverChanges.as_manager()

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["release", "-at"])]

    def __str__(self):
        return f"{self.person} {self.get_what_display().lower()}"


class ReadingNote(models.Model):
    """A reader's own note on a chapter of a release; nobody else sees it."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="+")
    chapter = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    text = models.TextField()
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "chapter", "person"], name="one_note_a_chapter")
        ]

    def __str__(self):
        return f"{self.person} on chapter {self.chapter}"


def end_of_access(share_day, days, event_on=None):
    """The last day of reading: the memorandum's number of days after the event, or the share day without one."""
    return max(share_day, event_on or share_day) + timedelta(days=days)
