"""What is kept of the plan's words, who reads which version, and two of them side by side."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans.actions import plans as actions
from plans.actions.support import CannotDo
from plans.differences import compare
from plans.models import Plan, PlanVersion
from selfeval.actions.improvement import SavedMeanwhile
from tests.plans.plan_world import confirm, full_plan
from tests.plans.test_plan_access import EARLY, LEADERS, READS, STAFF, WRITE, who
from tests.selfeval.payloads import TYPED

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"plans:{name}", args=args)


@pytest.fixture
def plan(world):
    return full_plan(world)


def words(world, name, address):
    return world.client(name).get(address).content.decode()


def compared(plan, earlier, later):
    return f"{url('plan_compare', plan.pk)}?earlier={earlier}&later={later}"


def change(world, priority, **fields):
    kept = {name: getattr(priority, name) for name in ("area", "title", "why", "sponsor")}
    figures = list(priority.figures.all())
    priority.refresh_from_db()
    actions.change_priority(
        priority=priority,
        built_on=priority.version,
        by=world.people["pat"],
        **{"figures": figures} | kept | fields,
    )


# -- What is kept ---------------------------------------------------------------------------------------------------


def test_every_change_of_words_and_every_move_is_a_version(world, plan):
    priority = plan.priorities.get()
    actions.change_introduction(plan=plan, introduction="Hello", built_on=0, by=world.people["mo"])
    change(world, priority, why="Other words")
    more = {"area": "Workforce", "title": "Staff", "why": "x", "sponsor": None}
    added = actions.add_priority(plan=plan, figures=[], by=world.people["mo"], **more)
    actions.drop_priority(priority=added, by=world.people["mo"])
    actions.move(plan=plan, name="open_ballot", by=world.people["mo"])
    actions.move(plan=plan, name="back_to_draft", by=world.people["mo"])
    confirm(world, plan)
    actions.move(plan=plan, name="close", by=world.people["mo"])

    kept = list(plan.versions.order_by("number"))
    assert [(one.number, one.why, one.about) for one in kept] == [
        (1, "drafted", ""),
        (2, "introduction", ""),
        (3, "changed", "Reviews in time"),
        (4, "added", "Staff"),
        (5, "dropped", "Staff"),
        (6, "open_ballot", ""),
        (7, "back_to_draft", ""),
        (8, "open_ballot", ""),
        (9, "confirm", ""),
        (10, "close", ""),
    ]
    assert kept[2].by == world.people["pat"]
    assert kept[2].content["priorities"][0]["why"] == "Other words"
    assert kept[2].content["priorities"][0]["figures"] == ["Late reviews"]
    assert [one.state for one in kept[5:]] == ["ballot", "draft", "ballot", "confirmed", "closed"]
    assert [len(one.content["priorities"]) for one in kept[2:6]] == [1, 2, 1, 1]


def test_what_is_refused_leaves_no_version(world, plan):
    before = plan.versions.count()
    with pytest.raises(SavedMeanwhile):
        actions.change_introduction(plan=plan, introduction="x", built_on=7, by=world.people["mo"])
    with pytest.raises(CannotDo):
        actions.move(plan=plan, name="close", by=world.people["mo"])
    Plan.objects.update(state="closed")
    with pytest.raises(CannotDo, match="The plan is closed"):
        actions.change_introduction(plan=plan, introduction="x", built_on=0, by=world.people["mo"])
    assert plan.versions.count() == before


def test_a_version_is_never_changed_or_deleted(plan):
    one = plan.versions.first()
    for deed in (one.save, one.delete, PlanVersion.objects.all().delete):
        with pytest.raises(TypeError):
            deed()
    with pytest.raises(TypeError):
        PlanVersion.objects.update(about="x")
    for sql in ("UPDATE plans_planversion SET about = 'x'", "DELETE FROM plans_planversion"):
        with (
            pytest.raises(DatabaseError, match="never changed"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)


# -- Who reads it ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", READS)
def test_who_opens_the_history(world, plan, state):
    Plan.objects.update(state=state)
    assert who(world, url("plan_history", plan.pk)) == READS[state]


def test_whoever_reads_no_draft_sees_versions_from_the_confirmation_on(world, plan):
    actions.move(plan=plan, name="open_ballot", by=world.people["mo"])
    for name in LEADERS:
        assert "There is nothing for you to read here yet" in words(world, name, url("plan_history", plan.pk))
    assert who(world, compared(plan, 1, 2)) == EARLY

    actions.move(plan=plan, name="back_to_draft", by=world.people["mo"])
    confirm(world, plan)
    plan.refresh_from_db()
    actions.change_introduction(plan=plan, introduction="Later", built_on=plan.version, by=world.people["mo"])

    numbers = list(plan.versions.values_list("number", flat=True))
    last = numbers[0]
    assert who(world, compared(plan, last - 1, last)) == EARLY | LEADERS | STAFF
    assert who(world, compared(plan, last - 2, last)) == EARLY
    page = world.client("rob").get(url("plan_history", plan.pk)).context["page"]
    assert page.numbers == [last, last - 1]
    assert world.client("ada").get(url("plan_history", plan.pk)).context["page"].numbers == numbers


@pytest.mark.parametrize(
    "asked", ["", "?earlier=1", "?earlier=1&later=99", "?earlier=x&later=1", "?earlier=1&later=-1"]
)
def test_a_version_that_is_not_there_is_not_found(world, plan, asked):
    assert world.client("ada").get(url("plan_compare", plan.pk) + asked).status_code == 404


# -- Side by side ---------------------------------------------------------------------------------------------------


def test_the_page_shows_what_came_and_went_word_by_word(world, plan):
    priority = plan.priorities.get()
    change(world, priority, why="Children wait far too long.", sponsor=world.people["nia"], figures=[])
    more = {"area": "Workforce", "title": "Staff", "why": "x", "sponsor": None}
    actions.add_priority(plan=plan, figures=[], by=world.people["mo"], **more)

    page = words(world, "ada", compared(plan, 2, 3))
    assert "<ins>Staff</ins>" in page.replace(" </ins>", "</ins>")

    page = words(world, "ada", compared(plan, 3, 1))  # in whichever order
    assert "<del>Care</del>" in page
    assert "version 1 to version 3" in page
    assert "Left out" not in page


def test_two_versions_compared():
    def version(introduction, *priorities):
        return {"introduction": introduction, "priorities": list(priorities)}

    def one(key, title="A", **fields):
        return {"key": key, "area": "Care", "title": title, "why": "", "sponsor": "", "figures": []} | fields

    first = version("Hello all", one(1), one(2, "B"), one(3, "C"))
    second = version("Hello everybody", one(1, sponsor="Ada"), one(3, "C"), one(4, "D", figures=["x", "y"]))

    found = compare(first, second)

    assert [(one.heading, one.word) for one in found] == [
        ("Introduction", "Changed"),
        ("A", "Changed"),
        ("B", "Left out"),
        ("D", "Added"),
    ]
    assert [(piece.words, piece.is_new) for piece in found[0].lines[0].before] == [
        ("Hello ", False),
        ("all", True),
    ]
    assert [(line.name, line.before) for line in found[1].lines] == [("Sponsor", ())]
    assert [line.after[0].words for line in found[3].lines] == ["D", "Care", "x; y"]
    assert compare(first, first) == []
    assert [one.word for one in compare(version(""), version("x"))] == ["Added"]
    replaced = compare(version("", one(1)), version("", one(2, "Z")))
    assert [(one.heading, one.word) for one in replaced] == [("A", "Left out"), ("Z", "Added")]


def test_payloads_are_text_in_the_comparison(world, plan):
    actions.change_introduction(plan=plan, introduction="\n".join(TYPED), built_on=0, by=world.people["mo"])
    page = words(world, "ada", compared(plan, 1, 2))
    assert "<script>window" not in page
    assert "&lt;script&gt;window.ran=1" in page


def test_the_queries_of_both_pages_do_not_grow(world, plan):
    numbers = []
    for _ in range(2):
        for address in (url("plan_history", plan.pk), compared(plan, 1, 2)):
            change(world, plan.priorities.get(), why="Other words")
            with CaptureQueriesContext(connection) as asked:
                world.client("ada").get(address)
            numbers.append(len(asked))
        for number in range(4):
            change(world, plan.priorities.get(), why=f"Words {number}")

    assert numbers[:2] == numbers[2:]


# -- The introduction -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", READS)
def test_who_writes_the_introduction(world, plan, state):
    Plan.objects.update(state=state)
    may = set() if state == "closed" else WRITE
    assert who(world, url("plan_introduction", plan.pk)) == may


def test_writing_the_introduction(world, plan):
    address = url("plan_introduction", plan.pk)
    assert address in words(world, "mo", plan.get_absolute_url())
    assert address not in words(world, "ada", plan.get_absolute_url())

    got = world.client("mo").post(address, {"introduction": "What we do", "version": "0"})

    assert got.url == plan.get_absolute_url()
    plan.refresh_from_db()
    assert (plan.introduction, plan.version) == ("What we do", 1)
    assert "What we do" in words(world, "ada", plan.get_absolute_url())


def test_a_stale_introduction_keeps_both_texts_in_sight(world, plan):
    address = url("plan_introduction", plan.pk)
    world.client("mo").post(address, {"introduction": "Theirs", "version": "0"})

    got = world.client("pat").post(address, {"introduction": "Mine", "version": "0"})

    assert got.status_code == 422
    page = got.content.decode()
    assert "Somebody changed it while you had it open" in page
    assert "Theirs</blockquote>" in page
    assert ">\nMine</textarea>" in page
    assert 'name="version" value="1"' in page
    plan.refresh_from_db()
    assert plan.introduction == "Theirs"
    assert world.client("pat").post(address, {"introduction": "Mine", "version": "1"}).status_code == 302


def test_an_introduction_that_is_too_long_is_refused(world, plan):
    got = world.client("mo").post(
        url("plan_introduction", plan.pk), {"introduction": "x" * 5001, "version": "0"}
    )
    assert got.status_code == 422
    assert "Use 5,000 characters or fewer" in got.content.decode()
