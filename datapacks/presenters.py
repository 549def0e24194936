"""Shapes of the pages about places and their packs."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from datapacks.assembly import lines_of
from datapacks.models import DataPack, PackRun
from datapacks.register import register_of
from indicators.models import Comparison, DataVersion, IndicatorSet
from indicators.presenters import AuthorityRow, authority_row
from indicators.wording import FLAG_MEANINGS, FLAG_WORDS
from jobs.batches import Progress, progress
from jobs.models import Job
from regions.models import LocalAuthority, Region
from regions.roles import Permission

COUNTED = ("challenge", "strength", "watch")
SHIFT_WORDS = {"not_shifted": "Not shifted", "not_shifted_unlogged": "Anything tried?"}
SHIFT_MEANINGS = {
    "not_shifted": "Worse than similar areas for years, not getting better, although several things were tried",
    "not_shifted_unlogged": "Worse than similar areas for years and not getting better, with too little logged",
}


@dataclass(frozen=True)
class PackState:
    """An authority's newest pack, and whether figures have been loaded since."""

    pack: DataPack | None
    words: str
    colour: str


def pack_state(pack: DataPack | None, newest: DataVersion | None) -> PackState:
    if pack is None:
        return PackState(None, "Not made yet", "grey")
    if newest and pack.data_version_id != newest.pk:
        return PackState(pack, "Newer figures loaded", "yellow")
    return PackState(pack, "Up to date", "green")


@dataclass(frozen=True)
class RegionRow:
    """One authority of the region: its flags in all, its flags topic by topic, and its pack."""

    authority: LocalAuthority
    total: list[tuple[str, int]]
    cells: list[list[tuple[str, int]]]
    state: PackState | None
    is_own: bool


@dataclass(frozen=True)
class RegionPage:
    region: Region
    rows: list[RegionRow]
    topics: list[str]
    totals: list[list[tuple[str, int]]]
    may_build: bool
    may_manage: bool
    made: int
    version: DataVersion | None

    @property
    def flag_names(self) -> list[tuple[str, str, str]]:
        """The key to the picture: each flag, its words and its meaning."""
        return [(flag, FLAG_WORDS[flag], FLAG_MEANINGS[flag]) for flag in COUNTED]

    @property
    def has_flags(self) -> bool:
        return any(self.totals)

    @property
    def is_all_made(self) -> bool:
        return self.made == len(self.rows)


def region_page(region: Region, person) -> RegionPage:
    """The region's authorities with their flags, and the packs that the person may read."""
    newest = DataVersion.objects.in_force().first()
    packs = newest_packs(region, person)
    own, _ = person.places_where(Permission.VIEW_REGION)
    chosen = IndicatorSet.objects.for_region(region)
    topic_of = topics_of(chosen)
    flags, topics = flag_counts(region, topic_of), list(dict.fromkeys(topic_of.values()))
    rows = [
        RegionRow(
            authority=authority,
            total=total(cells),
            cells=cells,
            state=pack_state(packs.get(authority.pk), newest)
            if person.may(Permission.VIEW_PACKS, at=authority)
            else None,
            is_own=authority.pk in own,
        )
        for authority in region.authorities.current().order_by("name")
        for cells in [[cell(flags, authority.pk, topic) for topic in topics]]
    ]
    return RegionPage(
        region=region,
        rows=rows,
        topics=topics,
        totals=[
            total(row.total for row in rows),
            *(total(row.cells[place] for row in rows) for place in range(len(topics))),
        ],
        may_build=person.may(Permission.BUILD_PACKS, at=region),
        may_manage=person.may(Permission.MANAGE_CYCLES, at=region),
        made=sum(row.state is not None and row.state.words == "Up to date" for row in rows),
        version=newest,
    )


def recent_runs(region: Region, person) -> list[PackRun]:
    """The last runs for the region that the person may see."""
    runs = PackRun.objects.visible_to(person).filter(region=region)
    return list(runs.select_related("batch__requested_by")[:5])


def newest_packs(region: Region, person) -> dict[int, DataPack]:
    packs = DataPack.objects.visible_to(person).filter(authority__region=region).newest().defer("content")
    return {pack.authority_id: pack for pack in packs}


def flag_counts(region: Region, topics: dict[int, str]) -> Counter[tuple[int, str, str]]:
    """How many of the indicators carry each flag, by (authority, topic, flag)."""
    found = Comparison.objects.filter(authority__region=region, flag__in=COUNTED).order_by()
    return Counter(
        (authority, topics[indicator], flag)
        for authority, indicator, flag in found.values_list("authority_id", "indicator_id", "flag")
        if indicator in topics
    )


def flags_of(authority: LocalAuthority) -> Counter[str]:
    """How many indicators of the set carry each flag at one authority."""
    chosen = IndicatorSet.objects.used_in(authority.region_id).values("pk")
    found = Comparison.objects.filter(authority=authority, indicator__sets__in=chosen)
    return Counter(flag for flag in found.order_by().values_list("flag", flat=True) if flag in COUNTED)


def topics_of(chosen: IndicatorSet | None) -> dict[int, str]:
    """The topic of each indicator of the set, in its order."""
    return dict(chosen.members.values_list("indicator_id", "indicator__topic")) if chosen else {}


def cell(flags: Counter[tuple[int, str, str]], authority: int, topic: str) -> list[tuple[str, int]]:
    """The flags of one authority in one topic, as (flag, how many), without those that it has none of."""
    return [(flag, number) for flag in COUNTED if (number := flags[authority, topic, flag])]


def total(cells: Iterable[list[tuple[str, int]]]) -> list[tuple[str, int]]:
    """The flags of several cells taken together."""
    summed: Counter[str] = Counter()
    for one in cells:
        summed.update(dict(one))
    return [(flag, summed[flag]) for flag in COUNTED if summed[flag]]


@dataclass(frozen=True)
class FlaggedRow:
    """An indicator that carries a flag: what its figure is, and why it is flagged."""

    title: str
    url: str
    sentence: str
    reason: str
    slug: str


@dataclass(frozen=True)
class FlagGroup:
    flag: str
    words: str
    meaning: str
    rows: list[FlaggedRow]


@dataclass(frozen=True)
class IndicatorRow:
    """A figure; ``tried`` counts what the register has about it, ``tries`` names it to the authority's own."""

    figure: AuthorityRow
    title: str
    url: str
    shift: str
    tried: int
    tries: list[str]


@dataclass(frozen=True)
class TopicRows:
    name: str
    flags: list[tuple[str, int]]
    rows: list[IndicatorRow]


@dataclass(frozen=True)
class AuthorityPage:
    authority: LocalAuthority
    groups: list[FlagGroup]
    topics: list[TopicRows]
    shifts: list[FlagGroup]
    names_tries: bool
    state: PackState | None
    may_build: bool


def authority_page(authority: LocalAuthority, person) -> AuthorityPage:
    """One authority: what stands out, every indicator by topic, and its pack if the person may read it."""
    chosen = IndicatorSet.objects.for_region(authority.region)
    reads = person.may(Permission.VIEW_PACKS, at=authority)
    register = register_of(authority) if reads else None
    lines = lines_of(authority, chosen, register) if chosen else []
    names = person.may(Permission.TAKE_PART, at=authority)
    pack = DataPack.objects.visible_to(person).filter(authority=authority).defer("content").first()
    return AuthorityPage(
        authority=authority,
        groups=[
            flag_group(flag, lines) for flag in ("challenge", "strength", "watch", "no_judgement_outlier")
        ],
        topics=[
            topic_rows(name, list(of), names)
            for name, of in groupby(lines, key=lambda line: line.indicator.topic)
        ],
        shifts=[
            shift_group("not_shifted", "Not shifted", lines),
            shift_group("not_shifted_unlogged", "Has anything been tried?", lines),
        ]
        if reads
        else [],
        names_tries=names,
        state=pack_state(pack, DataVersion.objects.in_force().first()) if reads else None,
        may_build=authority.is_current and person.may(Permission.BUILD_PACKS, at=authority),
    )


def topic_rows(name: str, lines, names: bool) -> TopicRows:
    carried = Counter(line.of.flag for line in lines)
    return TopicRows(
        name=name,
        flags=[(flag, carried[flag]) for flag in COUNTED if carried[flag]],
        rows=[indicator_row(line, names) for line in lines],
    )


def flag_group(flag: str, lines) -> FlagGroup:
    flagged = [line for line in lines if line.of.flag == flag]
    if flag == "challenge":
        flagged.sort(key=lambda line: line.of.gap or 0, reverse=True)
    rows = [flagged_row(line, line.sentence, line.reason) for line in flagged]
    return FlagGroup(flag, FLAG_WORDS[flag], FLAG_MEANINGS[flag], rows)


def flagged_row(line, words: str, reason: str = "") -> FlaggedRow:
    return FlaggedRow(
        line.indicator.title, line.indicator.get_absolute_url(), words, reason, line.indicator.slug
    )


def shift_group(shift: str, words: str, lines) -> FlagGroup:
    rows = [flagged_row(line, line.shift_words) for line in lines if line.shift == shift]
    return FlagGroup(shift, words, SHIFT_MEANINGS[shift], rows)


def indicator_row(line, names: bool) -> IndicatorRow:
    about = line.register.about(line.indicator) if line.register else []
    return IndicatorRow(
        figure=authority_row(line.of),
        title=line.indicator.title,
        url=line.indicator.get_absolute_url(),
        shift=SHIFT_WORDS.get(line.shift, ""),
        tried=len(about),
        tries=[f"{one.title} (since {one.began_on.year})" for one in about] if names else [],
    )


JOB_COLOURS = {
    Job.State.DONE: "green",
    Job.State.RUNNING: "blue",
    Job.State.QUEUED: "grey",
    Job.State.FAILED: "red",
    Job.State.POISONED: "red",
    Job.State.CANCELLED: "yellow",
}


@dataclass(frozen=True)
class JobRow:
    name: str
    state: str
    colour: str
    message: str
    pack: DataPack | None


@dataclass(frozen=True)
class RunPage:
    run: PackRun
    progress: Progress
    rows: list[JobRow]

    @property
    def headline(self) -> str:
        """ "9 of 24 made, 1 failed": the state of the run in one line."""
        done = self.progress
        words = [f"{done.made} of {done.total} made"]
        words += [f"{done.failed} failed"] if done.failed else []
        words += [f"{done.cancelled} cancelled"] if done.cancelled else []
        return ", ".join(words)

    @property
    def can_retry(self) -> bool:
        return self.progress.is_over and self.progress.failed + self.progress.cancelled > 0

    @property
    def can_zip(self) -> bool:
        return self.run.region is not None and self.progress.is_over and self.progress.made > 0


def run_page(run: PackRun, person) -> RunPage:
    jobs = sorted(run.batch.jobs.all(), key=lambda job: int(job.key))
    authorities = LocalAuthority.objects.in_bulk([job.params["authority"] for job in jobs])
    packs = {
        pack.authority_id: pack
        for pack in DataPack.objects.visible_to(person)
        .filter(authority__in=authorities)
        .newest()
        .defer("content")
    }
    rows = [
        JobRow(
            name=authorities[job.params["authority"]].name,
            state=job.get_state_display(),
            colour=JOB_COLOURS[job.state],
            message=job.message if job.state in (Job.State.FAILED, Job.State.POISONED) else "",
            pack=packs.get(job.params["authority"]) if job.state == Job.State.DONE else None,
        )
        for job in jobs
    ]
    return RunPage(run=run, progress=progress(run.batch), rows=sorted(rows, key=lambda row: row.name))
