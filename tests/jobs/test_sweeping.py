from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from jobs import running
from jobs.actions import cancel
from jobs.models import Job, SweepRecord
from jobs.sweeping import Swept, sweep

pytestmark = pytest.mark.django_db


def test_the_worker_is_told_when_the_request_commits(ask, in_memory, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = ask("milk")

    assert in_memory() == [job.pk]


@pytest.mark.django_db(transaction=True)
def test_a_request_that_fails_tells_nobody(ask, in_memory):
    with transaction.atomic():
        ask("milk")
        transaction.set_rollback(True)

    assert in_memory() == []


def test_a_job_that_nobody_was_told_of_is_rung(ask, in_memory):
    job = ask("milk")

    sweep()

    assert in_memory() == [job.pk]


def test_a_job_rung_a_moment_ago_is_not_rung_again(ask, in_memory):
    ask("milk")
    sweep()
    in_memory()

    sweep()

    assert in_memory() == []


def test_a_message_the_broker_forgot_is_sent_again_a_while_later(ask, in_memory, settings):
    job = ask("milk")
    sweep()
    in_memory()
    ago = timezone.now() - timedelta(seconds=settings.JOB_RING_SECONDS + 1)
    Job.objects.update(sent_at=ago)

    sweep()

    assert in_memory() == [job.pk]


def test_a_job_whose_worker_has_gone_is_rung_by_the_next_sweep_and_not_by_every_one(ask, in_memory):
    job = ask("milk")
    sweep()
    running.claim(job.pk)
    told_of_new_work = in_memory()
    Job.objects.update(
        lease_until=timezone.now() - timedelta(seconds=1), sent_at=timezone.now() - timedelta(seconds=2)
    )

    sweep()
    sweep()

    assert (told_of_new_work, in_memory()) == ([job.pk], [job.pk])


def test_a_job_that_waits_for_another_try_is_not_rung_before_its_time(ask, in_memory):
    running.run(ask("eggs", then="lose connection").pk)

    sweep()

    assert in_memory() == []


def test_two_sweeps_set_the_same_job_aside_once(ask):
    job = ask("poison")
    Job.objects.filter(pk=job.pk).update(
        state="running", lease="gone", lease_until=timezone.now() - timedelta(hours=1), attempt=3
    )

    assert [sweep().poisoned, sweep().poisoned] == [1, 0]


def test_a_job_cancelled_while_its_worker_was_gone_ends_as_cancelled(ask):
    job = ask("milk")
    running.claim(job.pk)
    cancel(job, by=None)
    Job.objects.update(lease_until=timezone.now() - timedelta(hours=1))

    assert sweep() == Swept(poisoned=0, cancelled=1, rung=0)
    assert Job.objects.get().state == Job.State.CANCELLED


def test_the_sweep_leaves_word_of_when_it_went_round(db):
    sweep()
    first = SweepRecord.last()
    sweep()

    assert SweepRecord.last() > first
    assert SweepRecord.objects.count() == 1
