"""Who sees and keeps the register of associates: written from the access policy, not from the code."""

import pytest
from django.urls import reverse

from learning.models import Associate, Availability, Deployment
from regions.models import Post
from regions.roles import GRANTS, Permission, Role
from tests.learning.associates import lend, make_associate, make_free, url
from tests.selfeval.world import BEFORE

pytestmark = [pytest.mark.django_db, pytest.mark.either]

READERS = {
    "ada",
    "nia",
    "tia",
    "nora",
    "cora",
    "pat",
    "mo",
}  # directors, a coordinator, the lead, the manager
NEVER = {
    "lena",
    "sol",
    "cleo",
    "rob",
    "owen",
    "wyn",
    "sid",
    "rhea",
    "ana",
    "pia",
    "pam",
    "gus",
    "wil",
    "meg",
    "sam",
    "old",
    "adi",
    "nobody",
}
EVERYBODY = READERS | NEVER
CONTACT = {"version": 0, "job_title": "Head of SEND", "email": "new@example.org"}
DAYS = {
    "starts_on_0": 1,
    "starts_on_1": 7,
    "starts_on_2": 2027,
    "ends_on_0": 9,
    "ends_on_1": 7,
    "ends_on_2": 2027,
    "days": "2",
}


def who(world, address, status=200):
    return {name for name in EVERYBODY if world.client(name).get(address).status_code == status}


def refused(response):
    return response.status_code in (403, 404) or response.url.startswith(reverse("account_login"))


@pytest.fixture
def ann(world):
    """Of Southby, linked to nobody; she can be lent in June and was."""
    made = make_associate(world)
    make_free(world, made)
    lend(world, made)
    return made


@pytest.fixture
def pia(world):
    """The record of Pia, who is a peer of the region."""
    made = make_associate(world, "Pia", person=world.people["pia"])
    make_free(world, made)
    lend(world, made)
    return made


def test_who_reads_the_register_and_the_days(world, ann):
    for address in (ann.get_absolute_url(), *(f"{url(name)}?region=north" for name in PAGES)):
        assert who(world, address) == READERS
        assert world.client("nobody").get(address).url.startswith(reverse("account_login"))
    assert who(world, ann.get_absolute_url(), 404) == NEVER - {"nobody"}


PAGES = ("associates", "associate_days", "associate_days_csv")


def test_another_region_has_its_own_register_and_nothing_of_this_one(world, ann):
    make_associate(world, "Wes", "Westley")

    for name in PAGES:
        assert who(world, f"{url(name)}?region=west") == {"wil", "meg"}
    for name in ("wil", "meg"):
        shown = world.client(name).get(url("associates")).content.decode()
        assert "Wes" in shown
        assert "Ann" not in shown
        assert "Northmere" not in shown
        assert world.client(name).get(f"{url('associates')}?not_from=801").status_code == 422


def test_contact_details_are_seen_by_readers_alone(world, ann, pia):
    for name in sorted(EVERYBODY):
        shown = b"".join(world.client(name).get(ann.get_absolute_url())).decode()
        assert ("ann@example.org" in shown) == (name in READERS), name


def test_only_the_project_manager_keeps_the_register(world, ann):
    entry, lent = ann.availability.get(), ann.deployments.get()
    addresses = [
        url("associate_edit", ann.pk),
        url("associate_contact", ann.pk),
        url("associate_add_availability", ann.pk),
        url("associate_add_deployment", ann.pk),
        url("associate_deployment_edit", lent.pk),
    ]
    posts = [
        url("associate_leave", ann.pk),
        url("associate_put_back", ann.pk),
        url("associate_availability_remove", entry.pk),
        url("associate_deployment_remove", lent.pk),
    ]
    assert who(world, f"{url('associate_add')}?region=north") == {"mo"}
    for address in addresses:
        assert who(world, address) == {"mo"}
    for address in [*addresses, *posts]:
        for name in sorted(READERS - {"mo"}):
            assert world.client(name).post(address, DAYS).status_code == 403, (name, address)
        for name in sorted(NEVER):
            assert refused(world.client(name).post(address, DAYS)), (name, address)
    ann.refresh_from_db()
    assert (ann.left_on, ann.version) == (None, 0)
    assert Availability.objects.count() == Deployment.objects.count() == 1


def test_nobody_adds_to_a_register_that_they_only_read(world):
    assert world.client("mo").get(f"{url('associate_add')}?region=west").status_code == 404
    Post.objects.create(
        person=world.people["mo"], role=Role.REGIONAL_LEAD, region_id=982, starts_on=BEFORE.date()
    )
    assert world.client("mo").get(f"{url('associates')}?region=west").status_code == 200
    assert world.client("mo").get(f"{url('associate_add')}?region=west").status_code == 403


def test_an_associate_reads_and_corrects_their_own_record_and_no_more(world, ann, pia):
    browser = world.client("pia")
    assert browser.get(url("associate_mine")).url == pia.get_absolute_url()
    shown = browser.get(pia.get_absolute_url()).content.decode()
    assert "My record" in shown
    assert f"{url('associates')}?" not in shown  # nothing leads to the register
    assert pia.get_absolute_url() in browser.get("/").content.decode()

    assert browser.post(url("associate_contact", pia.pk), CONTACT).status_code == 302
    assert browser.post(url("associate_add_availability", pia.pk), DAYS).status_code == 302
    gone = url("associate_availability_remove", pia.availability.first().pk)
    assert browser.post(gone, DAYS).status_code == 302

    pia.refresh_from_db()
    assert pia.email == "new@example.org"
    assert [one.starts_on.month for one in pia.availability.all()] == [7]
    lent = pia.deployments.get()
    for address in (
        url("associate_edit", pia.pk),
        url("associate_leave", pia.pk),
        url("associate_put_back", pia.pk),
        url("associate_add_deployment", pia.pk),
        url("associate_deployment_edit", lent.pk),
        url("associate_deployment_remove", lent.pk),
    ):
        assert browser.post(address, DAYS).status_code == 403, address
    for address in (ann.get_absolute_url(), url("associate_contact", ann.pk)):
        assert browser.get(address).status_code == 404
    for name in PAGES:
        assert browser.get(url(name)).status_code == 403


def test_an_older_copy_of_ones_own_contact_does_not_overwrite_a_newer(world, pia):
    Associate.objects.update(version=1, email="kept@example.org")

    stale = world.client("pia").post(url("associate_contact", pia.pk), CONTACT)

    assert stale.status_code == 422
    assert "Somebody changed it while you had it open" in stale.content.decode()
    assert Associate.objects.get().email == "kept@example.org"


def test_ones_own_record_is_read_after_leaving_the_register_and_not_changed(world, pia):
    Associate.objects.update(left_on=BEFORE.date())

    assert world.client("pia").get(url("associate_mine")).url == pia.get_absolute_url()
    shown = world.client("pia").get(pia.get_absolute_url()).content.decode()
    assert "No longer on the register" in shown
    assert "Add days" not in shown
    refusal = world.client("pia").post(url("associate_contact", pia.pk), CONTACT)
    assert "no longer on the register" in refusal.content.decode()
    entry = pia.availability.get()
    gone = url("associate_availability_remove", entry.pk)
    refusal = world.client("pia").post(gone, DAYS, follow=True)
    assert "no longer on the register" in refusal.content.decode()
    assert Availability.objects.count() == 1


def test_a_post_that_has_ended_closes_ones_own_record(world, pia):
    Post.objects.filter(person=world.people["pia"]).update(ends_on=BEFORE.date())

    assert world.client("pia").get(pia.get_absolute_url()).status_code == 404
    assert world.client("pia").get(url("associate_mine")).status_code == 404
    assert world.client("pia").post(url("associate_contact", pia.pk), CONTACT).status_code == 404


def test_a_director_who_is_an_associate_keeps_their_own_record_beside_the_register(world):
    nia = make_associate(world, "Nia", person=world.people["nia"])

    assert "My record" in world.client("nia").get(url("associates")).content.decode()
    assert world.client("nia").get(url("associate_contact", nia.pk)).status_code == 200
    assert world.client("nia").get(url("associate_edit", nia.pk)).status_code == 403
    assert world.client("ada").get(url("associate_contact", nia.pk)).status_code == 403


def test_the_menus_of_support_and_of_learning_lead_readers_to_the_register(world):
    menu = reverse("plans:menu", args=["north"])
    for name, leads in (("nia", True), ("mo", True), ("lena", False), ("ana", False)):
        shown = world.client(name).get(menu).content.decode()
        assert (url("associates") in shown) == leads
        assert (
            url("associates") in world.client(name).get(reverse("learning:examples")).content.decode()
        ) == leads
    assert '<strong class="govuk-service-navigation__active-fallback">Learning</strong>' in (
        world.client("nia").get(url("associates")).content.decode()
    )


def test_the_policy_gives_no_more_than_it_says():
    def holders(permission):
        return {role for role in Role if permission in GRANTS[role]}

    assert holders(Permission.MANAGE_ASSOCIATES) == {Role.PROJECT_MANAGER}
    assert holders(Permission.READ_ASSOCIATES) == {
        Role.DCS,
        Role.LA_COORDINATOR,
        Role.REGIONAL_LEAD,
        Role.PROJECT_MANAGER,
    }
