"""Every page that needs, plans, groups, updates and practice examples lead to, at desktop and phone width."""

import re

import pytest

from tests.journeys.walking import walk

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.either]

OURS = re.compile(
    r"^/(practice|plans|priorities|activities|support|needs|offers|matches|groups|memberships|meetings|decisions|"
    r"group-actions|development-|findings/\d+/thread|actions/\d+/thread|authorities/\d+/thread|"
    r"regions/[a-z-]+/actions|associates)"
)
BEGUN_AT = [
    "/plans/",
    "/groups/",
    "/practice/",
]  # and from the menu, for those who have it there, needs and offers
PEOPLE = [  # the North West's plan is confirmed, directors of the East Midlands are being asked
    ("project_manager", "North West", 45),
    ("dcs", "Blackburn with Darwen", 25),
    ("dcs", "Derbyshire", 15),
    ("contributor", "Blackpool", 4),
]


@pytest.fixture(scope="module")
def on_a_phone():
    """The pages that were looked at in a phone's width: of each, once."""
    return set()


@pytest.mark.parametrize(("role", "place", "least"), PEOPLE)
def test_every_page_that_a_plan_leads_to_is_accessible(portal, visit, on_a_phone, role, place, least):
    page = visit(role, place)
    in_the_menu = ["/support/"] if page.get_by_role("link", name="Support", exact=True).count() else []

    seen = walk(page, portal.url, [*BEGUN_AT, *in_the_menu], OURS, on_a_phone)

    assert len(seen) >= least, sorted(seen)
