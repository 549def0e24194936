"""A self-evaluation of Northmere with everyone who may or may not read it, brought to any state.

Beside the cast: Cora coordinates Northmere, Owen owns its first chapter, Rob contributes to it and Wyn has no part.
Cleo is its chief executive. In the group, Southby has Nia, its lead member Sol, its contributor Sid, and Rhea, whom
Nia named; Pia is a peer whom Nia named, Pam one whom nobody named. Nora directs Eastby, in the region and in no
group. Tia directs Thirdby, in the group too. Meg manages the programme of another region.
"""

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from unittest.mock import patch
from zoneinfo import ZoneInfo

from django.test import Client
from django.utils import timezone

from cycles.models import Cycle, Phase
from regions.models import Memorandum, Person
from regions.roles import SIGNING_ROLES, Role
from selfeval.actions import moving, opening, releasing, writing
from selfeval.models import (
    ChapterPart,
    Prompt,
    Release,
    SelfEvaluation,
    Share,
    Template,
    TemplateChapter,
)
from tests.cast import hold, make_person
from tests.factories.memoranda import make_issued, sign_for
from tests.places import make_authority

LONDON = ZoneInfo("Europe/London")
SHARE_DAY = date(2027, 1, 11)
ACCESS_DAYS = 90
LAST_DAY = SHARE_DAY + timedelta(days=ACCESS_DAYS)
BEFORE = datetime(2027, 1, 4, 12, tzinfo=LONDON)
AFTER = datetime(2027, 1, 20, 12, tzinfo=LONDON)
COLUMNS = [{"key": "what", "label": "What", "kind": "text"}]


@contextmanager
def clock_at(moment):
    with patch.object(timezone, "now", lambda: moment):
        yield


@dataclass
class World:
    people: dict[str, Person]
    evaluation: SelfEvaluation
    partner: SelfEvaluation
    memorandum: Memorandum
    share: Share
    now: datetime = BEFORE
    release: Release | None = None
    opened: set[str] = field(default_factory=set)

    def client(self, name):
        """A browser in which the person is signed in, or nobody."""
        client = Client()
        if name in self.people:
            client.force_login(Person.objects.get(pk=self.people[name].pk))
            session = client.session
            session["demonstration"] = True
            session.save()
        return client


def make_template():
    """Two chapters: a text that is needed, a table and its roll-up; then a text."""
    template = Template.objects.create(slug="plain", version=1, name="Plain")
    first = TemplateChapter.objects.create(template=template, number=1, title="First")
    second = TemplateChapter.objects.create(template=template, number=2, title="Second")
    Kind = Prompt.Kind  # noqa: N806
    Prompt.objects.create(
        chapter=first, position=1, kind=Kind.NARRATIVE, text="What helps?", is_required=True
    )
    Prompt.objects.create(
        chapter=first, position=2, kind=Kind.TABLE, role="actions", text="Actions", columns=COLUMNS
    )
    Prompt.objects.create(chapter=second, position=1, kind=Kind.NARRATIVE, text="What next?")
    return template


def make_cycle(region, share_day=SHARE_DAY):
    cycle = Cycle.objects.create(
        region=region,
        name="2026/27",
        starts_on=share_day - timedelta(days=120),
        ends_on=share_day + timedelta(days=200),
        opened_at=BEFORE,
    )
    kinds = ((Phase.Kind.SIGN_OFF, share_day - timedelta(days=7)), (Phase.Kind.SHARE, share_day))
    for position, (kind, day) in enumerate(kinds):
        Phase.objects.create(cycle=cycle, kind=kind, name=str(kind), position=position, due_on=day)
    return cycle


def make_people(cast):
    places = {
        "eastby": make_authority(804, "Eastby", cast.north),
        "thirdby": make_authority(805, "Thirdby", cast.north),
    }
    posts = {
        "cora": (Role.LA_COORDINATOR, {"authority": cast.northmere}),
        "owen": (Role.CONTRIBUTOR, {"authority": cast.northmere}),
        "wyn": (Role.CONTRIBUTOR, {"authority": cast.northmere}),
        "cleo": (Role.CHIEF_EXECUTIVE, {"authority": cast.northmere}),
        "sol": (Role.LEAD_MEMBER, {"authority": cast.southby}),
        "sid": (Role.CONTRIBUTOR, {"authority": cast.southby}),
        "rhea": (Role.CONTRIBUTOR, {"authority": cast.southby}),
        "pia": (Role.PEER, {"region": cast.north}),
        "pam": (Role.PEER, {"region": cast.north}),
        "nora": (Role.DCS, {"authority": places["eastby"]}),
        "tia": (Role.DCS, {"authority": places["thirdby"]}),
        "meg": (Role.PROJECT_MANAGER, {"region": cast.west}),
    }
    people = {name: make_person(name) for name in posts}
    for name, (role, place) in posts.items():
        hold(people[name], role, **place)
    known = ("ada", "rob", "lena", "nia", "pat", "mo", "ana", "wil", "gus", "sam", "old", "adi")
    return people | {name: getattr(cast, name) for name in known}, places


def make_world(cast, *, share_day=SHARE_DAY, unsigned=(), **settings):
    """Drafted, and nothing released; ``unsigned`` holds (authority's name, role) pairs."""
    people, places = make_people(cast)
    cycle = make_cycle(cast.north, share_day)
    opening.open_cycle(cycle=cycle, template=make_template(), by=cast.mo)
    memorandum = make_issued(cast.north, by=cast.pat, access_days_after=ACCESS_DAYS, **settings)
    for authority in (cast.northmere, cast.southby, places["thirdby"]):
        missing = {role for name, role in unsigned if name == authority.name}
        sign_for(authority, memorandum, [role for role in SIGNING_ROLES if role not in missing])
    group = [cast.northmere, cast.southby, places["thirdby"]]
    releasing.share_among(cycle=cycle, authorities=group, group="Group 1", by=None)
    evaluation, partner = (
        SelfEvaluation.objects.get(authority=authority) for authority in (cast.northmere, cast.southby)
    )
    first = evaluation.chapters.first()
    opening.give_part(chapter=first, person=people["owen"], part=ChapterPart.Part.OWNER, by=cast.ada)
    opening.give_part(chapter=first, person=cast.rob, part=ChapterPart.Part.CONTRIBUTOR, by=cast.ada)
    share = Share.objects.get(evaluation=evaluation, authority=cast.southby)
    for name in ("rhea", "pia"):
        releasing.name_reader(share=share, person=people[name], by=cast.nia)
    return World(people, evaluation, partner, memorandum, share)


def write(evaluation, by, text="<p>Answer</p>", row="Row"):
    """An answer to every prompt; every chapter agreed."""
    for chapter in evaluation.chapters.all():
        for answer in chapter.answers.select_related("prompt"):
            is_table = answer.prompt.kind == Prompt.Kind.TABLE
            draft = writing.Draft(rows=({"what": row},)) if is_table else writing.Draft(text=text)
            writing.save_answer(answer=answer, draft=draft, built_on=answer.version, by=by)
        chapter.refresh_from_db()
        moving.move_chapter(chapter=chapter, name="agree", by=by)


def take_to(evaluation, by, *names):
    for name in names:
        evaluation = moving.move_document(evaluation=evaluation, name=name, by=by)
    return evaluation


def release(evaluation, by, **texts):
    """Written, signed and released."""
    write(evaluation, by, **texts)
    take_to(evaluation, by, "send_for_review", "sign")
    return releasing.submit(evaluation=evaluation, by=by)
