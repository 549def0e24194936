"""The region on one screen, chasing what is overdue, and reminding of what comes near."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Event
from challenges.actions import planning
from challenges.models import Challenge, ChallengeStep, FeedbackNote, Protocol, Turn
from challenges.parts import SeatRole
from challenges.reminding import LATE, NEAR, is_still_to_do
from challenges.states import State
from cycles import reminders
from cycles.models import Phase
from outbox.models import Message
from regions.actions import declare_conflict
from tests.challenges.world import BEFORE, ENDED, ON_THE_DAY, at, clock_at, make_scene, take_seat
from tests.places import make_authority
from tests.selfeval.world import LONDON

pytestmark = [pytest.mark.django_db, pytest.mark.either]


@pytest.fixture(autouse=True)
def demonstration(settings):
    settings.DEMO = True


def screen(scene, name="mo", moment=BEFORE):
    with clock_at(moment):
        return scene.client(name).get(reverse("challenges:region", args=[scene.challenge.cycle_id]))


def chase(scene, name="mo", moment=BEFORE):
    with clock_at(moment):
        address = reverse("challenges:region_chase", args=[scene.challenge.cycle_id])
        return scene.client(name).post(address, follow=True)


def told(kind, step=""):
    found = Message.objects.filter(kind=kind, subject__contains=step)
    return {message.recipient.partition("@")[0] for message in found}


def test_the_screen_says_where_every_authority_is_in_words(cast):
    scene = make_scene(cast)
    take_seat(scene.challenge, scene.people["nora"], SeatRole.TEAM, at("Eastby"), by=cast.mo)
    Phase.objects.create(
        cycle=scene.challenge.cycle, kind="memorandum", name="Sign", position=9, due_on=date(2026, 12, 1)
    )

    answer = screen(scene)
    text = answer.content.decode()
    rows = {row.authority.name: row for row in answer.context["page"].rows}

    assert list(rows) == ["Eastby", "Northmere", "Southby", "Thirdby"]
    assert rows["Eastby"].challenges == []
    assert "No challenge as host" in text
    assert rows["Northmere"].memorandum.word == "3 of 3"
    assert rows["Eastby"].memorandum.word == "0 of 3"
    assert "Memorandum: Overdue by 33 working days" in rows["Eastby"].overdue
    assert "Overdue by 33 working days" in text
    assert rows["Northmere"].evaluation.word == "Shared"
    assert rows["Northmere"].group == "Group 1"
    (hosted,) = rows["Northmere"].challenges
    states = dict(zip(answer.context["page"].columns, hosted.steps, strict=True))
    assert (states["Focus"].word, states["Focus"].is_late) == ("Overdue", True)
    assert states["Team"].word == "Done"
    assert (states["Feedback"].word, states["Feedback"].note) == ("Due", "24 Feb")
    assert any(words.startswith("Area chosen and agreed by host") for words in hosted.overdue)
    assert hosted.next == "1 February 2027: Questions merged and released to the host"
    assert scene.challenge.get_absolute_url() in text


def test_the_screen_counts_choices_away_from_the_flags_and_tells_no_reason(cast):
    scene = make_scene(cast, released=False, seats={})
    Turn.objects.update(scope_locked_at=BEFORE, off_the_flags_because="SECRET-REASON")
    assert "chosen away" not in screen(scene).text

    for number in range(5):
        Turn.objects.create(
            challenge=scene.challenge,
            position=2,
            host=make_authority(850 + number, f"Elsewhere {number}", scene.turn.host.region),
            scope_locked_at=BEFORE,
            off_the_flags_because="SECRET-REASON" if number < 2 else "",
        )

    answer = screen(scene)
    assert "Areas chosen away from the flagged figures, with a reason: at least 3." in answer.text
    assert "SECRET-REASON" not in answer.text


def test_who_may_look_and_who_may_chase(cast):
    scene = make_scene(cast, released=False, seats={})

    looks = {
        name: screen(scene, name).status_code for name in ("mo", "pat", "ana", "nora", "sol", "meg", "gus")
    }
    chases = {name: chase(scene, name).status_code for name in ("mo", "pat", "ana", "nora", "meg")}

    assert looks == {"mo": 200, "pat": 200, "ana": 200, "nora": 403, "sol": 403, "meg": 404, "gus": 403}
    assert chases == {"mo": 200, "pat": 200, "ana": 403, "nora": 403, "meg": 404}
    assert b"Chase everything" in screen(scene).content
    assert b"Chase everything" not in screen(scene, "ana").content
    with clock_at(BEFORE):
        assert scene.client("mo").get(reverse("challenges:region", args=[999999])).status_code == 404
        list_page = scene.client("ana").get(reverse("challenges:challenges")).content.decode()
        year = scene.client("mo").get(scene.challenge.cycle.get_absolute_url()).content.decode()
    assert reverse("challenges:region", args=[scene.challenge.cycle_id]) in list_page
    assert reverse("challenges:region", args=[scene.challenge.cycle_id]) in year


def test_24_authorities_cost_as_many_queries_as_6(cast):
    scene = make_scene(cast, released=False, seats={})
    protocol = Protocol.objects.get(slug="challenge-day", region=None)

    def grow(numbers):
        for number in numbers:
            host = make_authority(number, f"Place {number}", cast.north)
            planning.plan_challenge(
                cycle=scene.challenge.cycle,
                protocol=protocol,
                name=f"Day of {host}",
                authorities=[host, at("Southby")],
                first_day=date(2027, 3, 9),
                by=cast.mo,
            )

    counts = []
    for numbers in (range(820, 822), range(822, 840)):
        grow(numbers)
        with CaptureQueriesContext(connection) as found:
            answer = screen(scene)
        counts.append((len(answer.context["page"].rows), len(found)))

    (few, queries), (many, queries_then) = counts
    assert (few, many) == (6, 24)
    assert queries == queries_then
    assert queries <= 55  # signing the test in among them


def test_chasing_tells_whoever_holds_what_is_overdue_once_a_day(cast):
    scene = make_scene(cast)

    answer = chase(scene)

    assert told(LATE, "Area chosen") == {"ada", "nia", "tia"}  # the host, the lead and the observer
    assert told(LATE, "lines of enquiry") == {"nia"}
    assert told(LATE, "Timetable") == {"ada", "cora"}
    assert told(LATE, "Documents asked for") == {"nia"}
    assert told(LATE) & {"hal", "pia", "rhea", "lena", "nora", "mo"} == set()
    assert "4 people who hold" in answer.content.decode()
    before = Message.objects.count()
    chase(scene)
    assert Message.objects.count() == before
    chase(scene, moment=BEFORE + timedelta(days=1))
    assert Message.objects.filter(kind=LATE).count() > before / 2
    one = Message.objects.filter(kind=LATE).first()
    assert "Sign in to see what is left: " in one.body
    assert scene.challenge.get_absolute_url() in one.body
    assert Event.objects.filter(action="challenges_chased").count() == 3


@pytest.mark.parametrize(("days", "is_late"), [(1, False), (2, True)])
def test_what_is_due_on_the_days_is_late_when_the_last_of_them_is_over(cast, days, is_late):
    """Not on the second day of two."""
    scene = make_scene(cast)
    moment = ON_THE_DAY + timedelta(days=days)
    with clock_at(moment):
        page = scene.client("nia").get(scene.challenge.get_absolute_url()).context["page"]
    chase(scene, moment=moment)

    states = {line.step.of.kind: line.state for line in page.steps}
    assert {states["event"], states["spoken"]} == {"Overdue" if is_late else "Today"}
    assert bool(told(LATE, "Spoken feedback")) is is_late


def test_late_self_evaluations_are_chased_with_the_same_button(cast):
    scene = make_scene(cast, released=False, seats={})

    answer = chase(scene)

    assert {"ada", "cora", "nia", "tia", "nora"} <= told("self-evaluation-late")
    assert "directors and coordinators of 4 documents that are late" in answer.content.decode()


def test_nobody_with_a_tie_to_the_host_is_told_and_the_manager_is_instead(cast):
    scene = make_scene(cast)
    declare_conflict(authority=at("Northmere"), kind="applied", outcome="conflict", by=scene.people["nia"])

    chase(scene, "pat")

    assert "nia" not in told(LATE)
    assert told(LATE, "lines of enquiry") == {"mo"}


def test_evaluation_forms_are_for_everyone_until_access_ends_and_then_for_the_host(cast):
    scene = make_scene(cast)
    Challenge.objects.update(state=State.FOLLOWED_UP)
    after_forms = datetime(2027, 3, 30, 12, tzinfo=LONDON)

    chase(scene, moment=after_forms)
    assert {"ada", "cora", "nia", "tia", "rhea", "hal", "pia"} <= told(LATE, "Evaluation forms")

    Message.objects.filter(kind=LATE).delete()
    chase(scene, moment=ENDED)
    assert told(LATE, "Evaluation forms") == {"ada", "cora"}


def test_nothing_overdue_and_a_closed_challenge_chase_nobody(cast):
    scene = make_scene(cast)
    Challenge.objects.update(state=State.CLOSED)

    answer = chase(scene)

    assert told(LATE) == set()
    assert "documents that are late" in answer.content.decode()  # those that were never signed


def send(day):
    with clock_at(datetime(day.year, day.month, day.day, 7, tzinfo=LONDON)):
        reminders.send(day)


def test_a_step_is_reminded_of_five_working_days_and_one_before_and_not_once_it_is_done(cast):
    scene = make_scene(cast)
    step = scene.challenge.steps.get(of__kind="note")
    FeedbackNote.objects.filter(turn=scene.turn).delete()
    due = step.due_on
    assert due == date(2027, 2, 17)

    for number in range(30, -2, -1):
        send(due - timedelta(days=number))

    mine = Message.objects.filter(kind=NEAR, subject__contains=step.of.name).order_by("pk")
    assert [message.about for message in mine] == [
        f"{step.pk} due 2027-02-17 on 2027-02-10",
        f"{step.pk} due 2027-02-17 on 2027-02-16",
    ]
    assert {message.recipient for message in mine} == {"nia@example.org"}
    assert "5 working days away" in mine[0].body
    assert "1 working day away" in mine[1].body
    other = scene.challenge.steps.get(of__kind="support")
    assert not other.of.reminds
    assert not Message.objects.filter(subject__contains=other.of.name).exists()

    moment = datetime(2027, 2, 16, 8, tzinfo=LONDON)
    with clock_at(moment):
        assert is_still_to_do(mine[1])
        FeedbackNote.objects.create(turn=scene.turn, state="with_host")
        assert not is_still_to_do(mine[1]), "it is done"
        FeedbackNote.objects.update(state="draft")
        assert is_still_to_do(mine[1])
        ChallengeStep.objects.filter(pk=step.pk).update(due_on=due + timedelta(days=7))
        assert not is_still_to_do(mine[1]), "it was moved"
        ChallengeStep.objects.filter(pk=step.pk).update(due_on=due)
        Challenge.objects.update(state=State.CANCELLED)
        assert not is_still_to_do(mine[1]), "it is off"
    Message.objects.all().delete()
    send(date(2027, 2, 16))
    assert told(NEAR) == set()


def test_done_steps_remind_nobody(cast):
    scene = make_scene(cast)
    FeedbackNote.objects.create(turn=scene.turn, state="with_host")

    send(date(2027, 2, 16))

    assert told(NEAR, "Written feedback to the host") == set()
