"""The memorandum of understanding of a region, who has signed it, and who has withdrawn.

An issued memorandum, a signature and a withdrawal never change: the code refuses, and so does the database
itself (migration 0003). Whether an authority is a party is worked out when it is asked, never kept.
"""

import hashlib

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from regions.clauses import clauses_of
from regions.roles import ROLE_LABELS, SIGNING_ROLES, Permission, Role

ROLES_TO_SIGN = [(role.value, ROLE_LABELS[role]) for role in SIGNING_ROLES]


class NeverChanges(models.QuerySet):
    """Rows are only added; each row's own ``save`` and ``delete`` say which may still change."""

    def update(self, **kwargs):
        raise TypeError("What was signed is never changed.")

    def delete(self):
        raise TypeError("What was signed is never deleted.")

    delete.queryset_only = True


class AppendOnly(models.Model):
    """A row that is added once and never changed."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TypeError("What was signed is never changed.")
        super().save(*args, force_insert=True)

    def delete(self, *args, **kwargs):
        raise TypeError("What was signed is never deleted.")


class MemorandumQuerySet(NeverChanges):
    def visible_to(self, person):
        """The issued ones of the person's regions, and drafts where the person may change them."""
        readable = person.region_codes_where(Permission.VIEW_MEMORANDUM)
        managed = person.region_codes_where(Permission.MANAGE_MEMORANDUM)
        return self.filter(Q(region__in=readable, issued_at__isnull=False) | Q(region__in=managed))

    def issued(self):
        return self.filter(issued_at__isnull=False)

    def in_force(self):
        """The newest issued one of each region."""
        newer = Memorandum.objects.issued().filter(region=OuterRef("region"), number__gt=OuterRef("number"))
        return self.issued().filter(~Exists(newer))

    def awaiting(self, role, authority):
        """Those in force that the authority has neither signed in this role nor withdrawn from."""
        own = {"memorandum": OuterRef("pk"), "authority": authority}
        signed = Exists(MemorandumSignature.objects.filter(role=role, **own))
        withdrawn = Exists(MemorandumWithdrawal.objects.filter(**own))
        return self.in_force().filter(~signed, ~withdrawn, region=authority.region_id)

    def binding(self, authority):
        """Those in force that all three have signed for the authority, which has not withdrawn.

        ``authority`` is an authority, or an OuterRef when this is part of another query.
        """
        own = {"memorandum": OuterRef("pk"), "authority": authority}
        signed = [
            Exists(MemorandumSignature.objects.filter(role=role, text_sha256=OuterRef("text_sha256"), **own))
            for role in SIGNING_ROLES
        ]
        withdrawn = Exists(MemorandumWithdrawal.objects.filter(**own))
        return self.in_force().filter(*signed, ~withdrawn)


class Memorandum(models.Model):
    """One version of a region's memorandum: a draft until it is issued, then fixed for good.

    The settings of the schedule are columns, and what the portal does follows from them; the
    schedule that people read and sign is written from the same columns.
    """

    class Endorsers(models.TextChoices):
        NONE = "none", "Nobody"
        LEAD_MEMBER = "lead_member", "The lead member"
        BOTH = "both", "The lead member and the chief executive"

    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="memoranda")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    text = models.TextField()

    access_days_after = models.PositiveSmallIntegerField(default=90)
    endorsers = models.CharField(max_length=12, choices=Endorsers, default=Endorsers.NONE)
    project_manager_reads = models.BooleanField(default=False)
    read_only_if_shared = models.BooleanField(default=True)
    concern_route = models.TextField()
    drafts_kept_years = models.PositiveSmallIntegerField(default=1)
    signed_kept_years = models.PositiveSmallIntegerField(default=6)
    logs_kept_years = models.PositiveSmallIntegerField(default=6)
    review_on = models.DateField()

    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey("regions.Person", models.PROTECT, null=True, blank=True, related_name="+")
    issued_text = models.TextField(blank=True, help_text="The text and the schedule, as people sign them")
    text_sha256 = models.CharField(max_length=64, blank=True)

    objects = MemorandumQuerySet.as_manager()

    class Meta:
        ordering = ["region", "-number"]
        verbose_name_plural = "memoranda"
        constraints = [
            models.UniqueConstraint(fields=["region", "number"], name="memorandum_number_once"),
            models.UniqueConstraint(
                fields=["region"], condition=Q(issued_at__isnull=True), name="memorandum_one_draft"
            ),
            models.CheckConstraint(
                name="memorandum_issued_with_its_text",
                condition=Q(issued_at__isnull=True, issued_by__isnull=True, issued_text="", text_sha256="")
                | (
                    Q(issued_at__isnull=False, issued_by__isnull=False)
                    & ~Q(issued_text="")
                    & ~Q(text_sha256="")
                ),
            ),
            models.CheckConstraint(
                name="memorandum_access_lasts_a_while",
                condition=Q(access_days_after__gte=1, access_days_after__lte=730),
            ),
        ]

    def __str__(self):
        return f"version {self.number} of the memorandum of {self.region.name}"

    def save(self, *args, **kwargs):
        if Memorandum.objects.issued().filter(pk=self.pk).exists():
            raise TypeError("An issued memorandum is never changed: make a new version.")
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("regions:memorandum_version", args=[self.pk])

    def delete(self, *args, **kwargs):
        raise TypeError("A memorandum is never deleted.")

    @property
    def is_draft(self):
        return self.issued_at is None

    @property
    def full_text(self):
        """What people sign: the text as issued, or what a draft would say if it were issued now."""
        return self.issued_text or "\n\n".join([self.title, self.text, *self.schedule()])

    @property
    def clauses(self):
        """The full text for print, without the title, which is its first paragraph."""
        return clauses_of(self.full_text.removeprefix(self.title))

    def schedule(self):
        """The settings as sentences, under the heading that follows the text's last."""
        last = sum(bool(clause.heading) for clause in clauses_of(self.text))
        return [f"{last + 1}. Schedule: what the portal does", *self.schedule_sentences()]

    def schedule_sentences(self):
        days, name = self.access_days_after, self.region.self_evaluation_name
        endorse = "endorse" if self.endorsers == self.Endorsers.BOTH else "endorses"
        reads = (
            f"reads a {name} once its share date has passed"
            if self.project_manager_reads
            else f"does not read a {name}, before its share date or after it"
        )
        mutual = (
            f"Only authorities that have shared their own {name} read that of another in their group."
            if self.read_only_if_shared
            else f"An authority may read a {name} in its group before it has shared its own."
        )
        return [
            f"A group reads what is shared with it until {days} day{'' if days == 1 else 's'} after its event, "
            "or after the share day while there is no event.",
            f"{self.get_endorsers_display()} {endorse} a {name} before the Director of Children's Services "
            "signs it off.",
            f"The regional project manager {reads}.",
            mutual,
            f"Concerns: {self.concern_route}",
            f"Drafts are kept for {years(self.drafts_kept_years)}, what is signed for "
            f"{years(self.signed_kept_years)}, and logs for {years(self.logs_kept_years)}.",
            f"This memorandum is to be reviewed on {self.review_on.day} {self.review_on:%B %Y}.",
        ]

    def fix(self, *, at, by):
        """Fill in what issuing fixes; the caller saves."""
        text = self.full_text
        self.issued_at, self.issued_by, self.issued_text = at, by, text
        self.text_sha256 = hashlib.sha256(text.encode()).hexdigest()


def years(number):
    return f"{number} year{'' if number == 1 else 's'}"


class SignatureQuerySet(NeverChanges):
    def visible_to(self, person):
        """Those for the person's own authorities; all of the region for those who manage its memorandum."""
        own, regions = person.places_where(Permission.VIEW_MEMORANDUM)
        managed = regions & person.region_codes_where(Permission.MANAGE_MEMORANDUM)
        return self.filter(Q(authority__in=own) | Q(authority__region__in=managed))


class MemorandumSignature(AppendOnly):
    """That a person signed this text for an authority, in one of three roles."""

    memorandum = models.ForeignKey(Memorandum, models.PROTECT, related_name="signatures")
    authority = models.ForeignKey("regions.LocalAuthority", models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=ROLES_TO_SIGN)
    person = models.ForeignKey("regions.Person", models.PROTECT, related_name="+")
    typed_name = models.CharField(max_length=120)
    statement = models.TextField()
    text_sha256 = models.CharField(max_length=64)
    signed_at = models.DateTimeField()
    signed_in_with = models.CharField(max_length=200)

    objects = SignatureQuerySet.as_manager()

    class Meta:
        ordering = ["signed_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["memorandum", "authority", "role"], name="memorandum_signed_once")
        ]

    def __str__(self):
        return f"{self.get_role_display()} of {self.authority.name}"

    def get_absolute_url(self):
        return reverse("regions:signature", args=[self.pk])


class MemorandumWithdrawal(AppendOnly):
    """That an authority is no longer a party to this version. It comes back by signing the next one."""

    memorandum = models.ForeignKey(Memorandum, models.PROTECT, related_name="withdrawals")
    authority = models.ForeignKey("regions.LocalAuthority", models.PROTECT, related_name="+")
    person = models.ForeignKey("regions.Person", models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField()
    signed_in_with = models.CharField(max_length=200)

    objects = NeverChanges.as_manager()

    class Meta:
        ordering = ["withdrawn_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["memorandum", "authority"], name="memorandum_withdrawn_once")
        ]

    def __str__(self):
        return f"withdrawal of {self.authority.name}"


def missing_signatures(authority) -> list[Role]:
    """The roles that have not signed the memorandum in force for the authority; none while none is issued."""
    memorandum = Memorandum.objects.in_force().filter(region=authority.region_id).first()
    if memorandum is None:
        return []
    signed = set(memorandum.signatures.filter(authority=authority).values_list("role", flat=True))
    return [role for role in SIGNING_ROLES if role not in signed]
