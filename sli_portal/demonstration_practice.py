"""The demonstration’s practice examples: one that is released and one that waits. All invented."""

from django.db import transaction
from django.utils import timezone

from learning.actions import practice
from regions.models import Region
from regions.roles import Role
from sli_portal.demonstration_challenges import PROTOCOLS, holder

CONTACT = {
    "contact_name": "Demonstration: a head of service",
    "contact_email": "demonstration@example.org",
}
RELEASED = {
    "title": "Demonstration: supervision that workers stay for",
    "theme": "Workforce",
    "what_was_done": "Demonstration: invented words on what a team did, enough for others to try it.",
    "what_changed": "Demonstration: invented words on how they know that it helped.",
}
WAITING = {
    "title": "Demonstration: children who help to choose their worker",
    "theme": "Participation and voice",
    "what_was_done": "Demonstration: invented words on how children took part.",
    "what_changed": "Demonstration: invented words on what children said of it.",
}


@transaction.atomic
def seed():
    """In each region of the demonstration that has none yet; a second call changes nothing."""
    for region in Region.objects.filter(slug__in=PROTOCOLS, practice_examples=None):
        first, second, *_ = region.authorities.current().order_by("name")
        director = holder(Role.DCS, authority=first)
        made = practice.begin(authority=first, by=director, **RELEASED, **CONTACT)
        practice.release(example=made, released_on=timezone.localdate(), built_on=0, by=director)
        manager = holder(Role.PROJECT_MANAGER, region=region)
        waiting = practice.begin(authority=second, by=manager, **WAITING, **CONTACT)
        practice.move(example=waiting, name="propose", by=manager)
