"""The lease is short, and is held for as long as the work takes and no longer."""

import os
import threading
import time

import pytest
from django.db import OperationalError
from django.utils import timezone

from jobs import running
from jobs.heartbeat import heartbeat
from jobs.models import Job
from sli_portal import celeryconfig

LEASE = 0.9
SEVERAL_LEASES = 2.5


@pytest.fixture
def short_lease(settings):
    settings.JOB_LEASE_SECONDS = LEASE
    return settings


@pytest.fixture
def work_for(ask, errand, short_lease, transactional_db):
    """work_for(2.5) works so long at a job, and returns whether another worker could take it at the end."""

    def work(seconds):
        taken = []

        def slowly(job):
            time.sleep(seconds)
            taken.append(running.claim(job.pk) is not None)

        errand.meanwhile = slowly
        running.run(ask("milk", then="meanwhile").pk)
        return taken[0]

    return work


def test_a_worker_keeps_its_job_for_many_leases(work_for, errand):
    assert not work_for(SEVERAL_LEASES)
    assert errand.published == ["milk made"]


def test_work_that_hangs_loses_its_job_after_the_longest_run(work_for, errand, short_lease):
    short_lease.JOB_SECONDS_LIMIT = 0.1

    assert work_for(SEVERAL_LEASES)
    assert errand.published == []


def test_a_worker_that_was_overtaken_does_not_hold_the_other_s_lease(
    ask, errand, short_lease, transactional_db
):
    job = ask("milk", then="meanwhile")
    leases = []

    def be_overtaken(job):
        Job.objects.update(lease_until=timezone.now())
        assert running.claim(job.pk)
        for pause in (0, LEASE):
            time.sleep(pause)
            leases.append(Job.objects.get().lease_until)

    errand.meanwhile = be_overtaken
    running.run(job.pk)

    assert leases[0] == leases[1]


def test_a_beat_that_fails_is_followed_by_another(short_lease, transactional_db):
    beats = []

    def fail_once():
        beats.append(len(beats))
        if beats == [0]:
            raise OperationalError("database is locked")
        return len(beats) < 3

    with heartbeat(fail_once):
        time.sleep(SEVERAL_LEASES)

    assert beats == [0, 1, 2]


def test_no_process_is_forked_in_the_middle_of_a_beat(short_lease, transactional_db):
    begun, ended = threading.Event(), threading.Event()

    def slow_beat():
        begun.set()
        time.sleep(0.5)
        ended.set()

    with heartbeat(slow_beat):
        begun.wait()
        child = os.fork()
        if child == 0:
            os._exit(ended.is_set())
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    assert status == 1


def test_the_heart_stops_with_the_work(work_for):
    work_for(0)

    assert "heartbeat" not in [thread.name for thread in threading.enumerate()]


def test_each_limit_ends_before_the_next(settings):
    limits = [
        settings.PACK_SECONDS_LIMIT,
        celeryconfig.task_soft_time_limit,
        celeryconfig.task_time_limit,
        settings.JOB_SECONDS_LIMIT,
        celeryconfig.visibility_timeout,
    ]

    assert limits == sorted(limits)
    assert settings.JOB_LEASE_SECONDS + settings.JOB_SWEEP_SECONDS <= 60
