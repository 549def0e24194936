"""An authority's development plan: what it is drafted from, its lines, sharing it, and what the group says of it."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Event
from cycles.models import Cycle
from outbox.models import Message
from outbox.tasks import still_right
from plans.actions import development as actions
from plans.actions import plans as region_plans
from plans.actions.support import CannotDo
from plans.developing import shortened
from plans.models import DevelopmentComment, DevelopmentLine, DevelopmentPlan
from plans.presenters.development import is_stale
from regions.models import Conflict
from selfeval.actions import releasing
from selfeval.actions.improvement import SavedMeanwhile
from selfeval.models import Prompt, Share
from tests.factories.figures import make_indicator
from tests.plans.world import (
    LINE,
    MONTH_LATER,
    agree_action,
    at,
    clock_at,
    make_development,
    raise_need,
    say,
    share,
)
from tests.selfeval.world import LONDON, release

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"plans:{name}", args=args)


def words(world, name, address):
    return world.client(name).get(address).content.decode()


def posted(line=LINE, **fields):
    """A line as a form gives it."""
    given = {name: value for name, value in line.items() if not isinstance(value, date)}
    for name in ("starts_on", "ends_on"):
        day = line[name]
        given |= {f"{name}_0": day.day, f"{name}_1": day.month, f"{name}_2": day.year}
    return given | {"version": "0"} | fields


def bring(world, plan):
    return actions.bring_in(plan=plan, by=world.people["ada"])


@pytest.fixture
def areas(world):
    """Northmere's released self-evaluation has one area for development."""
    Prompt.objects.filter(role="actions").update(role="areas")
    return release(world.evaluation, world.people["ada"], row="Too many changes of worker")


# -- The draft ----------------------------------------------------------------------------------------------------


def test_the_draft_comes_from_agreed_actions_areas_and_needs_and_says_so(world, areas):
    figure = make_indicator("late", title="Late reviews")
    action = agree_action(world, success="Plans are better", indicator=figure, state="under_way")
    need = raise_need(world, text="Help with agency staff")
    raise_need(world, "Southby", "nia", text="Another authority’s")
    page = words(world, "ada", url("plans"))
    assert "Northmere has no development plan for 2026/27 yet" in page

    world.client("ada").post(url("development_draft", world.evaluation.cycle_id, 801))

    plan = DevelopmentPlan.objects.get()
    assert (plan.authority, plan.state, plan.by) == (at("Northmere"), "draft", world.people["ada"])
    first, second, third = plan.lines.all()
    assert (first.title, first.done, first.owner, first.state) == (
        "Plans are better",
        "Audit all plans",
        "Head of practice",
        "under_way",
    )
    assert (first.action, first.indicator, first.ends_on) == (action, figure, date(2027, 9, 30))
    assert (second.title, second.release, second.chapter) == ("Too many changes of worker", areas, 1)
    assert (third.title, third.need) == ("Help with agency staff", need)
    page = words(world, "ada", plan.get_absolute_url())
    for address in (action.turn.get_absolute_url(), areas.get_absolute_url(), need.get_absolute_url()):
        assert address in page
    assert "Audit all plans" in page
    assert plan.get_absolute_url() in words(world, "ada", url("plans"))
    assert Event.objects.filter(action="development_plan_drafted").count() == 1


def test_what_is_over_or_a_pilots_is_not_brought_in(world):
    agree_action(world, state="stopped")
    need = raise_need(world)
    need.state = "taken_back"
    need.save()

    assert not make_development(world, lines=0).lines.exists()


def test_only_what_is_new_is_brought_in_later_and_never_what_was_left_out(world, areas):
    need = raise_need(world)
    plan = make_development(world, lines=0)
    assert plan.lines.count() == 2
    actions.drop_line(line=plan.lines.get(need=need), by=world.people["ada"])
    assert bring(world, plan) == 0
    releasing.withdraw(release=areas, by=world.people["ada"])
    agree_action(world)
    assert bring(world, plan) == 1

    assert [one.source for one in plan.lines.filter(dropped_at=None)] == ["area", "action"]
    assert [one.position for one in plan.lines.all()] == [1, 2, 3]
    client = world.client("ada")
    page = client.post(url("development_bring_in", plan.pk), {"x": "1"}, follow=True).content.decode()
    assert "Nothing is new" in page
    raise_need(world, text="Another")
    page = client.post(url("development_bring_in", plan.pk), {"x": "1"}, follow=True).content.decode()
    assert "1 line is new" in page


def test_a_later_release_with_the_same_row_brings_nothing(world, areas):
    plan = make_development(world, lines=0)
    evaluation = world.evaluation
    evaluation.refresh_from_db()
    content = areas.content
    again = type(areas)(
        evaluation=evaluation,
        number=areas.number + 1,
        content=content,
        content_sha256="x",
        released_at=areas.released_at,
        released_by=world.people["ada"],
    )
    again.save()
    assert bring(world, plan) == 0


def test_the_same_words_in_two_chapters_are_one_line(world):
    second = world.evaluation.chapters.last()
    prompt = Prompt.objects.filter(role="actions").get()
    Prompt.objects.filter(pk=prompt.pk).update(role="areas")
    again = {"kind": prompt.kind, "role": "areas", "columns": prompt.columns}
    twin = Prompt.objects.create(chapter=second.of, position=2, text="The same again", **again)
    second.answers.create(prompt=twin)
    release(world.evaluation, world.people["ada"], row="Too many changes of worker")

    assert make_development(world, lines=0).lines.get().chapter == 1


def test_a_second_plan_a_closed_cycle_and_another_region_are_refused(world):
    make_development(world)
    with pytest.raises(CannotDo, match="a development plan for this cycle already"):
        make_development(world)
    cycle = world.evaluation.cycle
    for authority in (at("Westley"), at("Southby")):
        if authority.name == "Southby":
            Cycle.objects.update(closed_at=datetime(2027, 3, 1, tzinfo=LONDON))
            cycle.refresh_from_db()
        with pytest.raises(CannotDo, match="in an open cycle of the authority’s region"):
            actions.draft(cycle=cycle, authority=authority, by=world.people["nia"])


def test_long_words_are_cut_where_a_title_ends():
    assert shortened("  a\n b ") == "a b"
    assert len(shortened("x" * 400)) == 300
    assert shortened("x" * 400).endswith("…")


# -- Lines --------------------------------------------------------------------------------------------------------


def test_a_line_is_added_changed_moved_and_left_out(world):
    plan = make_development(world, lines=1, title="First")
    client = world.client("cora")
    page = client.post(url("development_add_line", plan.pk), {"version": "0"})
    assert page.status_code == 422
    for said in (
        "Say what will be different for children",
        "Say what is done for it",
        "Say who sees to it",
        "Enter the first day",
        "Enter the last day",
        "Say how you will know",
    ):
        assert said in page.content.decode()
    wrong = client.post(url("development_add_line", plan.pk), posted(starts_on_2=2029))
    assert "The last day must be the first day or later" in wrong.content.decode()

    client.post(url("development_add_line", plan.pk), posted())
    line = plan.lines.get(position=2)
    assert (line.title, line.by, line.starts_on) == (LINE["title"], world.people["cora"], date(2027, 3, 1))
    client.post(url("development_line", line.pk), posted(title="Another title"))
    line.refresh_from_db()
    assert (line.title, line.version) == ("Another title", 1)
    late = client.post(url("development_line", line.pk), posted(title="An older version"))
    assert late.status_code == 422
    assert "Another title" in late.content.decode()
    assert 'name="version" value="1"' in late.content.decode()

    client.post(url("development_line_move", line.pk), {"to": "up"})
    client.post(url("development_line_move", line.pk), {"to": "up"})
    assert [one.title for one in plan.lines.all()] == ["Another title", "First"]
    client.post(url("development_line_drop", line.pk), {"x": "1"})
    assert "Another title" not in words(world, "ada", plan.get_absolute_url())
    assert client.get(url("development_line", line.pk)).status_code == 404
    with pytest.raises(SavedMeanwhile):
        actions.change_line(line=line, built_on=1, by=world.people["ada"], title="x")


def test_a_line_serves_a_priority_that_its_reader_may_see(world):
    region_plan = region_plans.draft(cycle=world.evaluation.cycle, by=world.people["mo"])
    fields = {"area": "Care", "title": "A stable workforce", "why": "x", "figures": []}
    priority = region_plans.add_priority(plan=region_plan, by=world.people["mo"], **fields)
    figure = make_indicator("late", title="Late reviews")
    plan = make_development(world, indicator=figure)
    line = plan.lines.get()

    world.client("ada").post(url("development_line", line.pk), posted(priority=priority.pk))

    line.refresh_from_db()
    assert (line.priority, line.indicator) == (priority, None)
    assert "A stable workforce" in words(world, "ada", plan.get_absolute_url())
    for reader in ("lena", "rob"):  # the region's plan is a draft still
        page = words(world, reader, plan.get_absolute_url())
        assert LINE["title"] in page
        assert "A stable workforce" not in page
    assert url("plan_authorities", region_plan.pk) in words(world, "ada", region_plan.get_absolute_url())
    assert plan.get_absolute_url() in words(world, "ada", region_plan.get_absolute_url())
    assert plan.get_absolute_url() not in words(world, "nia", region_plan.get_absolute_url())


def test_how_a_line_goes_has_a_word_and_a_date(world):
    plan = make_development(world)
    line = plan.lines.get()
    client = world.client("ada")
    page = client.post(url("development_line_state", line.pk), {"state": "stopped"})
    assert "Say why it was stopped" in page.content.decode()
    client.post(url("development_line_state", line.pk), {"state": "done", "because": "All are audited"})
    line.refresh_from_db()
    assert (line.state, line.state_because) == ("done", "All are audited")
    page = words(world, "ada", plan.get_absolute_url())
    assert "as of 10 March 2027" in page
    assert "1 line, 1 done" in page


def test_a_line_is_stale_when_begun_not_over_and_nothing_was_said_for_a_quarter():
    today, begun = date(2027, 6, 1), date(2027, 3, 1)

    def said(day):
        return datetime(2027, 3, day, 12, tzinfo=LONDON)

    assert is_stale("planned", begun, None, today, days=90)
    assert not is_stale("planned", date(2027, 3, 3), None, today, days=90)
    assert is_stale("under_way", begun, said(2), today, days=90)
    assert not is_stale("under_way", begun, said(3), today, days=90)
    assert not is_stale("done", begun, None, today, days=90)
    assert not is_stale("stopped", begun, None, today, days=90)
    assert not is_stale("planned", date(2027, 7, 1), said(2), today, days=90)
    assert not is_stale("planned", None, None, today, days=90)


def test_the_introduction_is_kept_and_an_outdated_one_refused(world):
    plan = make_development(world)
    client = world.client("ada")
    client.post(url("development_introduction", plan.pk), {"introduction": "Our year", "version": "0"})
    late = client.post(url("development_introduction", plan.pk), {"introduction": "Older", "version": "0"})
    assert late.status_code == 422
    assert "Our year" in late.content.decode()
    assert "Our year" in words(world, "ada", plan.get_absolute_url())


# -- Sharing ------------------------------------------------------------------------------------------------------


def test_the_director_shares_it_once_every_line_is_whole(world):
    plan = make_development(world, lines=0)
    with pytest.raises(CannotDo, match="no lines yet"):
        share(world, plan)
    raise_need(world)
    bring(world, plan)
    assert "1 lacks some of it" in words(world, "ada", plan.get_absolute_url())
    with pytest.raises(CannotDo, match="1 lacks some of it"):
        share(world, plan)
    plan.lines.update(**LINE)

    page = world.client("ada").post(url("development_move", plan.pk), {"move": "share"}, follow=True)

    assert "read it now, and can comment" in page.content.decode()
    plan.refresh_from_db()
    assert plan.shared_at is not None
    with pytest.raises(CannotDo, match="moved the development plan on already"):
        share(world, plan)


def test_it_is_not_shared_where_no_group_reads(world):
    plan = make_development(world)
    Share.objects.filter(evaluation=world.evaluation).update(group="")
    with pytest.raises(CannotDo, match="nobody to share it with"):
        share(world, plan)


def test_it_is_taken_back_until_somebody_has_commented(world):
    plan = share(world, make_development(world))
    actions.say_nothing(plan=plan, authority=at("Southby"), by=world.people["nia"])
    actions.move(plan=plan, name="take_back", by=world.people["ada"])
    plan.refresh_from_db()
    assert (plan.state, plan.shared_at, plan.nothing_to_say.count()) == ("draft", None, 0)
    with pytest.raises(CannotDo, match="not shared with the group"):
        say(world, plan)
    share(world, plan)
    say(world, plan)
    with pytest.raises(CannotDo, match="Somebody has commented"):
        actions.move(plan=plan, name="take_back", by=world.people["ada"])
    page = words(world, "ada", plan.get_absolute_url())
    assert "To take it back to the draft: Somebody has commented" in page


def test_a_closed_plan_stays_as_it_is(world):
    plan = share(world, make_development(world))
    line, comment = plan.lines.get(), say(world, plan)
    actions.move(plan=plan, name="close", by=world.people["ada"])
    plan.refresh_from_db()
    ada = {"by": world.people["ada"]}
    for do in (
        lambda: actions.bring_in(plan=plan, **ada),
        lambda: actions.change_introduction(plan=plan, introduction="x", built_on=0, **ada),
        lambda: actions.add_line(plan=plan, **LINE, **ada),
        lambda: actions.change_line(line=line, built_on=0, title="x", **ada),
        lambda: actions.drop_line(line=line, **ada),
        lambda: actions.move_line(line=line, is_up=True, **ada),
        lambda: actions.set_state(line=line, state="done", because="", **ada),
        lambda: actions.answer(comment=comment, answer="x", built_on=0, **ada),
    ):
        with pytest.raises(CannotDo, match="closed"):
            do()
    for do in (
        lambda: say(world, plan),
        lambda: actions.say_nothing(plan=plan, authority=at("Southby"), by=world.people["nia"]),
    ):
        with pytest.raises(CannotDo, match="not shared"):
            do()
    assert LINE["title"] in words(world, "nia", plan.get_absolute_url())


# -- What the group says ------------------------------------------------------------------------------------------


def test_a_director_of_the_group_comments_and_the_authority_says_what_it_changed(world):
    plan = share(world, make_development(world))
    line = plan.lines.get()
    nia, ada = world.client("nia"), world.client("ada")
    page = words(world, "nia", url("developments_of_group"))
    assert plan.get_absolute_url() in page
    assert "Waits for you" in page
    empty = nia.post(url("development_line_say", line.pk), {"text": ""})
    assert empty.status_code == 422
    assert "Choose what it is about" in empty.content.decode()
    assert "Write your comment" in empty.content.decode()

    nia.post(url("development_line_say", line.pk), {"aspect": "measure", "text": "How many?"})
    nia.post(url("development_say", plan.pk), {"aspect": "realism", "text": "A lot for a year"})

    first, second = DevelopmentComment.objects.all()
    assert (first.line, first.authority, first.by) == (line, at("Southby"), world.people["nia"])
    assert second.line is None
    page = words(world, "tia", plan.get_absolute_url())
    assert "How many?" in page
    assert "A lot for a year" in page
    assert "Waits for you" not in words(world, "nia", url("developments_of_group"))

    actions.change_line(line=line, built_on=0, by=world.people["ada"], success="No more than two a year")
    ada.post(url("development_comment_answer", first.pk), {"answer": "We set a number", "version": "0"})
    page = words(world, "nia", plan.get_absolute_url())
    assert "We set a number" in page
    assert "the line was changed since" in page
    late = ada.post(url("development_comment_answer", first.pk), {"answer": "Older", "version": "0"})
    assert late.status_code == 422
    assert "We set a number" in late.content.decode()
    first.refresh_from_db()
    assert (first.answer, first.answered_by) == ("We set a number", world.people["ada"])


def test_what_was_said_of_a_line_that_is_left_out_stays(world):
    plan = share(world, make_development(world, lines=2))
    line = plan.lines.first()
    say(world, plan, line, text="A word on the first")
    actions.drop_line(line=line, by=world.people["ada"])

    page = words(world, "nia", plan.get_absolute_url())

    assert "Comments on lines that were left out" in page
    assert "A word on the first" in page
    with pytest.raises(CannotDo, match="left out"):
        say(world, plan, line)


def test_no_comment_is_noted_once(world):
    plan = share(world, make_development(world))
    client = world.client("tia")
    for _ in range(2):
        page = client.post(url("development_no_comment", plan.pk), {"x": "1"}, follow=True).content.decode()
    assert "No comment: Thirdby." in page
    assert plan.nothing_to_say.count() == 1


# -- Home and e-mail ----------------------------------------------------------------------------------------------


def test_a_shared_plan_waits_on_the_home_page_until_a_comment_or_none(world):
    plan = share(world, make_development(world))
    address, home = plan.get_absolute_url(), reverse("home")
    waits = {
        name for name in ("nia", "tia", "nora", "ada", "mo", "sol") if address in words(world, name, home)
    }
    assert waits == {"nia", "tia"}
    say(world, plan)
    actions.say_nothing(plan=plan, authority=at("Thirdby"), by=world.people["tia"])
    assert address not in words(world, "nia", home)
    assert address not in words(world, "tia", home)
    for name in ("ada", "cora"):
        assert "1 comment of your group waits for your answer" in words(world, name, home)
    assert address not in words(world, "lena", home)
    comment = DevelopmentComment.objects.get()
    actions.answer(comment=comment, answer="Done", built_on=0, by=world.people["ada"])
    assert address not in words(world, "ada", home)


def test_the_group_is_told_once_when_it_is_shared_and_the_authority_once_a_day_of_comments(world):
    Conflict.objects.create(
        person=world.people["tia"],
        authority=world.evaluation.authority,
        kind=Conflict.Kind.PERSONAL,
        outcome=Conflict.Outcome.CONFLICT,
    )
    plan = make_development(world)
    for name in ("share", "take_back", "share"):
        actions.move(plan=plan, name=name, by=world.people["ada"])
    told = Message.objects.filter(kind="development-shared")
    assert [one.recipient for one in told] == ["nia@example.org"]
    for _ in range(2):
        say(world, plan)
    told = Message.objects.filter(kind="development-commented")
    assert {one.recipient for one in told} == {"ada@example.org", "cora@example.org"}
    assert told.count() == 2
    with clock_at(MONTH_LATER.replace(day=1)):
        say(world, plan)
    assert told.all().count() == 4


def test_an_e_mail_is_not_sent_once_it_is_no_longer_right(world):
    plan = share(world, make_development(world))
    message = Message.objects.filter(kind="development-shared", recipient="nia@example.org").get()
    assert still_right[message.kind](message)
    with clock_at(MONTH_LATER.replace(month=12)):
        assert not still_right[message.kind](message)
    actions.move(plan=plan, name="take_back", by=world.people["ada"])
    assert not still_right[message.kind](message)


# -- Costs --------------------------------------------------------------------------------------------------------


def test_the_page_costs_the_same_however_many_lines_and_comments(world, areas):
    agree_action(world)
    raise_need(world)
    plan = make_development(world)
    whole = {name: LINE[name] for name in ("done", "owner", "success", "starts_on", "ends_on")}
    DevelopmentLine.objects.filter(plan=plan).update(**whole)
    share(world, plan)

    def cost(name):
        client = world.client(name)
        client.get(plan.get_absolute_url())
        with CaptureQueriesContext(connection) as asked:
            assert client.get(plan.get_absolute_url()).status_code == 200
        return len(asked)

    say(world, plan, plan.lines.first())
    before = {name: cost(name) for name in ("ada", "nia", "lena")}
    for number in range(6):
        raise_need(world, text=f"Need {number}")
        agree_action(world)
    bring(world, plan)
    for line in plan.lines.all():
        say(world, plan, line)
    assert {name: cost(name) for name in before} == before
