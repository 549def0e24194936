"""Pages of practice examples: what each shows, and what this person may do there."""

from dataclasses import asdict, dataclass, field
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.urls import reverse

from challenges.models import Finding
from challenges.readable import is_final, read_findings
from indicators.models import Indicator
from learning.actions.practice import missing_in
from learning.models import PracticeExample
from learning.states import PRACTICE_MOVES, PracticeState
from regions.models import LocalAuthority, Region
from regions.roles import Permission

ROWS = 20
MOST_BESIDE = 5  # examples that are shown beside a need or a figure
COLOURS = {
    PracticeState.DRAFT: "yellow",
    PracticeState.PROPOSED: "purple",
    PracticeState.RELEASED: "green",
    PracticeState.WITHDRAWN: "grey",
}
MOVE_WORDS = {
    "propose": "Ask the director to release it",
    "withdraw": "Withdraw it",
    "write_again": "Write it again",
}
SEARCHED = (
    "title",
    "theme",
    "what_was_done",
    "what_changed",
    "indicator__title",
    "authority__name",
)


# -- The list and its search ------------------------------------------------------------------------------------


LONGEST = 100  # letters that are looked for


@dataclass(frozen=True)
class Search:
    """What is looked for. Whatever cannot be printed is no text that anybody looks for."""

    theme: str = ""
    figure: str = ""  # the indicator's slug
    words: str = ""

    @classmethod
    def of(cls, given) -> "Search":
        found = {name: given.get(name, "")[:LONGEST].strip() for name in ("theme", "figure", "words")}
        return cls(**{name: text if text.isprintable() else "" for name, text in found.items()})

    def __bool__(self) -> bool:
        return bool(self.theme or self.figure or self.words)

    @property
    def as_query(self) -> str:
        """For the address of another page of what is found."""
        return urlencode(asdict(self))

    @property
    def condition(self) -> Q:
        """Every word in any of the texts."""
        condition = Q()
        if self.theme:
            condition &= Q(theme=self.theme)
        if self.figure:
            condition &= Q(indicator__slug=self.figure)
        for word in self.words.split():
            condition &= Q(*((f"{name}__icontains", word) for name in SEARCHED), _connector=Q.OR)
        return condition


@dataclass(frozen=True)
class ExamplesPage:
    regions: list[Region]
    search: Search
    themes: list[str]
    figures: list[tuple[str, str]]  # slug and title
    found: Page
    is_empty: bool  # nothing is released, whatever is looked for
    being_written: list["Line"]
    withdrawn: list["Line"]
    write_in: list[Region]
    reads_associates: bool


@dataclass(frozen=True)
class Line:
    example: PracticeExample

    @property
    def colour(self) -> str:
        return COLOURS[self.example.state]

    @property
    def is_to_come(self) -> bool:
        return self.example.state == PracticeState.RELEASED and not self.example.is_read_by_the_region


def examples_page(person, search: Search, number: str | None = None) -> ExamplesPage:
    """Five queries, however many examples there are; ``number`` is that of the page."""
    released = PracticeExample.objects.released_to(person)
    offered = list(
        released.order_by("theme").values_list("theme", "indicator__slug", "indicator__title").distinct()
    )
    figures = {slug: title for _, slug, title in offered if slug}
    if search.figure and search.figure not in figures:
        figures |= dict(Indicator.objects.filter(slug=search.figure).values_list("slug", "title"))
    unread = unread_lines(person)
    found = released.filter(search.condition).select_related("authority", "region", "indicator")
    return ExamplesPage(
        regions=person.regions_where(Permission.READ_PRACTICE),
        search=search,
        themes=sorted({theme for theme, _, _ in offered}),
        figures=sorted(figures.items(), key=lambda pair: pair[1]),
        found=Paginator(found, ROWS).get_page(number),
        is_empty=not offered,
        being_written=[one for one in unread if one.example.state != PracticeState.WITHDRAWN],
        withdrawn=[one for one in unread if one.example.state == PracticeState.WITHDRAWN],
        write_in=writing_regions(person),
        reads_associates=person.may(Permission.READ_ASSOCIATES),
    )


def unread_lines(person) -> list[Line]:
    """What the person writes on and the region does not read; no query for someone who writes nowhere."""
    if not person.may(Permission.WRITE_PRACTICE):
        return []
    rows = PracticeExample.objects.unread_of(person).select_related("authority")
    order = list(PracticeState)
    return [Line(one) for one in sorted(rows, key=lambda one: order.index(one.state))]


def writing_regions(person) -> list[Region]:
    """Those in which the person may write an example for some authority, without a query."""
    regions = {one.pk: one for one in person.regions_where(Permission.WRITE_PRACTICE)}
    regions |= {one.region_id: one.region for one in person.authorities_where(Permission.WRITE_PRACTICE)}
    return sorted(regions.values(), key=lambda region: region.name)


def written_for(person, region: Region):
    """The current authorities of the region for which the person may write an example."""
    own, regions = person.places_where(Permission.WRITE_PRACTICE)
    found = LocalAuthority.objects.current().filter(region=region)
    return found if region.pk in regions else found.filter(pk__in=own)


# -- One example ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ExamplePage:
    example: PracticeExample
    colour: str
    source_url: str  # of the finding that it began with, for who reads that
    missing: list[str] = field(default_factory=list)
    moves: list[tuple[str, str]] = field(default_factory=list)
    may_edit: bool = False
    may_release: bool = False

    @property
    def is_to_come(self) -> bool:
        return Line(self.example).is_to_come

    @property
    def is_written_on(self) -> bool:
        """Whether there is anything for this person to do."""
        return bool(self.may_edit or self.may_release or self.moves)


def example_page(example: PracticeExample, person) -> ExamplePage:
    """``example`` with its authority, region, indicator and ``released_by``."""
    same = PracticeExample.objects.filter(pk=example.pk)
    keeps = same.kept_by(person).exists()
    may_edit = same.editable_by(person).exists()
    directs = same.directed_by(person).exists()
    return ExamplePage(
        example=example,
        colour=COLOURS[example.state],
        source_url=source_url(example, person),
        missing=missing_in(example) if may_edit and example.may_be_released else [],
        moves=moves_of(example, keeps=keeps, may_edit=may_edit, directs=directs),
        may_edit=may_edit,
        may_release=directs and example.may_be_released,
    )


def moves_of(
    example: PracticeExample, *, keeps: bool, may_edit: bool, directs: bool
) -> list[tuple[str, str]]:
    """(name, words). A director has nobody to ask; withdrawing is for the authority alone."""
    may = {"propose": may_edit and not directs, "withdraw": keeps, "write_again": keeps}
    return [
        (name, MOVE_WORDS[name])
        for name, (start, _) in PRACTICE_MOVES.items()
        if may[name] and example.state in start
    ]


def source_url(example: PracticeExample, person) -> str:
    if example.finding_id is None:
        return ""
    seen = read_findings(Finding.objects.filter(pk=example.finding_id), person)
    return reverse("plans:finding_thread", args=[example.finding_id]) if seen else ""


# -- Beside other things ----------------------------------------------------------------------------------------


def examples_about(
    person, region: Region, *, theme: str = "", indicator: Indicator | None = None
) -> list[PracticeExample]:
    """The newest released ones under the theme or on the figure. One query."""
    about = Q(pk__in=[])
    if theme:
        about |= Q(theme=theme)
    if indicator:
        about |= Q(indicator=indicator)
    released = PracticeExample.objects.released_to(person).filter(about, region=region)
    return list(released.select_related("authority")[:MOST_BESIDE])


def waiting_for(person) -> list[PracticeExample]:
    """Those proposed to the person as director; no query for anybody else."""
    if not person.may(Permission.RELEASE_PRACTICE):
        return []
    proposed = PracticeExample.objects.directed_by(person).filter(state=PracticeState.PROPOSED)
    return list(proposed.select_related("authority"))


@dataclass(frozen=True)
class OfFinding:
    """What a finding is or may become, for someone who reads it."""

    finding: Finding
    example: PracticeExample | None
    may_begin: bool


def of_finding(finding: Finding, person) -> OfFinding:
    """``finding`` as ``readable.read_findings`` gives it. One query."""
    example = PracticeExample.objects.visible_to(person).filter(finding=finding).first()
    return OfFinding(finding, example, may_begin=example is None and may_begin_from(finding, person))


def may_begin_from(finding: Finding, person) -> bool:
    """Good practice in final feedback, for who writes for the host in a post of their own there."""
    own, _ = person.places_where(Permission.WRITE_PRACTICE)
    return finding.is_good_practice and finding.turn.host_id in own and is_final(finding.turn)
