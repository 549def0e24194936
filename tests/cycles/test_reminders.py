"""Who is told, on which day, in which words, and only once."""

from datetime import date, timedelta

import pytest
from celery import current_app
from django.core.management import call_command

from cycles import reminders
from cycles.actions import change_phase, close_cycle
from cycles.models import Phase
from outbox.models import Message
from regions.roles import Role
from sli_portal import celeryconfig
from tests.cast import hold

pytestmark = pytest.mark.django_db
FIVE_BEFORE = date(2026, 12, 8)  # the sign-off is due on the 15th


@pytest.fixture
def only_sign_off(year):
    """The sign-off is the one step that reminds."""
    year.phases.exclude(kind="sign_off").update(reminds=False)
    return year.phases.get(kind="sign_off")


def told():
    return sorted(Message.objects.values_list("recipient", flat=True))


def test_directors_and_coordinators_of_the_region_are_told_five_working_days_before(only_sign_off, cast):
    hold(cast.sam, Role.LA_COORDINATOR, authority=cast.southby)

    reminders.send(FIVE_BEFORE)

    assert told() == ["ada@example.org", "nia@example.org", "sam@example.org"]
    message = Message.objects.first()
    assert message.subject == "North 2026/27: Self-evaluations signed off, 15 December 2026"
    assert message.body == (
        "“Self-evaluations signed off” in the North 2026/27 cycle is due on 15 December 2026: "
        "5 working days away. Sign in to see what is left: "
        f"https://testserver/cycles/{only_sign_off.cycle_id}/"
    )


def test_the_last_reminder_speaks_of_one_day(only_sign_off):
    reminders.send(date(2026, 12, 14))

    assert "15 December 2026: 1 working day away." in Message.objects.first().body


def test_asking_again_on_the_same_day_tells_nobody_twice(only_sign_off):
    reminders.send(FIVE_BEFORE)
    reminders.send(FIVE_BEFORE)

    assert told() == ["ada@example.org", "nia@example.org"]


def test_a_year_of_days_makes_four_reminders_each(only_sign_off):
    for number in range(365):
        reminders.send(date(2026, 9, 1) + timedelta(days=number))

    assert Message.objects.filter(recipient="ada@example.org").count() == 4


def test_a_reminder_whose_day_was_missed_goes_out_late_with_the_days_that_are_left(only_sign_off):
    reminders.send(FIVE_BEFORE + timedelta(days=2))

    assert "3 working days away" in Message.objects.first().body


@pytest.mark.parametrize("day", [date(2026, 12, 7), date(2026, 12, 15), date(2026, 12, 16)])
def test_other_days_and_the_day_itself_tell_nobody(only_sign_off, day):
    reminders.send(day)

    assert told() == []


def test_nobody_is_told_at_christmas_not_even_late(only_sign_off, cast):
    change_phase(phase=only_sign_off.cycle.phases.get(kind="share"), by=cast.mo, due_on=date(2027, 1, 8))
    change_phase(phase=only_sign_off, by=cast.mo, due_on=date(2027, 1, 8))

    for number in range(10):
        reminders.send(date(2026, 12, 24) + timedelta(days=number))

    assert told() == []


@pytest.mark.parametrize("change", [{"reminds": False}, {"is_off": True}, {"done_on": date(2026, 12, 1)}])
def test_a_step_without_reminders_or_off_or_done_tells_nobody(only_sign_off, cast, change):
    change_phase(phase=only_sign_off, by=cast.mo, **change)

    reminders.send(FIVE_BEFORE)

    assert told() == []


def test_a_cycle_that_is_closed_tells_nobody(only_sign_off, cast):
    close_cycle(cycle=only_sign_off.cycle, by=cast.mo)

    reminders.send(FIVE_BEFORE)

    assert told() == []


def test_a_step_that_moves_is_told_of_anew(only_sign_off, cast):
    reminders.send(FIVE_BEFORE)
    change_phase(phase=only_sign_off, by=cast.mo, due_on=date(2026, 12, 16))
    reminders.send(FIVE_BEFORE + timedelta(days=1))

    assert Message.objects.filter(recipient="ada@example.org").count() == 2


def test_an_app_above_narrows_who_is_told(only_sign_off, cast, monkeypatch):
    monkeypatch.setitem(reminders.audience, Phase.Kind.SIGN_OFF, lambda phase: [cast.nia])

    reminders.send(FIVE_BEFORE)

    assert told() == ["nia@example.org"]


def test_beat_rings_for_reminders_by_day_and_the_task_is_known():
    entry = celeryconfig.beat_schedule["remind"]

    assert entry["task"] in current_app.tasks
    assert sorted(entry["schedule"].hour) == list(range(7, 19))
    assert entry["task"] in celeryconfig.task_routes


def test_the_command_does_the_same_where_there_is_no_beat(only_sign_off, on_day):
    on_day(2026, 12, 8)

    call_command("remind")

    assert told() == ["ada@example.org", "nia@example.org"]
