"""Who has hosted, led, observed and given days, over a cycle and the one before: counts of accepted seats."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from challenges.models import Challenge, Evaluation, Seat
from challenges.parts import PEERS, Part
from challenges.states import State
from cycles.models import Cycle
from cycles.working_days import between
from regions.models import LocalAuthority
from regions.roles import Permission
from ui.charts import About, Bar, bars_chart


@dataclass
class Given:
    """What one authority received and gave."""

    authority: LocalAuthority
    hosted: int = 0
    led: int = 0
    observed: int = 0
    seats: int = 0  # people in teams
    days: int = 0
    learned: int = 0  # learning notes
    remark: str = ""


@dataclass(frozen=True)
class Ledger:
    cycles: list[Cycle]
    challenges: int
    rows: list[Given]
    picture: SafeString

    @property
    def remarks(self) -> list[tuple[str, list[Given]]]:
        """What stands out, with those of whom it is said: what is said of most comes first."""
        said = defaultdict(list)
        for row in self.rows:
            if row.remark:
                said[row.remark].append(row)
        return sorted(said.items(), key=lambda pair: -len(pair[1]))


def ledger_regions(person):
    """Where the person sees it: where they follow the region's year, or direct services, and so give the days."""
    directed = {one.region_id for one in person.authorities_where(Permission.SIGN_SELF_EVALUATION)}
    return directed | person.region_codes_where(Permission.VIEW_STATUS)


def ledger_of(cycle: Cycle) -> Ledger:
    """Six queries, however many challenges there were."""
    earlier = Cycle.objects.filter(region=cycle.region_id, starts_on__lt=cycle.starts_on).order_by(
        "-starts_on"
    )
    cycles = [cycle, *earlier[:1]]
    rows = {one.pk: Given(one) for one in LocalAuthority.objects.current().filter(region=cycle.region_id)}
    challenges = list(
        Challenge.objects.filter(
            cycle__in=cycles, state__in=[State.FOLLOWED_UP, State.CLOSED]
        ).prefetch_related("turns")
    )
    count(challenges, rows)
    if challenges:
        since = "in two cycles" if len(cycles) > 1 else "in this cycle"
        for row in rows.values():
            row.remark = remark_on(row, since)
    listed = sorted(rows.values(), key=lambda row: row.authority.name)
    return Ledger(cycles, len(challenges), listed, picture_of(listed))


def count(challenges: list[Challenge], rows: dict[int, Given]) -> None:
    turns = {one.pk: list(one.turns.all()) for one in challenges}
    days = {one.pk: between(one.first_day, one.last_day) + 1 for one in challenges}
    for turn in (turn for of in turns.values() for turn in of if turn.host_id in rows):
        rows[turn.host_id].hosted += 1
    done: dict[tuple[int, Part], set[int]] = defaultdict(set)
    seats = Seat.objects.filter(challenge__in=challenges, state=Seat.State.ACCEPTED, authority__in=rows)
    for seat in seats:
        given = [
            (turn.pk, part) for turn in turns[seat.challenge_id] if (part := turn.part_of(seat)) in PEERS
        ]
        row = rows[seat.authority_id]
        row.days += days[seat.challenge_id] if given else 0
        row.seats += any(part == Part.TEAM for _, part in given)
        for turn, part in given:
            done[seat.authority_id, part].add(turn)
    for authority, row in rows.items():
        row.led, row.observed = len(done[authority, Part.LEAD]), len(done[authority, Part.OBSERVER])
    notes = Evaluation.objects.filter(challenge__in=challenges, seat__authority__in=rows).exclude(
        take_home=""
    )
    for authority in notes.values_list("seat__authority", flat=True):
        rows[authority].learned += 1


def remark_on(row: Given, since: str) -> str:
    """What stands out, in words; empty where the authority both hosted and led."""
    if not row.days and row.hosted:
        return f"Looked at, and gave no day {since}"
    if not row.days:
        return f"Neither looked at, nor gave a day {since}"
    lacking = [words for number, words in ((row.hosted, "hosted none"), (row.led, "led none")) if not number]
    return f"{' and '.join(lacking).capitalize()} {since}" if lacking else ""


def picture_of(rows: Iterable[Given]) -> SafeString:
    ordered = sorted(rows, key=lambda row: (-row.days, row.authority.name))
    bars = [Bar(row.authority.name, row.days, str(row.days)) for row in ordered]
    words = "; ".join(f"{row.authority.name} {row.days}" for row in ordered)
    about = About("Days given by each authority", words, "ledger-days")
    return mark_safe(bars_chart(bars, about=about))  # noqa: S308 - charts escape their words
