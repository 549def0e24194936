from datetime import timedelta

import pytest
from django.utils import timezone

from jobs import running
from jobs.actions import cancel, retry, start_batch
from jobs.batches import Progress, failures, minutes_left, progress
from jobs.models import Batch, Job, SweepRecord
from jobs.sweeping import sweep

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(db):
    return start_batch(title="Packs for the North West", kind="errand", by=None)


def test_progress_counts_each_job_by_how_it_stands(ask, batch):
    for key, then in [("a", None), ("b", "refuse"), ("c", None), ("d", None), ("e", None)]:
        job = ask(key, batch=batch, then=then)
        if key in "ab":
            running.run(job.pk)
    running.claim(Job.objects.get(key="c").pk)
    cancel(Job.objects.get(key="d"), by=None)

    assert progress(batch) == Progress(
        total=5, made=1, failed=1, cancelled=1, running=1, waiting=1, minutes_left=1, is_stalled=False
    )


def test_failures_give_their_reasons(ask, batch):
    running.run(ask("eggs", batch=batch, then="refuse").pk)

    assert [job.message for job in failures(batch)] == ["This authority has no figures."]


def test_progress_takes_as_many_queries_for_many_jobs_as_for_one(ask, batch, django_assert_max_num_queries):
    for number in range(20):
        ask(str(number), batch=batch)

    with django_assert_max_num_queries(3):
        progress(batch)


@pytest.mark.parametrize(
    ("left", "ended", "seconds", "expected"),
    [(10, 5, 300, 10), (10, 5, 301, 11), (1, 10, 100, 1), (5, 0, 9, None)],
)
def test_minutes_left_go_by_the_pace_so_far_and_are_rounded_up(left, ended, seconds, expected):
    assert minutes_left(left, ended, timedelta(seconds=seconds)) == expected


def age(batch, minutes):
    Batch.objects.filter(pk=batch.pk).update(created_at=timezone.now() - timedelta(minutes=minutes))
    batch.refresh_from_db()


def test_a_batch_with_no_sweep_for_three_minutes_is_stalled(ask, batch):
    ask("milk", batch=batch)
    SweepRecord.objects.create(at=timezone.now() - timedelta(minutes=4))
    age(batch, minutes=5)

    assert progress(batch).is_stalled


def test_a_sweep_shows_that_the_service_is_there(ask, batch):
    ask("milk", batch=batch)
    age(batch, minutes=5)
    sweep()

    assert not progress(batch).is_stalled


def test_a_batch_that_is_over_is_never_stalled(ask, batch):
    running.run(ask("milk", batch=batch).pk)
    age(batch, minutes=5)

    assert not progress(batch).is_stalled


def test_the_handler_hears_once_that_the_batch_is_done(ask, errand, batch):
    milk, eggs = ask("milk", batch=batch), ask("eggs", batch=batch)

    running.run(milk.pk)
    told_half_way = list(errand.batches_done)
    running.run(eggs.pk)
    sweep()

    assert (told_half_way, errand.batches_done) == ([], [batch.pk])


def test_failed_and_cancelled_jobs_are_no_reason_to_wait(ask, errand, batch):
    refused, unwanted = ask("eggs", batch=batch, then="refuse"), ask("milk", batch=batch)

    running.run(refused.pk)
    cancel(unwanted, by=None)
    sweep()

    assert errand.batches_done == [batch.pk]


def test_the_sweep_closes_a_batch_whose_last_worker_died_before_it_could(ask, errand, batch):
    job = ask("milk", batch=batch)
    Job.objects.filter(pk=job.pk).update(state=Job.State.DONE)

    sweep()
    sweep()

    assert errand.batches_done == [batch.pk]


def test_a_retry_opens_the_batch_and_its_end_is_told_again(ask, errand, batch):
    job = ask("eggs", batch=batch, then="refuse")
    running.run(job.pk)

    retry(job, by=None)
    reopened = Batch.objects.get().done_at is None
    running.run(job.pk)

    assert (reopened, errand.batches_done) == (True, [batch.pk, batch.pk])


def test_a_handler_that_fails_at_the_end_is_told_again_by_the_next_sweep(ask, errand, batch):
    errand.end_fails = True
    running.run(ask("milk", batch=batch).pk)

    errand.end_fails = False
    sweep()

    assert errand.batches_done == [batch.pk]
