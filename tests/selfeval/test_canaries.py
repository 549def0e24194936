"""A word that stands nowhere else in every text of a self-evaluation, and then every place where it must not be."""

import json
import logging
from datetime import date

import pytest
from django.core import mail
from django.core.serializers import serialize
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Event
from datapacks.models import Intervention
from indicators.models import Indicator
from jobs.models import Job
from outbox.models import Message
from selfeval.actions import writing
from selfeval.actions.opening import give_part
from selfeval.models import Clash, Evidence, ExceptionComment
from selfeval.views import writing as writing_views
from tests.factories.figures import make_indicator
from tests.selfeval.world import BEFORE, clock_at, make_world, release, take_to
from tests.sli_portal.test_every_address import CLOSED, KEYS, PAGES

pytestmark = [pytest.mark.django_db, pytest.mark.either]

CANARY = "canary"
OUTSIDERS = ["nia", "rhea", "pia", "sol", "tia", "nora", "wil", "pat", "mo", "ana", "gus", "adi", "sam"]
STATUS_READERS = ["pat", "mo", "ana"]
TEXT_COLUMNS = [
    *(
        f'"selfeval_{table}"."{column}"'
        for table in ("answer", "answerversion", "clash")
        for column in ("text", "rows")
    ),
    '"selfeval_comment"."text"',
    '"selfeval_exceptioncomment"."text"',
    '"selfeval_exceptioncomment"."no_comment_because"',
    '"selfeval_release"."content"',
    '"selfeval_readingnote"."text"',
    '"selfeval_evidence"."title"',
    '"selfeval_intervention"."what_changed"',
]


@pytest.fixture
def world(cast, settings):
    """Released before the share day, and being written again: each text holds a canary."""
    settings.DEMO = True
    settings.ADMINS = [("Adi", "adi@example.org")]
    with clock_at(BEFORE):
        world = make_world(cast, project_manager_reads=True)
        ada = world.people["ada"]
        world.release = release(world.evaluation, ada, text="<p>canary-answer</p>", row="canary-row")
        release(world.partner, world.people["nia"])
        take_to(world.evaluation, ada, "revise")
        chapter = world.evaluation.chapters.first()
        answer = chapter.answers.first()
        draft = writing.Draft(text="<p>canary-draft</p>")
        writing.save_answer(answer=answer, draft=draft, built_on=answer.version, by=ada)
        writing.save_answer(
            answer=answer, draft=writing.Draft(text="<p>canary-clash</p>"), built_on=0, by=ada
        )
        writing.comment(chapter=chapter, text="canary-comment", by=ada)
        Evidence.objects.create(chapter=chapter, title="canary-evidence", pages="canary-page", added_by=ada)
        ExceptionComment.objects.create(
            evaluation=world.evaluation,
            indicator=indicator(),
            reasons=["canary-reason"],
            text="canary-exception",
        )
        Intervention.objects.create(
            authority=world.evaluation.authority,
            title="canary-intervention",
            what_changed="canary-change",
            began_on=date(2025, 1, 1),
        )
        yield world


def indicator():
    return Indicator.objects.first() or make_indicator(slug="north")


def every_path(world):
    """Each address of the portal, with the keys of things of Northmere's wherever a key is asked for."""
    chapter = world.evaluation.chapters.first()
    own = {
        "selfeval:chapter": chapter.pk,
        "selfeval:comment": chapter.comments.first().pk,
        "selfeval:answer": chapter.answers.first().pk,
        "selfeval:clash": Clash.objects.first().pk,
        "selfeval:read": world.release.pk,
        "selfeval:release": world.release.pk,
        "selfeval:share": world.share.pk,
        "selfeval": world.evaluation.pk,
        "cycles": world.evaluation.cycle_id,
        "regions:memorandum": world.memorandum.pk,
    }
    for name in CLOSED:
        pk = next((pk for start, pk in own.items() if name.startswith(start)), 1)
        known = KEYS | {"pk": pk}
        converters = PAGES[name].pattern.converters
        if converters.keys() <= known.keys():
            yield reverse(name, kwargs={key: known[key] for key in converters})


def said(response):
    return b"".join(response).decode("utf-8", errors="replace") + str(dict(response.headers))


@pytest.mark.parametrize("who", OUTSIDERS)
def test_no_page_file_or_export_says_a_word_of_it(world, who, caplog):
    caplog.set_level(logging.INFO)
    client = world.client(who)
    client.raise_request_exception = False

    found = [path for path in every_path(world) if CANARY in said(client.get(path))]
    found += [path for path in every_path(world) if CANARY in said(client.post(path, {"text": "x"}))]

    assert found == []
    assert CANARY not in caplog.text


def test_a_colleague_without_a_part_sees_nothing_and_what_was_released_once_they_have_one(world):
    def pages():
        return "".join(
            said(world.client("wyn").get(path)) for path in every_path(world) if "release." not in path
        )

    before = pages()
    chapter = world.evaluation.chapters.last()
    give_part(chapter=chapter, person=world.people["wyn"], part="contributor", by=world.people["ada"])

    hidden = ("answer", "row", "draft", "clash", "comment", "exception")
    assert [word for word in hidden if f"canary-{word}" in before] == []
    assert "canary-answer" in pages()


def test_no_log_job_or_e_mail_holds_a_word_of_it(world):
    kept = serialize("json", [*Event.objects.all(), *Job.objects.all(), *Message.objects.all()])

    assert len(json.loads(kept)) > 20
    assert CANARY not in kept


def test_an_error_of_ours_says_nothing_of_what_was_sent(world, caplog, monkeypatch):
    def broken(**kwargs):
        raise ValueError(f"fault {kwargs['answer'].pk}")

    monkeypatch.setattr(writing_views.actions, "save_answer", broken)
    client = world.client("ada")
    client.raise_request_exception = False
    answer = world.evaluation.chapters.first().answers.first()
    caplog.set_level(logging.INFO)

    response = client.post(
        reverse("selfeval:answer_save", args=[answer.pk]), {"version": 1, "html": "<p>canary-typed</p>"}
    )

    assert response.status_code == 500
    assert CANARY not in response.text + caplog.text
    assert [one for one in mail.outbox if CANARY in one.body] == []


@pytest.mark.parametrize("who", STATUS_READERS)
def test_no_question_to_the_database_asks_for_a_text(world, who):
    client = world.client(who)
    client.raise_request_exception = False

    paths = list(every_path(world))

    with CaptureQueriesContext(connection) as asked:
        for path in paths:
            b"".join(client.get(path))

    selected = [query["sql"].split(" FROM ")[0] for query in asked if query["sql"].startswith("SELECT")]
    assert len(selected) > 50
    assert [column for column in TEXT_COLUMNS if any(column in columns for columns in selected)] == []
