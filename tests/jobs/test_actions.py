import pytest
from django.db import transaction

from jobs import running
from jobs.actions import cancel, retry, start_batch
from jobs.models import Job
from jobs.registry import Permanent

State = Job.State
pytestmark = pytest.mark.django_db


def new_batch(title="Packs for the North West"):
    return start_batch(title=title, kind="errand", by=None)


def test_asking_twice_for_the_same_thing_is_one_job(ask):
    assert ask("milk") == ask("milk")


def test_a_job_that_was_made_is_made_again_when_asked_for_again(ask, errand):
    running.run(ask("milk").pk)

    running.run(ask("milk").pk)

    assert errand.published == ["milk made", "milk made"]


def ask_meanwhile(ask, errand, *, then="meanwhile", first=lambda job: None):
    """A job asked for again once, while it is being made for the first time."""
    job = ask("milk", then="meanwhile")

    def wanted_again(job):
        errand.meanwhile = lambda job: None
        first(job)
        ask("milk")
        if then == "refuse":
            raise Permanent("No figures are loaded for this authority yet.")

    errand.meanwhile = wanted_again
    running.run(job.pk)
    return job


@pytest.mark.parametrize(("then", "published"), [("meanwhile", 1), ("refuse", 0)])
def test_a_job_asked_for_while_it_is_made_is_made_once_more(ask, errand, then, published):
    job = ask_meanwhile(ask, errand, then=then)
    waits = Job.objects.get()

    running.run(job.pk)
    running.run(job.pk)

    assert (waits.state, waits.attempt, len(errand.published)) == (State.QUEUED, 0, published + 1)
    assert (Job.objects.get().state, errand.made) == (State.DONE, ["milk", "milk"])


def test_the_worker_is_told_at_once_of_a_job_to_be_made_once_more(
    ask, errand, in_memory, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        job = ask_meanwhile(ask, errand)

    assert in_memory() == [job.pk] * 3  # for each of the two requests, and when the first is made


def test_a_batch_waits_for_a_job_that_it_wanted_while_it_was_made(ask, errand):
    late = new_batch()
    job = ask_meanwhile(ask, errand, first=lambda _: ask("milk", batch=late))
    told_too_early = list(errand.batches_done)

    running.run(job.pk)

    assert (told_too_early, errand.batches_done) == ([], [late.pk])


def test_asking_again_withdraws_a_cancellation_still_pending(ask, errand):
    ask_meanwhile(ask, errand, first=lambda job: cancel(job, by=None))

    assert errand.published == ["milk made"]


def test_a_worker_that_stopped_just_before_the_cancellation_was_withdrawn_puts_the_job_back(ask, errand):
    job = ask("milk", then="meanwhile")

    def stop_then_ask(job):
        cancel(job, by=None)
        try:
            running.report(job, "1 of 2")
        finally:
            ask("milk")

    errand.meanwhile = stop_then_ask
    running.run(job.pk)

    assert (Job.objects.get().state, errand.published) == (State.QUEUED, [])


def test_cancelling_a_job_that_was_asked_for_again_cancels_it(ask, errand):
    job = ask("milk", then="meanwhile")

    def wanted_then_cancelled(job):
        ask("milk")
        cancel(job, by=None)

    errand.meanwhile = wanted_then_cancelled
    running.run(job.pk)

    assert (Job.objects.get().state, errand.published) == (State.CANCELLED, [])


def test_two_batches_share_a_job_and_each_counts_it(ask):
    first, second = new_batch(), new_batch()

    ask("milk", batch=first)
    ask("milk", batch=second)

    assert (Job.objects.count(), first.jobs.count(), second.jobs.count()) == (1, 1, 1)


def test_cancelling_a_batch_keeps_what_is_made_and_stops_the_rest(ask):
    batch = new_batch()
    milk, eggs = ask("milk", batch=batch), ask("eggs", batch=batch)
    running.run(milk.pk)

    cancel(batch, by=None)

    assert dict(Job.objects.values_list("key", "state")) == {"milk": State.DONE, "eggs": State.CANCELLED}
    assert running.claim(eggs.pk) is None


def test_cancelling_a_batch_leaves_a_job_that_another_batch_wants(ask):
    first, second = new_batch(), new_batch()
    for batch in (first, second):
        ask("milk", batch=batch)

    cancel(first, by=None)

    assert Job.objects.get().state == State.QUEUED


def test_the_last_batch_that_wants_a_job_can_cancel_it(ask):
    first, second = new_batch(), new_batch()
    for batch in (first, second):
        ask("milk", batch=batch)

    cancel(first, by=None)
    cancel(second, by=None)

    assert Job.objects.get().state == State.CANCELLED


def test_a_retry_of_a_job_that_is_not_over_is_left_alone(ask):
    job = ask("milk")
    running.claim(job.pk)

    retry(job, by=None)

    assert Job.objects.get().state == State.RUNNING


def test_a_request_that_fails_leaves_no_job_behind(ask):
    with transaction.atomic():
        ask("milk")
        transaction.set_rollback(True)

    assert Job.objects.count() == 0


def test_people_see_the_jobs_and_batches_they_asked_for(ask, django_user_model):
    ada = django_user_model.objects.create_user("ada@northmere.example", name="Ada")
    sam = django_user_model.objects.create_user("sam@southby.example", name="Sam")
    batch = start_batch(title="Packs", kind="errand", by=ada)
    Job.objects.create(kind="errand", key="milk", requested_by=ada)

    assert list(type(batch).objects.visible_to(ada)) == [batch]
    assert Job.objects.visible_to(ada).count() == 1
    assert list(type(batch).objects.visible_to(sam)) == []
    assert Job.objects.visible_to(sam).count() == 0
