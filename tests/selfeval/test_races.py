"""Fifty people press "Release" at the same moment, each with a connection of their own."""

import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from selfeval.actions import releasing
from selfeval.models import Release, SelfEvaluation
from selfeval.statuses import MoveNotAllowed
from tests.selfeval.world import BEFORE, clock_at, make_world, take_to, write

AT_ONCE = 50


def test_fifty_submits_at_once_make_one_release(emptied, cast):
    with clock_at(BEFORE):
        world = make_world(cast)
        ada = world.people["ada"]
        write(world.evaluation, ada)
        take_to(world.evaluation, ada, "send_for_review", "sign")
    start = threading.Barrier(AT_ONCE)

    def submit(_):
        try:
            evaluation = SelfEvaluation.objects.get(pk=world.evaluation.pk)
            start.wait(timeout=60)
            releasing.submit(evaluation=evaluation, by=ada)
        except MoveNotAllowed:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(AT_ONCE) as pool:
        done = list(pool.map(submit, range(AT_ONCE)))

    assert sum(done) == 1
    assert Release.objects.count() == 1
