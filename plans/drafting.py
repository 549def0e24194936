"""What a draft plan is built from: figures that many authorities are flagged for, headlines, needs and offers.

No authority is named by a figure or a headline, and none is counted below three; a need or an offer is named only
where its authority lets the region see it.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from challenges.models import Theme
from challenges.presenters.headlines import words_for
from cycles.models import Cycle
from indicators.flags import Flag
from indicators.models import Comparison, Indicator, IndicatorSet
from plans.models import Need, Offer, Visibility
from plans.states import NeedState

LEAST = 3  # authorities: fewer would point at them
MOST_FIGURES = 3  # measures of a priority, those with the most authorities flagged
MOST = 8  # priorities of a draft


@dataclass(frozen=True)
class Source:
    """One thing that a proposed priority comes from, and its words. Exactly one of the last four is given."""

    words: str
    indicator: Indicator | None = None
    theme: Theme | None = None
    need: Need | None = None
    offer: Offer | None = None


@dataclass
class Proposed:
    area: str
    sources: list[Source] = field(default_factory=list)
    flagged: int = 0  # authorities, of the figure with the most

    @property
    def figures(self) -> list[Indicator]:
        return [source.indicator for source in self.sources if source.indicator][:MOST_FIGURES]

    @property
    def weight(self) -> tuple[int, int]:
        return (sum(1 for source in self.sources if not source.offer), self.flagged)


def propose(cycle: Cycle) -> list[Proposed]:
    """One an area, the ones with most to say first. An offer alone makes no priority."""
    found: dict[str, Proposed] = {}

    def about(area: str) -> Proposed:
        return found.setdefault(area, Proposed(area))

    for indicator, number, of in flagged_figures(cycle):
        one = about(indicator.topic)
        one.flagged = max(one.flagged, number)
        one.sources.append(Source(figure_words(indicator, number, of), indicator=indicator))
    for theme in cycle.themes.filter(shown__gte=LEAST):
        about(theme.name).sources.append(Source(headline_words(theme), theme=theme))
    for need in shown_needs(cycle):
        about(need.theme).sources.append(Source(f"Need of {need.authority.name}", need=need))
    for offer in shown_offers(cycle):
        if offer.theme in found:
            about(offer.theme).sources.append(Source(f"Offer of {offer.authority.name}", offer=offer))
    return sorted(found.values(), key=lambda one: (*(-part for part in one.weight), one.area))[:MOST]


def figure_words(indicator: Indicator, number: int, of: int) -> str:
    return f"{indicator.title}: a challenge area at {number} of {of} authorities"


def headline_words(theme: Theme) -> str:
    return f"{theme.name}: {words_for(theme.shown).lower()}"


def flagged_figures(cycle: Cycle) -> list[tuple[Indicator, int, int]]:
    """Figures of the region’s set, at how many authorities each is a challenge area, and of how many; most first."""
    chosen = IndicatorSet.objects.for_region(cycle.region)
    if chosen is None:
        return []
    authorities = set(cycle.region.authorities.current().values_list("pk", flat=True))
    rows = Comparison.objects.filter(
        authority__in=authorities, indicator__sets=chosen, flag=Flag.CHALLENGE
    ).order_by()
    numbers = Counter(rows.values_list("indicator", flat=True))
    figures = Indicator.objects.in_bulk([key for key, number in numbers.items() if number >= LEAST])
    found = [(figures[key], numbers[key], len(authorities)) for key in figures]
    return sorted(found, key=lambda one: (-one[1], one[0].position))


def shown_needs(cycle: Cycle) -> list[Need]:
    """Those that the region may see, by theme and day."""
    live = Need.objects.filter(
        region=cycle.region,
        state__in=[NeedState.OPEN, NeedState.MATCHED],
        visibility=Visibility.REGION,
    )
    return list(live.select_related("authority").order_by("theme", "at"))


def shown_offers(cycle: Cycle) -> list[Offer]:
    standing = Offer.objects.standing().filter(region=cycle.region, visibility=Visibility.REGION)
    return list(standing.select_related("authority").order_by("theme", "at"))


def grouped(sources: list[Source]) -> dict[str, list[Source]]:
    """By kind, for the words of a priority."""
    by_kind: dict[str, list[Source]] = defaultdict(list)
    for source in sources:
        kind = next(name for name in ("indicator", "theme", "need", "offer") if getattr(source, name))
        by_kind[kind].append(source)
    return by_kind
