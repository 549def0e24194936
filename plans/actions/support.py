"""Needs, offers and matches: every change of them, once, with its record."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from audit.models import record
from plans import notices
from plans.models import Match, Need, Offer
from plans.states import MatchState, NeedState
from regions.models import LocalAuthority, Person
from selfeval.actions.improvement import SavedMeanwhile

CHANGED = "Somebody changed it while you had it open. Read it again: it stands as it is now."


class CannotDo(Exception):  # noqa: N818
    """What was asked for is not possible as things stand; the words say why, and what to do."""


# -- Needs and offers -------------------------------------------------------------------------------------------


@transaction.atomic
def raise_need(*, authority: LocalAuthority, by: Person, **fields) -> Need:
    """``fields``: theme, text, urgency, visibility, indicator, and support, finding or release with chapter."""
    made = Need.objects.create(authority=authority, region=authority.region, by=by, **fields)
    record("need_raised", made, by=by, authority=authority.pk, visibility=made.visibility)
    return made


@transaction.atomic
def make_offer(*, authority: LocalAuthority, by: Person, with_authorities=(), **fields) -> Offer:
    """``fields``: theme, kind, text, capacity, starts_on, until, visibility, indicator, support, finding."""
    made = Offer.objects.create(authority=authority, region=authority.region, by=by, **fields)
    made.with_authorities.set(with_authorities)
    record("offer_made", made, by=by, authority=authority.pk, visibility=made.visibility)
    return made


@transaction.atomic
def change_need(*, need: Need, built_on: int, by: Person, **fields) -> None:
    """Raises SavedMeanwhile for an outdated version, CannotDo for one that is over."""
    open_ones = Need.objects.filter(state__in=[NeedState.OPEN, NeedState.MATCHED])
    save_over(open_ones, need, built_on, fields, "This need is over, so it can no longer be changed.")
    record("need_changed", need, by=by, fields=sorted(fields))


@transaction.atomic
def change_offer(*, offer: Offer, built_on: int, by: Person, with_authorities=(), **fields) -> None:
    """Raises SavedMeanwhile for an outdated version, CannotDo for one that was taken back or has too few places."""
    taken = offer.matches.live().count()
    if fields.get("capacity", taken) < taken:
        raise CannotDo(f"{taken} of its places are taken. Give it at least as many.")
    standing = Offer.objects.filter(taken_back_at=None)
    save_over(standing, offer, built_on, fields, "This offer was taken back, so it can no longer be changed.")
    offer.with_authorities.set(with_authorities)
    record("offer_changed", offer, by=by, fields=sorted(fields))


def save_over(found, thing, built_on: int, fields: dict, over: str) -> None:
    """One conditional update of those that may still change, at the version it was built on."""
    if found.filter(pk=thing.pk, version=built_on).update(**fields, version=F("version") + 1):
        return
    raise SavedMeanwhile(CHANGED) if found.filter(pk=thing.pk).exists() else CannotDo(over)


@transaction.atomic
def take_back_need(*, need: Need, by: Person) -> None:
    """An open one goes; a matched one is seen through, or its match is declined first. Raises CannotDo."""
    moved = (
        Need.objects.open().filter(pk=need.pk).update(state=NeedState.TAKEN_BACK, closed_at=timezone.now())
    )
    if not moved:
        raise CannotDo("It is matched, or over. Decline the match first, or close it with what came of it.")
    record("need_taken_back", need, by=by)


@transaction.atomic
def close_need(*, need: Need, outcome: str, by: Person) -> None:
    """Without a match, or after its matches are closed; with what came of it. Raises CannotDo."""
    if need.matches.live().exists():
        raise CannotDo("Close or decline its matches first.")
    live = Need.objects.filter(pk=need.pk, state__in=[NeedState.OPEN, NeedState.MATCHED])
    if not live.update(state=NeedState.CLOSED, outcome=outcome, closed_at=timezone.now()):
        raise CannotDo("It is over already.")
    record("need_closed", need, by=by)


@transaction.atomic
def take_back_offer(*, offer: Offer, by: Person) -> None:
    """What is agreed goes on; nothing new comes to it."""
    if Offer.objects.filter(pk=offer.pk, taken_back_at=None).update(taken_back_at=timezone.now()):
        record("offer_taken_back", offer, by=by)


# -- Matches ----------------------------------------------------------------------------------------------------


@transaction.atomic
def suggest_match(*, need: Need, offer: Offer, because: str, by: Person, **fields) -> Match:
    """``fields``: scope, starts_on, ends_on. Both authorities are told and asked. Raises CannotDo."""
    need, offer = Need.objects.select_for_update().get(pk=need.pk), locked(offer)
    if need.state not in (NeedState.OPEN, NeedState.MATCHED):
        raise CannotDo("This need is over.")
    if offer.taken_back_at is not None:
        raise CannotDo("This offer was taken back. Choose another.")
    if need.authority_id == offer.authority_id:
        raise CannotDo("An authority’s own offer cannot meet its need.")
    if Match.objects.live().filter(need=need, offer=offer).exists():
        raise CannotDo("The two are matched already.")
    if offer.matches.live().count() >= offer.capacity:
        raise CannotDo("All places of this offer are taken. Choose another, or ask for one more place.")
    made = Match.objects.create(need=need, offer=offer, because=because, by=by, **fields)
    Need.objects.filter(pk=need.pk).update(state=NeedState.MATCHED)
    record("match_suggested", made, by=by, need=need.pk, offer=offer.pk)
    notices.match_suggested(made, by=by)
    return made


def locked(offer: Offer) -> Offer:
    """So that two matches at once cannot take its last place."""
    return Offer.objects.select_for_update().get(pk=offer.pk)


@transaction.atomic
def change_match(*, match: Match, built_on: int, by: Person, **fields) -> None:
    """Other words or days ask both sides again. Raises SavedMeanwhile, and CannotDo for one that is over."""
    asks_again = {"need_agreed_by": None, "offer_agreed_by": None, "agreed_at": None}
    fields |= asks_again | {"state": MatchState.SUGGESTED}
    save_over(Match.objects.live(), match, built_on, fields, "This match is over.")
    record("match_changed", match, by=by)
    match.refresh_from_db()
    notices.match_suggested(match, by=by)


@transaction.atomic
def agree_match(*, match: Match, sides: set[str], built_on: int, by: Person) -> None:
    """``sides``: "need", "offer". It is agreed once both have said yes to the same words. Raises SavedMeanwhile, and
    CannotDo."""
    match = Match.objects.select_for_update(of=("self",)).get(pk=match.pk)
    if match.state != MatchState.SUGGESTED:
        raise CannotDo("It no longer waits for anybody’s agreement.")
    if match.version != built_on:
        raise SavedMeanwhile(CHANGED)
    for side in sides:
        setattr(match, f"{side}_agreed_by", by)
    if match.need_agreed_by_id and match.offer_agreed_by_id:
        match.state, match.agreed_at = MatchState.AGREED, timezone.now()
    match.save(update_fields=["need_agreed_by", "offer_agreed_by", "state", "agreed_at"])
    record("match_agreed", match, by=by, sides=sorted(sides))
    if match.state == MatchState.AGREED:
        notices.match_agreed(match, by=by)


@transaction.atomic
def decline_match(*, match: Match, outcome: str, by: Person) -> None:
    """Either side, or the broker, says no and why; the need is open again when nothing else meets it."""
    end(match, MatchState.DECLINED, outcome)
    record("match_declined", match, by=by)
    reopen(match.need)
    notices.match_declined(match, by=by)


@transaction.atomic
def close_match(*, match: Match, outcome: str, by: Person) -> None:
    """It was done; what came of it is said. Raises CannotDo."""
    if not Match.objects.filter(pk=match.pk, state=MatchState.AGREED).exists():
        raise CannotDo("Only what both sides agreed to can be closed. Decline it instead.")
    end(match, MatchState.CLOSED, outcome)
    record("match_closed", match, by=by)


def end(match: Match, state: MatchState, outcome: str) -> None:
    live = Match.objects.live().filter(pk=match.pk)
    if not live.update(state=state, outcome=outcome, closed_at=timezone.now()):
        raise CannotDo("It is over already.")


def reopen(need: Need) -> None:
    others = need.matches.exclude(state=MatchState.DECLINED)
    if not others.exists():
        Need.objects.filter(pk=need.pk, state=NeedState.MATCHED).update(state=NeedState.OPEN)
