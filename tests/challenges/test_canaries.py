"""A word that stands nowhere else in every text of a turn, and who finds which of them on any page, at four times.

The table is the access policy's, not the code's. Whatever a person finds and the table does not give them is a leak;
whatever it gives them and they do not find is missing.
"""

import io
import json
import logging
import os
import re
import zipfile
from datetime import timedelta

import pytest
from django.core import mail
from django.core.serializers import serialize
from django.urls import reverse

from audit.models import Event
from challenges.actions import evaluating, planning, theming
from challenges.models import (
    AgreedAction,
    Challenge,
    DocumentRequest,
    EvidenceItem,
    FactCheck,
    FeedbackNote,
    Finding,
    LineOfEnquiry,
    ObserverNote,
    ObserverQuestion,
    ObserverSignOff,
    Question,
    Seat,
    Session,
    Support,
    Theme,
    Turn,
)
from challenges.reminding import steps_came_near
from cycles.models import Cycle
from jobs.models import Job
from outbox.models import Message
from regions.models import Conflict
from tests.challenges.feedback import find, move
from tests.challenges.life import (
    GUEST,
    LEAD,
    MANAGERS,
    MEMBERS,
    OBSERVER,
    begins,
    ends,
    made_final,
    make_life,
    questions_go_out,
    released_to,
    sent,
)
from tests.challenges.world import BEFORE, ENDED, FIRST_DAY, LATER, ON_THE_DAY, at, clock_at
from tests.selfeval.pdf_text import text_of
from tests.sli_portal.test_every_address import CLOSED, KEYS, PAGES

pytestmark = [pytest.mark.django_db, pytest.mark.either]

HOST = {"ada", "hew"}
PEERS = {"nia", "tia", "rhea", "hal", "pia"}
IN_IT = HOST | MEMBERS | PEERS
READERS = [
    *sorted(IN_IT | GUEST),
    "wyn",
    "una",
    "con",
    "rem",
    "mo",
    "pat",
    "ana",
    "nora",
    "sol",
    "meg",
    "gus",
]
# By default one of each kind, and after the first time those for whom something opens or closes; with ``WALK``, all.
WALK = bool(os.environ.get("WALK"))
KINDS = ["ada", "lena", "nia", "tia", "rhea", "hal", "gil", "una", "con", "mo", "pat", "nora"]
CANARY = re.compile(r"canary([a-z]+)x")


def canary(name):
    return f"canary{name}x"


# Who finds which word, whatever the time; the words of questions and feedback, whose time comes, follow below.
SCOPE, DIALOGUE = IN_IT | {"mo"}, HOST | MEMBERS | LEAD | OBSERVER | {"mo"}
PAPERS, COMES = HOST | PEERS, IN_IT | GUEST | {"mo"}
ALWAYS = {
    "focus": SCOPE,
    "because": SCOPE,
    "offtheflags": SCOPE,
    "proposal": DIALOGUE,
    "why": DIALOGUE,
    "remark": DIALOGUE,
    "line": SCOPE,
    "data": SCOPE,
    "evidencewanted": SCOPE,
    "supplier": SCOPE,
    "draft": {"rhea"} | LEAD,
    "merged": {"hal"} | LEAD,
    "document": PAPERS,
    "docnote": PAPERS,
    "filename": PAPERS,
    "notgiven": PAPERS,
    "session": COMES,
    "room": COMES,
    "meets": COMES,
    "where": COMES,
    "evidence": PEERS,
    "private": {"hal"},
    "suggested": PEERS,
    "emerging": PEERS,
    "untold": PEERS,
    "told": PEERS,
    "dropped": PEERS,
    "droppedbecause": PEERS,
    "log": OBSERVER,
    "put": OBSERVER,
    "cameofit": OBSERVER,
    "reservation": PEERS,
    "opening": PEERS,
    "action": IN_IT,
    "owner": IN_IT,
    "success": IN_IT,
    "difference": IN_IT,
    "topic": IN_IT,
    "need": IN_IT,
    "checkin": IN_IT,
    "worked": set(MANAGERS),  # without a name
    "change": set(MANAGERS),
    "learned": {"rhea"} | LEAD,  # who directs where Rhea is from
    "needs": MANAGERS,
    "theme": set(MANAGERS),
    "conflict": {"con"},
}
NOWHERE = {name: set() for name in ("list", "answer", "heard", "check", "reply", "response")}
BEFORE_QUESTIONS = ALWAYS | NOWHERE | {"list": set(LEAD)}
ASKED = IN_IT | {"mo"}
WITH_HOST = ALWAYS | {
    "list": ASKED,
    "answer": ASKED,
    "heard": ASKED,
    "check": PEERS | HOST,
    "reply": PEERS | HOST,
    "response": {"ada"},
    "evidenced": PEERS | HOST,
    "opening": PEERS | HOST,
    "reservation": PEERS | HOST,
}
BEFORE_QUESTIONS["evidenced"] = PEERS
FEEDBACK = ("evidenced", "opening", "reservation", "response")


def released(beside):
    """To these beside the team and the host's side; the director sees under which themes the authority stands."""
    readers = IN_IT | beside
    return (
        WITH_HOST
        | dict.fromkeys(FEEDBACK, readers)
        | {
            "focus": SCOPE | beside,
            "line": SCOPE | beside,
            "theme": MANAGERS | {"nia", "ada"},
        }
    )


LEFT = {"ada", *MEMBERS}  # of the host, once seats have ended: by their posts
DIRECTORS = {"nia", "tia", "nora"}


def ended():
    """The host and the region keep what was theirs; those of the team have nothing, but what was released to them."""
    still = LEFT | MANAGERS
    left = {name: who & still for name, who in released(set()).items()}
    return (
        left
        | dict.fromkeys(FEEDBACK, LEFT | {"pat"} | DIRECTORS)
        | dict.fromkeys(("focus", "line"), LEFT | {"mo", "pat"} | DIRECTORS)
        | {"learned": {"rhea", "nia"}, "conflict": {"con"}}
    )


def come_to_host(scene):
    """With what host and lead write from then on: answers, what is wrong in the feedback, and what became of it."""
    ada, nia = scene.people["ada"], scene.people["nia"]
    questions_go_out(scene)
    Question.objects.filter(pk=scene.question).update(
        answer=canary("answer"),
        answered_by=ada,
        answered_at=LATER,
        heard=canary("heard"),
        heard_by=nia,
        heard_at=LATER,
    )
    ends(scene)
    sent(scene)
    checked(scene)


def checked(scene):
    FactCheck.objects.update(
        text=canary("check"), reply=canary("reply"), replied_by=scene.people["nia"], replied_at=LATER
    )


def come_to_team(scene):
    made_final(scene)
    checked(scene)
    released_to("team")(scene)
    finding = Finding.objects.get(text=canary("evidenced"))
    theme = Theme.objects.get()
    theming.code_findings(turn=scene.turn, chosen={finding.pk: [theme]}, by=scene.people["nia"])


# How it comes to be, when, who looks by default, and what they find.
TO_THE_REGION = released({"pat"} | DIRECTORS)
TIMES = {
    "under way, before questions are out": (begins, ON_THE_DAY, KINDS, BEFORE_QUESTIONS),
    "with the host for facts": (come_to_host, LATER, ["ada", "lena", "gil", "mo", "pat"], WITH_HOST),
    "released to the team": (come_to_team, LATER, ["ada", "lena", "mo", "pat", "nora"], released(set())),
    "released to the regional lead": (
        released_to("regional_lead"),
        LATER,
        ["pat", "nora"],
        released({"pat"}),
    ),
    "released to the region": (released_to("region"), LATER, ["pat", "nora"], TO_THE_REGION),
    "access has ended": (lambda scene: None, ENDED, ["ada", "lena", "nia", "gil", "mo", "pat"], ended()),
}


# -- A word in every text -------------------------------------------------------------------------------------------


def write_words(scene):
    write_papers(scene)
    write_findings(scene)
    write_rest(scene)


def write_papers(scene):
    people, turn = scene.people, scene.turn
    Turn.objects.filter(pk=turn.pk).update(
        focus=canary("focus"), focus_because=canary("because"), off_the_flags_because=canary("offtheflags")
    )
    Challenge.objects.filter(pk=scene.challenge.pk).update(place=canary("where"))
    turn.proposals.create(side="host", by=people["ada"], area=canary("proposal"), because=canary("why"))
    turn.remarks.create(side="lead", by=people["nia"], text=canary("remark"))
    LineOfEnquiry.objects.filter(pk=scene.line).update(
        text=canary("line"),
        data_wanted=canary("data"),
        evidence_wanted=canary("evidencewanted"),
        supplied_by=canary("supplier"),
    )
    Question.objects.filter(pk=scene.draft).update(text=canary("draft"))
    Question.objects.filter(pk=scene.question).update(text=canary("list"))
    turn.questions.create(text=canary("merged"), by=people["hal"], merged_into_id=scene.question)
    DocumentRequest.objects.filter(pk=scene.asked).update(
        title=canary("document"),
        note=canary("docnote"),
        state="not_given",
        not_given_because=canary("notgiven"),
    )
    DocumentRequest.objects.filter(pk=scene.given).update(file_name=canary("filename"))
    DocumentRequest.objects.create(
        turn=turn, title=canary("document"), wanted_by=FIRST_DAY, asked_by=people["nia"]
    )
    Session.objects.filter(pk=scene.session).update(
        title=canary("session"), place=canary("room"), meets=canary("meets")
    )


def write_findings(scene):
    people, turn = scene.people, scene.turn
    scene.private = EvidenceItem.objects.create(
        turn=turn, source="data", by=people["hal"], text=canary("private"), is_mine_alone=True
    ).pk
    EvidenceItem.objects.filter(pk=scene.evidence).update(text=canary("evidence"))
    for pk, text in ((scene.suggested, "suggested"), (scene.suggested_live, "emerging")):
        Finding.objects.filter(pk=pk).update(text=canary(text))
    line = LineOfEnquiry.objects.get(pk=scene.line)
    Finding.objects.filter(pk=scene.told).update(
        text=canary("evidenced"), spoken_text=canary("told"), line=line
    )
    find(scene, canary("dropped"), state="dropped", spoken=False, dropped_because=canary("droppedbecause"))
    find(scene, canary("untold"), state="emerging", spoken=False)
    ObserverNote.objects.filter(pk=scene.log).update(text=canary("log"))
    ObserverQuestion.objects.filter(pk=scene.put).update(text=canary("put"), came_of_it=canary("cameofit"))
    ObserverSignOff.objects.create(
        turn=turn, about="focus", is_signed=False, reservation=canary("reservation"), by=people["tia"]
    )
    FeedbackNote.objects.filter(turn=turn).update(
        opening=f"<p>{canary('opening')}</p>", host_response=canary("response")
    )


def write_rest(scene):
    people, turn, challenge = scene.people, scene.turn, scene.challenge
    AgreedAction.objects.filter(pk=scene.action).update(
        text=canary("action"), owner=canary("owner"), success=canary("success")
    )
    action = AgreedAction.objects.get(pk=scene.action)
    action.confirmations.create(
        authority=at("Thirdby"), version=1, difference=canary("difference"), by=people["tia"]
    )
    Support.objects.filter(pk=scene.need).update(topic=canary("topic"), text=canary("need"))
    turn.check_ins.create(kind="check_in", text=canary("checkin"), by=people["ada"])
    given = {
        "rhea": {"worked": canary("worked"), "take_home": canary("learned")},
        "tia": {"change": canary("change")},
    }
    for name, words in (given | {"hal": {"worked": "Well"}}).items():
        evaluating.evaluate(challenge=challenge, by=people[name], **words)
    Seat.objects.filter(pk=scene.seat("hal").pk).update(access_needs=canary("needs"))
    Theme.objects.filter(pk=scene.theme).update(name=canary("theme"))
    Conflict.objects.filter(person=people["con"]).update(note=canary("conflict"))


# -- Looking for it -------------------------------------------------------------------------------------------------


def pages_for(scene, *, is_first):
    """All pages at first; then those of the turn as a whole, where every text stands that anybody reads."""
    pages = list(dict.fromkeys(pages_of(scene)))
    return pages if WALK or is_first else [page for page in pages if page.startswith(READ_LATER)]


READ_LATER = ("/turns/", "/challenges/", "/learning/", "/cycles/")


def pages_of(scene):
    """Each page of the turn, with the key of each of its things; and each file."""
    turn = Turn.objects.get(pk=scene.turn.pk)
    things = {
        "line_edit": turn.lines,
        "line_remove": turn.lines,
        "question_edit": turn.questions,
        "question_remove": turn.questions,
        "question_answer": turn.questions,
        "question_heard": turn.questions,
        "document_give": turn.document_requests,
        "document_file": turn.document_requests,
        "session": turn.sessions,
        "evidence_item": turn.evidence_items,
        "evidence_item_delete": turn.evidence_items,
        "finding": turn.findings,
        "finding_drop": turn.findings,
        "observer_question": turn.observer_questions,
        "fact_check": turn.note.fact_checks,
        "action": turn.actions,
        "action_confirm": turn.actions,
        "support": turn.support,
        "seat_timetable": turn.challenge.seats,
        "principles": turn.challenge.seats,
    }
    for name, rows in things.items():
        for pk in rows.values_list("pk", flat=True):
            yield reverse(f"challenges:{name}", args=[pk])
    for name in CLOSED:
        pattern = str(PAGES[name].pattern)
        if name.startswith("challenges:") and pattern.startswith(("turns/<", "challenges/<")):
            pk = turn.pk if pattern.startswith("turns/") else turn.challenge_id
            yield reverse(
                name, args=[pk, scene.told] if "finding" in PAGES[name].pattern.converters else [pk]
            )
    yield reverse("challenges:questions_merge", args=[turn.pk]) + f"?draft={scene.draft}"
    yield from (reverse(f"challenges:{name}") for name in ("challenges", "learning"))
    for name in ("ledger", "region", "headlines", "headlines_paper", "themes", "consents"):
        yield reverse(f"challenges:{name}", args=[scene.cycle])
    yield reverse("challenges:theme", args=[scene.theme])
    yield from (reverse(name) for name in ("home", "regions:conflicts"))


def pages_elsewhere(scene):
    """Every other address of the portal, with the keys of Northmere's things."""
    evaluation = scene.world.evaluation
    own = {
        "selfeval:chapter": evaluation.chapters.first().pk,
        "selfeval:read": scene.world.release.pk,
        "selfeval:release": scene.world.release.pk,
        "selfeval:share": scene.world.share.pk,
        "selfeval:status": scene.cycle,
        "selfeval:groups": scene.cycle,
        "selfeval": evaluation.pk,
        "cycles": scene.cycle,
        "regions:memorandum": scene.world.memorandum.pk,
    }
    for name in CLOSED:
        if name.startswith("challenges:"):
            continue
        known = KEYS | {"pk": next((pk for start, pk in own.items() if name.startswith(start)), 1)}
        converters = PAGES[name].pattern.converters
        if converters.keys() <= known.keys():
            yield reverse(name, kwargs={key: known[key] for key in converters})


def said(response):
    """All words of an answer: a page, a PDF or a Word document; and its headers."""
    body, kind = b"".join(response), response.headers.get("Content-Type", "")
    if kind == "application/pdf":
        text = text_of(io.BytesIO(body))
    elif "wordprocessing" in kind:
        with zipfile.ZipFile(io.BytesIO(body)) as folder:
            text = "".join(folder.read(name).decode("utf-8", errors="replace") for name in folder.namelist())
    else:
        text = body.decode("utf-8", errors="replace").replace("\r\n ", "")  # calendars fold long lines
    return text + str(dict(response.headers))


def found_on(client, paths):
    """The canaries, by name, with one of the pages on which each stands."""
    return {name: path for path in paths for name in CANARY.findall(said(client.get(path)))}


@pytest.fixture
def scene(cast, settings):
    settings.ADMINS = [("Adi", "adi@example.org")]
    with clock_at(BEFORE):
        scene = make_life(cast)
        write_words(scene)
    return scene


def kept_of(caplog):
    """What the portal keeps or sends beside its pages: the audit, jobs, messages, e-mails and the log."""
    kept = serialize("json", [*Event.objects.all(), *Job.objects.all(), *Message.objects.all()])
    assert len(json.loads(kept)) > 40
    return kept + "".join(one.subject + one.body for one in mail.outbox) + caplog.text


def test_each_person_finds_what_the_policy_gives_them_and_nothing_else(scene, caplog):
    caplog.set_level(logging.INFO)
    wrong = {}
    for name, (come, moment, people, table) in TIMES.items():
        with clock_at(moment):
            come(scene)
            paths = pages_for(scene, is_first=come is begins)
            for who in READERS if WALK else people:
                found, given = (
                    found_on(scene.client(who), paths),
                    {one for one, by in table.items() if who in by},
                )
                leaks = {one: path for one, path in found.items() if one not in given}
                if leaks or given - found.keys():
                    wrong[name, who] = {"leaks": leaks, "missing": sorted(given - found.keys())}
    assert wrong == {}
    assert not CANARY.search(kept_of(caplog))


def test_other_pages_of_the_portal_say_no_word_that_the_person_does_not_read_in_the_challenge(scene):
    """As everybody who follows, helps to run, or has left; released to the whole region by then.

    The golden thread, the lists of actions and the menu of support show what was found and agreed to who reads it.
    """
    with clock_at(LATER):
        for come, *_ in list(TIMES.values())[:5]:
            come(scene)
        paths = list(pages_elsewhere(scene))
        found = {
            who: found_on(scene.client(who), paths) for who in ("ada", "nia", "mo", "ana", "nora", "adi")
        }

    leaks = {
        who: {name: path for name, path in words.items() if who not in TO_THE_REGION[name]}
        for who, words in found.items()
    }
    assert {who: words for who, words in leaks.items() if words} == {}
    assert found["ana"] == found["adi"] == {}


def test_no_e_mail_event_or_job_says_a_word_of_it(scene, caplog):
    """After reminders of every step, a chase, a move of the day, and a page that is broken."""
    caplog.set_level(logging.INFO)
    with clock_at(BEFORE):
        Seat.objects.update(calendar_at=BEFORE)
        cycle = Cycle.objects.get(pk=scene.cycle)
        for days in range(0, 60, 3):
            steps_came_near((BEFORE + timedelta(days=days)).date())
        scene.client("mo").post(reverse("challenges:region_chase", args=[cycle.pk]))
        planning.move_day(
            challenge=scene.challenge, first_day=FIRST_DAY + timedelta(days=7), by=scene.people["mo"]
        )
    with clock_at(LATER):
        sent(scene)
        made_final(scene)
        move(scene, "release", audience="region")

    assert not CANARY.search(kept_of(caplog))
