"""How a kind of challenge runs: steps, roles, gates. Data that a region copies and changes, in frozen versions."""

from django.db import models
from django.db.models import F, Q

from challenges.parts import SEAT_LABELS
from challenges.states import CHALLENGE_MOVES
from regions.models import Region
from regions.roles import Permission

SEAT_ROLES = [(role.value, label) for role, label in SEAT_LABELS.items()]
GATES = [(move.name, move.name.capitalize()) for move in CHALLENGE_MOVES if move.name != "cancel"]


class ProtocolQuerySet(models.QuerySet):
    def visible_to(self, person):
        """The standard protocols and those of the regions that the person may see."""
        regions = person.region_codes_where(Permission.VIEW_REGION)
        return self.filter(Q(region__isnull=True) | Q(region__in=regions)) if regions else self.none()

    def newest(self):
        """The newest version of each: a region's own in place of the standard one that it was copied from."""
        newer = self.model.objects.filter(
            slug=models.OuterRef("slug"),
            region=models.OuterRef("region"),
            version__gt=models.OuterRef("version"),
        )
        newer_standard = self.model.objects.filter(
            slug=models.OuterRef("slug"), region=None, version__gt=models.OuterRef("version")
        )
        superseded = Q(region=None) & models.Exists(newer_standard)
        return self.exclude(models.Exists(newer)).exclude(superseded).exclude(is_pilot=True)


class Protocol(models.Model):
    """One version of a way to run a challenge. A challenge keeps the version that it runs under."""

    class Kind(models.TextChoices):
        CONVERSATION = "conversation", "Challenge conversation"
        VISIT = "visit", "Two-day visit"
        DAY = "day", "Challenge day"
        SEND = "send", "SEND challenge"
        THEMATIC = "thematic", "Thematic challenge"
        PLAN = "plan", "Challenge of a plan"
        ASSURANCE = "assurance", "Assurance visit"
        MODERATION = "moderation", "Moderation of self-evaluations"

    slug = models.SlugField()
    version = models.PositiveSmallIntegerField(default=1)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="protocols")
    kind = models.CharField(max_length=12, choices=Kind)
    name = models.CharField(max_length=120)
    about = models.CharField(max_length=300, blank=True)
    days = models.PositiveSmallIntegerField(
        default=1, help_text="Working days from its first day to its last"
    )
    goes_round = models.BooleanField(default=False, help_text="Each authority of the group hosts in turn")
    least_lines = models.PositiveSmallIntegerField(default=1)
    most_lines = models.PositiveSmallIntegerField(default=4)
    needs_both_kinds = models.BooleanField(
        default=False, help_text="Lines of enquiry of both kinds: to improve, and good practice"
    )
    principles = models.JSONField(default=list, help_text="What everyone accepts before papers open")
    copied_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="copies")
    frozen_at = models.DateTimeField(null=True, blank=True)
    is_pilot = models.BooleanField(
        default=False, help_text="A pilot’s own, changed while it runs: nothing else is planned under it"
    )

    objects = ProtocolQuerySet.as_manager()

    class Meta:
        ordering = ["name", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["slug", "version", "region"], name="protocol_version_once"),
            models.UniqueConstraint(
                fields=["slug", "version"], condition=Q(region__isnull=True), name="standard_protocol_once"
            ),
            models.CheckConstraint(
                name="protocol_lines_in_order", condition=Q(most_lines__gte=F("least_lines"))
            ),
        ]

    def __str__(self):
        return f"{self.name}, version {self.version}"

    @property
    def is_editable(self):
        return self.region_id is not None and self.frozen_at is None


class ProtocolStep(models.Model):
    """A step, so many working days before the first day of the challenge, or after its last."""

    class Kind(models.TextChoices):
        """What is done. The portal sees for itself whether most of these are."""

        TEAM = "team", "Team and conflicts"
        SELF_EVALUATION = "self_evaluation", "Self-evaluation released"
        SCOPE = "scope", "Scope agreed"
        LINES = "lines", "Lines of enquiry"
        REQUESTS = "requests", "Documents asked for"
        DOCUMENTS = "documents", "Documents in"
        TIMETABLE = "timetable", "Timetable"
        QUESTIONS = "questions", "Questions drafted"
        QUESTIONS_OUT = "questions_out", "Questions released to the host"
        BRIEFING = "briefing", "Briefing"
        EVENT = "event", "The challenge"
        SPOKEN = "spoken", "Spoken feedback captured"
        NOTE = "note", "Written feedback sent"
        FACT_CHECK = "fact_check", "Facts checked"
        NOTE_OUT = "note_out", "Written feedback released"
        ACTIONS = "actions", "Actions agreed"
        SUPPORT = "support", "Needs and offers"
        THEMES = "themes", "Themes for the region"
        EVALUATION = "evaluation", "Evaluation forms"
        CHECK_IN = "check_in", "Check-in"
        REVIEW = "review", "Progress review"
        OTHER = "other", "Something else"

    protocol = models.ForeignKey(Protocol, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=16, choices=Kind)
    name = models.CharField(max_length=160)
    offset = models.SmallIntegerField(
        help_text="Working days: negative before the first day, positive after the last"
    )
    who = models.CharField(max_length=120, blank=True)
    gate = models.CharField(
        max_length=8, choices=GATES, blank=True, help_text="What is refused until the step is done"
    )
    reminds = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["protocol", "position"], name="protocol_step_position_once")
        ]

    def __str__(self):
        return self.name


class ProtocolRole(models.Model):
    """How many of a role a challenge needs before it is confirmed, and how many it takes at most."""

    protocol = models.ForeignKey(Protocol, models.CASCADE, related_name="roles")
    position = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=12, choices=SEAT_ROLES)
    least = models.PositiveSmallIntegerField(default=0)
    most = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Empty for no limit")
    each_authority = models.BooleanField(
        default=False, help_text="The numbers are for each authority of the group"
    )

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["protocol", "role"], name="protocol_role_once"),
            models.CheckConstraint(
                name="protocol_role_least_and_most",
                condition=Q(most__isnull=True) | Q(most__gte=F("least")),
            ),
        ]

    def __str__(self):
        return self.get_role_display()


class ProtocolEdit(models.Model):
    """What was changed while a pilot ran: it can become the next version of the protocol."""

    challenge = models.ForeignKey("challenges.Challenge", models.PROTECT, related_name="protocol_edits")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey("regions.Person", models.PROTECT, related_name="+")
    words = models.CharField(max_length=300)
    step = models.ForeignKey("challenges.ChallengeStep", models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["at"]

    def __str__(self):
        return self.words
