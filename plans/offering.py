"""Offers weighed for a need, from stored figures and places: the facts that ``matching`` asks for."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from challenges.grouping.places import kilometres
from indicators.flags import Flag
from indicators.models import Comparison, Indicator, IndicatorSet
from indicators.trend import Outlook
from plans.matching import Offered, Ranked, Wanted, rank
from plans.models import Match, Need, Offer
from plans.states import MatchState
from regions.models import LocalAuthority, Region


def offers_for(need: Need, offers: Iterable[Offer]) -> list[tuple[Offer, Ranked]]:
    """The offers that fit, the best first. ``offers`` come with ``authority``; five queries, however many."""
    offers = [offer for offer in offers if offer.authority_id != need.authority_id]
    figures = figures_about(need)
    standings = standings_of({offer.authority_id for offer in offers}, figures)
    given, received = balance_of(need.region)
    taken = places_taken(offers)
    offered = [
        Offered(
            key=offer.pk,
            authority=offer.authority.name,
            theme=offer.theme,
            figures=frozenset({offer.indicator_id} - {None}),
            places_left=offer.capacity - taken[offer.pk],
            strong=tuple(standings[offer.authority_id, Flag.STRENGTH]),
            improved=tuple(standings[offer.authority_id, Outlook.GETTING_BETTER]),
            kilometres=apart(need.authority, offer.authority),
            given=given[offer.authority_id],
            received=received[offer.authority_id],
        )
        for offer in offers
    ]
    wanted = Wanted(need.theme, frozenset({need.indicator_id} - {None}))
    by_key = {offer.pk: offer for offer in offers}
    return [(by_key[ranked.key], ranked) for ranked in rank(wanted, offered)]


def figures_about(need: Need) -> list[Indicator]:
    """The figure that the need names; without one, those of the region's set that its theme is the topic of."""
    if need.indicator_id:
        return [need.indicator]
    chosen = IndicatorSet.objects.for_region(need.region)
    return list(chosen.indicators.filter(topic=need.theme)) if chosen else []


def standings_of(authorities: set[int], figures: list[Indicator]) -> dict[tuple[int, str], list[str]]:
    """By authority and what is good about them, the figures' titles."""
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    rows = Comparison.objects.filter(authority__in=authorities, indicator__in=figures)
    for row in rows.order_by("indicator__position").values_list(
        "authority", "flag", "outlook", "indicator__title"
    ):
        authority, flag, outlook, title = row
        if flag == Flag.STRENGTH:
            found[authority, Flag.STRENGTH].append(title)
        if outlook == Outlook.GETTING_BETTER:
            found[authority, Outlook.GETTING_BETTER].append(title)
    return found


def balance_of(region: Region) -> tuple[Counter[int], Counter[int]]:
    """How often each authority of the region has helped, and has been helped: matches agreed or done."""
    done = Match.objects.filter(need__region=region, state__in=[MatchState.AGREED, MatchState.CLOSED])
    pairs = list(done.values_list("offer__authority", "need__authority"))
    return Counter(giver for giver, _ in pairs), Counter(taker for _, taker in pairs)


def places_taken(offers: Iterable[Offer]) -> Counter[int]:
    live = Match.objects.live().filter(offer__in=[offer.pk for offer in offers])
    return Counter(live.values_list("offer", flat=True))


def apart(one: LocalAuthority, other: LocalAuthority) -> float | None:
    """Kilometres between the two middles; None where one is not known."""
    if one.longitude is None or other.longitude is None:
        return None
    return kilometres((one.longitude, one.latitude), (other.longitude, other.latitude))
