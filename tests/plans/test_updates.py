"""The regional update: what it is written from, changing it by hand, filing it, and its files."""

import hashlib
import json
from datetime import date, datetime
from unittest.mock import patch

import page as validation
import pikepdf
import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from audit.models import Event
from challenges.actions import planning
from challenges.actions.protocols import load_standard
from challenges.models import Challenge, FeedbackNote, Protocol, Theme, Turn
from cycles.models import Cycle, Phase
from plans.actions import support
from plans.actions import updates as actions
from plans.actions.support import CannotDo
from plans.gathered import Period, texts_of
from plans.models import Plan, RegionalUpdate, UpdateSection
from plans.paragraphs import blocks_of
from plans.quarters import before, three_months_from
from regions.roles import Role
from selfeval.actions.improvement import SavedMeanwhile
from sli_portal import demonstration, demonstration_update
from sli_portal.demonstration_challenges import holder
from tests.datapacks.test_reports import tag_tree
from tests.places import make_authority, make_england, make_region
from tests.plans.plan_world import confirm, full_plan
from tests.plans.test_plans import compare
from tests.plans.world import MONTH_LATER, at, clock_at, make_offer, match, raise_need
from tests.selfeval.payloads import TYPED
from tests.selfeval.pdf_text import text_of
from tests.selfeval.world import LONDON, release
from ui.pdf import RenderFailed

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2027, 1, 1), date(2027, 3, 31)
PERIOD = {"starts_on": FIRST, "ends_on": LAST}
SENT = {
    "title": "Winter",
    "starts_on_0": "1",
    "starts_on_1": "1",
    "starts_on_2": "2027",
    "ends_on_0": "31",
    "ends_on_1": "3",
    "ends_on_2": "2027",
    "version": "0",
}
Kind = UpdateSection.Kind


def url(name, *args):
    return reverse(f"plans:{name}", args=args)


def words(world, name, address):
    return world.client(name).get(address).content.decode()


def make_update(world, **fields):
    given = {"region": at("Northmere").region, "title": "Winter", "by": world.people["mo"]}
    return actions.draft_update(**given | PERIOD | fields)


def section(update, kind):
    return update.sections.get(kind=kind)


def text(world, kind, **period):
    return texts_of(Period(at("Northmere").region, **PERIOD | period))[kind]


def filed(world, update=None):
    update = update or make_update(world)
    update.refresh_from_db()
    return actions.file_update(update=update, built_on=update.version, by=world.people["pat"])


# -- Where the year stands, challenges, headlines -------------------------------------------------------------------


def test_the_year_is_told_in_steps_and_counts_and_never_by_name(world):
    release(world.evaluation, world.people["ada"])
    Phase.objects.filter(kind="share").update(name="Sharing")
    cycle = world.evaluation.cycle
    Phase.objects.create(cycle=cycle, kind="plan", name="The plan", position=9, due_on=date(2027, 5, 3))
    Phase.objects.create(cycle=cycle, kind="plan", name="Not held", position=9, due_on=LAST, is_off=True)

    said = text(world, Kind.YEAR)

    assert "On 10 March 2027 the cycle 2026/27 is open." in said
    assert "- Sharing, 11 January 2027: past" in said
    assert "Next: The plan, 3 May 2027." in said
    assert "Not held" not in said
    assert (
        "Self-evaluations of 4 authorities: 4 opened, 1 signed, 1 released, 1 shared with others now." in said
    )
    assert "Northmere" not in said


def test_without_a_cycle_or_a_plan_each_section_says_so(world):
    period = {"starts_on": date(2030, 1, 1), "ends_on": date(2030, 3, 31)}
    said = texts_of(Period(at("Northmere").region, **period))

    assert list(said) == [kind for kind in Kind if kind != Kind.OWN]
    assert said[Kind.YEAR] == "No cycle of the region falls in this period."
    assert said[Kind.CHALLENGES] == "Held in this period: none.\nPlanned: none."
    assert said[Kind.HEADLINES] == "No headline is published."
    assert said[Kind.PLAN] == said[Kind.MOVED] == "The region has no plan yet."
    assert said[Kind.SUPPORT] == "0 needs raised, 0 offers made, 0 matches agreed, 0 matches closed."
    assert said[Kind.DATES] == "From 1 April 2030 to 30 June 2030 the cycle has no dates."


@pytest.fixture
def challenge(world):
    with clock_at(datetime(2027, 1, 5, 12, tzinfo=LONDON)):
        load_standard()
        return planning.plan_challenge(
            cycle=world.evaluation.cycle,
            protocol=Protocol.objects.get(slug="challenge-day", region=None),
            name="Northmere’s day",
            authorities=[at("Northmere"), at("Southby")],
            first_day=date(2027, 3, 2),
            by=world.people["mo"],
        )


def test_challenges_are_counted_by_kind_held_and_planned(world, challenge):
    name = challenge.protocol.name
    assert text(world, Kind.CHALLENGES) == "Held in this period: none.\nPlanned: none."
    Challenge.objects.update(state="followed_up")
    assert text(world, Kind.CHALLENGES) == (f"Held in this period: 1 challenge.\n- {name}: 1\nPlanned: none.")
    Challenge.objects.update(
        state="confirmed",
        first_day=date(2027, 4, 20),
        last_day=date(2027, 4, 20),
        access_ends_on=LAST.replace(year=2028),
    )
    assert text(world, Kind.CHALLENGES) == f"Held in this period: none.\nPlanned: 1 challenge.\n- {name}: 1"
    Challenge.objects.update(state="cancelled")
    assert "1" not in text(world, Kind.CHALLENGES)


def test_a_host_is_named_only_once_the_challenge_is_closed_and_the_region_reads_its_feedback(
    world, challenge
):
    note = FeedbackNote.objects.create(turn=challenge.turns.get(), state="released", audience="region")
    Challenge.objects.update(state="closed")
    assert "Feedback released to every director of the region: Northmere." in text(world, Kind.CHALLENGES)

    for changed in (
        {"audience": "regional_lead"},
        {"audience": "team"},
        {"audience": "region", "state": "final"},
    ):
        FeedbackNote.objects.filter(pk=note.pk).update(**changed)
        assert "Northmere" not in text(world, Kind.CHALLENGES)
    FeedbackNote.objects.update(audience="region", state="released")
    Challenge.objects.update(state="followed_up")
    assert "Northmere" not in text(world, Kind.CHALLENGES)


def test_choices_away_from_the_flags_are_counted_from_three_up_and_nobody_is_named(world, challenge):
    agreed = {"scope_locked_at": datetime(2027, 2, 1, 12, tzinfo=LONDON)}
    Turn.objects.update(off_the_flags_because="Inspectors come for it", **agreed)
    for number in range(5):
        assert "flagged" not in text(world, Kind.CHALLENGES)
        host = make_authority(850 + number, f"Elsewhere {number}", at("Northmere").region)
        because = "Inspectors come for it" if number < 2 else ""
        Turn.objects.create(
            challenge=challenge, position=2, host=host, off_the_flags_because=because, **agreed
        )

    said = text(world, Kind.CHALLENGES)
    assert said.split("\n")[-1] == (
        "2026/27: Areas chosen away from the flagged figures, with a reason: at least 3."
    )
    assert "Northmere" not in said
    assert "Inspectors" not in said


def test_headlines_are_those_that_were_published(world):
    cycle = world.evaluation.cycle
    shown_at = datetime(2027, 2, 1, 12, tzinfo=LONDON)
    Theme.objects.create(cycle=cycle, name="Homes", about="Too far away.", shown=3, shown_at=shown_at)
    Theme.objects.create(cycle=cycle, name="Not published", shown=0)

    assert text(world, Kind.HEADLINES) == (
        "Published on 1 February 2027:\n- Homes: at least 3 authorities. Too far away."
    )


# -- The plan, support, what moved, dates ---------------------------------------------------------------------------


def test_the_plan_is_told_by_priority_with_what_was_reached_in_the_period(world):
    plan = full_plan(world)
    confirm(world, plan)

    said = text(world, Kind.PLAN)

    assert said.split("\n") == [
        "2026/27: confirmed.",
        "# Reviews in time",
        "Sponsored by Ada.",
        "- Reviews in time: at risk, as of 10 March 2027. Children wait too long.",
        "Reached in this period: Reviews in time (10 March 2027).",
        "January to March 2027: Children wait too long.",
    ]
    autumn = text(world, Kind.PLAN, starts_on=date(2026, 10, 1), ends_on=date(2026, 12, 31))
    assert "Reached" not in autumn
    assert "January to March" not in autumn


def test_a_confirmed_plan_of_last_year_comes_before_a_draft_of_this_year(world):
    plan = full_plan(world)
    Plan.objects.update(state="confirmed")
    later = Cycle.objects.create(
        region=plan.cycle.region, name="2027/28", starts_on=date(2027, 9, 1), ends_on=date(2028, 7, 1)
    )
    Plan.objects.create(cycle=later, drafted_by=world.people["mo"])

    assert text(world, Kind.PLAN).startswith("2026/27: confirmed.")


def test_support_is_counted_by_theme_and_names_nobody(world):
    need = raise_need(world, visibility="own")
    raise_need(world, "Southby", "nia", theme="Care")
    raise_need(world, "Thirdby", "tia", theme="Care")
    offer = make_offer(world)
    made = match(world, need, offer)
    zero = "0 matches agreed, 0 matches closed"
    assert text(world, Kind.SUPPORT).startswith(f"3 needs raised, 1 offer made, {zero}.")
    for side, name in (("need", "ada"), ("offer", "nia")):
        support.agree_match(match=made, sides={side}, built_on=0, by=world.people[name])
    assert "1 match agreed, 0 matches closed" in text(world, Kind.SUPPORT)
    with clock_at(MONTH_LATER):
        support.close_match(match=made, outcome="Done", by=world.people["mo"])

    assert text(world, Kind.SUPPORT) == (
        "3 needs raised, 1 offer made, 1 match agreed, 0 matches closed.\n"
        "- Care: 2 needs raised\n- Workforce: 1 need raised, 1 offer made, 1 match agreed"
    )
    april = text(world, Kind.SUPPORT, starts_on=date(2027, 4, 1), ends_on=date(2027, 6, 30))
    assert (
        april
        == "0 needs raised, 0 offers made, 0 matches agreed, 1 match closed.\n- Workforce: 1 match closed"
    )


def test_a_match_whose_words_changed_is_not_agreed_until_both_say_yes_again(world):
    made = match(world, raise_need(world), make_offer(world))
    for side, name in (("need", "ada"), ("offer", "nia")):
        support.agree_match(match=made, sides={side}, built_on=0, by=world.people[name])
    days = {"starts_on": made.starts_on, "ends_on": made.ends_on}
    support.change_match(match=made, built_on=0, scope="Another", by=world.people["mo"], **days)

    assert "0 matches agreed" in text(world, Kind.SUPPORT)


def test_what_moved_is_the_regions_value_then_and_now(world):
    plan = full_plan(world)
    assert text(world, Kind.MOVED) == "- Late reviews: 8.0% (2026) in the region"
    confirm(world, plan)
    assert "no newer figure since the plan was confirmed" in text(world, Kind.MOVED)
    late = plan.priorities.get().figures.get()
    compare(late, (6.0, 8.5, 9.0), period="2027", region_value=7.0)

    assert text(world, Kind.MOVED) == (
        "- Late reviews: 8.0% (2026) in the region when the plan was confirmed, now 7.0% (2027): better"
    )
    late.comparisons.all().delete()
    assert text(world, Kind.MOVED) == "- Late reviews: no figure is stored for the region"


def test_the_next_three_months_are_the_cycles_dates_after_the_period(world):
    cycle = world.evaluation.cycle
    days = {
        "In time": (None, date(2027, 4, 1)),
        "A span": (date(2027, 6, 30), date(2027, 7, 20)),
        "Begun before": (date(2027, 3, 1), date(2027, 4, 20)),
        "Too late": (None, date(2027, 7, 1)),
        "Too early": (None, LAST),
    }
    for position, (name, (starts_on, due_on)) in enumerate(days.items(), 10):
        Phase.objects.create(
            cycle=cycle, kind="plan", name=name, position=position, starts_on=starts_on, due_on=due_on
        )

    assert text(world, Kind.DATES) == (
        "From 1 April 2027 to 30 June 2027:\n- 1 April 2027: In time\n"
        "- 1 March 2027 to 20 April 2027: Begun before\n- 30 June 2027 to 20 July 2027: A span"
    )
    Cycle.objects.update(closed_at=MONTH_LATER)
    assert "the cycle has no dates" in text(world, Kind.DATES)


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2027, 4, 1), date(2027, 6, 30)),
        (date(2026, 12, 1), date(2027, 2, 28)),
        (date(2026, 10, 1), date(2026, 12, 31)),
        (date(2027, 11, 30), date(2028, 2, 28)),
        (date(2027, 1, 15), date(2027, 4, 14)),
    ],
)
def test_three_months_from_a_day(day, last):
    assert three_months_from(day) == last


def test_the_quarter_before():
    assert before(date(2027, 1, 1)) == date(2026, 10, 1)
    assert before(date(2027, 10, 1)) == date(2027, 7, 1)


def test_paragraphs_points_and_headings():
    text = "One\n\n- a\n- b\r\nTwo\n# Three\n-not a point\n  - c  "
    found = [(one.kind, one.lines) for one in blocks_of(text, headings=True)]
    assert found == [
        ("paragraph", ("One",)),
        ("points", ("a", "b")),
        ("paragraph", ("Two",)),
        ("heading", ("Three",)),
        ("paragraph", ("-not a point",)),
        ("points", ("c",)),
    ]
    assert ("paragraph", ("# Three",)) in [(one.kind, one.lines) for one in blocks_of(text)]
    assert blocks_of(" \n ") == []


def test_the_queries_do_not_grow_with_the_region(world):
    full_plan(world)
    numbers = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            texts_of(Period(at("Northmere").region, FIRST, LAST))
        numbers.append(len(asked))
        for name, by in (("Northmere", "ada"), ("Southby", "nia"), ("Thirdby", "tia")):
            raise_need(world, name, by)
            make_offer(world, name, by)
        if len(numbers) == 1:
            release(world.evaluation, world.people["ada"])
            release(world.partner, world.people["nia"])
    assert numbers[0] == numbers[1]


# -- Drafting and changing ------------------------------------------------------------------------------------------


def test_a_draft_is_written_for_the_chosen_period_from_the_list(world):
    page = words(world, "mo", url("update_draft", "north"))
    assert 'value="10"' in page  # the quarter that ended last begins in October
    assert url("update_draft", "north") in words(world, "mo", url("updates"))
    assert url("updates") in words(world, "mo", url("plans"))

    got = world.client("mo").post(url("update_draft", "north"), SENT)

    made = RegionalUpdate.objects.get()
    assert got.url == made.get_absolute_url()
    assert (made.title, made.starts_on, made.ends_on, made.state) == ("Winter", FIRST, LAST, "draft")
    assert [one.heading for one in made.sections.all()] == [
        "Where the year stands",
        "Challenges",
        "What we have learned",
        "The plan",
        "Support between authorities",
        "What moved",
        "The next three months",
    ]
    assert "On 10 March 2027 the cycle 2026/27 is open." in words(world, "mo", made.get_absolute_url())
    assert made.get_absolute_url() in words(world, "pat", url("updates"))


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"title": ""}, "Give it a title"),
        ({"starts_on_0": ""}, "The first day must include a day, a month and a year"),
        ({"ends_on_2": "2026"}, "The last day must be the first day or later"),
        ({"ends_on_2": "2030"}, "The period must be two years or shorter"),
    ],
)
def test_a_period_that_cannot_be_is_refused(world, sent, said):
    got = world.client("mo").post(url("update_draft", "north"), SENT | sent)

    assert got.status_code == 422
    assert said in got.content.decode()
    assert not RegionalUpdate.objects.exists()


def test_text_changed_by_hand_is_never_written_over(world):
    made = make_update(world)
    one = section(made, Kind.SUPPORT)
    sent = {"heading": one.heading, "text": "Ours\r\n- point", "version": "0"}
    assert world.client("mo").post(url("update_section_edit", one.pk), sent).status_code == 302
    raise_need(world)

    world.client("mo").post(url("update_refresh", made.pk), {"x": "x"})
    one.refresh_from_db()
    assert (one.text, one.is_by_hand) == ("Ours\n- point", True)
    page = world.client("mo").post(url("update_section_refresh", one.pk), {"x": "x"}, follow=True)
    assert "changed by hand, so it is not written over" in page.content.decode()
    assert "Written by hand" in words(world, "mo", made.get_absolute_url())


def test_bringing_figures_up_to_date(world):
    made = make_update(world)
    raise_need(world)
    one = section(made, Kind.SUPPORT)
    world.client("mo").post(url("update_section_refresh", one.pk), {"x": "x"})
    one.refresh_from_db()
    assert one.text.startswith("1 need raised")
    raise_need(world, "Southby", "nia")
    page = world.client("mo").post(url("update_refresh", made.pk), {"x": "x"}, follow=True)
    assert "7 sections written again" in page.content.decode()
    one.refresh_from_db()
    assert one.text.startswith("2 needs raised")


def test_another_heading_alone_leaves_the_text_to_the_records(world):
    made = make_update(world)
    one = section(made, Kind.SUPPORT)
    sent = {"heading": "Help", "text": one.text.replace("\n", "\r\n"), "version": "0"}
    world.client("mo").post(url("update_section_edit", one.pk), sent)
    one.refresh_from_db()
    assert (one.heading, one.is_by_hand) == ("Help", False)


def test_a_stale_section_keeps_both_texts_in_sight(world):
    one = section(make_update(world), Kind.SUPPORT)
    sent = {"heading": "Help", "text": "Theirs", "version": "0"}
    world.client("mo").post(url("update_section_edit", one.pk), sent)

    got = world.client("pat").post(url("update_section_edit", one.pk), sent | {"text": "Mine"})

    assert got.status_code == 422
    page = got.content.decode()
    assert "Somebody changed it while you had it open" in page
    assert "Theirs</blockquote>" in page
    assert ">\nMine</textarea>" in page
    one.refresh_from_db()
    assert one.text == "Theirs"


def test_sections_are_added_moved_and_left_out(world):
    made = make_update(world)
    sent = {"heading": "Thanks", "text": "To all", "version": "0"}
    world.client("mo").post(url("update_section_add", made.pk), sent)
    own = section(made, Kind.OWN)
    world.client("mo").post(url("update_section_move", own.pk), {"to": "up"})
    world.client("mo").post(url("update_section_leave", section(made, Kind.YEAR).pk), {"out": "yes"})

    assert [one.kind for one in made.sections.all()][-2:] == [Kind.OWN, Kind.DATES]
    page = words(world, "mo", url("update_file", made.pk))
    assert "Thanks" in page
    assert "Where the year stands" not in page
    world.client("mo").post(url("update_section_leave", section(made, Kind.YEAR).pk), {"out": "no"})
    assert "Where the year stands" in words(world, "mo", url("update_file", made.pk))
    assert world.client("mo").post(url("update_section_add", made.pk), {"x": "x"}).status_code == 422


def test_another_period_writes_again_what_is_not_by_hand(world):
    made = make_update(world)
    one = section(made, Kind.SUPPORT)
    actions.change_section(section=one, heading="Help", text="Ours", built_on=0, by=world.people["mo"])
    made.refresh_from_db()

    sent = SENT | {"ends_on_1": "6", "ends_on_0": "30", "version": str(made.version)}
    assert world.client("mo").post(url("update_edit", made.pk), sent).status_code == 302

    assert section(made, Kind.DATES).text.startswith("From 1 July 2027 to 30 September 2027")
    assert section(made, Kind.SUPPORT).text == "Ours"
    stale = world.client("mo").post(url("update_edit", made.pk), sent | {"title": "Mine"})
    assert stale.status_code == 422
    assert "Winter, 1 January 2027 to 30 June 2027" in stale.content.decode()


# -- Filing ---------------------------------------------------------------------------------------------------------


def test_filing_asks_first_and_freezes_it(world):
    made = make_update(world)
    page = words(world, "mo", url("update_file", made.pk))
    assert "Once filed it can never be changed" in page
    assert RegionalUpdate.objects.get().state == "draft"

    got = world.client("mo").post(url("update_file", made.pk), {"version": "0"}, follow=True)

    assert "It is filed as update 1" in got.content.decode()
    made.refresh_from_db()
    assert made.content_sha256 == hashlib.sha256(made.content.encode()).hexdigest()
    assert json.loads(made.content)["period"] == "1 January 2027 to 31 March 2027"
    assert Event.objects.filter(action="update_filed", detail={"number": 1}).exists()
    raise_need(world)
    assert "0 needs raised" in words(world, "ada", made.get_absolute_url())
    assert "Update 1, filed on 10 March 2027 by Mo" in words(world, "ada", made.get_absolute_url())


def test_a_draft_that_changed_since_it_was_read_is_not_filed(world):
    made = make_update(world)
    actions.refresh(update=made, by=world.people["pat"])

    got = world.client("mo").post(url("update_file", made.pk), {"version": "0"}, follow=True)

    assert "Somebody changed it while you were asked" in got.content.decode()
    assert RegionalUpdate.objects.get().state == "draft"
    got = world.client("mo").post(url("update_file", made.pk), {"version": "1" * 12}, follow=True)
    assert RegionalUpdate.objects.get().state == "draft"


def test_an_update_with_everything_left_out_is_not_filed(world):
    made = make_update(world)
    made.sections.update(is_left_out=True)
    with pytest.raises(CannotDo, match="Every section is left out"):
        filed(world, made)
    assert "there is nothing to file yet" in words(world, "mo", url("update_file", made.pk))


def test_what_is_filed_is_never_changed(world):
    made = filed(world)
    one = made.sections.first()
    by = world.people["mo"]
    for do in (
        lambda: actions.refresh(update=made, by=by),
        lambda: actions.change_section(section=one, heading="x", text="x", built_on=0, by=by),
        lambda: actions.add_section(update=made, heading="x", text="x", by=by),
        lambda: actions.leave_out(section=one, is_left_out=True, by=by),
        lambda: actions.move_section(section=one, up=False, by=by),
        lambda: actions.change_update(update=made, title="x", built_on=made.version, by=by, **PERIOD),
        lambda: actions.file_update(update=made, built_on=made.version, by=by),
    ):
        with pytest.raises(CannotDo, match="stays as it is"):
            do()
    for sql in ("UPDATE plans_regionalupdate SET title = 'x'", "DELETE FROM plans_regionalupdate"):
        with (
            pytest.raises(DatabaseError, match="never changed"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)


def test_a_new_one_is_drafted_from_a_filed_one(world):
    earlier = make_update(world)
    by = world.people["mo"]
    actions.add_section(update=earlier, heading="Thanks", text="To all", by=by)
    actions.change_section(
        section=section(earlier, Kind.SUPPORT), heading="Help", text="Ours", built_on=0, by=by
    )
    actions.leave_out(section=section(earlier, Kind.MOVED), is_left_out=True, by=by)
    earlier = filed(world, earlier)
    assert url("update_again", earlier.pk) in words(world, "mo", earlier.get_absolute_url())
    assert 'value="30"' in words(world, "mo", url("update_again", earlier.pk))

    sent = SENT | {"starts_on_1": "4", "ends_on_1": "6", "ends_on_0": "30"}
    world.client("mo").post(url("update_again", earlier.pk), sent)

    later = RegionalUpdate.objects.get(state="draft")
    assert later.drafted_from == earlier
    assert section(later, Kind.SUPPORT).heading == "Help"
    assert section(later, Kind.SUPPORT).text.startswith("0 needs raised")
    assert section(later, Kind.OWN).text == "To all"
    assert section(later, Kind.MOVED).is_left_out
    assert filed(world, later).number == 2
    listed = words(world, "ada", url("updates"))
    assert later.get_absolute_url() in listed
    assert earlier.get_absolute_url() in listed


def test_two_saves_of_one_draft_do_not_both_win(world):
    made = make_update(world)
    one = section(made, Kind.YEAR)
    actions.change_section(section=one, heading="x", text="x", built_on=0, by=world.people["mo"])
    with pytest.raises(SavedMeanwhile):
        actions.change_section(section=one, heading="y", text="y", built_on=0, by=world.people["mo"])


# -- Its files ------------------------------------------------------------------------------------------------------


def taken(world, made, name, kind, tmp_path):
    got = world.client(name).get(url(f"update_{kind}", made.pk))
    assert got.status_code == 200
    path = tmp_path / f"update-{kind}"
    path.write_bytes(got.content)
    return path


def faults_of(path):
    report = validation.validate_pdf(str(path), profile=validation.ValidationProfile.PDF_UA_1)
    return [fault.message for fault in report.failures]


def test_the_filed_update_as_pdf_and_word(world, tmp_path):
    full_plan(world)
    made = filed(world)

    path = taken(world, made, "ada", "pdf", tmp_path)
    assert faults_of(path) == []
    with pikepdf.open(path) as opened:
        assert str(opened.docinfo.Title) == "North: Winter"
        assert str(opened.Root.Lang) == "en-GB"
    assert {"/H1", "/H2", "/L", "/LI"} <= {tag for tag, _ in tag_tree(path)}
    assert "Reviews in time: at risk" in text_of(path)
    assert "Draft" not in text_of(path)
    assert made.content_sha256 in text_of(path).replace(" ", "")

    word = Document(str(taken(world, made, "ana", "word", tmp_path)))
    by_style = {}
    for one in word.paragraphs:
        by_style.setdefault(one.style.name, []).append(one.text)
    assert by_style["Title"] == ["North: Winter"]
    assert by_style["Heading 2"] == ["Reviews in time"]
    assert by_style["Heading 1"][:2] == ["1. Where the year stands", "2. Challenges"]
    assert "Reviews in time: at risk, as of 10 March 2027. Children wait too long." in by_style["List Bullet"]
    assert 'TOC \\o "1-2"' in word.element.xml
    assert word.sections[0].header.paragraphs[0].text == ""


def test_a_filed_update_makes_the_same_pdf_again(world, tmp_path):
    made = filed(world)
    first = taken(world, made, "ada", "pdf", tmp_path).read_bytes()
    with clock_at(MONTH_LATER):
        assert taken(world, made, "mo", "pdf", tmp_path).read_bytes() == first


def test_a_draft_is_marked_in_its_files(world, tmp_path):
    made = make_update(world)
    assert "Draft: not filed" in text_of(taken(world, made, "mo", "pdf", tmp_path))
    word = Document(str(taken(world, made, "mo", "word", tmp_path)))
    assert word.sections[0].header.paragraphs[0].text == "Draft: not filed"


def test_payloads_are_text_on_the_page_and_in_the_files(world, tmp_path):
    made = make_update(world, title=TYPED[0][:120])
    everything = "\n".join([*TYPED, *(f"- {one}" for one in TYPED)])
    actions.add_section(update=made, heading=TYPED[2], text=everything, by=world.people["mo"])
    page = words(world, "mo", made.get_absolute_url())
    assert "<script>window" not in page
    made = filed(world, made)

    path = taken(world, made, "mo", "pdf", tmp_path)
    assert faults_of(path) == []
    with pikepdf.open(path) as opened:
        kinds = {str(one.get("/S")) for one in opened.objects if isinstance(one, pikepdf.Dictionary)}
    assert not kinds & {"/JavaScript", "/Launch", "/URI"}
    assert "<svgonload=window.ran=1>" in text_of(path).replace(" ", "").replace("\n", "")
    word = Document(str(taken(world, made, "mo", "word", tmp_path)))
    said = "\n".join(one.text for one in word.paragraphs)
    assert "<svg onload=window.ran=1>" in said
    assert [one.target_ref for one in word.part.rels.values() if one.is_external] == []
    assert "<script>window" not in words(world, "ada", made.get_absolute_url())


def test_a_file_that_cannot_be_made_says_why(world):
    made = filed(world)
    with patch("plans.views.updates.build_update_pdf", side_effect=RenderFailed("It was too large.")):
        got = world.client("ada").get(url("update_pdf", made.pk))
    assert got.status_code == 503
    assert "It was too large." in got.content.decode()


# -- The demonstration ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("has_plan", [False, True])
def test_the_demonstration_has_one_filed_update_with_or_without_a_plan(db, has_plan):
    make_england()
    for code, name in ((981, "North West"), (982, "East Midlands"), (983, "South East")):
        make_authority(800 + code % 10, f"Town {code}", make_region(code, name))
    demonstration.seed()
    if has_plan:
        cycle = Cycle.objects.open().get(region__slug="north-west")
        Plan.objects.create(cycle=cycle, drafted_by=holder(Role.PROJECT_MANAGER, region=cycle.region))

    for _ in range(2):
        demonstration_update.seed()

    made = RegionalUpdate.objects.get()
    assert (made.region.slug, made.state, made.number) == ("north-west", "filed", 1)
    assert "says nothing of a real council" in made.content
