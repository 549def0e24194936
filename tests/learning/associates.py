"""Associates of the North, dull on purpose: a test gives only what matters to it."""

from datetime import date

from django.urls import reverse

from learning.actions import associates, lending
from tests.plans.world import at

JUNE = {"starts_on": date(2027, 6, 1), "ends_on": date(2027, 6, 30)}


def url(name, *args):
    return reverse(f"learning:{name}", args=args)


def make_associate(world, name="Ann", home="Southby", *, specialisms=("SEND",), conflicts=(), **fields):
    home = at(home)
    given = {"job_title": "Head of SEND", "email": f"{name.lower()}@example.org", "level": "regional"}
    return associates.add_associate(
        region=home.region,
        name=name,
        home=home,
        specialisms=specialisms,
        conflicts=[at(one) for one in conflicts],
        by=world.people["mo"],
        **given | fields,
    )


def make_free(world, associate, half_days=10, **days):
    return associates.add_availability(
        associate=associate, half_days=half_days, by=world.people["mo"], **JUNE | days
    )


def lend(world, associate, receiving="Northmere", half_days=6, **fields):
    given = JUNE | {"what_for": "A review", "half_days": half_days}
    return lending.lend(associate=associate, receiving=at(receiving), by=world.people["mo"], **given | fields)
