"""The demonstration's memoranda: version 1 in each of its regions, signed by nearly everyone."""

from datetime import date
from pathlib import Path

from django.db import transaction

from regions import actions
from regions.models import Post, Region
from regions.roles import SIGNING_ROLES, Role
from sli_portal.demonstration import REGIONS

TEXT = Path(__file__).with_suffix(".txt")
FIELDS = {
    "title": "Memorandum of understanding (Demonstration)",
    "access_days_after": 90,
    "endorsers": "none",
    "project_manager_reads": False,
    "read_only_if_shared": True,
    "concern_route": (
        "Tell the Director of Children's Services of the authority concerned the same day, and the regional lead. "
        "If that is not safe, or nothing is done, tell the other lead of the event."
    ),
    "drafts_kept_years": 1,
    "signed_kept_years": 6,
    "logs_kept_years": 6,
    "review_on": date(2028, 3, 31),
}
# So that pages show what is missing: of the last two authorities one waits for one signature, one for all.
NOT_SIGNED = {"north-west": [{Role.CHIEF_EXECUTIVE}, set(SIGNING_ROLES)]}
SIGNED_IN_WITH = "Made with the demonstration, nobody signed in"


@transaction.atomic
def seed():
    """Issue and sign; a region that has a memorandum stays as it is."""
    for region in Region.objects.filter(slug__in=REGIONS, memoranda=None):
        memorandum = issued(region)
        authorities = list(region.authorities.current().order_by("name"))
        missing = NOT_SIGNED.get(region.slug, [])
        left_out = {
            (authority.pk, role)
            for authority, roles in zip(authorities[len(authorities) - len(missing) :], missing, strict=True)
            for role in roles
        }
        for post in posts(authorities):
            if (post.authority_id, post.role) not in left_out:
                sign(memorandum, post)


def issued(region):
    manager = Post.objects.get(region=region, role=Role.PROJECT_MANAGER, person__is_demonstration=True).person
    draft = actions.start_draft(region=region, by=manager)
    actions.edit_draft(memorandum=draft, fields=FIELDS | {"text": TEXT.read_text().strip()}, by=manager)
    actions.issue(memorandum=draft, by=manager)
    return draft


def posts(authorities):
    return Post.objects.filter(
        authority__in=authorities, role__in=SIGNING_ROLES, person__is_demonstration=True
    ).select_related("person", "authority")


def sign(memorandum, post):
    actions.sign(
        memorandum=memorandum,
        authority=post.authority,
        role=Role(post.role),
        typed_name=post.person.name,
        signed_in_with=SIGNED_IN_WITH,
        by=post.person,
    )
