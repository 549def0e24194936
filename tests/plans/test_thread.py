"""The golden thread: the chain both ways, and through nothing that the reader may not see."""

import csv
import io
import json
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from challenges.models import AgreedAction, FeedbackNote, LineOfEnquiry
from indicators.models import Comparison
from indicators.presenters import indicator_page
from indicators.wording import show
from plans.actions import plans, support
from plans.models import Plan
from plans.moved import views_of
from regions.models import LocalAuthority
from tests.challenges.feedback import find, take_to
from tests.challenges.world import LATER, at, clock_at, make_scene
from tests.factories.figures import make_indicator
from tests.factories.memoranda import sign_for
from tests.plans.test_plans import compare
from tests.selfeval.payloads import TYPED

pytestmark = [pytest.mark.django_db, pytest.mark.either]

REGION = FeedbackNote.Audience.REGION


@pytest.fixture
def scene(cast, settings):
    settings.DEMO = True
    made = make_scene(cast)
    with clock_at(LATER):
        yield made


@pytest.fixture
def chain(scene):
    """A figure, a line of enquiry, a finding that was told, an action, a need of the region, a confirmed plan."""
    scene.figure = make_indicator("late", title="Late reviews", topic="Care")
    compare(scene.figure, (7.0, 8.0, 9.0), period="2026")
    ada, nia, mo = (scene.people[name] for name in ("ada", "nia", "mo"))
    scene.line = LineOfEnquiry.objects.create(
        turn=scene.turn, position=1, kind="improve", text="Line about reviews", indicator=scene.figure, by=nia
    )
    scene.finding = find(scene, "Reviews wait", line=scene.line)
    scene.action = AgreedAction.objects.create(
        turn=scene.turn,
        text="Chair reviews sooner",
        owner="Head of service",
        due_on=date(2027, 9, 1),
        finding=scene.finding,
        indicator=scene.figure,
        by=ada,
    )
    scene.need = support.raise_need(
        authority=at("Northmere"),
        by=ada,
        theme="Care",
        text="Need a reviewing officer",
        urgency="term",
        visibility="region",
        finding=scene.finding,
    )
    scene.plan = plans.draft(cycle=scene.challenge.cycle, by=mo)
    scene.priority = scene.plan.priorities.get()
    scene.priority.title = "Timely reviews"
    scene.priority.save()
    Plan.objects.update(state="confirmed")
    plans.keep_baselines(scene.plan)
    return scene


def threads(chain):
    return {
        "figure": reverse("plans:figure_thread", args=[at("Northmere").pk, "late"]),
        "finding": reverse("plans:finding_thread", args=[chain.finding.pk]),
        "action": reverse("plans:action_thread", args=[chain.action.pk]),
        "need": reverse("plans:need_thread", args=[chain.need.pk]),
        "priority": reverse("plans:priority_thread", args=[chain.priority.pk]),
    }


WORDS = {
    "figure": "7.0% (2026) when the plan was confirmed",
    "line": "Line about reviews",
    "finding": "Reviews wait",
    "action": "Chair reviews sooner",
    "need": "Need a reviewing officer",
    "priority": "Timely reviews",
}


def seen(chain, name, address):
    answer = chain.client(name).get(address)
    if answer.status_code != 200:
        return answer.status_code
    page = answer.content.decode()
    return {part for part, words in WORDS.items() if words in page}


@pytest.mark.parametrize("begun_at", ["figure", "finding", "action", "need", "priority"])
def test_the_team_follows_the_whole_chain_from_anywhere(chain, begun_at):
    assert seen(chain, "nia", threads(chain)[begun_at]) == set(WORDS)


def test_each_sees_what_they_may_read_and_the_rest_is_not_there(chain):
    for name, expected in {
        "nora": {"figure", "priority"},  # a director of the region without a seat
        "mo": {"figure", "line", "priority"},  # who manages the challenge reads no findings
        "sid": {"figure", "priority"},
        "rhea": set(WORDS) - {"need"},  # a contributor reads no needs
        "hal": 403,  # a health peer has no post in the region
    }.items():
        assert seen(chain, name, threads(chain)["figure"]) == expected, name
    assert seen(chain, "hal", threads(chain)["finding"]) == {"line", "finding", "action"}
    for name in ("nora", "mo", "sid", "nobody", "wil"):
        assert seen(chain, name, threads(chain)["finding"]) in (302, 404), name
        assert seen(chain, name, threads(chain)["action"]) in (302, 404), name


def test_a_need_does_not_tell_of_a_finding_that_its_reader_may_not_see(chain):
    """The need names no figure, so only the finding links them; and the plan does not name the need's figure."""
    chain.plan.priorities.all().delete()
    assert seen(chain, "nora", threads(chain)["figure"]) == set()
    assert seen(chain, "nora", threads(chain)["need"]) == {"need"}
    assert seen(chain, "nia", threads(chain)["figure"]) == set(WORDS) - {"priority", "figure"}


def test_the_host_reads_a_finding_once_the_feedback_is_final_and_the_region_once_it_is_released(chain):
    finding = threads(chain)["finding"]
    assert seen(chain, "ada", finding) == 404
    take_to(chain, "send")
    assert seen(chain, "ada", finding) == 404
    take_to(chain, "make_final")
    page = chain.client("ada").get(finding).content.decode()
    assert "Reviews wait" in page
    assert "as told" not in page, "how it was said aloud stays with who was there"
    assert seen(chain, "nora", finding) == 404
    take_to(chain, "release", audience=REGION)
    assert seen(chain, "nora", finding) == 404, "Eastby is no party to the memorandum"
    sign_for(at("Eastby"), chain.world.memorandum)
    assert seen(chain, "nora", finding) >= {"finding", "need", "priority"}
    assert "action" not in seen(chain, "nora", finding)


def test_a_dropped_finding_ends_the_thread(chain):
    chain.finding.state = "dropped"
    chain.finding.dropped_because = "Not so"
    chain.finding.save()
    assert seen(chain, "nia", threads(chain)["finding"]) == 404
    assert "finding" not in seen(chain, "nia", threads(chain)["action"])


def test_a_declared_tie_hides_the_challenge(chain):
    from regions.actions import declare_conflict

    declare_conflict(authority=at("Northmere"), kind="applied", outcome="conflict", by=chain.people["nia"])

    assert seen(chain, "nia", threads(chain)["finding"]) == 404
    assert not seen(chain, "nia", threads(chain)["figure"]) & {"line", "finding", "action"}


def test_next_year_s_figure_stands_at_the_end_with_the_numbers_of_the_plan_s_page(chain):
    compare(chain.figure, (6.0, 8.0, 9.0), period="2027", region_value=4.0)

    page = chain.client("nia").get(threads(chain)["figure"]).content.decode()
    priority = chain.client("nia").get(chain.priority.get_absolute_url()).content.decode()

    assert "From 7.0% (2026) to 6.0% (2027): better" in page
    of_region = "From 5.0% (2026) to 4.0% (2027): better"
    assert of_region in page
    assert of_region in priority
    assert "because of it" in page  # that it came after is not that it came from it


def test_the_plan_s_numbers_are_those_of_the_figure_s_page_the_download_and_the_command(chain, capsys):
    measure = chain.priority.measures.get(indicator=chain.figure)
    (view,) = views_of([measure], at("Northmere").region)
    on_plan = {one.place: one.now for one in view.authorities}
    page = indicator_page(chain.figure, at("Northmere").region)
    file = chain.client("nia").get(
        reverse("indicators:indicator_csv", args=["late"]), {"region": at("Northmere").region.slug}
    )
    rows = csv.DictReader(io.StringIO(file.content.decode("utf-8-sig")))
    call_command("compare", indicator="late")
    looks = {"unit": chain.figure.unit, "decimals": chain.figure.decimals}
    names = dict(LocalAuthority.objects.values_list("pk", "name"))
    commanded = {names[one["la"]]: show(one["value"], **looks) for one in json.loads(capsys.readouterr().out)}
    html = chain.client("nia").get(chain.priority.get_absolute_url()).content.decode()

    assert len(on_plan) >= 3
    assert on_plan == {row.authority.name: row.value for row in page.rows}
    assert on_plan == {one["authority"]: show(float(one["value"]), **looks) for one in rows}
    assert on_plan.items() <= commanded.items()
    assert view.region.now == page.region_value
    assert all(value in html for value in on_plan.values())


def test_a_figure_that_nothing_hangs_on_says_so(chain):
    make_indicator("alone", title="Alone")
    page = chain.client("nora").get(reverse("plans:figure_thread", args=[at("Eastby").pk, "alone"]))

    assert "No figure is published" in page.content.decode()
    assert "It is in no plan that you may read yet" in page.content.decode()


def test_a_figure_is_followed_by_those_of_its_region_alone(chain):
    for name, status in {"meg": 404, "wil": 404, "nobody": 302}.items():
        assert chain.client(name).get(threads(chain)["figure"]).status_code == status


def test_the_thread_costs_the_same_however_much_hangs_on_it(chain):
    def queries():
        with CaptureQueriesContext(connection) as counted:
            assert chain.client("nia").get(threads(chain)["figure"]).status_code == 200
        return len(counted)

    few = queries()
    for number in range(5):
        found = find(chain, f"Another {number}", line=chain.line)
        AgreedAction.objects.create(
            turn=chain.turn,
            text=f"Do {number}",
            owner="x",
            due_on=date(2027, 9, 1),
            finding=found,
            by=chain.people["ada"],
        )
    assert queries() == few


def test_markup_in_the_chain_is_shown_as_text(chain):
    text = "\n".join(TYPED)[:300]
    type(chain.action).objects.update(text=text)
    type(chain.need).objects.update(text=text)
    page = chain.client("nia").get(threads(chain)["figure"]).content.decode()

    assert "<img src=x" not in page
    assert "<script>window" not in page


def test_the_pages_on_the_way_link_to_it(chain):
    nia, addresses = chain.client("nia"), threads(chain)
    for page, thread in (
        (chain.finding.get_absolute_url(), "finding"),
        (reverse("challenges:actions", args=[chain.turn.pk]), "action"),
        (chain.need.get_absolute_url(), "need"),
        (chain.priority.get_absolute_url(), "priority"),
    ):
        assert addresses[thread] in nia.get(page).content.decode()
    assert Comparison.objects.filter(flag="challenge").exists()
    place = reverse("datapacks:authority", args=[at("Northmere").pk])
    assert addresses["figure"] in nia.get(place).content.decode()
