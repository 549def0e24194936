"""Who sees and does what with a development plan: written from the access policy, not from the code."""

from collections import defaultdict

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Event
from cycles.models import Phase
from indicators.models import Comparison
from outbox.models import Message
from plans.actions import development as actions
from plans.actions import plans as region_plans
from plans.actions import progress, support
from plans.models import DevelopmentComment, DevelopmentLine, DevelopmentPlan
from plans.states import WorkState
from regions.models import Conflict
from regions.roles import GRANTS, Permission, Role
from selfeval.models import Share
from tests.cast import hold, make_person
from tests.factories.figures import make_indicator
from tests.places import make_authority
from tests.plans.test_plans import compare
from tests.plans.test_support_access import EVERYBODY
from tests.plans.world import (
    LINE,
    MONTH_LATER,
    agree_action,
    at,
    clock_at,
    make_development,
    make_offer,
    match,
    raise_need,
    say,
    share,
)
from tests.sli_portal.test_every_address import CLOSED, KEYS, PAGES

pytestmark = [pytest.mark.django_db, pytest.mark.either]

WRITERS = {"ada", "cora"}  # its director and its coordinator
OWN = WRITERS | {"lena", "cleo", "rob", "owen", "wyn"}  # lead member, chief executive and contributors too
GROUP = {"nia", "tia"}  # directors who read its self-evaluation
FOLLOW = {"mo", "pat"}  # project manager and regional lead: counts alone
OTHERS = EVERYBODY - OWN - GROUP
SOME = WRITERS | GROUP | FOLLOW | {"lena", "rob", "ana", "nora", "sol", "sid", "pia", "wil", "gus"}
GIVEN = {
    "introduction": "x",
    "version": "0",
    "state": "done",
    "aspect": "clarity",
    "text": "x",
    "answer": "x",
    "move": "close",
}


def url(name, *args):
    return reverse(f"plans:{name}", args=args)


def answers(world, address, method="get", people=EVERYBODY):
    """The names by the status of the answer that each person gets."""
    found = defaultdict(set)
    for name in people:
        found[getattr(world.client(name), method)(address, {"x": "1"}).status_code].add(name)
    return found


def who(world, address):
    return answers(world, address)[200]


@pytest.fixture
def plan(world):
    return make_development(world)


@pytest.fixture
def shared(world, plan):
    return share(world, plan)


# -- Reading ------------------------------------------------------------------------------------------------------


def test_a_draft_is_read_by_the_authority_alone(world, plan):
    assert answers(world, plan.get_absolute_url()) == {
        200: OWN,
        404: EVERYBODY - OWN - {"nobody"},
        302: {"nobody"},
    }


def test_once_shared_the_directors_of_the_group_read_it_too(world, shared):
    assert who(world, shared.get_absolute_url()) == OWN | GROUP
    listed = {
        name
        for name in EVERYBODY
        if shared.get_absolute_url() in world.client(name).get(url("developments_of_group")).content.decode()
    }
    assert listed == GROUP
    actions.move(plan=shared, name="close", by=world.people["ada"])
    assert who(world, shared.get_absolute_url()) == OWN | GROUP
    DevelopmentPlan.objects.update(state="draft", shared_at=None)
    assert who(world, shared.get_absolute_url()) == OWN


def test_the_group_reads_no_more_once_reading_has_ended_or_with_a_declared_tie(world, shared):
    Conflict.objects.create(
        person=world.people["tia"],
        authority=world.evaluation.authority,
        kind=Conflict.Kind.PERSONAL,
        outcome=Conflict.Outcome.CONFLICT,
    )
    assert who(world, shared.get_absolute_url()) == OWN | {"nia"}
    with clock_at(MONTH_LATER.replace(month=12)):
        assert who(world, shared.get_absolute_url()) == OWN


def test_a_share_outside_a_group_or_before_the_share_day_opens_nothing(world, shared):
    Share.objects.filter(authority=at("Southby"), evaluation=world.evaluation).update(group="")
    assert who(world, shared.get_absolute_url()) == OWN | {"tia"}
    Phase.objects.filter(kind=Phase.Kind.SHARE).update(due_on=MONTH_LATER.date())
    assert who(world, shared.get_absolute_url()) == OWN


def test_only_directors_have_a_list_of_the_groups(world):
    assert who(world, url("developments_of_group")) == {"ada", "nia", "tia", "nora", "wil"}


# -- Writing ------------------------------------------------------------------------------------------------------


def test_who_drafts_one(world):
    address = url("development_draft", world.evaluation.cycle_id, 801)
    others = EVERYBODY - WRITERS - {"nobody"}
    assert answers(world, address, "post", others) == {404: others}
    assert not DevelopmentPlan.objects.exists()
    assert world.client("cora").post(address, {"x": "1"}).status_code == 302
    assert DevelopmentPlan.objects.get().by == world.people["cora"]


def test_who_writes_in_it(world, shared):
    line, comment = shared.lines.get(), say(world, shared)
    for name, key in (
        ("development_introduction", shared.pk),
        ("development_add_line", shared.pk),
        ("development_line", line.pk),
        ("development_line_state", line.pk),
        ("development_comment_answer", comment.pk),
    ):
        assert answers(world, url(name, key), people=SOME) == {
            200: WRITERS,
            403: SOME & (OWN - WRITERS | GROUP),
            404: SOME & OTHERS,
        }
    for name, key in (
        ("development_bring_in", shared.pk),
        ("development_line_move", line.pk),
        ("development_line_drop", line.pk),
    ):
        assert answers(world, url(name, key), "post", SOME - WRITERS) == {
            403: SOME & (OWN - WRITERS | GROUP),
            404: SOME & OTHERS,
        }
    line.refresh_from_db()
    assert (line.dropped_at, line.version, line.state) == (None, 0, "planned")


def test_only_the_director_shares_takes_back_and_closes(world, plan):
    for name, state in (("share", "shared"), ("take_back", "draft"), ("close", "closed")):
        for other in SOME - {"ada"}:
            answer = world.client(other).post(url("development_move", plan.pk), {"move": name})
            assert answer.status_code in (403, 404)
        assert world.client("ada").post(url("development_move", plan.pk), {"move": name}).status_code == 302
        plan.refresh_from_db()
        assert plan.state == state
    assert world.client("ada").post(url("development_move", plan.pk), {"move": "x"}).status_code == 403


def test_only_directors_of_the_group_comment_and_only_while_it_is_shared(world, shared):
    line = shared.lines.get()
    pages = [url("development_say", shared.pk), url("development_line_say", line.pk)]
    for address in pages:
        assert answers(world, address, people=SOME) == {200: GROUP, 403: SOME & OWN, 404: SOME & OTHERS}
    for name in SOME - GROUP:
        client = world.client(name)
        for address in [*pages, url("development_no_comment", shared.pk)]:
            assert client.post(address, GIVEN).status_code in (403, 404)
    assert not DevelopmentComment.objects.exists()
    assert not shared.nothing_to_say.exists()
    actions.move(plan=shared, name="close", by=world.people["ada"])
    for address in pages:
        assert answers(world, address, people=SOME)[403] == SOME & (OWN | GROUP)


# -- Counts -------------------------------------------------------------------------------------------------------


@pytest.fixture
def region_plan(world):
    """Confirmed, with a figure and an activity that Northmere leads."""
    by = world.people["mo"]
    made = region_plans.draft(cycle=world.evaluation.cycle, by=by)
    late = make_indicator("late", title="Late reviews", topic="Care")
    compare(late, (7.0, 8.0, 9.0))
    fields = {"area": "Care", "title": "Reviews on time", "why": "x", "figures": [late]}
    priority = region_plans.add_priority(plan=made, by=by, **fields)
    days = {"starts_on": LINE["starts_on"], "ends_on": LINE["ends_on"]}
    led = {"kind": "project", "title": "A shared audit", "owner": "A post", "lead": at("Northmere")}
    progress.add_activity(priority=priority, by=by, **led, **days)
    region_plans.keep_baselines(made)
    made.state = "confirmed"
    made.save()
    return made


def section_of(world, name, region_plan, place="Northmere"):
    """What stands on the page between the authority's heading and the next."""
    page = world.client(name).get(url("plan_authorities", region_plan.pk)).content.decode()
    return page.split(f'id="authority-{at(place).pk}"')[1].split("</section>")[0]


def test_a_project_manager_and_a_regional_lead_see_counts_and_no_more(world, plan, region_plan):
    DevelopmentLine.objects.update(state=WorkState.DONE)
    actions.add_line(
        plan=plan, by=world.people["ada"], **LINE | {"starts_on": LINE["starts_on"].replace(year=2026)}
    )
    share(world, plan)
    comment = say(world, plan)
    actions.answer(comment=comment, answer="x", built_on=0, by=world.people["ada"])
    counts = "2 lines, 1 done, 1 waiting for a word; 1 comment, 1 answered."
    for name in FOLLOW | OWN | GROUP:
        section = section_of(world, name, region_plan)
        assert counts in section
        assert (plan.get_absolute_url() in section) == (name not in FOLLOW)
        assert LINE["title"] not in section
    for name in ("ana", "nora", "sol", "sid"):
        assert "development plan" not in section_of(world, name, region_plan)


def test_that_there_is_none_is_told_to_those_who_follow_and_to_its_own(world, region_plan):
    assert {
        name
        for name in FOLLOW | OWN | GROUP | {"ana", "nora", "sol"}
        if "There is none yet" in section_of(world, name, region_plan)
    } == FOLLOW | OWN


def test_a_draft_is_no_news_to_the_group(world, plan, region_plan):
    for name in GROUP:
        assert "development plan" not in section_of(world, name, region_plan)


def test_a_section_has_what_it_leads_its_figures_and_the_support_that_its_reader_sees(world, region_plan):
    figure = region_plan.priorities.get().measures.get().indicator
    compare(figure, (6.0, 8.5, 9.0), period="2027")
    need = raise_need(world, "Northmere", "ada", visibility="own")
    made = match(world, need, make_offer(world))
    for side, name in (("need", "ada"), ("offer", "nia")):
        support.agree_match(match=made, sides={side}, built_on=0, by=world.people[name])

    section = section_of(world, "ada", region_plan)
    assert "A shared audit" in section
    assert "Late reviews" in section
    priority = world.client("ada").get(region_plan.priorities.get().get_absolute_url()).content.decode()
    row = priority.split(">Northmere</th>")[1].split("</tr>")[0]
    before, now = (cell.split("</td>")[0] for cell in row.split('numeric">')[1:3])
    assert f"{before} (2026)" in section
    assert f"{now} (2027)" in section
    assert "A shared audit" not in section_of(world, "ada", region_plan, "Southby")
    shows = {
        name
        for name in ("ada", "nia", "mo", "ana", "nora", "rob", "tia")
        if made.get_absolute_url() in section_of(world, name, region_plan)
    }
    assert shows == {"ada", "nia", "mo", "ana"}
    assert need.get_absolute_url() not in section_of(world, "nia", region_plan)
    assert "Given" in section_of(world, "nia", region_plan, "Southby")


def test_the_sections_are_for_those_who_read_the_plan(world, region_plan):
    seen = who(world, region_plan.get_absolute_url())
    assert who(world, url("plan_authorities", region_plan.pk)) == seen
    region_plan.state = "draft"
    region_plan.save()
    assert who(world, url("plan_authorities", region_plan.pk)) == who(world, region_plan.get_absolute_url())


def test_the_sections_cost_the_same_with_three_authorities_and_with_ten(world, region_plan):
    def cost(name):
        client = world.client(name)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url("plan_authorities", region_plan.pk)).status_code == 200
        return len(asked)

    def fill(place, by):
        plan = make_development(world, place, by, lines=2)
        need = raise_need(world, place, by, visibility="region")
        made = match(world, need, make_offer(world, visibility="region") if place != "Southby" else offer)
        for side, name in (("need", by), ("offer", "nia" if place != "Southby" else "ada")):
            support.agree_match(match=made, sides={side}, built_on=0, by=world.people[name])
        return plan

    offer = make_offer(world, "Northmere", "ada")
    for place, by in (("Northmere", "ada"), ("Southby", "nia"), ("Eastby", "nora")):
        fill(place, by)
    before = {name: cost(name) for name in ("ada", "mo", "nora")}
    region = at("Northmere").region
    figure = region_plan.priorities.get().measures.get().indicator
    priority = region_plan.priorities.get()
    for number in range(7):
        place = make_authority(850 + number, f"Place {number}", region)
        world.people[f"d{number}"] = make_person(f"d{number}")
        hold(world.people[f"d{number}"], Role.DCS, authority=place)
        fill(place.name, f"d{number}")
        progress.add_activity(
            priority=priority,
            kind="other",
            title="x",
            owner="x",
            lead=place,
            by=world.people["mo"],
            starts_on=LINE["starts_on"],
            ends_on=LINE["ends_on"],
        )
    compare(figure, (6.0, 8.5, 9.0, 1.0), period="2027")
    assert {name: cost(name) for name in before} == before


# -- The text itself ----------------------------------------------------------------------------------------------

TEXTS = {
    "title": "canary-title",
    "done": "canary-done",
    "owner": "canary-owner",
    "success": "canary-success",
}
TABLES = ("developmentplan", "developmentline", "developmentcomment")


@pytest.fixture
def canaries(world, region_plan):
    """Every text of Northmere's plan holds a canary: shared, commented on and answered."""
    by = world.people["ada"]
    Comparison.objects.all().delete()  # without a series of years, other pages cannot show them
    plan = make_development(world, **TEXTS)
    actions.change_introduction(plan=plan, introduction="canary-introduction", built_on=0, by=by)
    line = plan.lines.get()
    actions.set_state(line=line, state="under_way", because="canary-because", by=by)
    DevelopmentLine.objects.update(
        source="action", source_words="canary-source", action=agree_action(world, text="An action")
    )
    share(world, plan)
    comment = say(world, plan, line, text="canary-comment")
    say(world, plan, text="canary-whole")
    actions.answer(comment=comment, answer="canary-answer", built_on=0, by=by)
    return {
        "plans:development_draft": plan.cycle_id,
        "plans:development_line": line.pk,
        "plans:development_comment": comment.pk,
        "plans:development": plan.pk,
        "plans:plan_draft": plan.cycle_id,
        "plans:plan": region_plan.pk,
        "plans:priority": region_plan.priorities.get().pk,
    }


def addresses(keys):
    """Every page of the portal whose objects are there, and those that need none."""
    for name in CLOSED:
        known = KEYS | {"pk": next((pk for start, pk in keys.items() if name.startswith(start)), None)}
        wanted = PAGES[name].pattern.converters
        if all(known.get(key) is not None for key in wanted):
            yield reverse(name, kwargs={key: known[key] for key in wanted})


def text_of(response):
    return b"".join(response).decode("latin-1")


def test_the_authority_and_its_group_read_every_canary(world, canaries):
    plan = DevelopmentPlan.objects.get()
    own = world.client("rob").get(plan.get_absolute_url()).content.decode()
    peer = world.client("nia").get(plan.get_absolute_url()).content.decode()
    texts = {*TEXTS.values(), "canary-introduction", "canary-because", "canary-source"} | {
        "canary-comment",
        "canary-whole",
        "canary-answer",
    }
    assert {one for one in texts if one not in own} == set()
    # What was agreed after a challenge stays with those who were there, whatever the line says of it now.
    assert {one for one in texts if one not in peer} == {"canary-source"}


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", ["mo", "pat", "ana", "nora", "sol", "wil", "gus", "adi"])
def test_no_page_shows_a_word_of_it_to_anybody_else(world, canaries, name, method):
    client = world.client(name)
    for address in addresses(canaries):
        page = text_of(getattr(client, method)(address, {} if method == "get" else {"x": "1"}))
        assert "canary" not in page, address


@pytest.mark.parametrize("name", sorted(GROUP))
def test_no_page_shows_the_group_a_word_of_a_draft(world, canaries, name):
    DevelopmentComment.objects.all().delete()
    actions.move(plan=DevelopmentPlan.objects.get(), name="take_back", by=world.people["ada"])
    client = world.client(name)
    for address in addresses(canaries):
        assert "canary" not in text_of(client.get(address)), address


def test_no_e_mail_and_no_record_holds_a_word_of_it(world, canaries):
    assert Message.objects.filter(kind__startswith="development").count() >= 4
    for one in Message.objects.all():
        assert "canary" not in f"{one.subject} {one.body} {one.about}"
    assert "canary" not in str(list(Event.objects.values_list("action", "detail")))


@pytest.mark.parametrize("name", sorted(FOLLOW))
def test_the_counts_do_not_even_ask_the_database_for_text(world, canaries, name):
    client = world.client(name)
    with CaptureQueriesContext(connection) as asked:
        client.get(url("plan_authorities", canaries["plans:plan"]))
    columns = ("introduction", "title", "done", "owner", "success", "state_because", "source_words", "text")
    for query in asked:
        select = query["sql"].split(" FROM ")[0]
        assert not [one for one in columns for table in TABLES if f'"plans_{table}"."{one}"' in select]


# -- The policy ---------------------------------------------------------------------------------------------------


def test_the_policy_gives_no_more_than_it_says():
    def holders(permission):
        return {role for role in Role if permission in GRANTS[role]}

    assert holders(Permission.WRITE_DEVELOPMENT_PLAN) == {Role.DCS, Role.LA_COORDINATOR}
    assert holders(Permission.SIGN_SELF_EVALUATION) == {Role.DCS}
    assert holders(Permission.READ_SHARED) == {Role.DCS}
    assert holders(Permission.VIEW_DEVELOPMENT_STATUS) == {Role.PROJECT_MANAGER, Role.REGIONAL_LEAD}
