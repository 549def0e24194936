"""Twenty presses of "Release it" at the same moment, each with a connection of its own."""

import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from audit.models import Event
from challenges.actions import notes
from challenges.models import FeedbackNote, Turn
from challenges.states import MoveRefused
from jobs.models import Job
from tests.challenges.feedback import find, person, take_to
from tests.challenges.world import LATER, clock_at, make_scene

AT_ONCE = 20


def test_twenty_releases_at_once_make_one(emptied, cast):
    scene = make_scene(cast)
    with clock_at(LATER):
        find(scene, "Plans are late")
        take_to(scene, "send", "make_final")
        start = threading.Barrier(AT_ONCE)
        ada = person(scene, "ada")

        def release(number):
            try:
                turn = Turn.objects.get(pk=scene.turn.pk)
                start.wait(timeout=60)
                notes.move_note(turn=turn, name="release", by=ada, audience=("team", "region")[number % 2])
            except MoveRefused:
                return None
            finally:
                connection.close()
            return ("team", "region")[number % 2]

        with ThreadPoolExecutor(AT_ONCE) as pool:
            done = [audience for audience in pool.map(release, range(AT_ONCE)) if audience]

    assert [FeedbackNote.objects.get().audience] == done
    assert Event.objects.filter(action="feedback_release").count() == 1
    assert Job.objects.filter(kind="feedback-note").count() == 1
