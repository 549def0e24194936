"""The three sides agree at the same moment, each with a connection of their own."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from audit.models import Event
from challenges.actions import scoping
from challenges.models import Agreement, Turn
from tests.challenges.world import make_scene

SIDES = {"ada": "host", "nia": "lead", "tia": "observer"}
EACH = 3


@pytest.mark.usefixtures("emptied")
def test_all_who_agree_at_once_lock_it_once(cast):
    scene = make_scene(cast, released=False)
    scoping.set_focus(
        turn=scene.turn,
        focus="Help early",
        focus_because="It is stuck",
        off_the_flags_because="",
        indicators=[],
        built_on=0,
        by=scene.people["ada"],
    )
    start = threading.Barrier(len(SIDES) * EACH)

    def agree(name):
        try:
            start.wait(timeout=60)
            return scoping.agree(turn=scene.turn, side=SIDES[name], version=1, by=scene.people[name])
        except scoping.ScopeRefused as refused:
            return str(refused)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(SIDES) * EACH) as pool:
        said = list(pool.map(agree, [*SIDES] * EACH))

    assert said.count(True) == 1
    assert set(said) <= {True, False, scoping.LOCKED}
    assert Turn.objects.get(pk=scene.turn.pk).scope_locked_at
    assert Agreement.objects.count() == len(SIDES)
    assert Event.objects.filter(action="scope_locked").count() == 1
