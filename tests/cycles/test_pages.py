"""The pages of the year: what each person finds, may do and is told, and that longer lists cost no more queries."""

from datetime import date

import pytest
from django.urls import reverse
from icalendar import Calendar

from cycles.actions import add_phase, change_phase, close_cycle, start_cycle
from cycles.models import Cycle, Phase
from cycles.presenters import cycle_page
from tests.days import day

pytestmark = pytest.mark.django_db
Kind = Phase.Kind
MOST_QUERIES = {
    "home": 24,
    "list": 16,
    "cycle": 16,
}  # the home page asks every app what waits and what changed


def step_form(phase, **changes):
    """What the form of a step sends when nothing but ``changes`` is changed."""
    sent = {"name": phase.name, **day("due_on", changes.pop("due_on", phase.due_on))}
    if phase.starts_on:
        sent |= day("starts_on", phase.starts_on)
    sent |= {name: "on" for name in ("reminds", "is_off") if getattr(phase, name)}
    return sent | changes


def states(cycle, person):
    return {step.phase.kind: (step.state, step.note) for step in cycle_page(cycle, person).steps}


def test_each_step_says_in_words_how_it_stands_today(year, cast):
    change_phase(phase=year.phases.get(kind=Kind.PREPARE), by=cast.mo, done_on=date(2026, 9, 7))
    change_phase(phase=year.phases.get(kind=Kind.WORKSHOP), by=cast.mo, is_off=True)

    found = states(year, cast.ada)

    assert found[Kind.PREPARE] == ("Done", "marked as done on 7 September 2026")
    assert found[Kind.MEMORANDUM] == ("Overdue", "by 17 working days")
    assert found[Kind.WRITE] == ("Now", "13 working days left")
    assert found[Kind.SIGN_OFF] == ("Next", "in 15 working days")
    assert found[Kind.SHARE] == ("Later", "in 18 working days")
    assert found[Kind.WORKSHOP] == ("Switched off", "")


def test_on_its_last_day_a_step_says_so_and_a_share_date_is_never_overdue(year, cast, on_day):
    on_day(2026, 12, 11)
    last = states(year, cast.ada)[Kind.WRITE]
    on_day(2027, 2, 1)

    assert last == ("Now", "today is its last day")
    assert states(year, cast.ada)[Kind.SHARE] == ("Past", "")


def test_nothing_of_a_cycle_that_is_not_open_is_overdue(year, cast):
    close_cycle(cycle=year, by=cast.mo)
    year.refresh_from_db()

    assert states(year, cast.ada)[Kind.MEMORANDUM] == ("Past", "")


def test_today_stands_before_the_first_step_that_is_not_behind_it(year, cast, on_day):
    marked = [step.phase.kind for step in cycle_page(year, cast.ada).steps if step.follows_today]
    on_day(2028, 1, 10)

    assert marked == [Kind.WRITE]
    assert cycle_page(year, cast.ada).is_past


def test_a_director_reads_the_year_and_finds_nothing_to_change(year, client_of):
    page = client_of("ada").get(year.get_absolute_url()).text

    assert "Self-evaluations signed off" in page
    assert "Today, 24 November 2026" in page
    assert [
        word for word in ("Change", "Mark as done", "Next reminder", "Close this cycle") if word in page
    ] == []


def test_a_project_manager_sees_what_will_be_sent_when(year, client_of):
    """The next is 10 working days before the writing ends on 11 December: the 27th; the sign-off's is 1 December."""
    client = client_of("mo")

    page = client.get(year.get_absolute_url()).text
    sign_off = client.get(reverse("cycles:phase", args=[year.phases.get(kind=Kind.SIGN_OFF).pk])).text

    assert "27 November 2026, of “Self-evaluations written”, to 2 people." in page
    assert "Tuesday 1 December 2026" in sign_off
    assert "is due on 15 December 2026: 10 working days away." in sign_off


@pytest.mark.parametrize("who", ["ada", "rob", "ana"])
@pytest.mark.parametrize(
    "name",
    ["cycle_open", "cycle_close", "cycle_copy", "cycle_add_step", "phase", "phase_done", "phase_remove"],
)
def test_only_those_who_manage_the_year_may_change_it(year, client_of, who, name):
    key = year.pk if name.startswith("cycle") else year.phases.first().pk

    assert client_of(who).post(reverse(f"cycles:{name}", args=[key])).status_code == 403


def test_a_project_manager_starts_opens_copies_and_closes_a_year(cast, client_of):
    client = client_of("mo")
    address = reverse("cycles:cycle_start", args=["north"])
    first_year = client.get(address).context["form"].fields["year"].choices[1][0]

    client.post(address, {"pattern": "yorkshire-and-the-humber", "year": first_year})
    cycle = Cycle.objects.get()
    client.post(reverse("cycles:cycle_open", args=[cycle.pk]))
    assert Cycle.objects.open().get() == cycle
    client.post(reverse("cycles:cycle_copy", args=[cycle.pk]))
    copy = Cycle.objects.exclude(pk=cycle.pk).get()
    refused = client.post(reverse("cycles:cycle_open", args=[copy.pk]), follow=True)
    assert "Close that one first" in refused.text
    client.post(reverse("cycles:cycle_close", args=[cycle.pk]))

    cycle.refresh_from_db()
    assert (cycle.is_closed, copy.opened_at) == (True, None)


def test_a_form_without_answers_says_what_to_choose(cast, client_of):
    answer = client_of("mo").post(reverse("cycles:cycle_start", args=["north"]), {})

    assert answer.status_code == 422
    assert answer.context["form"].errors == {"pattern": ["Choose a pattern"], "year": ["Choose a year"]}


def test_a_year_that_the_region_has_is_refused_at_the_field(year, client_of):
    answer = client_of("mo").post(
        reverse("cycles:cycle_start", args=["north"]), {"pattern": "north-west", "year": 2026}
    )

    assert answer.context["form"].errors == {
        "year": ["North has a 2026/27 cycle already. Choose another year"]
    }


def test_moving_the_share_date_before_the_sign_off_is_refused_at_the_field(year, client_of):
    share = year.phases.get(kind=Kind.SHARE)

    answer = client_of("mo").post(
        reverse("cycles:phase", args=[share.pk]), step_form(share, due_on=date(2026, 12, 14))
    )

    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "due_on": ["The share date must not be before the sign-off date, 15 December 2026"]
    }
    share.refresh_from_db()
    assert share.due_on == date(2026, 12, 18)


@pytest.mark.parametrize(
    ("sent", "errors"),
    [
        ({"name": ""}, {"name": ["Enter a name for the step"]}),
        ({"due_on_0": "", "due_on_1": "", "due_on_2": ""}, {"due_on": ["Enter the last day"]}),
        ({"due_on_1": ""}, {"due_on": ["The last day must include a day, a month and a year"]}),
        ({"due_on_0": "31", "due_on_1": "2"}, {"due_on": ["The last day must be a real date"]}),
        ({"due_on_1": "May"}, {"due_on": ["The last day must be a real date"]}),
        ({"starts_on_1": "13"}, {"starts_on": ["The first day must be a real date"]}),
        ({"due_on_1": "10"}, {"due_on": ["The last day must not be before the first day, 2 November 2026"]}),
    ],
)
def test_what_is_wrong_with_a_step_is_said_in_plain_words(year, client_of, sent, errors):
    writing = year.phases.get(kind=Kind.WRITE)

    answer = client_of("mo").post(reverse("cycles:phase", args=[writing.pk]), step_form(writing) | sent)

    assert answer.context["form"].errors == errors


def test_saving_a_form_as_it_was_changes_nothing(year, client_of):
    before = list(year.phases.values())
    client = client_of("mo")

    for phase in year.phases.all():
        assert client.post(reverse("cycles:phase", args=[phase.pk]), step_form(phase)).status_code == 302

    assert list(year.phases.values()) == before


def test_a_step_is_renamed_moved_switched_off_added_and_removed(year, client_of):
    client = client_of("mo")
    writing, workshop = year.phases.get(kind=Kind.WRITE), year.phases.get(kind=Kind.WORKSHOP)
    new = {"kind": "plan", "name": "Plans compared", **day("due_on", date(2027, 3, 22))}

    client.post(
        reverse("cycles:phase", args=[writing.pk]),
        step_form(writing, name="Drafts", due_on=date(2026, 12, 9)),
    )
    client.post(reverse("cycles:phase", args=[workshop.pk]), step_form(workshop, is_off="on"))
    client.post(reverse("cycles:cycle_add_step", args=[year.pk]), new)
    client.post(reverse("cycles:phase_remove", args=[year.phases.get(kind=Kind.LIVE).pk]))

    writing.refresh_from_db()
    workshop.refresh_from_db()
    assert (writing.name, writing.due_on, workshop.is_off) == ("Drafts", date(2026, 12, 9), True)
    assert set(year.phases.filter(kind__in=["plan", "live"]).values_list("name", flat=True)) == {
        "Regional plan drafted",
        "Plans compared",
    }


def test_a_second_share_date_cannot_even_be_chosen(year, client_of):
    new = {"kind": "share", "name": "Again", **day("due_on", date(2026, 12, 20))}

    answer = client_of("mo").post(reverse("cycles:cycle_add_step", args=[year.pk]), new)

    assert answer.context["form"].errors == {"kind": ["Choose the kind of step"]}


def test_a_step_is_marked_as_done_and_not_done_after_all(year, client_of):
    client, step = client_of("mo"), year.phases.get(kind=Kind.MEMORANDUM)

    client.post(reverse("cycles:phase_done", args=[step.pk]))
    step.refresh_from_db()
    assert step.done_on == date(2026, 11, 24)
    client.post(reverse("cycles:phase_done", args=[step.pk]))

    step.refresh_from_db()
    assert step.done_on is None


def test_a_closed_cycle_is_read_but_not_changed(year, cast, client_of):
    close_cycle(cycle=year, by=cast.mo)
    client, step = client_of("mo"), year.phases.first()

    assert "Mark as done" not in client.get(year.get_absolute_url()).text
    assert client.post(reverse("cycles:phase", args=[step.pk]), step_form(step)).status_code == 404


def test_a_calendar_holds_the_whole_year_or_one_step(year, client_of):
    client, step = client_of("ada"), year.phases.get(kind=Kind.SHARE)

    whole = client.get(reverse("cycles:cycle_calendar", args=[year.pk]))
    one = client.get(reverse("cycles:phase_calendar", args=[step.pk]))

    assert whole.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert whole.headers["Content-Disposition"] == 'attachment; filename="north-2026-27.ics"'
    assert len(Calendar.from_ical(whole.content).walk("VEVENT")) == year.phases.count()
    (entry,) = Calendar.from_ical(one.content).walk("VEVENT")
    assert entry["uid"] == f"{step.uid}@sli-portal"


def test_a_region_without_a_cycle_says_who_can_start_one(cast, client_of):
    director, manager = (client_of(who).get(reverse("cycles:cycles")).text for who in ("ada", "mo"))

    assert "Its project manager can start one" in director
    assert "Start a cycle" not in director
    assert "Start a cycle" in manager


def test_the_home_page_names_the_step_to_look_at_and_needs_only_its_manager(year, client_of):
    def card(who):
        cards = client_of(who).get(reverse("home")).context["page"].cards
        return next(card for card in cards if card.title == "The North 2026/27 cycle")

    assert card("ada").text.startswith(
        "Overdue: Last year’s steps and templates looked over, 7 September 2026"
    )
    assert (card("ada").needs_you, card("mo").needs_you) == (False, True)


@pytest.mark.parametrize("who", ["mo", "ada"])
@pytest.mark.parametrize("name", ["home", "list", "cycle"])
def test_a_longer_list_costs_no_more_queries(
    year, cast, client_of, who, name, django_assert_max_num_queries, django_assert_num_queries
):
    address = {
        "home": reverse("home"),
        "list": reverse("cycles:cycles"),
        "cycle": year.get_absolute_url(),
    }[name]
    client = client_of(who)
    with django_assert_max_num_queries(MOST_QUERIES[name]) as few:
        assert client.get(address).status_code == 200
    for number in range(3):
        start_cycle(region=cast.north, pattern="north-west", year=2027 + number, by=cast.mo)
        add_phase(cycle=year, kind=Kind.PLAN, by=cast.mo, name="More", due_on=date(2027, 3, 1))
    with django_assert_num_queries(len(few)):
        assert client.get(address).status_code == 200
