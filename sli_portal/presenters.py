"""Shapes of the pages that use every app's words."""

from dataclasses import dataclass

from regions.models import Post
from regions.roles import REGION_ROLES, Role
from sli_portal.demonstration import REGIONS


@dataclass(frozen=True)
class Choice:
    pk: int
    name: str
    role: str


@dataclass(frozen=True)
class PlaceGroup:
    place: str
    choices: list[Choice]


@dataclass(frozen=True)
class DemonstrationRegion:
    name: str
    staff: list[Choice]
    authorities: list[PlaceGroup]


def demonstration_groups():
    """The demonstration's people by region: the regional team first, then each authority's."""
    posts = Post.objects.filter(person__is_demonstration=True).select_related(
        "person", "region", "authority__region"
    )
    regions = {}
    for post in sorted(posts, key=lambda post: (REGIONS.index(slug_of(post)), place_name(post), post.pk)):
        staff, authorities = regions.setdefault(region_name(post), ([], {}))
        into = staff if post.authority is None else authorities.setdefault(post.authority.name, [])
        into.append(Choice(post.person_id, post.person.name, post.get_role_display()))
    return [
        DemonstrationRegion(name, staff, [PlaceGroup(*pair) for pair in authorities.items()])
        for name, (staff, authorities) in regions.items()
    ]


def slug_of(post):
    region = post.region or (post.authority and post.authority.region)
    return region.slug if region else REGIONS[0]


def region_name(post):
    region = post.region or (post.authority and post.authority.region)
    return region.name if region else "The portal"


def place_name(post):
    return "" if post.role in REGION_ROLES or post.role == Role.ADMINISTRATOR else post.authority.name


@dataclass(frozen=True)
class HomePage:
    posts: list[str]


def home_page(person):
    return HomePage(posts=[str(post) for post in person.posts_now])
