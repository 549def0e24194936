"""The register of associates: who is found, what is kept and refused, and the days that each authority gave."""

import csv
import io
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from audit.models import Event
from learning.actions import associates as actions
from learning.actions import lending
from learning.actions.associates import CannotDo
from learning.models import Associate, Availability, Deployment
from learning.spans import ago_words, days_words, in_days, months_from, year_of, year_words
from regions.models import LocalAuthority
from selfeval.actions.improvement import SavedMeanwhile
from tests.factories.figures import make_indicator
from tests.learning.associates import JUNE, lend, make_associate, make_free, url
from tests.plans.world import at

pytestmark = pytest.mark.django_db


def send(world, who, address, /, **given):
    return world.client(who).post(address, given)


def words(world, name, address):
    return world.client(name).get(address).content.decode()


def find(world, who="mo", **wanted):
    """The names that the register finds, in its order."""
    shown = world.client(who).get(url("associates"), wanted)
    assert shown.status_code == 200
    return [line.associate.name for line in shown.context["page"].found]


def record_of(**fields):
    given = {
        "version": "0",
        "name": "Ann",
        "job_title": "Head of SEND",
        "home": "802",
        "email": "ann@example.org",
        "level": "regional",
        "specialisms": ["Workforce"],
    }
    return given | fields


def day(name, value):
    return {f"{name}_0": value.day, f"{name}_1": value.month, f"{name}_2": value.year}


def days_of(starts_on=JUNE["starts_on"], ends_on=JUNE["ends_on"], **fields):
    return {**day("starts_on", starts_on), **day("ends_on", ends_on), "days": "3", "version": "0"} | fields


# -- Finding ----------------------------------------------------------------------------------------------------


def test_send_available_in_june_and_not_from_an_authority_finds_only_who_fits(world):
    fits = make_associate(world, "Fits", "Southby")
    home = make_associate(world, "Home", "Northmere")
    tied = make_associate(world, "Tied", "Eastby", conflicts=["Northmere"])
    other = make_associate(world, "Other", "Southby", specialisms=["Workforce"])
    july = make_associate(world, "July", "Southby")
    make_associate(world, "Never", "Southby")
    for one in (fits, home, tied, other):
        make_free(world, one)
    make_free(world, july, starts_on=date(2027, 7, 1), ends_on=date(2027, 7, 31))

    wanted = {"specialism": "SEND", "month": "2027-06", "not_from": 801}

    assert find(world, **wanted) == ["Fits"]
    assert find(world, **wanted | {"not_from": ""}) == ["Fits", "Home", "Tied"]
    assert find(world, **wanted | {"month": ""}) == ["Fits", "July", "Never"]
    assert find(world, **wanted | {"specialism": ""}) == ["Fits", "Other"]
    assert len(find(world)) == 6
    assert "1 of 6 people" in world.client("nia").get(url("associates"), wanted).content.decode()


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "found"),
    [
        (date(2027, 5, 1), date(2027, 5, 31), False),
        (date(2027, 5, 20), date(2027, 6, 1), True),
        (date(2027, 6, 30), date(2027, 7, 10), True),
        (date(2027, 1, 1), date(2027, 12, 31), True),
        (date(2027, 7, 1), date(2027, 7, 2), False),
    ],
)
def test_available_in_a_month_means_on_some_day_of_it(world, starts_on, ends_on, found):
    make_free(world, make_associate(world), half_days=2, starts_on=starts_on, ends_on=ends_on)

    assert find(world, month="2027-06") == (["Ann"] if found else [])


def test_days_of_this_month_that_are_over_do_not_count(world):
    """It is 10 March."""
    make_free(world, make_associate(world), starts_on=date(2027, 3, 1), ends_on=date(2027, 3, 9))
    later = make_associate(world, "Bea")
    make_free(world, later, starts_on=date(2027, 3, 1), ends_on=date(2027, 3, 10))

    assert find(world, month="2027-03") == ["Bea"]


def test_who_has_given_all_the_days_is_not_available_any_more(world):
    ann = make_associate(world)
    make_free(world, ann, half_days=10)
    lend(world, ann, half_days=6)
    assert find(world, month="2027-06") == ["Ann"]
    assert "2 days left of 5 days" in words(world, "nia", url("associates"))

    lend(world, ann, "Eastby", half_days=4)

    assert find(world, month="2027-06") == []
    assert "all 5 days taken" in words(world, "nia", url("associates"))


def test_level_and_words_narrow_it_too(world):
    make_associate(world, "Ann", level="national")
    make_associate(world, "Bea", job_title="Principal social worker", note="Knows edge of care")

    assert find(world, level="national") == ["Ann"]
    assert find(world, words="social EDGE") == ["Bea"]
    assert find(world, words="southby") == ["Ann", "Bea"]
    assert find(world, words="social nothing") == []


def test_a_filter_that_is_not_of_the_list_finds_nobody_and_says_so(world):
    make_associate(world)

    for wanted in ({"month": "2020-01"}, {"not_from": "x"}, {"not_from": "803"}, {"specialism": "\0"}):
        shown = world.client("mo").get(url("associates"), wanted)
        assert shown.status_code == 422
        assert "Choose one of the list" in shown.content.decode()
        assert "ann@" not in shown.content.decode()
        assert "0 of 1 person" in shown.content.decode()


def test_the_months_to_choose_from_are_the_next_eighteen(world):
    shown = words(world, "nia", url("associates"))

    assert '<option value="2027-03">March 2027</option>' in shown
    assert '<option value="2028-08">August 2028</option>' in shown
    assert "February 2027" not in shown
    assert "September 2028" not in shown


def test_an_empty_register_and_a_search_that_finds_nobody_say_so(world):
    assert "Nobody is on the register yet" in words(world, "nia", url("associates"))
    make_associate(world)
    assert "Nobody on the register fits" in words(world, "nia", f"{url('associates')}?level=local")


def test_the_list_says_what_a_director_has_to_know(world):
    ann = make_associate(world, trained_on=date(2026, 1, 5), conflicts=["Eastby"])
    make_associate(world, "Bea")
    make_free(world, ann, half_days=5)

    shown = words(world, "nia", url("associates"))

    for said in (
        '<strong class="govuk-tag govuk-tag--blue">Regional</strong>',
        "Head of SEND, Southby",
        "5 January 2026, trained 14 months ago",
        "1 June 2027 to 30 June 2027: 2.5 days",
        "Not to be asked for",
        "Eastby",
        "Not trained yet",
        "No days on the register",
        "2 of 2 people",
    ):
        assert said in shown


def test_the_register_costs_the_same_however_many_are_on_it(world):
    browser = world.client("mo")

    def cost(address):
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(address).status_code == 200
        return len(asked)

    def one(name):
        made = make_associate(world, name, conflicts=["Thirdby"], specialisms=["SEND", "Workforce"])
        make_free(world, made)
        lend(world, made)
        return made

    first = one("Ann")
    pages = [url("associates"), first.get_absolute_url(), url("associate_days"), url("associate_days_csv")]
    before = [cost(page) for page in pages]
    for number in range(6):
        one(f"Bea {number}")
        lend(world, first, "Eastby", starts_on=date(2027, 6, 2 + number))

    assert [cost(page) for page in pages] == before
    assert before == [11, 10, 7, 6]


# -- The record -------------------------------------------------------------------------------------------------


def test_the_project_manager_adds_somebody_and_directors_see_it(world):
    shown = send(
        world,
        "mo",
        f"{url('associate_add')}?region=north",
        **record_of(conflicts=["801", "802"], person=world.people["pia"].pk, note="Knows SEND"),
        **day("trained_on", date(2026, 9, 15)),
    )

    ann = Associate.objects.get()
    assert shown.url == ann.get_absolute_url()
    assert (ann.home.name, ann.trained_on, ann.by) == ("Southby", date(2026, 9, 15), world.people["mo"])
    assert [one.name for one in ann.conflicts.all()] == ["Northmere"]  # home goes without saying
    assert [one.theme for one in ann.specialisms.all()] == ["Workforce"]
    assert Event.objects.filter(action="associate_added", object_id=str(ann.pk)).exists()
    assert "ann@example.org" in words(world, "ada", ann.get_absolute_url())


def test_an_empty_form_says_what_each_field_needs_and_keeps_nothing(world):
    shown = send(world, "mo", url("associate_add"), submit="")

    assert shown.status_code == 422
    for said in (
        "Enter the name",
        "Enter the job title",
        "Choose the home authority",
        "Enter the e-mail address",
        "Choose the level",
        "Choose one specialism or more",
    ):
        assert said in shown.content.decode()
    assert not Associate.objects.exists()


def test_a_training_day_to_come_and_a_place_elsewhere_are_refused(world):
    shown = send(
        world,
        "mo",
        url("associate_add"),
        **record_of(home="803", person=world.people["wil"].pk),
        **day("trained_on", date(2027, 3, 11)),
    )

    assert shown.status_code == 422
    assert "The day of the training must be today or earlier" in shown.content.decode()
    assert shown.content.decode().count("Choose one of the list") == 4  # both fields, in the summary too


def test_nobody_is_on_the_register_twice(world):
    make_associate(world, person=world.people["pia"])
    other = make_associate(world, "Bea")

    shown = send(world, "mo", url("associate_add"), **record_of(person=world.people["pia"].pk))
    assert "Pia is on the register already" in shown.content.decode()
    shown = send(world, "mo", url("associate_edit", other.pk), **record_of(person=world.people["pia"].pk))
    assert "Pia is on the register already" in shown.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        Associate.objects.filter(pk=other.pk).update(person=world.people["pia"])


def test_the_record_is_changed_and_an_older_copy_does_not_overwrite_it(world):
    ann = make_associate(world)
    address = url("associate_edit", ann.pk)
    assert 'value="SEND"' in words(world, "mo", address)  # no topic of the figures, and kept

    assert (
        send(world, "mo", address, **record_of(name="Anna", specialisms=["SEND", "Workforce"])).status_code
        == 302
    )
    stale = send(world, "mo", address, **record_of(name="Annie"))

    ann.refresh_from_db()
    assert (ann.name, ann.version) == ("Anna", 1)
    assert [one.theme for one in ann.specialisms.all()] == ["SEND", "Workforce"]
    assert stale.status_code == 422
    assert "Somebody changed it while you had it open" in stale.content.decode()
    assert "Anna, Head of SEND" in stale.content.decode()


def test_who_leaves_is_off_the_register_with_the_days_kept_and_can_come_back(world):
    ann = make_associate(world)
    lend(world, ann)

    send(world, "mo", url("associate_leave", ann.pk), submit="")

    ann.refresh_from_db()
    assert ann.left_on == date(2027, 3, 10)
    assert find(world) == []
    assert "No longer on the register" in words(world, "mo", url("associates"))
    assert "No longer on the register" not in words(world, "nia", url("associates"))
    assert world.client("nia").get(ann.get_absolute_url()).status_code == 404
    assert Deployment.objects.get().half_days == 6
    again = world.client("mo").post(url("associate_leave", ann.pk), {"submit": ""}, follow=True)
    assert "off the register already" in again.content.decode()
    for name, given in (
        ("associate_edit", record_of()),
        ("associate_contact", {"version": 0, "job_title": "x", "email": "x@example.org"}),
        ("associate_add_availability", days_of()),
        ("associate_add_deployment", days_of(receiving="801", what_for="A review")),
    ):
        refused = send(world, "mo", url(name, ann.pk), **given)
        assert refused.status_code == 422
        assert "no longer on the register" in refused.content.decode()

    send(world, "mo", url("associate_put_back", ann.pk), submit="")

    assert find(world) == ["Ann"]


def test_who_came_by_another_record_meanwhile_is_not_put_back(world):
    ann = make_associate(world, person=world.people["pia"])
    actions.leave_register(associate=ann, by=world.people["mo"])
    make_associate(world, "Pia", person=world.people["pia"])

    shown = world.client("mo").post(url("associate_put_back", ann.pk), {"submit": ""}, follow=True)

    assert "Pia is on the register already" in shown.content.decode()
    assert find(world) == ["Pia"]


# -- Availability -----------------------------------------------------------------------------------------------


def test_days_are_added_and_removed(world):
    ann = make_associate(world)

    shown = send(world, "mo", url("associate_add_availability", ann.pk), **days_of(days="2.5"))

    entry = Availability.objects.get()
    assert (shown.status_code, entry.half_days, entry.starts_on) == (302, 5, date(2027, 6, 1))
    send(world, "mo", url("associate_availability_remove", entry.pk), submit="")
    assert not Availability.objects.exists()
    assert Event.objects.filter(action__startswith="availability_").count() == 2


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"days": ""}, "Enter how many days"),
        ({"days": "0"}, "Enter half a day or more"),
        ({"days": "2.25"}, "Enter whole or half days"),
        ({"days": "x"}, "Enter a number, such as 3 or 2.5"),
        ({"days": "NaN"}, "Enter a number, such as 3 or 2.5"),
        ({"days": "1e400"}, "Enter 300 or fewer"),
        ({"days": "301"}, "Enter 300 or fewer"),
        ({"days": "31"}, "There are 30 days between the two"),
        (day("ends_on", date(2027, 5, 31)), "The last day must be the first day or later"),
        (day("ends_on", date(2027, 6, 1)), "There is 1 day between the two"),
        ({"starts_on_0": "31"}, "The first day must be a real date"),
        ({"starts_on_2": "26"}, "The first day must have its year in four figures"),
        ({"ends_on_2": "9999"}, "The last day must have its year in four figures"),
    ],
)
def test_days_that_cannot_be_are_refused_in_words(world, given, said):
    ann = make_associate(world)

    for name, more in (
        ("associate_add_availability", {}),
        ("associate_add_deployment", {"receiving": "801", "what_for": "A review"}),
    ):
        shown = send(world, "mo", url(name, ann.pk), **days_of() | given | more)
        assert shown.status_code == 422
        assert said in shown.content.decode()
    assert not Availability.objects.exists()
    assert not Deployment.objects.exists()


def test_days_that_run_into_others_are_refused(world):
    ann = make_associate(world)
    make_free(world, ann)

    shown = send(
        world, "mo", url("associate_add_availability", ann.pk), **days_of(date(2027, 6, 30), date(2027, 7, 9))
    )

    assert "There is an entry from 1 June 2027 to 30 June 2027 already" in shown.content.decode()
    assert Availability.objects.count() == 1


# -- Deployments ------------------------------------------------------------------------------------------------


def test_a_deployment_names_who_was_lent_from_where_to_where_and_for_how_long(world):
    ann = make_associate(world)

    send(
        world,
        "mo",
        url("associate_add_deployment", ann.pk),
        **days_of(days="3.5", receiving="801", what_for="A review of plans"),
    )

    made = Deployment.objects.get()
    assert (made.associate, made.home.name, made.receiving.name) == (ann, "Southby", "Northmere")
    assert (made.half_days, made.days, made.what_for) == (7, "3.5", "A review of plans")
    shown = words(world, "nia", ann.get_absolute_url())
    assert "Northmere: A review of plans" in shown
    assert "1 June 2027 to 30 June 2027, 3.5 days, given by Southby" in shown
    assert Event.objects.get(action="deployment_recorded").detail == {
        "associate": ann.pk,
        "home": 802,
        "receiving": 801,
        "half_days": 7,
    }


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"receiving": "802"}, "Southby is the home authority of Ann, so no day is given"),
        ({"receiving": "804"}, "Ann is not to be asked for Eastby. Choose another associate."),
        ({"receiving": "803"}, "Choose one of the list"),
        (day("starts_on", date(2027, 3, 20)), "It runs over 31 March, where a year ends. Record it as two"),
        ({"what_for": ""}, "Say what the days are for"),
    ],
)
def test_a_deployment_that_cannot_be_is_refused_in_words(world, given, said):
    ann = make_associate(world, conflicts=["Eastby"])

    shown = send(
        world,
        "mo",
        url("associate_add_deployment", ann.pk),
        **days_of(receiving="801", what_for="A review") | given,
    )

    assert shown.status_code == 422
    assert said in shown.content.decode()
    assert not Deployment.objects.exists()


def test_the_same_deployment_sent_twice_counts_once(world):
    ann = make_associate(world)
    given = days_of(receiving="801", what_for="A review")

    assert send(world, "mo", url("associate_add_deployment", ann.pk), **given).status_code == 302
    shown = send(world, "mo", url("associate_add_deployment", ann.pk), **given)

    assert "Ann is recorded at Northmere from that day already" in shown.content.decode()
    assert Deployment.objects.count() == 1


def test_a_deployment_is_changed_and_an_older_copy_does_not_overwrite_it(world):
    made = lend(world, make_associate(world))
    address = url("associate_deployment_edit", made.pk)
    assert 'value="3"' in words(world, "mo", address)
    given = days_of(receiving="801", what_for="A longer review", version="0")

    assert send(world, "mo", address, **given | {"days": "4.5"}).status_code == 302
    stale = send(world, "mo", address, **given | {"days": "1"})

    made.refresh_from_db()
    assert (made.half_days, made.version, made.what_for) == (9, 1, "A longer review")
    assert stale.status_code == 422
    assert "Somebody changed it while you had it open" in stale.content.decode()
    assert "Northmere: A longer review" in stale.content.decode()
    with pytest.raises(SavedMeanwhile):
        lending.change_deployment(
            deployment=made, built_on=0, receiving=made.receiving, half_days=2, by=world.people["mo"], **JUNE
        )
    assert (
        "Southby is the home" in send(world, "mo", address, **given | {"receiving": "802"}).content.decode()
    )


def test_what_was_done_before_a_conflict_or_by_who_left_is_put_right_and_nothing_new_added(world):
    ann = make_associate(world)
    made = lend(world, ann, "Eastby")
    ann.conflicts.add(at("Eastby"), at("Thirdby"))
    actions.leave_register(associate=ann, by=world.people["mo"])
    change = {"deployment": made, "built_on": 0, "by": world.people["mo"], **JUNE}

    lending.change_deployment(**change, receiving=at("Eastby"), half_days=8)
    with pytest.raises(CannotDo, match="not to be asked for Thirdby"):
        lending.change_deployment(**change | {"built_on": 1}, receiving=at("Thirdby"), half_days=8)

    assert Deployment.objects.get().half_days == 8


def test_a_deployment_is_removed_with_a_record(world):
    made = lend(world, make_associate(world))

    send(world, "mo", url("associate_deployment_remove", made.pk), submit="")

    assert not Deployment.objects.exists()
    assert Event.objects.get(action="deployment_removed").detail["half_days"] == 6


def test_the_database_refuses_what_cannot_be(world):
    ann = make_associate(world)
    made, entry = lend(world, ann), make_free(world, ann)

    for change in ({"half_days": 0}, {"ends_on": date(2027, 5, 1)}, {"receiving": made.home}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Deployment.objects.filter(pk=made.pk).update(**change)
    for change in ({"half_days": 0}, {"ends_on": date(2027, 5, 1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Availability.objects.filter(pk=entry.pk).update(**change)


# -- Days given and received ------------------------------------------------------------------------------------


def totals(world, year, who="nia"):
    """Given and received by authority, as the downloaded table says."""
    shown = world.client(who).get(url("associate_days_csv"), {"year": year})
    assert shown.headers["Content-Type"] == "text/csv; charset=utf-8"
    rows = csv.DictReader(io.StringIO(shown.content.decode("utf-8-sig")))
    return {row["authority"]: (row["days_given"], row["days_received"]) for row in rows}


def test_the_totals_of_a_year_are_exact_and_stay_with_who_gave_the_days(world):
    ann, bea = make_associate(world), make_associate(world, "Bea", "Eastby")
    lend(world, ann, "Northmere", 5)
    lend(world, ann, "Eastby", 3)
    lend(world, bea, "Northmere", 1, starts_on=date(2028, 3, 31), ends_on=date(2028, 3, 31))
    lend(world, bea, "Southby", 40, starts_on=date(2028, 4, 1), ends_on=date(2028, 4, 30))
    lend(world, bea, "Southby", 2, starts_on=date(2027, 3, 31), ends_on=date(2027, 3, 31))
    Associate.objects.filter(pk=ann.pk).update(home=at("Thirdby"))
    actions.leave_register(associate=bea, by=world.people["mo"])

    assert totals(world, 2027) == {
        "Eastby": ("0.5", "1.5"),
        "Northmere": ("0", "3"),
        "Southby": ("4", "0"),
        "Thirdby": ("0", "0"),
        "Total": ("4.5", "4.5"),
    }
    assert totals(world, 2028)["Eastby"] == ("20", "0")
    assert totals(world, 2026)["Southby"] == ("0", "1")
    shown = words(world, "ada", f"{url('associate_days')}?year=2027")
    for said in (
        "4.5 days in all.",
        "Of these, 4.5 are of deployments that have not begun",
        "1 April 2027 to 31 March 2028",
        "Days given by each authority",
        "Eastby 0.5",
        '<option value="2028">2028/29</option>',
        "from Southby to Northmere: 2.5 days",
    ):
        assert said in shown
    assert ann.get_absolute_url() in shown
    assert bea.get_absolute_url() not in shown  # she left: only who keeps the register opens her record


def test_a_year_without_days_says_so_and_one_that_is_none_gives_the_current(world):
    for asked in ("", "x", "1999", "²"):
        shown = words(world, "nia", f"{url('associate_days')}?year={asked}")
        assert "Nobody was lent in this year" in shown
        assert '<option value="2026" selected>2026/27</option>' in shown
    assert totals(world, 2026)["Total"] == ("0", "0")


def test_an_authority_that_closed_keeps_its_row(world):
    lend(world, make_associate(world))
    LocalAuthority.objects.filter(name="Southby").update(closed_on=date(2027, 3, 1))

    assert totals(world, 2027)["Southby"] == ("3", "0")


def test_no_cell_of_the_download_is_run_as_a_formula(world):
    LocalAuthority.objects.filter(name="Southby").update(name="=1+1")

    assert "'=1+1" in totals(world, 2026)


# -- Words ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2027, 3, 10), "less than a month ago"),
        (date(2027, 2, 11), "less than a month ago"),
        (date(2027, 2, 10), "1 month ago"),
        (date(2026, 1, 10), "14 months ago"),
        (date(2025, 3, 11), "23 months ago"),
        (date(2025, 3, 10), "2 years ago"),
        (date(2022, 3, 11), "4 years ago"),
    ],
)
def test_how_long_ago(day, said):
    assert ago_words(day, date(2027, 3, 10)) == said


def test_half_days_years_and_months():
    assert [in_days(number) for number in (0, 1, 2, 5, 6)] == ["0", "0.5", "1", "2.5", "3"]
    assert [days_words(number) for number in (1, 2, 3)] == ["0.5 days", "1 day", "1.5 days"]
    assert [year_of(one) for one in (date(2027, 3, 31), date(2027, 4, 1))] == [2026, 2027]
    assert (year_words(2027), year_words(2099)) == ("2027/28", "2099/00")
    assert months_from(date(2027, 11, 30), 3) == [date(2027, 11, 1), date(2027, 12, 1), date(2028, 1, 1)]


def test_a_topic_of_the_figures_is_a_specialism_to_choose(world):
    make_indicator(slug="plans", topic="SEND")

    assert '<option value="SEND">SEND</option>' in words(world, "nia", url("associates"))
