"""What the figure of an agreed action did since the challenge, from stored comparisons: then, now, and in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Max
from django.utils import timezone

from challenges.models import AgreedAction, Turn
from datapacks.lines import Line
from indicators.models import Comparison, Indicator, Observation, Period
from indicators.polarity import Polarity


@dataclass(frozen=True)
class Movement:
    """``line`` is None where no figure is stored for the authority."""

    action: AgreedAction
    line: Line | None
    then: int | None  # places in the comparison's series
    now: int | None

    @property
    def indicator(self) -> Indicator:
        return self.action.indicator

    @property
    def words(self) -> str:
        """Such as "from 12.3% (2024/25) to 11.1% (2026/27), better"."""
        if self.line is None or self.now is None:
            return "no figure is published"
        if self.then is None:
            return f"{self.shown(self.now)}; the portal held no figure at the time of the challenge"
        if self.then == self.now:
            return f"{self.shown(self.now)}; no newer figure since the challenge"
        return f"from {self.shown(self.then)} to {self.shown(self.now)}, {self.judged}"

    def shown(self, place: int) -> str:
        return f"{self.line.show(self.value(place))} ({self.line.of.series['labels'][place]})"

    def value(self, place: int) -> float:
        return self.line.of.series["authority"][place]

    @property
    def judged(self) -> str:
        """ "better" or "worse" where one way is good; where none is, no more than which way it went."""
        before, after = self.value(self.then), self.value(self.now)
        if self.line.show(before) == self.line.show(after):
            return "no change"
        if self.line.polarity is Polarity.NONE:
            return "higher" if after > before else "lower"
        return "better" if (after > before) == (self.line.polarity is Polarity.HIGH) else "worse"

    @property
    def as_values(self) -> dict:
        """What a check-in keeps."""
        if self.line is None:
            return {"words": self.words, "periods": [], "values": []}
        series = self.line.of.series
        return {"words": self.words, "periods": series["labels"], "values": series["authority"]}


def movements_of(turn: Turn, actions: Iterable[AgreedAction]) -> list[Movement]:
    """One an action that names a figure, in four queries however many there are; give them with ``indicator``."""
    found = [one for one in actions if one.indicator_id]
    comparisons = {
        one.indicator_id: one
        for one in Comparison.objects.filter(
            authority=turn.host_id, indicator__in=[one.indicator_id for one in found]
        ).select_related("indicator", "authority", "region_area")
    }
    held, slots = known_at_the_challenge(turn, comparisons), slots_of(comparisons)
    return [
        movement(one, comparisons.get(one.indicator_id), held.get(one.indicator_id, 0), slots)
        for one in found
    ]


def known_at_the_challenge(turn: Turn, indicators: Iterable[int]) -> dict[int, int]:
    """The newest period with a figure that the portal held on the challenge's last day, by indicator."""
    day = datetime.combine(turn.challenge.last_day + timedelta(days=1), time.min)
    held = Observation.objects.filter(
        indicator__in=list(indicators),
        area=turn.host_id,
        value__isnull=False,
        version__loaded_at__lt=timezone.make_aware(day),
    )
    newest: dict[int, int] = {}
    for rows in (held.standing(), held.filter(replaced_by__isnull=False)):  # each by an index of its own
        for row in rows.order_by().values("indicator").annotate(newest=Max("slot")):
            newest[row["indicator"]] = max(row["newest"], newest.get(row["indicator"], 0))
    return newest


def slots_of(indicators: Iterable[int]) -> dict[tuple[int, str], int]:
    rows = Period.objects.filter(indicator__in=list(indicators)).values_list("indicator", "label", "slot")
    return {(indicator, label): slot for indicator, label, slot in rows}


def movement(action: AgreedAction, comparison: Comparison | None, held: int, slots: dict) -> Movement:
    if comparison is None:
        return Movement(action, None, None, None)
    labels, values = comparison.series["labels"], comparison.series["authority"]
    places = [place for place, value in enumerate(values) if value is not None]
    before = [place for place in places if slots.get((action.indicator_id, labels[place]), held + 1) <= held]
    then, now = (found[-1] if found else None for found in (before, places))
    return Movement(action, Line(comparison), then, now)
