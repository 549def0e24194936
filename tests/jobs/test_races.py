"""Many workers and sweeps at the same moment, each with a connection of its own."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from jobs import running
from jobs.models import Job
from jobs.sweeping import sweep

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 8


def all_at_once(act):
    """What each of eight threads got from ``act``, begun together."""
    start = threading.Barrier(AT_ONCE)

    def one(_):
        try:
            start.wait(timeout=10)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


@pytest.mark.parametrize("number", range(5))
def test_eight_workers_that_reach_for_one_job_get_it_once(ask, number):
    job = ask(f"milk {number}")

    taken = all_at_once(lambda: running.claim(job.pk))

    assert sum(one is not None for one in taken) == 1


def test_eight_workers_told_of_one_job_publish_it_once(ask, errand):
    job = ask("milk")

    all_at_once(lambda: running.run(job.pk))

    assert (errand.made, errand.published) == (["milk"], ["milk made"])


def test_eight_sweeps_set_a_poisoned_job_aside_once(ask):
    job = ask("poison")
    an_hour_ago = timezone.now() - timedelta(hours=1)
    Job.objects.filter(pk=job.pk).update(state="running", lease="gone", lease_until=an_hour_ago, attempt=3)

    swept = all_at_once(sweep)

    assert sum(one.poisoned for one in swept) == 1
