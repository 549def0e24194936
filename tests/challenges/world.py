"""A challenge of Northmere with everyone who may or may not see into it.

Of the cast in ``tests.selfeval.world``: Ada directs Northmere, which is looked at; Nia of Southby leads, Tia of
Thirdby observes, Rhea of Southby is in the team. Hal is a health peer, Pia a parent; Gil is a guest. Nora directs
Eastby and has no seat. Wyn works at Northmere.
"""

from dataclasses import dataclass
from datetime import date, datetime

from challenges.actions import planning, seating
from challenges.actions.protocols import load_standard
from challenges.models import Challenge, Protocol, Seat, Turn
from challenges.parts import SeatRole
from regions.models import LocalAuthority
from tests.cast import make_person
from tests.selfeval.world import LONDON, World, clock_at, make_world, release

FIRST_DAY = date(2027, 2, 9)  # a Tuesday
BEFORE = datetime(2027, 1, 20, 12, tzinfo=LONDON)  # after the share day
ON_THE_DAY = datetime(2027, 2, 9, 12, tzinfo=LONDON)
LATER = datetime(2027, 2, 15, 12, tzinfo=LONDON)
ENDED = datetime(2027, 6, 30, 12, tzinfo=LONDON)  # after access
SEATS = {
    "ada": (SeatRole.HOST, "Northmere"),
    "nia": (SeatRole.LEAD, "Southby"),
    "tia": (SeatRole.OBSERVER, "Thirdby"),
    "rhea": (SeatRole.TEAM, "Southby"),
    "hal": (SeatRole.HEALTH, ""),
    "pia": (SeatRole.PARENT_CARER, ""),
}


@dataclass
class Scene:
    world: World
    challenge: Challenge
    turn: Turn

    @property
    def people(self):
        return self.world.people

    def client(self, name):
        return self.world.client(name)

    def seat(self, name):
        return self.challenge.seats.get(person=self.people[name])

    def fresh(self):
        """The turn as it is now in the database."""
        return Turn.objects.select_related("challenge__protocol", "challenge__cycle__region", "host").get(
            pk=self.turn.pk
        )


def at(name):
    return LocalAuthority.objects.get(name=name)


def take_seat(challenge, person, role, authority=None, *, by, principles=True) -> Seat:
    """Invited, accepted and, unless told otherwise, with the principles accepted."""
    seat = seating.invite(
        challenge=challenge, role=role, email=person.email, name=person.name, authority=authority, by=by
    )
    seating.accept(seat=seat, by=person)
    seat.refresh_from_db()
    if principles:
        seating.accept_principles(seat=seat, access_needs="", wants_payment=False, by=person)
    return seat


def make_scene(
    cast, slug="two-day-visit", *, seats=None, released=True, first_day=FIRST_DAY, **settings
) -> Scene:
    """The challenge planned, with its seats taken; Northmere's self-evaluation and Southby's released."""
    world = make_world(cast, **{"read_only_if_shared": False} | settings)
    load_standard()
    for name in ("hal", "gil"):
        world.people[name] = make_person(name)
    if released:
        world.release = release(world.evaluation, world.people["ada"])
        release(world.partner, world.people["nia"])
    challenge = planning.plan_challenge(
        cycle=world.evaluation.cycle,
        protocol=Protocol.objects.get(slug=slug, region=None),
        name="Challenge of Northmere",
        authorities=[at("Northmere"), at("Southby"), at("Thirdby")],
        first_day=first_day,
        by=cast.mo,
    )
    for name, (role, place) in (SEATS if seats is None else seats).items():
        take_seat(challenge, world.people[name], role, at(place) if place else None, by=cast.mo)
    turn = challenge.turns.select_related("challenge__protocol", "challenge__cycle__region", "host").first()
    return Scene(world, challenge, turn)


__all__ = ["BEFORE", "ENDED", "FIRST_DAY", "LATER", "ON_THE_DAY", "Scene", "clock_at", "make_scene"]
