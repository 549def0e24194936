"""Figures of a host that ask to be looked at: those that have not shifted, and challenge areas."""

from dataclasses import asdict, dataclass, field

from django.db.models import QuerySet

from datapacks.assembly import lines_of
from datapacks.lines import Line
from datapacks.models import Intervention
from datapacks.register import register_of
from indicators.models import Indicator, IndicatorSet
from indicators.shifting import Shift
from regions.models import LocalAuthority


@dataclass(frozen=True)
class Stored:
    """A flag as it was shown, kept with the focus that was chosen in sight of it."""

    indicator: int
    title: str
    flag: str
    sentence: str
    tried: int


@dataclass(frozen=True)
class Flagged:
    line: Line
    tried: list[Intervention] = field(default_factory=list)

    @property
    def indicator(self):
        return self.line.indicator

    @property
    def is_challenge(self) -> bool:
        return self.line.of.flag == "challenge"

    @property
    def is_not_shifted(self) -> bool:
        return self.line.shift == Shift.NOT_SHIFTED

    @property
    def words(self) -> str:
        flags = [("Not shifted", self.is_not_shifted), (self.line.flag_words, self.is_challenge)]
        return ", ".join(words for words, holds in flags if holds)

    @property
    def stored(self) -> dict:
        return asdict(
            Stored(self.indicator.pk, self.indicator.title, self.words, self.line.sentence, len(self.tried))
        )


def flagged_figures(host: LocalAuthority) -> list[Flagged]:
    """Not shifted first, then by how far each is from similar areas, the worst first. Five queries at most."""
    chosen = IndicatorSet.objects.for_region(host.region)
    if chosen is None:
        return []
    register = register_of(host)
    found = [Flagged(line, register.about(line.indicator)) for line in lines_of(host, chosen, register)]
    flagged = [one for one in found if one.is_challenge or one.is_not_shifted]
    return sorted(flagged, key=lambda one: (not one.is_not_shifted, -(one.line.of.gap or 0.0)))


def figures_of(host: LocalAuthority) -> QuerySet[Indicator]:
    """Those that can be chosen: the set that the host's region compares."""
    chosen = IndicatorSet.objects.for_region(host.region)
    return chosen.indicators.all() if chosen else Indicator.objects.none()
