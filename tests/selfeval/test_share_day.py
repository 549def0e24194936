"""The share day begins at midnight in London: not a second early and not a second late."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from cycles import reminders
from outbox.models import Message
from selfeval.models import Release
from selfeval.notices import OPENED
from tests.selfeval.world import ACCESS_DAYS, LONDON, clock_at, make_world, release

pytestmark = [pytest.mark.django_db, pytest.mark.either]
DAYS = {
    "in GMT": date(2027, 1, 11),
    "in BST": date(2027, 6, 7),
    "the day the clocks go forward": date(2027, 3, 28),
    "the day after": date(2027, 3, 29),
    "the day the clocks go back": date(2026, 10, 25),
    "the day after that": date(2026, 10, 26),
}
SECOND = timedelta(seconds=1)


def midnight(day):
    """The first moment of the day in London, told in UTC as the portal's clock is."""
    return datetime.combine(day, time(), LONDON).astimezone(UTC)


def who_reads(world, moment):
    """Who reads the release by its list and by its address; fresh people, so that nothing is remembered."""
    with clock_at(moment):
        address = world.release.get_absolute_url()
        readers = {
            name
            for name in ("nia", "rhea", "pia", "mo")
            if world.client(name).get(address).status_code == 200
        }
        listed = {
            name
            for name in ("nia", "rhea", "pia", "mo")
            if Release.objects.open_to(
                type(world.people[name]).objects.get(pk=world.people[name].pk)
            ).exists()
        }
    assert readers == listed
    return readers


@pytest.mark.parametrize("day", DAYS.values(), ids=DAYS)
def test_it_opens_at_midnight_and_closes_at_midnight(cast, settings, day):
    settings.DEMO = True
    with clock_at(midnight(day) - timedelta(days=30)):
        world = make_world(cast, share_day=day, project_manager_reads=True)
        world.release = release(world.evaluation, world.people["ada"])
        release(world.partner, world.people["nia"])
    opens, closes = midnight(day), midnight(day + timedelta(days=ACCESS_DAYS + 1))
    moments = (opens - SECOND, opens, opens + SECOND, closes - SECOND, closes, closes + SECOND)

    read = [len(who_reads(world, moment)) for moment in moments]

    assert read == [0, 4, 4, 4, 0, 0]


def test_readers_are_told_once_on_the_share_day_and_nobody_before(cast):
    day = DAYS["in GMT"]
    with clock_at(midnight(day) - timedelta(days=30)):
        world = make_world(cast, share_day=day)
        release(world.evaluation, world.people["ada"])
        release(world.partner, world.people["nia"])
        reminders.send(day - timedelta(days=30))
    told = Message.objects.filter(kind=OPENED)
    assert not told.exists()

    for hour in range(3):
        with clock_at(midnight(day) + timedelta(hours=7 + hour)):
            reminders.send(day)

    readers = {"nia", "rhea", "pia", "ada"}  # each director reads the other's
    assert sorted(told.values_list("recipient", flat=True)) == sorted(world.people[n].email for n in readers)
