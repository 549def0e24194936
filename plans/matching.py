"""Which offers fit a need best, by rule and with the reasons in words. Pure: no Django.

Points are added up: the same theme or figure 4 (an offer without either is not listed), the offering authority being
strong in the linked figures 3 or its figure getting better 2, being near 2 or not far 1, having given less than it
received 1. An offer whose places are all taken stands last.
"""

from collections.abc import Iterable
from dataclasses import dataclass

SAME_THEME = 4
SAME_FIGURE = 4
STRONG = 3
IMPROVED = 2
NEAR = 2
NOT_FAR = 1
GIVES_LESS = 1
NEAR_KM = 50.0
FAR_KM = 120.0


@dataclass(frozen=True)
class Wanted:
    """``figures`` are the keys of the indicators that the need is about; ``strong`` and ``improved`` below are among
    those."""

    theme: str
    figures: frozenset[int]


@dataclass(frozen=True)
class Offered:
    key: int
    authority: str
    theme: str
    figures: frozenset[int]
    places_left: int
    strong: tuple[str, ...] = ()  # titles of the linked figures in which the authority is strong
    improved: tuple[str, ...] = ()
    kilometres: float | None = None
    given: int = 0  # matches so far, as the one who helps
    received: int = 0


@dataclass(frozen=True)
class Ranked:
    key: int
    points: int
    reasons: tuple[str, ...]
    is_full: bool


def rank(wanted: Wanted, offers: Iterable[Offered]) -> list[Ranked]:
    """The offers that fit, the best first; equal ones in the order of their authorities' names."""
    fitting = [(offer, weigh(wanted, offer)) for offer in offers if fits(wanted, offer)]
    fitting.sort(key=lambda pair: (pair[1].is_full, -pair[1].points, pair[0].authority, pair[0].key))
    return [ranked for _, ranked in fitting]


def fits(wanted: Wanted, offer: Offered) -> bool:
    return offer.theme == wanted.theme or bool(offer.figures & wanted.figures)


def weigh(wanted: Wanted, offer: Offered) -> Ranked:
    found = [one for one in reasons(wanted, offer) if one is not None]
    is_full = offer.places_left < 1
    said = tuple(words for _, words in found)
    return Ranked(
        key=offer.key,
        points=sum(points for points, _ in found),
        reasons=(*said, "all its places are taken") if is_full else (*said, places(offer.places_left)),
        is_full=is_full,
    )


def reasons(wanted: Wanted, offer: Offered) -> list[tuple[int, str] | None]:
    """Points with their words, in the order in which they are told."""
    return [
        (SAME_THEME, "the same theme") if offer.theme == wanted.theme else None,
        (SAME_FIGURE, "about the same figure") if offer.figures & wanted.figures else None,
        of_figures(offer),
        of_distance(offer.kilometres),
        of_balance(offer),
    ]


def of_figures(offer: Offered) -> tuple[int, str] | None:
    if offer.strong:
        return STRONG, f"a strength there: {listed(offer.strong)}"
    if offer.improved:
        return IMPROVED, f"getting better there: {listed(offer.improved)}"
    return None


def of_distance(kilometres: float | None) -> tuple[int, str] | None:
    if kilometres is None or kilometres > FAR_KM:
        return None
    words = f"{kilometres:.0f} km away"
    return (NEAR, words) if kilometres <= NEAR_KM else (NOT_FAR, words)


def of_balance(offer: Offered) -> tuple[int, str] | None:
    if offer.given < offer.received:
        return GIVES_LESS, f"has been helped {times(offer.received)} and has helped {times(offer.given)}"
    return None


def times(number: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(number, f"{number} times")


def places(number: int) -> str:
    return f"{number} place{'' if number == 1 else 's'} left"


def listed(titles: tuple[str, ...], most: int = 2) -> str:
    more = len(titles) - most
    return "; ".join(titles[:most]) + (f" and {more} more" if more > 0 else "")
