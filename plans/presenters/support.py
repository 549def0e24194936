"""Pages of needs, offers and matches: what each shows, and what this person may do there."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from challenges.models import Support, Turn
from learning.models import PracticeExample
from learning.presenters.practice import examples_about
from plans.matching import Ranked
from plans.models import Match, Need, Offer
from plans.offering import offers_for, places_taken
from plans.states import MatchState, NeedState
from regions.models import LocalAuthority, Region
from regions.roles import Permission
from selfeval.models import Release

OLD_AFTER = 30  # days without a match, after which a need is chased
NEED_COLOURS = {"open": "blue", "matched": "purple", "closed": "green", "taken_back": "grey"}
MATCH_COLOURS = {"suggested": "yellow", "agreed": "purple", "closed": "green", "declined": "grey"}


@dataclass(frozen=True)
class MenuPage:
    """``needs`` are open or matched, ``offers`` stand; each with what is left to say in the list."""

    region: Region
    theme: str
    themes: list[tuple[str, int]]
    needs: list["NeedLine"]
    offers: list["OfferLine"]
    matches: list[Match]
    raised: list[Support]  # in challenges, and not on the list yet
    may_raise: bool
    may_broker: bool
    reads_associates: bool

    @property
    def old(self) -> int:
        return sum(line.is_old for line in self.needs)


@dataclass(frozen=True)
class NeedLine:
    need: Need

    @property
    def colour(self) -> str:
        return NEED_COLOURS[self.need.state]

    @property
    def is_old(self) -> bool:
        return self.need.state == NeedState.OPEN and self.need.days_open > OLD_AFTER


@dataclass(frozen=True)
class OfferLine:
    offer: Offer
    taken: int

    @property
    def names(self) -> str:
        return ", ".join(
            [self.offer.authority.name, *(one.name for one in self.offer.with_authorities.all())]
        )

    @property
    def left(self) -> int:
        return max(self.offer.capacity - self.taken, 0)


def menu_page(region: Region, person, theme: str = "") -> MenuPage:
    """The region's needs and offers as far as the person sees them. Nine queries, however many there are."""
    live = [NeedState.OPEN, NeedState.MATCHED]
    needs = list(
        Need.objects.visible_to(person).filter(region=region, state__in=live).select_related("authority")
    )
    offers = list(
        Offer.objects.visible_to(person)
        .standing()
        .filter(region=region)
        .select_related("authority")
        .prefetch_related("with_authorities")
    )
    matches = Match.objects.visible_to(person).live().filter(need__region=region)
    taken = places_taken(offers)
    speaks_for = spoken_for(person, region)
    needs.sort(key=lambda need: (list(Need.Urgency).index(need.urgency), need.at))
    return MenuPage(
        region=region,
        theme=theme,
        themes=counted(needs, offers),
        needs=[NeedLine(one) for one in needs if theme in ("", one.theme)],
        offers=[OfferLine(one, taken[one.pk]) for one in offers if theme in ("", one.theme)],
        matches=list(matches.select_related("need__authority", "offer__authority")),
        raised=raised_elsewhere(person, speaks_for),
        may_raise=bool(speaks_for),
        may_broker=person.may(Permission.BROKER_SUPPORT, at=region),
        reads_associates=person.may(Permission.READ_ASSOCIATES, at=region),
    )


def raised_elsewhere(person, authorities) -> list[Support]:
    """What these authorities raised in challenges that the person sees, and that is not on the list."""
    own, _ = person.places_where(Permission.RAISE_SUPPORT)
    turns = Turn.objects.visible_to(person)
    found = Support.objects.filter(need=None, offer=None, turn__in=turns, authority__in=own)
    return list(found.select_related("authority")) if own & {one.pk for one in authorities} else []


def counted(needs: list[Need], offers: list[Offer]) -> list[tuple[str, int]]:
    themes = [one.theme for one in [*needs, *offers]]
    return [(theme, themes.count(theme)) for theme in sorted(set(themes))]


def spoken_for(person, region: Region):
    """The current authorities of the region for which the person may raise a need or make an offer."""
    own, _ = person.places_where(Permission.RAISE_SUPPORT)
    found = LocalAuthority.objects.current().filter(region=region)
    return found if person.may(Permission.BROKER_SUPPORT, at=region) else found.filter(pk__in=own)


@dataclass(frozen=True)
class NeedPage:
    need: Need
    colour: str
    source: str
    source_url: str
    matches: list[Match]
    suggestions: list[tuple[Offer, Ranked]]
    examples: list[PracticeExample]  # of good practice, under its theme or on its figure
    may_edit: bool
    may_broker: bool

    @property
    def is_live(self) -> bool:
        return self.need.state in (NeedState.OPEN, NeedState.MATCHED)

    @property
    def may_close(self) -> bool:
        return self.may_edit and self.is_live and not any(is_live(one) for one in self.matches)


def is_live(match: Match) -> bool:
    return match.state in (MatchState.SUGGESTED, MatchState.AGREED)


def need_page(need: Need, person) -> NeedPage:
    """``need`` with authority, region, indicator, finding and release. Offers are weighed for brokers alone."""
    may_broker = person.may(Permission.BROKER_SUPPORT, at=need.region)
    matches = list(
        need.matches.filter(pk__in=Match.objects.visible_to(person)).select_related("offer__authority")
    )
    matched = {one.offer_id for one in matches if is_live(one)}
    source, source_url = source_of(need, person)
    offers = Offer.objects.visible_to(person).standing().filter(region=need.region)
    suggestions = offers_for(need, offers.select_related("authority")) if may_broker else []
    return NeedPage(
        need=need,
        colour=NEED_COLOURS[need.state],
        source=source,
        source_url=source_url,
        matches=matches,
        suggestions=[pair for pair in suggestions if pair[0].pk not in matched],
        examples=examples_about(person, need.region, theme=need.theme, indicator=need.indicator),
        may_edit=Need.objects.editable_by(person).filter(pk=need.pk).exists(),
        may_broker=may_broker,
    )


def source_of(need: Need, person) -> tuple[str, str]:
    """What the need or offer was raised from, and where it is read, if the person reads there."""
    if need.finding:
        turn = Turn.objects.visible_to(person).filter(pk=need.finding.turn_id).first()
        return "a point of the feedback after a challenge", turn.get_absolute_url() if turn else ""
    if getattr(need, "release_id", None):  # its text is not asked for: this names the chapter and leads there
        seen = Release.objects.visible_to(person).filter(pk=need.release_id).exists()
        url = reverse("selfeval:read", args=[need.release_id]) if seen else ""
        return f"chapter {need.chapter} of the {need.region.self_evaluation_name}", url
    if need.support:
        turn = Turn.objects.visible_to(person).filter(pk=need.support.turn_id).first()
        return "what was agreed after a challenge", turn.get_absolute_url() if turn else ""
    return "", ""


@dataclass(frozen=True)
class MatchPage:
    match: Match
    colour: str
    sides: set[str]  # those for which the person may agree
    need_url: str  # empty where the person does not see it
    offer_url: str
    may_broker: bool

    @property
    def because(self) -> str:
        """For the broker: it weighs what others gave and received."""
        return self.match.because if self.may_broker else ""

    @property
    def waits_for(self) -> list[str]:
        """The names of those who have not agreed to the words as they stand."""
        if self.match.state != MatchState.SUGGESTED:
            return []
        agreed = {"need": self.match.need_agreed_by_id, "offer": self.match.offer_agreed_by_id}
        return [getattr(self.match, side).authority.name for side, by in agreed.items() if by is None]

    @property
    def asks_me(self) -> set[str]:
        """The sides for which this person's agreement is still to come."""
        if self.match.state != MatchState.SUGGESTED:
            return set()
        return {side for side in self.sides if getattr(self.match, f"{side}_agreed_by_id") is None}

    @property
    def may_end(self) -> bool:
        return is_live(self.match) and bool(self.sides or self.may_broker)

    @property
    def may_close(self) -> bool:
        return self.may_end and self.match.state == MatchState.AGREED

    @property
    def is_overdue(self) -> bool:
        return self.match.state == MatchState.AGREED and self.match.ends_on < timezone.localdate()


def match_page(match: Match, person) -> MatchPage:
    own, _ = person.places_where(Permission.RAISE_SUPPORT)
    sides = {side for side in ("need", "offer") if getattr(match, side).authority_id in own}
    return MatchPage(
        match=match,
        colour=MATCH_COLOURS[match.state],
        sides=sides,
        need_url=url_of(Need, match.need_id, person),
        offer_url=url_of(Offer, match.offer_id, person),
        may_broker=person.may(Permission.BROKER_SUPPORT, at=match.need.region),
    )


def url_of(model, pk: int, person) -> str:
    found = model.objects.visible_to(person).filter(pk=pk).first()
    return found.get_absolute_url() if found else ""
