"""The demonstration: invented people in every role of three regions, and the regions' year.

Names are drawn from lists by a seed.
"""

import random
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from cycles.actions import change_phase, open_cycle, start_cycle
from regions.actions import add_person, give_post
from regions.models import Person, Post, Region
from regions.roles import Role

REGIONS = ("north-west", "east-midlands", "south-east")
FIRST = (
    "Amina Beth Carys Dele Elsie Farah Grace Hamid Imogen Jonah Kofi Leila Marcus Nadia Owen Priya Quentin "
    "Rosa Samir Tessa Usha Victor Wanda Xavier Yusuf Zara Alasdair Bronwen Callum Dilys"
).split()
LAST = (
    "Ashdown Birtwell Copperfield Dunmore Elphick Fernsby Garside Hollowell Inkpen Jessop Kettlewell Larkham "
    "Merriweather Norcross Oakenshaw Pemble Quayle Ravensdale Silverwood Thackley Underhill Vexford "
    "Wintersgill Yarrow Applegarth Brackenbury Cresswater Dallimore Everleigh Foxcote"
).split()
AT_AN_AUTHORITY = (
    Role.DCS,
    Role.LEAD_MEMBER,
    Role.CHIEF_EXECUTIVE,
    Role.LA_COORDINATOR,
    Role.CONTRIBUTOR,
)
AT_A_REGION = (Role.REGIONAL_LEAD, Role.PROJECT_MANAGER, Role.ANALYST, Role.PEER, Role.GUEST)
MORE_PEERS = ("health", "parent or carer", "education")  # beside one who is nothing in particular


@transaction.atomic
def seed(*, number=1):
    """Make whatever of the demonstration is not there yet; a second call changes nothing. Returns the people."""
    make_people(random.Random(number))  # noqa: S311 - names, not secrets
    for region in Region.objects.filter(slug__in=REGIONS, cycles=None):
        open_a_year(region)
    return Person.objects.filter(is_demonstration=True)


def make_people(chance):
    """In every region that has none yet."""
    invented = Post.objects.filter(person__is_demonstration=True)
    for region in Region.objects.filter(slug__in=REGIONS).exclude(posts__in=invented):
        for role in AT_A_REGION:
            appoint(chance, role, region=region)
        for kind in MORE_PEERS:
            appoint(chance, Role.PEER, region=region, kind=kind)
        for authority in region.authorities.current():
            for role in AT_AN_AUTHORITY:
                appoint(chance, role, authority=authority)
    if not invented.filter(role=Role.ADMINISTRATOR).exists():
        appoint(chance, Role.ADMINISTRATOR)


def this_year() -> int:
    """The year that began last April, so that the demonstration is always in the middle of one."""
    today = timezone.localdate()
    return today.year if today.month >= 4 else today.year - 1


def open_a_year(region):
    """The region's own pattern, with the steps that lie behind today done on their last day."""
    cycle = open_cycle(
        cycle=start_cycle(region=region, pattern=region.slug, year=this_year(), by=None), by=None
    )
    for phase in cycle.phases.filter(due_on__lt=timezone.localdate()):
        change_phase(phase=phase, by=None, done_on=phase.due_on)


def appoint(chance, role, *, authority=None, region=None, kind=""):
    place = authority or region
    name = f"{chance.choice(FIRST)} {chance.choice(LAST)}"
    mailbox = slugify(f"{kind} {role} {place.name if place else 'portal'}")
    person = add_person(email=f"{mailbox}@demonstration.example", name=name, by=None, demonstration=True)
    give_post(
        person=person,
        role=role,
        starts_on=date(this_year(), 4, 1),
        by=None,
        authority=authority,
        region=region,
    )


def people_as_json(base_url):
    """Everyone in the demonstration, their posts and where a form must be sent to sign in as them."""
    posts = Post.objects.filter(person__is_demonstration=True).select_related("person", "authority", "region")
    return [
        {
            "id": post.person_id,
            "name": post.person.name,
            "email": post.person.email,
            "role": post.role,
            "authority": post.authority_id,
            "region": post.region.slug if post.region else None,
            "place": str(post.place),
            "sign_in": {"method": "POST", "url": f"{base_url}/demonstration/sign-in/{post.person_id}/"},
        }
        for post in posts
    ]
