"""Findings of a scene, and its written feedback brought to any state."""

from datetime import timedelta

from challenges.actions import notes
from challenges.models import FeedbackNote, Finding
from regions.models import Person
from tests.challenges.world import LATER

TOLD, WRITTEN = LATER - timedelta(days=4), LATER
State = Finding.State


def person(scene, name):
    """As a new request finds them."""
    return Person.objects.get(pk=scene.people[name].pk)


def find(scene, text, *, strand="operational", state=State.EVIDENCED, spoken=True, **fields):
    told = {"spoken_at": TOLD, "spoken_text": f"{text}, as told"} if spoken else {}
    return Finding.objects.create(
        turn=scene.turn,
        text=text,
        strand=strand,
        state=state,
        by=scene.people["nia"],
        **told | fields,
    )


def move(scene, name, by=None, **options):
    by = by or ("ada" if name == "release" else "nia")
    return notes.move_note(turn=scene.fresh(), name=name, by=person(scene, by), **options)


def take_to(scene, *names, audience=FeedbackNote.Audience.TEAM):
    """Through the moves of these names."""
    for name in names:
        move(scene, name, **({"audience": audience} if name == "release" else {}))
    return FeedbackNote.objects.get(turn=scene.turn)


RELEASED = ("send", "make_final", "release")
