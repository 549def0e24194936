"""The demonstration’s needs, offers and matches. All invented: they say nothing of a real council."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from plans.actions import support
from plans.models import Match, Need, Offer, Visibility
from plans.offering import offers_for
from regions.models import Region
from regions.roles import Role
from sli_portal.demonstration_challenges import PROTOCOLS, holder

# Theme, how soon, who sees it, words.
NEEDS = (
    ("Workforce", Need.Urgency.TERM, Visibility.REGION, "Demonstration: how others keep experienced staff."),
    (
        "Quality assurance and audit",
        Need.Urgency.NOW,
        Visibility.REGION,
        "Demonstration: a second pair of eyes on an audit programme.",
    ),
    ("Participation and voice", Need.Urgency.YEAR, Visibility.OWN, "Demonstration: a need seen by few."),
    (
        "Workforce",
        Need.Urgency.YEAR,
        Visibility.REGION,
        "Demonstration: a first conversation about supervision.",
    ),
)
# Theme, kind of help, how many can be helped, words.
OFFERS = (
    ("Workforce", Offer.Kind.VISIT, 2, "Demonstration: two days to see how a team is supported."),
    ("Workforce", Offer.Kind.TRAINING, 6, "Demonstration: a seminar on supervision."),
    ("Quality assurance and audit", Offer.Kind.REVIEW, 1, "Demonstration: an audit done together."),
    ("Data and intelligence", Offer.Kind.PERSON, 1, "Demonstration: an analyst for five days."),
)


@transaction.atomic
def seed():
    """In each region of the demonstration that has none yet; a second call changes nothing."""
    for region in Region.objects.filter(slug__in=PROTOCOLS, needs=None, offers=None):
        raise_all(region, list(region.authorities.current().order_by("name")))


def raise_all(region, authorities):
    needs = [
        support.raise_need(
            authority=authority,
            by=holder(Role.DCS, authority=authority),
            **dict(zip(("theme", "urgency", "visibility", "text"), words, strict=True)),
        )
        for authority, words in zip(authorities, NEEDS, strict=False)
    ]
    offers = [
        support.make_offer(
            authority=authority,
            by=holder(Role.DCS, authority=authority),
            visibility=Visibility.REGION,
            **dict(zip(("theme", "kind", "capacity", "text"), words, strict=True)),
        )
        for authority, words in zip(authorities[len(NEEDS) :], OFFERS, strict=False)
    ]
    manager = holder(Role.PROJECT_MANAGER, region=region)
    agreed = match(needs[0], offers, by=manager)
    for side, one in (("need", agreed.need), ("offer", agreed.offer)):
        by = holder(Role.DCS, authority=one.authority)
        support.agree_match(match=agreed, sides={side}, built_on=0, by=by)
    match(needs[1], offers, by=manager)


def match(need, offers, *, by) -> Match:
    """With the offer that fits best."""
    offer, ranked = offers_for(need, offers)[0]
    today = timezone.localdate()
    return support.suggest_match(
        need=need,
        offer=offer,
        because="; ".join(ranked.reasons),
        scope="Demonstration: what the two would do together.",
        starts_on=today + timedelta(days=14),
        ends_on=today + timedelta(days=90),
        by=by,
    )
