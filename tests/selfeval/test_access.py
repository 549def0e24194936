"""Who may do what with a self-evaluation, in every state: written from the access policy, not from the code.

One test a state walks every address and method as everybody. A cell is what the policy says: ``open`` (it answers,
or it does what was asked), ``known`` (they know of the thing, and are refused), or else hidden, which must look
exactly like a thing that does not exist.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from cycles.models import Phase
from files.models import keep
from regions.models import Conflict
from regions.roles import Role
from selfeval import urls
from selfeval.actions import opening, releasing
from selfeval.actions.templates import copy
from selfeval.models import (
    Answer,
    Clash,
    Comment,
    Evidence,
    ExceptionComment,
    Invitation,
    Presence,
    Prompt,
    ReadingNote,
    ThreadRow,
)
from tests.factories.figures import make_indicator
from tests.factories.memoranda import make_issued
from tests.selfeval.world import (
    AFTER,
    BEFORE,
    LAST_DAY,
    LONDON,
    clock_at,
    make_world,
    release,
    take_to,
    write,
)
from tests.sli_portal.test_every_address import without_token

pytestmark = [pytest.mark.django_db, pytest.mark.either]

LEADERS = {"ada", "cora"}
WRITERS = {*LEADERS, "owen", "rob"}
MEMBERS = {"lena", "cleo"}
OWN = {*WRITERS, "wyn", *MEMBERS}
GROUP = {"nia", "rhea", "pia"}  # of Southby, and whom its director named
MANAGERS = {"mo", "pat"}  # of the North's year
FOLLOWERS = {*MANAGERS, "ana"}  # who see stages, dates and counts there
NOT_IN_IT = {*FOLLOWERS, "sol", "sid", "tia", "pam", "nora", "wil", "meg", "gus", "sam", "old", "adi"}
EVERYBODY = {*OWN, *GROUP, *NOT_IN_IT}
AT_AN_AUTHORITY = EVERYBODY - {*FOLLOWERS, "pia", "pam", "meg", "gus", "sam", "old", "adi"}
OF_A_REGION = {*AT_AN_AUTHORITY, *FOLLOWERS, "meg"}
OF_THE_NORTH = OF_A_REGION - {"wil", "meg"}
NOBODY = "nobody"


@dataclass(frozen=True)
class State:
    """How the world comes to it, and what the policy says then."""

    steps: tuple[Callable, ...] = ()
    now: datetime = BEFORE
    settings: dict = field(default_factory=dict)
    unsigned: tuple = ()
    is_released: bool = False
    open_to: frozenset = frozenset()  # people of other authorities who read the release
    knows_share: frozenset = frozenset(GROUP)
    reads_draft: frozenset = frozenset()  # members who read it beside the writers
    move: tuple[str, frozenset] = ("reopen", frozenset({"ada"}))
    chapter_move: tuple[str, frozenset] = ("return", frozenset())
    is_editable: bool = False


def drafted(world):
    """Words in every answer; the chapters not agreed."""
    with transaction.atomic():
        write(world.evaluation, world.people["ada"])
        world.evaluation.chapters.update(state="drafting")
    Answer.objects.filter(chapter__evaluation=world.evaluation).update(is_unreviewed=True)


def reviewed(world):
    write(world.evaluation, world.people["ada"])
    take_to(world.evaluation, world.people["ada"], "send_for_review")
    Answer.objects.filter(chapter__evaluation=world.evaluation).update(is_unreviewed=True)


def signed(world):
    write(world.evaluation, world.people["ada"])
    take_to(world.evaluation, world.people["ada"], "send_for_review", "sign")


def released(world):
    world.release = release(world.evaluation, world.people["ada"])


def partner_released(world):
    release(world.partner, world.people["nia"])


def opened_to_members(world):
    opening.set_open_to_members(evaluation=world.evaluation, is_open=True, by=world.people["ada"])


def withdrawn(world):
    releasing.withdraw(release=world.release, by=world.people["ada"])


def share_ended(world):
    releasing.end_share(share=world.share, by=world.people["ada"])


def new_memorandum(world):
    make_issued(world.memorandum.region, by=world.people["pat"])


def conflict_of(name):
    def declare(world):
        authority = world.evaluation.authority
        Conflict.objects.create(
            person=world.people[name], authority=authority, kind="personal", outcome="conflict"
        )

    return declare


def share_day_off(world):
    world.evaluation.cycle.phases.filter(kind=Phase.Kind.SHARE).update(is_off=True)


BOTH = (released, partner_released)
DONE = {"is_released": True, "move": ("revise", frozenset({"ada"}))}
OPEN = DONE | {"now": AFTER, "open_to": frozenset(GROUP)}
SHUT = DONE | {"now": AFTER}
AT_NOON = {"tzinfo": LONDON, "hour": 12}


def noon(day):
    return datetime(day.year, day.month, day.day, **AT_NOON)


AGREED = {"project_manager_reads": True}
STATES = {
    "drafting": State(
        steps=(drafted,),
        move=("send_for_review", frozenset(LEADERS)),
        chapter_move=("hand_over", frozenset(WRITERS)),
        is_editable=True,
    ),
    "drafting after the share day": State(
        steps=(drafted, partner_released),
        now=AFTER,
        settings=AGREED,
        move=("send_for_review", frozenset(LEADERS)),
        chapter_move=("hand_over", frozenset(WRITERS)),
        is_editable=True,
    ),
    "draft opened to members": State(
        steps=(drafted, opened_to_members),
        reads_draft=frozenset(MEMBERS),
        move=("send_for_review", frozenset(LEADERS)),
        chapter_move=("hand_over", frozenset(WRITERS)),
        is_editable=True,
    ),
    "review": State(
        steps=(reviewed,),
        chapter_move=("return", frozenset({*LEADERS, "owen"})),
        is_editable=True,
    ),
    "signed": State(steps=(signed,), move=("submit", frozenset({"ada"}))),
    "signed, nobody is to endorse it": State(steps=(signed,), move=("endorse", frozenset())),
    "signed, the lead member is to endorse it": State(
        steps=(signed,),
        settings={"endorsers": "lead_member"},
        reads_draft=frozenset(MEMBERS),
        move=("endorse", frozenset({"lena"})),
    ),
    "signed, both are to endorse it": State(
        steps=(signed,),
        settings={"endorsers": "both"},
        reads_draft=frozenset(MEMBERS),
        move=("endorse", frozenset(MEMBERS)),
    ),
    "signed, not endorsed yet": State(
        steps=(signed,),
        settings={"endorsers": "both"},
        reads_draft=frozenset(MEMBERS),
        move=("submit", frozenset()),
    ),
    "released before the share day": State(steps=BOTH, **DONE),
    "released before the share day, the project manager may read": State(steps=BOTH, settings=AGREED, **DONE),
    "open": State(steps=BOTH, **OPEN),
    "open, the project manager may read": State(
        steps=BOTH, settings=AGREED, **OPEN | {"open_to": frozenset({*GROUP, "mo"})}
    ),
    "open on the last day": State(steps=BOTH, **OPEN | {"now": noon(LAST_DAY)}),
    "lapsed": State(steps=BOTH, settings=AGREED, **SHUT | {"now": noon(LAST_DAY + timedelta(days=1))}),
    "withdrawn": State(steps=(*BOTH, withdrawn), settings=AGREED, **SHUT),
    "share ended": State(steps=(*BOTH, share_ended), **SHUT, knows_share=frozenset()),
    "not signed by the owner's chief executive": State(
        steps=BOTH, settings=AGREED, unsigned=(("Northmere", Role.CHIEF_EXECUTIVE),), **SHUT
    ),
    "not signed by the owner's director": State(steps=BOTH, unsigned=(("Northmere", Role.DCS),), **SHUT),
    "not signed by the reader's lead member": State(
        steps=BOTH, unsigned=(("Southby", Role.LEAD_MEMBER),), **SHUT
    ),
    "a new memorandum, not signed": State(steps=(*BOTH, new_memorandum), **SHUT),
    "the reading director has a conflict": State(
        steps=(*BOTH, conflict_of("nia")),
        **OPEN | {"open_to": frozenset(GROUP - {"nia"}), "knows_share": frozenset(GROUP - {"nia"})},
    ),
    "the project manager has a conflict": State(steps=(*BOTH, conflict_of("mo")), settings=AGREED, **OPEN),
    "the reader has not released its own": State(steps=(released,), **SHUT),
    "nor need it": State(
        steps=(released,),
        settings={"read_only_if_shared": False},
        **OPEN | {"open_to": frozenset({*GROUP, "tia"})},
    ),
    "the share day is switched off": State(steps=(*BOTH, share_day_off), settings=AGREED, **SHUT),
}


@dataclass(frozen=True)
class Row:
    """An address and method, with what is sent, and whom the policy lets do it."""

    name: str
    pk: int | None
    method: str
    open: frozenset
    known: frozenset = frozenset()
    data: dict = field(default_factory=dict)
    changes: bool = True

    def address(self, pk):
        return reverse(f"selfeval:{self.name}", args=[] if self.pk is None else [pk])


def things_of(world):
    """One of each thing that an address names, in Northmere's first chapter and in its second."""
    first, second = world.evaluation.chapters.all()
    one, two = first.answers.first(), second.answers.first()
    comment = Comment.objects.create(chapter=first, by=world.people["rob"], text="Why?")
    Prompt.objects.create(chapter=second.of, position=2, kind=Prompt.Kind.EXCEPTIONS, text="Exceptions")
    clash = Clash.objects.create(answer=one, built_on=0, saved_by=world.people["rob"], text="<p>Other</p>")
    invitation = Invitation.objects.create(
        chapter=first,
        email="i@example.org",
        name="I",
        part="contributor",
        invited_by=world.people["ada"],
        expires_at=timezone.now() + timedelta(days=1),
    )
    return first, second, one, two, comment, clash, invitation


def rows_of(world, state):
    first, second, one, two, comment, clash, invitation = things_of(world)
    release_pk = world.release.pk if world.release else 999_998
    readers = frozenset(OWN - {"wyn"} | state.open_to) if state.is_released else frozenset()
    own, leaders, writers = frozenset(OWN), frozenset(LEADERS), frozenset(WRITERS)
    director = frozenset({"ada"})
    reads_first, reads_second = writers | state.reads_draft, leaders | {"owen"} | state.reads_draft
    writes = writers if state.is_editable else frozenset()
    gives_parts = (leaders | {"owen"}) if state.is_editable else frozenset()
    log = readers & {*LEADERS, *MEMBERS}
    withdraws = director & readers if withdrawn not in state.steps else frozenset()
    namer = state.knows_share & {"nia"}
    word, movers = state.move
    chapter_word, chapter_movers = state.chapter_move
    evaluation, share = world.evaluation.pk, world.share.pk
    sent = {"version": one.version, "html": "<p>Changed</p>"}
    sent_second = {"version": two.version, "html": "<p>Changed</p>"}
    wyn, sid = world.people["wyn"].pk, world.people["sid"].pk
    return [
        Row("mine", None, "get", frozenset(EVERYBODY)),
        Row("evaluation", evaluation, "get", own),
        Row("whole", evaluation, "get", reads_second, own),
        Row("move", evaluation, "post", movers, own, {"move": word}),
        Row("open_to_members", evaluation, "post", director, own, {"open": "yes"}),
        Row("carry_forward", evaluation, "post", writes & leaders, own),
        Row("exceptions", evaluation, "get", reads_first, own),
        Row("exceptions_refresh", evaluation, "post", writes & leaders, own),
        *rows_of_chapter(first, world.people["ada"], reads_first, writes),
        *rows_of_chapter(second, world.people["ada"], reads_second, writes & leaders),
        Row("chapter", first.pk, "get", reads_first, own),
        Row("chapter", second.pk, "get", reads_second, own),
        Row("chapter_carry", first.pk, "post", writes, own),
        Row("chapter_carry", second.pk, "post", writes & leaders, own),
        Row("chapter_move", first.pk, "post", chapter_movers, own, {"move": chapter_word}),
        Row(
            "chapter_people",
            first.pk,
            "post",
            gives_parts,
            own,
            {"person": wyn, "part": "contributor"},
        ),
        Row(
            "chapter_invite",
            first.pk,
            "post",
            writes & leaders,
            own,
            {"invite-name": "New", "invite-email": "new@example.org", "invite-part": "contributor"},
        ),
        Row("chapter_invitation_withdraw", invitation.pk, "post", leaders, own),
        Row("chapter_here", first.pk, "post", reads_first, own),
        Row("chapter_comment", first.pk, "post", writers, own, {"text": "Because"}),
        Row("comment_settle", comment.pk, "post", writers, own),
        Row("answer_save", one.pk, "post", writes, own, sent),
        Row("answer_save", two.pk, "post", writes & leaders, own, sent_second),
        Row("answer_confirm", one.pk, "post", writes, own),
        Row("answer_history", one.pk, "get", writers, own),
        Row("answer_history", two.pk, "get", leaders | {"owen"}, own),
        Row("clash", clash.pk, "get", writers, own),
        Row("clash", clash.pk, "post", writes, own, {"keep": "saved", "version": one.version}),
        Row("pasted", None, "post", frozenset(AT_AN_AUTHORITY), data={"html": "<p>x</p>"}, changes=False),
        Row("read", release_pk, "get", readers),
        Row("read_pdf", release_pk, "get", readers),
        Row("read_word", release_pk, "get", readers),
        Row("read_note", release_pk, "post", readers, data={"chapter": 1, "text": "Mine"}),
        Row("release_readings", release_pk, "get", log, readers),
        Row("release_withdraw", release_pk, "get", readers & director, readers),
        Row("release_withdraw", release_pk, "post", withdraws, readers),
        Row("share_end", share, "get", director if state.knows_share else frozenset(), own),
        Row("share_end", share, "post", director if state.knows_share else frozenset(), own),
        Row("share_opens", share, "get", state.knows_share),
        Row("share_readers", share, "get", namer),
        Row("share_readers", share, "post", namer, data={"person": sid}),
    ]


def rows_of_chapter(chapter, by, reads, writes):
    """What stands beside the answers: evidence, a figure that stands out, and what became of last year's row."""
    own, file = frozenset(OWN), keep(Path(__file__), "text/plain")
    evidence = Evidence.objects.create(
        chapter=chapter, title="Audit", file=file, file_name="audit.txt", added_by=by
    )
    indicator = make_indicator(f"chapter-{chapter.pk}")
    chapter.of.indicators.add(indicator)
    figure = ExceptionComment.objects.create(evaluation=chapter.evaluation, indicator=indicator)
    row = ThreadRow.objects.create(chapter=chapter, role="areas", earlier="Long waits")
    return [
        Row("evidence_add", chapter.pk, "post", writes, own, {"title": "Report"}),
        Row("evidence_file", evidence.pk, "get", reads, own),
        Row("evidence_remove", evidence.pk, "post", writes, own),
        Row("exception", figure.pk, "get", reads, own),
        Row("exception", figure.pk, "post", writes, own, {"text": "Because", "version": 0}),
        Row("thread", chapter.pk, "get", reads, own),
        Row("thread", chapter.pk, "post", writes, own, {f"row-{row.pk}-state": "improving"}),
    ]


NEW_PROMPT = {"kind": "narrative", "text": "Why?"}
CHANGES_OF_A_TEMPLATE = (
    ("template_rename", "template", ("get", "post"), {"name": "New"}),
    ("template_add_chapter", "template", ("get", "post"), {"title": "New"}),
    ("form_chapter", "chapter", ("get", "post"), {"title": "New"}),
    ("form_chapter_move", "chapter", ("post",), {"to": "up"}),
    ("form_chapter_remove", "chapter", ("get", "post"), {}),
    ("form_chapter_add_prompt", "chapter", ("get", "post"), NEW_PROMPT),
    ("form_prompt", "prompt", ("get", "post"), NEW_PROMPT),
    ("form_prompt_move", "prompt", ("post",), {"to": "up"}),
    ("form_prompt_remove", "prompt", ("post",), {}),
)


def rows_of_region(world, state):
    """The region's own pages: stages, dates and counts, opening, groups, reminders; and the templates."""
    cycle, standard = world.evaluation.cycle, world.evaluation.template
    template = copy(template=standard, region=cycle.region, by=world.people["mo"])
    managers, followers, north = frozenset(MANAGERS), frozenset(FOLLOWERS), frozenset(OF_THE_NORTH)
    anywhere = frozenset(OF_A_REGION)
    groups = managers if state.now == BEFORE else frozenset()  # they stay as they are from the share day
    members = {f"authority-{code}": "Group 1" for code in (801, 802, 805)}
    return [
        Row("how_far", None, "get", followers | {"meg"}),
        Row("status", cycle.pk, "get", followers),
        Row("open_all", cycle.pk, "get", managers),
        Row("open_all", cycle.pk, "post", managers, data={"template": standard.pk}),
        Row("groups", cycle.pk, "get", managers),
        Row("groups", cycle.pk, "post", groups, managers, members),
        Row("chase", cycle.pk, "post", managers),
        Row("templates", None, "get", anywhere),
        Row("template", template.pk, "get", north),
        Row("template", standard.pk, "get", anywhere),
        Row("template_copy", template.pk, "post", managers, data={"region": "north"}),
        Row("template_copy", standard.pk, "post", managers, data={"region": "north"}),
        Row("template_compare", template.pk, "get", north, data={"with": standard.pk}),
        Row("template_compare", standard.pk, "get", north, data={"with": template.pk}),
        *changes_of(template, managers),
        *changes_of(standard, frozenset(), known=managers | {"meg"}),
    ]


def changes_of(template, may_change, known=frozenset()):
    chapter = template.chapters.first()
    pks = {"template": template.pk, "chapter": chapter.pk, "prompt": chapter.prompts.first().pk}
    return [
        Row(name, pks[thing], method, may_change, known, sent if method == "post" else {})
        for name, thing, methods, sent in CHANGES_OF_A_TEMPLATE
        for method in methods
    ]


def wrong_methods(rows):
    """Every address by the method that it does not take: for nobody."""
    taken = {(row.name, row.method) for row in rows}
    for name, pk in {row.name: row.pk for row in rows}.items():
        for method in {"get", "post"} - {method for one, method in taken if one == name}:
            yield Row(name, pk, method, frozenset(), frozenset(EVERYBODY))


def marks():
    """Counts that rise or fall with anything that these addresses may change."""
    return (
        Event.objects.count(),
        Answer.objects.aggregate(n=Sum("version"))["n"],
        Presence.objects.count(),
        ReadingNote.objects.count(),
    )


def ask(client, row, pk):
    """(the answer, whether anything changed), with what it changed undone."""
    path = row.address(pk)
    if row.method == "get":
        response = client.get(path, row.data)
        list(response)  # a file is closed once it was read
        return response, False
    with transaction.atomic():
        before = marks()
        response = client.post(path, row.data)
        client.cookies.pop("messages", None)  # or the next page would show them
        changed = marks() != before
        transaction.set_rollback(True)
    return response, changed


REFUSED = {403, 404, 405}
WALKED_WHOLE = {"drafting", "open"}
FEW_OF_RELEASES = {"ada", "lena", *GROUP, "tia", "sol", "mo", "meg", "pat", "old"}
FEW_OF_REGION = {*FOLLOWERS, "meg", "wil", "ada", "owen", "lena", "nia", "pia", "gus", "old", "adi", NOBODY}
FEW_OF_DRAFTS = {*LEADERS, "owen", "wyn", *MEMBERS, "nia", "mo", "old"}


def is_of_release(row):
    """Of the release and its sharing; the other addresses are the draft's."""
    return row.name.startswith(("read", "release", "share"))


@pytest.fixture(autouse=True)
def quiet():
    """Thousands of refusals are expected here; writing each to the log would take most of the time."""
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


class Missing(dict):
    """What each person is told, by address and method, of a thing that does not exist."""

    def of(self, row, who, client):
        key = who, row.name, row.method
        if key not in self:
            response, _ = ask(client, row, 999_999)
            self[key] = response.status_code, without_token(response)
        return self[key]


def fault(missing, row, who, client):
    """What is wrong with the cell, or nothing."""
    response, changed = ask(client, row, row.pk)
    cell = f"{who} {row.method} {row.name} {row.pk}: {response.status_code}{' changed' if changed else ''}"
    if who == NOBODY:
        is_sent = response.status_code == 302 and response.url.startswith(reverse("account_login"))
        return "" if is_sent and not changed else f"{cell}, wanted signing in"
    if who in row.open:
        did = changed if row.method == "post" and row.changes else response.status_code < 400
        return "" if did and response.status_code not in REFUSED else f"{cell}, wanted open"
    if changed:
        return f"{cell}, wanted unchanged"
    if who in row.known:
        is_told = response.status_code == 302 and row.method == "post"
        return "" if is_told or response.status_code in REFUSED else f"{cell}, wanted refused"
    status, text = missing.of(row, who, client)
    same = response.status_code == status and without_token(response) == text
    return "" if same and status in REFUSED else f"{cell}, wanted hidden ({status})"


def come_to(state, cast):
    with clock_at(BEFORE):
        world = make_world(cast, unsigned=state.unsigned, **state.settings)
        for step in state.steps:
            step(world)
    return world


def faults_of(world, rows, people):
    clients, missing = {who: world.client(who) for who in sorted(people)}, Missing()
    cells = (fault(missing, row, who, client) for row in rows for who, client in clients.items())
    return [one for one in cells if one]


@pytest.mark.parametrize("name", STATES)
def test_every_address_as_everybody(cast, settings, name):
    """A state that differs from another in a few cells is walked where it differs, as those who could tell."""
    settings.DEMO = True
    state = STATES[name]
    world = come_to(state, cast)
    with clock_at(state.now):
        rows = rows_of(world, state)
        if name in WALKED_WHOLE:
            rows, people = [*rows, *wrong_methods(rows)], {*EVERYBODY, NOBODY}
        else:
            rows = [row for row in rows if is_of_release(row) == state.is_released]
            people = FEW_OF_RELEASES if state.is_released else FEW_OF_DRAFTS

        assert faults_of(world, rows, people) == []


@pytest.mark.parametrize("name", sorted(WALKED_WHOLE))
def test_every_address_of_the_region_as_everybody(cast, settings, name):
    """The region's pages know two times: before the share day, walked as everybody, and after it."""
    settings.DEMO = True
    state = STATES[name]
    world = come_to(state, cast)
    with clock_at(state.now):
        rows = rows_of_region(world, state)
        if state.now == BEFORE:
            rows, people = [*rows, *wrong_methods(rows)], {*EVERYBODY, NOBODY}
        else:
            people = FEW_OF_REGION

        assert faults_of(world, rows, people) == []


def test_the_matrix_has_a_row_for_every_address(cast):
    with clock_at(BEFORE):
        world, state = make_world(cast), STATES["drafting"]
        rows = [*rows_of(world, state), *rows_of_region(world, state)]

    has_no_person = {"invitation"}  # whoever holds its link may open it
    assert {row.name for row in rows} | has_no_person == {pattern.name for pattern in urls.urlpatterns}


def test_everybody_of_the_world_is_in_the_matrix(cast):
    with clock_at(BEFORE):
        assert set(make_world(cast).people) == EVERYBODY
