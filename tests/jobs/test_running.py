from datetime import timedelta

import pytest
from django.utils import timezone

from jobs import running
from jobs.actions import cancel, retry
from jobs.models import Job
from jobs.running import report
from jobs.sweeping import sweep

State = Job.State
pytestmark = pytest.mark.django_db


def state_of(job):
    job.refresh_from_db()
    return job.state


def lapse(job):
    """As if the worker that has it had gone, longer than a lease ago."""
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def be_due(job):
    Job.objects.filter(pk=job.pk).update(not_before=timezone.now())


def test_a_job_is_made_and_published(ask, errand):
    job = ask("milk")

    running.run(job.pk)

    assert (state_of(job), errand.published) == (State.DONE, ["milk made"])


def test_a_message_delivered_twice_makes_the_job_once(ask, errand):
    job = ask("milk")

    running.run(job.pk)
    running.run(job.pk)

    assert errand.made == ["milk"]


def test_a_job_under_a_lease_is_not_taken_by_another_worker(ask):
    job = ask("milk")

    first, second = running.claim(job.pk), running.claim(job.pk)

    assert (first.pk, second) == (job.pk, None)


def test_a_job_whose_worker_has_gone_is_taken_again(ask, errand):
    job = ask("milk")
    running.claim(job.pk)
    lapse(job)

    running.run(job.pk)

    assert (state_of(job), job.attempt, errand.published) == (State.DONE, 2, ["milk made"])


def test_a_worker_that_lost_its_lease_publishes_nothing(ask, errand):
    job = ask("milk", then="meanwhile")

    def be_overtaken(slow):
        lapse(slow)
        assert running.claim(slow.pk)

    errand.meanwhile = be_overtaken
    running.run(job.pk)

    assert (state_of(job), errand.published) == (State.RUNNING, [])


def test_a_refusal_is_not_tried_again_and_says_why(ask):
    job = ask("eggs", then="refuse")

    running.run(job.pk)

    assert (state_of(job), job.message) == (State.FAILED, "This authority has no figures.")


def test_a_fault_of_ours_fails_at_once_with_a_reference(ask):
    job = ask("eggs", then="break")

    running.run(job.pk)

    assert (state_of(job), job.message) == (
        State.FAILED,
        f"Something went wrong. Reference: job {job.pk}.",
    )


@pytest.mark.parametrize("then", ["lose connection", "fail to publish"])
def test_a_passing_fault_is_tried_three_times_more_each_after_a_longer_wait(ask, errand, then):
    job = ask("eggs", then=then)
    waits = []

    for _ in range(4):
        began = timezone.now()
        running.run(job.pk)
        if state_of(job) == State.QUEUED:
            running.run(job.pk)  # too early: it waits
            waits.append((job.not_before - began).total_seconds())
            be_due(job)

    assert (state_of(job), job.message) == (State.FAILED, "Tried 4 times without success. Try again later.")
    assert len(errand.made) == 4
    assert [wait // low for wait, low in zip(waits, [10, 60, 300], strict=True)] == [1, 1, 1]


def test_a_job_that_ends_its_worker_three_times_is_set_aside(ask, errand):
    job = ask("poison")

    for _ in range(3):
        assert running.claim(job.pk)
        lapse(job)
    sweep()
    running.run(job.pk)

    assert (state_of(job), errand.made) == (State.POISONED, [])
    assert job.message == "This stopped 3 times without finishing."


def test_passing_faults_do_not_count_as_crashes(ask):
    job = ask("eggs", then="lose connection")
    for _ in range(2):
        running.run(job.pk)
        be_due(job)

    running.claim(job.pk)
    lapse(job)
    sweep()

    assert state_of(job) == State.RUNNING
    assert Job.objects.claimable().filter(pk=job.pk).exists()


def test_a_job_cancelled_while_it_waits_is_not_made(ask, errand):
    job = ask("milk")

    cancel(job, by=None)
    running.run(job.pk)

    assert (state_of(job), errand.made) == (State.CANCELLED, [])


def test_a_job_cancelled_while_it_is_made_is_not_published(ask, errand):
    job = ask("milk", then="meanwhile")
    errand.meanwhile = lambda job: cancel(job, by=None)

    running.run(job.pk)

    assert (state_of(job), errand.published) == (State.CANCELLED, [])


def test_a_job_cancelled_before_a_passing_fault_is_over(ask, errand):
    job = ask("milk", then="meanwhile")

    def cancelled_and_cut_off(job):
        cancel(job, by=None)
        raise ConnectionResetError

    errand.meanwhile = cancelled_and_cut_off
    running.run(job.pk)

    assert state_of(job) == State.CANCELLED


def test_a_report_between_steps_notices_the_cancellation_at_once(ask, errand):
    job = ask("milk", then="meanwhile")
    later = []

    def two_steps(job):
        cancel(job, by=None)
        report(job, "1 of 2")
        later.append("step 2")

    errand.meanwhile = two_steps
    running.run(job.pk)

    assert (state_of(job), later) == (State.CANCELLED, [])


def test_a_report_says_how_far_the_work_has_come(ask, errand):
    job = ask("milk", then="meanwhile")
    seen = []

    def long_step(job):
        report(job, "5 of 10 files read")
        job.refresh_from_db()
        seen.append(job.progress)

    errand.meanwhile = long_step
    running.run(job.pk)

    assert seen == ["5 of 10 files read"]


def test_cancelling_what_is_made_changes_nothing(ask):
    job = ask("milk")
    running.run(job.pk)

    cancel(job, by=None)

    assert state_of(job) == State.DONE


@pytest.mark.parametrize("ending", [State.DONE, State.FAILED, State.POISONED, State.CANCELLED])
def test_a_job_that_is_over_is_made_again_on_request(ask, errand, ending):
    job = ask("milk")
    Job.objects.filter(pk=job.pk).update(state=ending, attempt=3, cancel_requested=ending == State.CANCELLED)

    retry(job, by=None)
    running.run(job.pk)

    assert (state_of(job), job.attempt, errand.published) == (State.DONE, 1, ["milk made"])
