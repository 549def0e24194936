"""Every page that the demonstration's challenges lead to, as the people who open it, at desktop and phone width."""

import re

import pytest

from tests.journeys.accessibility import assert_accessible
from tests.journeys.walking import addresses, walk

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.either]

OURS = re.compile(
    r"^/(challenge|turns|seats|questions|lines-of-enquiry|document-requests|sessions|evidence|findings|observer|"
    r"fact-checks|agreed-actions|needs-and-offers|learning|protocol|themes|"
    r"cycles/\d+/(plan-challenge|groups|ledger|challenges|headlines|themes|consents))"
)
VISIT, PLANNED = "Visit to East Sussex (Demonstration)", "Visit to Bracknell Forest (Demonstration)"
PEOPLE = [  # the visit that has been is of East Sussex, led by Hampshire, observed by the Isle of Wight
    ("dcs", "East Sussex", VISIT, 20),
    ("dcs", "Hampshire", VISIT, 25),
    ("dcs", "Isle of Wight", VISIT, 22),
    ("contributor", "Hampshire", VISIT, 20),
    ("project_manager", "South East", VISIT, 18),  # no session is added or changed after its last day
    ("dcs", "Bracknell Forest", PLANNED, 15),
    ("dcs", "Brighton and Hove", PLANNED, 15),
]


@pytest.fixture(scope="module")
def on_a_phone():
    """The pages that were looked at in a phone's width: of each, once."""
    return set()


@pytest.mark.parametrize(("role", "place", "challenge", "least"), PEOPLE)
def test_every_page_that_a_challenge_leads_to_is_accessible(
    portal, page, on_a_phone, role, place, challenge, least
):
    portal.sign_in(page, role, place)
    page.goto(f"{portal.url}/challenges/")
    assert_accessible(page)
    begun_at = [page.get_by_role("link", name=challenge).first.get_attribute("href"), *addresses(page, OURS)]

    seen = walk(page, portal.url, begun_at, OURS, on_a_phone)

    assert len(seen) >= least
