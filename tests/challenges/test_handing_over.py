"""Who is told that something waits for them: with the page to look at, and nothing that anybody wrote."""

from datetime import date

import pytest

from challenges import notices
from challenges.actions import agreeing, notes, questions, scoping
from challenges.notices import HANDED_OVER, may_still_see
from outbox.models import Message
from regions.actions import declare_conflict
from tests.challenges.feedback import find, move, person
from tests.challenges.world import LATER, clock_at, make_scene

pytestmark = [pytest.mark.django_db, pytest.mark.either]
SECRET = "Willowherb"


def told():
    """Who got which words since it was asked last."""
    found = Message.objects.filter(kind=HANDED_OVER)
    told = {(one.recipient.partition("@")[0], one.subject.partition(": ")[2]) for one in found}
    assert not [one for one in found if SECRET in one.subject + one.body]
    found.delete()
    return told


def to(words, *names):
    return {(name, words) for name in names}


def test_whoever_must_act_next_is_told_and_whoever_acted_is_not(cast):
    scene = make_scene(cast)
    with clock_at(LATER):
        nia, ada = person(scene, "nia"), person(scene, "ada")
        scoping.set_focus(
            turn=scene.turn,
            focus=SECRET,
            focus_because=SECRET,
            off_the_flags_because=SECRET,
            indicators=[],
            built_on=0,
            by=ada,
        )
        assert told() == to("the focus waits for you to agree to it", "nia", "tia")

        draft = questions.draft(turn=scene.turn, text=SECRET, by=nia)
        questions.put_on_list(turn=scene.turn, drafts=[draft.pk], text=SECRET, by=nia)
        questions.release(turn=scene.turn, seen=1, by=nia)
        assert told() == to("the questions are with you", "ada", "cora")

        find(scene, SECRET)
        move(scene, "send")
        assert told() == to("the written feedback is with you: check its facts", "ada")

        check = notes.check_fact(turn=scene.turn, finding=None, text=SECRET, by=ada)
        assert told() == to("the host says that a fact is wrong: reply to it", "nia")

        notes.reply_to(check=check, reply=SECRET, by=nia)
        move(scene, "make_final")
        assert told() == to("the written feedback is final: it is yours to release", "ada")

        move(scene, "release")
        assert told() == to("the written feedback is released", "nia", "tia", "rhea", "hal", "pia")

        agreeing.add_action(turn=scene.turn, by=ada, text=SECRET, owner=SECRET, due_on=date(2027, 6, 1))
        words = "an action is agreed: partners confirm its words"
        assert told() == to(words, "nia", "tia", "rhea", "hal", "pia")


def test_nobody_is_told_twice_on_one_day_nor_once_the_turn_is_closed_to_them(cast):
    scene = make_scene(cast, released=False)
    with clock_at(LATER):
        for _ in range(2):
            notices.hand_over(scene.turn, notices.NOTE_TO_CHECK, by=scene.people["nia"])
            notices.hand_over(scene.turn, notices.FACT_QUESTIONED, by=scene.people["ada"])
        to_ada, to_nia = Message.objects.filter(kind=HANDED_OVER).order_by("recipient")
        assert may_still_see(to_nia)

        declare_conflict(
            authority=scene.turn.host, kind="applied", outcome="conflict", by=scene.people["nia"]
        )

        assert (may_still_see(to_ada), may_still_see(to_nia)) == (True, False)
