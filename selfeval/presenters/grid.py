"""The region's self-evaluations by state, size and day. No query here selects what anybody wrote."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from cycles.models import Cycle, Phase
from cycles.working_days import between
from regions.models import LocalAuthority
from regions.roles import Permission
from selfeval import statuses
from selfeval.actions.grouping import groups_of
from selfeval.models import Answer, Chapter, Release, SelfEvaluation, Template
from selfeval.models.evaluations import DOCUMENT_STATES
from selfeval.models.releases import read_by_others
from selfeval.presenters.states import STATE_COLOURS

DONE = (statuses.Chapter.AGREED, statuses.Chapter.LOCKED)


@dataclass(frozen=True)
class GridRow:
    """One authority: where its document is, and whether it is late, in words."""

    authority: str
    group: str
    state: str
    colour: str
    done: int
    chapters: int
    words: int
    late: str
    release: str
    template: str

    @property
    def share_done(self) -> int:
        """Of a hundred, for the bar."""
        return round(100 * self.done / self.chapters) if self.chapters else 0


@dataclass(frozen=True)
class Grid:
    cycle: Cycle
    name: str
    rows: list[GridRow]
    sign_off_day: date | None
    share_day: date | None
    counts: list[tuple[str, int]]
    late: int
    may_manage: bool
    has_groups: bool

    @property
    def may_chase(self) -> bool:
        return self.may_manage and self.late > 0


def grid(cycle: Cycle, person) -> Grid:
    """The same number of queries for any number of authorities."""
    today = timezone.localdate()
    sign_off, share = cycle.day_of(Phase.Kind.SIGN_OFF), cycle.day_of(Phase.Kind.SHARE)
    groups, found = groups_of(cycle), {}
    for one in documents(cycle, person):
        found.setdefault(one["authority"], []).append(one)
    rows = [
        row(name, groups.get(code, ""), one, sign_off=sign_off, share=share, today=today)
        for code, name in cycle.region.authorities.current().order_by("name").values_list("pk", "name")
        for one in found.get(code, [None])
    ]
    states = dict.fromkeys(one.state for one in rows)
    return Grid(
        cycle=cycle,
        name=cycle.region.self_evaluation_name,
        rows=rows,
        sign_off_day=sign_off,
        share_day=share,
        counts=[(state, sum(one.state == state for one in rows)) for state in states],
        late=sum(bool(one.late) for one in rows),
        may_manage=person.may(Permission.MANAGE_CYCLES, at=cycle.region) and not cycle.is_closed,
        has_groups=bool(groups),
    )


def documents(cycle: Cycle, person):
    """State, counts and number of the newest release of each document; values only, never a row of its text."""
    chapters = Chapter.objects.filter(evaluation=OuterRef("pk")).order_by().values("evaluation")
    words = Answer.objects.filter(chapter__evaluation=OuterRef("pk")).order_by().values("chapter__evaluation")
    newest = Release.objects.filter(evaluation=OuterRef("pk")).order_by("-number")
    return (
        SelfEvaluation.objects.status_visible_to(person)
        .filter(cycle=cycle)
        .order_by("template__name")
        .values(
            "authority",
            "state",
            form=F("template__name"),
            chapters_in_all=Coalesce(Subquery(chapters.annotate(n=Count("pk")).values("n")), 0),
            chapters_done=Coalesce(
                Subquery(chapters.annotate(n=Count("pk", filter=Q(state__in=DONE))).values("n")), 0
            ),
            words=Coalesce(Subquery(words.annotate(n=Sum("words")).values("n")), 0),
            release=Subquery(newest.values("number")[:1]),
            withdrawn=Subquery(newest.values("withdrawn_at")[:1]),
            is_read=read_by_others(),
        )
    )


def row(name, group, one, *, sign_off, share, today) -> GridRow:
    if one is None:
        return GridRow(name, group, "Not opened", "grey", 0, 0, 0, "", "", "")
    state = statuses.Document(one["state"])
    told = statuses.shown(state, is_read_by_others=one["is_read"])
    number = one["release"]
    return GridRow(
        authority=name,
        group=group,
        state=dict(DOCUMENT_STATES)[told],
        colour=STATE_COLOURS[told],
        done=one["chapters_done"],
        chapters=one["chapters_in_all"],
        words=one["words"],
        late=late_words(state, sign_off, share, today),
        release=f"Version {number}{', withdrawn' if one['withdrawn'] else ''}" if number else "",
        template=one["form"],
    )


def late_words(state: str, sign_off: date | None, share: date | None, today: date) -> str:
    """ "Late: 3 working days past its signing", or that it was not released by the share day; or nothing."""
    if statuses.is_late(state, due=sign_off, today=today):
        days = between(sign_off, today)
        return f"Late: {days} working day{'' if days == 1 else 's'} past signing"
    if share and today > share and state in (statuses.Document.SIGNED, statuses.Document.ENDORSED):
        return "Late: not released by the share date"
    return ""


@dataclass(frozen=True)
class Opening:
    """What may be opened in a cycle, and what is open already."""

    cycle: Cycle
    templates: list[Template]
    authorities: int
    opened: int


def opening_page(cycle: Cycle, person) -> Opening:
    return Opening(
        cycle=cycle,
        templates=list(templates_for(cycle, person)),
        authorities=cycle.region.authorities.current().count(),
        opened=cycle.self_evaluations.count(),
    )


def templates_for(cycle: Cycle, person):
    """The region's own versions first, then the standard ones."""
    return (
        Template.objects.visible_to(person)
        .filter(Q(region=cycle.region_id) | Q(region=None))
        .order_by(F("region").asc(nulls_last=True), "name", "-version")
    )


def groupable(cycle: Cycle) -> list[LocalAuthority]:
    """The authorities that have a self-evaluation in the cycle."""
    return list(
        LocalAuthority.objects.filter(self_evaluations__cycle=cycle)
        .distinct()
        .select_related("region")
        .order_by("name")
    )
