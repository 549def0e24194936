"""Who leads for a region: named by who runs its year, read by its people, kept when it changes."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from regions import actions
from regions.models import RegionalLead
from tests.days import day

pytestmark = pytest.mark.django_db

LEADS = reverse("regions:leads", args=["north"])
DCS = reverse("regions:lead_name", args=["north", "dcs"])
END = reverse("regions:lead_end", args=["north", "dcs"])


def given(name, starts_on, authority):
    return {"name": name, "authority": authority.pk, **day("starts_on", starts_on)}


@pytest.fixture
def lead(cast):
    return actions.name_lead(
        region=cast.north,
        capacity="dcs",
        name="Dee Rector",
        authority=cast.northmere,
        starts_on=date(2025, 4, 1),
        by=cast.mo,
    )


def test_the_next_lead_ends_the_one_before_who_stays_on_record(cast, client_of, lead):
    client = client_of("mo")

    response = client.post(DCS, given("Next Director", date(2026, 9, 1), cast.northmere), follow=True)

    assert "Next Director is named as lead director" in response.text
    assert "Dee Rector, Northmere: Lead director of children’s services, 1 April 2025 to 31 August 2026" in (
        response.text
    )
    lead.refresh_from_db()
    assert lead.ends_on == date(2026, 8, 31)
    assert [one.name for one in RegionalLead.objects.unended()] == ["Next Director"]
    assert Event.objects.filter(action="regional_lead_named", actor=cast.mo).count() == 2


def test_a_lead_ends_and_nobody_is_named(client_of, lead):
    response = client_of("mo").post(END, day("ends_on", date(2026, 3, 31)), follow=True)

    assert "Dee Rector stays on record until that day" in response.text
    assert response.text.count("Nobody is named") == 3
    assert client_of("mo").get(END).status_code == 404


@pytest.mark.parametrize(
    ("address", "sent", "fault"),
    [
        (DCS, {"name": "", **day("starts_on", date(2026, 9, 1))}, "Enter their name"),
        (DCS, {"name": "A", **day("starts_on", date(2026, 9, 1))}, "Choose their authority"),
        (
            DCS,
            {"name": "A", "starts_on_0": "31", "starts_on_1": "2", "starts_on_2": "2026"},
            "Enter a real date",
        ),
        (
            END,
            day("ends_on", date(2025, 3, 31)),
            "Dee Rector began on 1 April 2025. Enter that day or a later one",
        ),
    ],
)
def test_faults_stand_at_the_field(client_of, lead, address, sent, fault):
    response = client_of("mo").post(address, sent)

    assert response.status_code == 422
    assert fault in response.text
    assert RegionalLead.objects.unended().get() == lead


def test_nobody_follows_from_a_day_before_the_one_before_began(cast, client_of, lead):
    response = client_of("mo").post(DCS, given("Early", lead.starts_on, cast.northmere))

    assert "Dee Rector began on 1 April 2025. Enter a later day" in response.text
    assert RegionalLead.objects.get() == lead


def test_a_day_to_come_leaves_who_leads_now_in_place(cast, client_of):
    today = timezone.localdate()
    now = {"region": cast.north, "capacity": "dcs", "authority": cast.northmere, "by": cast.mo}
    actions.name_lead(name="Now Leading", starts_on=today - timedelta(days=30), **now)
    actions.name_lead(name="Next Leading", starts_on=today + timedelta(days=30), **now)

    page = client_of("ada").get(LEADS).text

    assert page.index("Now Leading") < page.index("Next Leading")
    assert "Before" not in page
    with pytest.raises(actions.CannotName, match="Next Leading began"):
        actions.name_lead(name="Between", starts_on=today + timedelta(days=10), **now)


def test_one_leads_at_a_time(cast, lead):
    with pytest.raises(IntegrityError), transaction.atomic():
        RegionalLead.objects.create(
            region=cast.north,
            capacity="dcs",
            name="Second",
            authority=cast.northmere,
            starts_on=date(2026, 1, 1),
            by=cast.mo,
        )


@pytest.mark.parametrize(
    ("who", "reads", "names"),
    [
        ("mo", 200, 200),
        ("pat", 200, 200),
        ("ada", 200, 403),
        ("lena", 200, 403),
        ("ana", 200, 403),
        ("wil", 404, 403),
        ("adi", 403, 403),
    ],
)
def test_the_region_reads_and_who_runs_its_year_names(client_of, lead, who, reads, names):
    client = client_of(who)
    assert (client.get(LEADS).status_code, client.get(DCS).status_code) == (reads, names)
    assert ("Change" in client.get(LEADS).text) == (names == 200)


def test_being_named_opens_nothing(cast, client_of, lead):
    lead.name = cast.gus.name
    lead.save()

    assert client_of("gus").get(LEADS).status_code == 403


def test_a_capacity_that_is_none_is_not_found(client_of):
    assert client_of("mo").get(reverse("regions:lead_name", args=["north", "mayor"])).status_code == 404
