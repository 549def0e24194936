"""The demonstration’s register of associates, and the days that they were lent. All invented: nobody is meant."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from learning.actions import associates, lending
from learning.models import Level
from learning.spans import days_of_year, last_day_of, months_from, year_of
from regions.models import Region
from regions.roles import Role
from sli_portal.demonstration_challenges import PROTOCOLS, holder

# Name (none for the first, who is a peer), job title, level, specialisms, months since the training (None: not
# trained), half days in each of two spells.
PEOPLE = (
    ("", "Head of SEND", Level.REGIONAL, ("SEND", "Partnership working"), 14, 12),
    ("Bryn Castellane", "Principal social worker", Level.NATIONAL, ("Practice and supervision",), 30, 8),
    ("Chidi Marlowe", "Head of quality assurance", Level.LOCAL, ("Quality assurance and audit",), 5, 5),
    ("Della Ravensworth", "Head of sufficiency", Level.REGIONAL, ("Commissioning and sufficiency",), 9, 8),
    ("Emrys Tolland", "Performance lead", Level.LOCAL, ("Data and intelligence", "SEND"), None, 3),
    ("Farida Oakhanger", "Assistant director", Level.NATIONAL, ("Leadership and governance",), 22, 10),
)
SPELLS = (1, 6)  # months from now in which they can be lent
LENT = (
    ("Demonstration: a review of plans for children with SEND.", 5),
    ("Demonstration: a seminar for managers of teams.", 2),
)


@transaction.atomic
def seed():
    """In each region of the demonstration that has none yet; a second call changes nothing."""
    for region in Region.objects.filter(slug__in=PROTOCOLS, associates=None):
        fill(region, list(region.authorities.current().order_by("name")))


def fill(region, authorities):
    manager = holder(Role.PROJECT_MANAGER, region=region)
    people = [
        add(region, authorities, number, *described, by=manager) for number, described in enumerate(PEOPLE)
    ]
    today = timezone.localdate()
    first, _ = days_of_year(year_of(today))
    days = {"starts_on": max(first, today - timedelta(days=30)), "ends_on": today}
    for person, receiving, (what_for, half_days) in zip(people, authorities[-2:], LENT, strict=False):
        fields = {"what_for": what_for, "half_days": half_days}
        lending.lend(associate=person, receiving=receiving, by=manager, **days, **fields)


def add(region, authorities, number, name, job_title, level, specialisms, trained, half_days, *, by):
    """At the authority of this number; the next one but one is not to be asked for by every other person."""
    today = timezone.localdate()
    peer = None if name else holder(Role.PEER, region=region)
    made = associates.add_associate(
        region=region,
        name=f"{name or peer.name} (Demonstration)",
        job_title=f"{job_title} (Demonstration)",
        home=authorities[number % len(authorities)],
        person=peer,
        email=f"associate-{number + 1}-{region.slug}@example.org",
        level=level,
        trained_on=trained and today - timedelta(days=trained * 31),
        note="Demonstration: an invented person.",
        specialisms=specialisms,
        conflicts=[authorities[(number + 2) % len(authorities)]] if number % 2 else [],
        by=by,
    )
    months = months_from(today)
    for ahead in SPELLS:
        days = {"starts_on": months[ahead + number % 3], "ends_on": last_day_of(months[ahead + number % 3])}
        associates.add_availability(associate=made, half_days=half_days, by=by, **days)
    return made
