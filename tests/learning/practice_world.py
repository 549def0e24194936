"""Practice examples of Northmere in any state, written by whom the name says."""

from django.urls import reverse
from django.utils import timezone

from learning.actions import practice as actions
from learning.models import PracticeExample
from tests.plans.world import at

WORDS = {
    "title": "Keeping workers",
    "theme": "Workforce",
    "what_was_done": "Supervision every week",
    "what_changed": "Fewer changes of worker",
    "contact_name": "Cora",
    "contact_email": "cora@example.org",
}


def url(name, *args):
    return reverse(f"learning:{name}", args=args)


def begin(world, name="Northmere", by="cora", **fields):
    return actions.begin(authority=at(name), by=world.people[by], **WORDS | fields)


def propose(world, example, by="cora"):
    actions.move(example=example, name="propose", by=world.people[by])
    return fresh(example)


def release(world, example, by="ada", day=None):
    actions.release(
        example=example,
        released_on=day or timezone.localdate(),
        built_on=fresh(example).version,
        by=world.people[by],
    )
    return fresh(example)


def withdraw(world, example, by="ada"):
    actions.move(example=example, name="withdraw", by=world.people[by])
    return fresh(example)


def fresh(example):
    return PracticeExample.objects.get(pk=example.pk)


def words(world, name, address):
    return world.client(name).get(address).content.decode()


def send(world, name, address, **given):
    return world.client(name).post(address, {"submit": ""} | given)


def day_boxes(day, field="released_on"):
    return {f"{field}_0": day.day, f"{field}_1": day.month, f"{field}_2": day.year}
