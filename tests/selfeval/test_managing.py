"""The project manager's pages: states without text, groups, reminders, opening, templates."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cycles.actions import open_cycle as open_year
from cycles.actions import start_cycle
from cycles.models import Phase
from outbox.models import Message
from regions.actions.memoranda import issue, start_draft
from selfeval.actions import editing
from selfeval.actions.grouping import groups_of, set_groups
from selfeval.actions.opening import open_cycle
from selfeval.actions.releasing import CannotShare
from selfeval.actions.telling import chase
from selfeval.actions.templates import TemplateFrozen, copy
from selfeval.differences import compare
from selfeval.models import Answer, SelfEvaluation, Share, Template
from tests.factories.documents import make_template
from tests.places import make_authority

TEXT = re.compile(r'"selfeval_\w+"\."(text|rows|choice|content)"|"text"|"content"')


@pytest.fixture
def year(cast):
    cycle = open_year(cycle=start_cycle(region=cast.north, pattern="north-west", year=2026, by=None), by=None)
    for code in (804, 805, 806, 807):
        make_authority(code, f"Place {code}", cast.north)
    return cycle


@pytest.fixture
def opened(cast, year):
    open_cycle(cycle=year, template=make_template(), by=None)
    Answer.objects.filter(chapter__evaluation__authority=cast.northmere).update(text="CANARY", words=7)
    return year


def set_day(cycle, kind, day):
    Phase.objects.filter(cycle=cycle, kind=kind).update(due_on=day)
    cycle._prefetched_objects_cache = {}


def members(cast, *codes):
    return list(cast.north.authorities.filter(pk__in=codes))


@pytest.mark.parametrize(
    ("who", "status"), [("mo", 200), ("pat", 200), ("ana", 200), ("ada", 403), ("wil", 403)]
)
def test_who_sees_how_far_they_are(cast, client_of, opened, who, status):
    assert client_of(who).get(reverse("selfeval:status", args=[opened.pk])).status_code == status


def test_the_page_of_states_never_asks_for_text(cast, client_of, opened):
    client = client_of("mo")

    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = client.get(reverse("selfeval:status", args=[opened.pk])).text

    assert [one["sql"] for one in asked if "selfeval" in one["sql"] and TEXT.search(one["sql"])] == []
    assert "CANARY" not in page
    assert "Northmere" in page
    assert re.search(r"Northmere.*?42</td>", page, re.DOTALL)  # six answers of seven words


def test_more_authorities_cost_no_more_queries(cast, client_of, opened, django_assert_num_queries):
    client = client_of("mo")
    address = reverse("selfeval:status", args=[opened.pk])
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for code in range(820, 830):
        make_authority(code, f"More {code}", cast.north)
    open_cycle(cycle=opened, template=Template.objects.get(), by=None)

    with django_assert_num_queries(len(few)):
        client.get(address)
    assert len(few) <= 12


def test_late_is_a_word_and_reminders_go_once_a_day_to_those_who_are(cast, client_of, opened):
    set_day(opened, "sign_off", timezone.localdate() - timedelta(days=10))
    SelfEvaluation.objects.exclude(authority=cast.northmere).update(state="signed")
    client = client_of("mo")

    page = client.get(reverse("selfeval:status", args=[opened.pk])).text
    for _ in range(2):
        client.post(reverse("selfeval:chase", args=[opened.pk]))

    assert re.findall(r"Late: \d+ working days past signing", page)
    [message] = Message.objects.filter(kind="self-evaluation-late")
    assert message.recipient == cast.ada.email
    assert "CANARY" not in message.subject + message.body


def test_nobody_is_chased_before_the_day_or_after_signing(cast, opened):
    set_day(opened, "sign_off", timezone.localdate())

    assert chase(cycle=opened, by=cast.mo) == []


def test_the_analyst_may_look_but_not_chase_open_or_group(cast, client_of, opened):
    client = client_of("ana")

    assert {
        client.post(reverse(f"selfeval:{name}", args=[opened.pk])).status_code
        for name in ("chase", "open_all", "groups")
    } == {403}


def test_opening_tells_directors_and_the_second_time_nobody(cast, client_of, year):
    template = make_template()
    client = client_of("mo")

    for _ in range(2):
        client.post(reverse("selfeval:open_all", args=[year.pk]), {"template": template.pk})

    assert SelfEvaluation.objects.count() == 6
    assert set(Message.objects.values_list("recipient", flat=True)) == {cast.ada.email, cast.nia.email}


def test_opening_without_a_template_says_what_to_do(cast, client_of, year):
    answer = client_of("mo").post(reverse("selfeval:open_all", args=[year.pk]))

    assert (answer.status_code, "Choose a template" in answer.text) == (422, True)


@pytest.fixture
def agreed(cast, opened):
    """With a memorandum in force, which says how long others may read, and a share day to come."""
    issue(memorandum=start_draft(region=cast.north, by=cast.mo), by=cast.mo)
    set_day(opened, "share", timezone.localdate() + timedelta(days=30))
    return opened


def post_groups(client, cycle, **by_code):
    return client.post(
        reverse("selfeval:groups", args=[cycle.pk]),
        {f"authority-{code[1:]}": name for code, name in by_code.items()},
    )


def test_groups_of_three_read_each_other_and_can_change(cast, client_of, agreed):
    client = client_of("mo")

    post_groups(
        client,
        agreed,
        a801="Group 1",
        a802="Group 1",
        a804="Group 1",
        a805="Group 2",
        a806="Group 2",
        a807="Group 2",
    )
    first = groups_of(agreed)
    post_groups(client, agreed, a801="Group 1", a802="Group 1", a805="Group 1")

    assert first == {
        801: "Group 1",
        802: "Group 1",
        804: "Group 1",
        805: "Group 2",
        806: "Group 2",
        807: "Group 2",
    }
    assert groups_of(agreed) == {801: "Group 1", 802: "Group 1", 805: "Group 1"}
    live = Share.objects.filter(ended_at=None)
    assert set(live.filter(evaluation__authority=801).values_list("authority", flat=True)) == {802, 805}
    assert live.count() == 6


def test_a_group_of_two_is_refused_and_nothing_changes(cast, client_of, agreed):
    answer = post_groups(client_of("mo"), agreed, a801="Group 1", a802="Group 1")

    assert answer.status_code == 422
    assert "Group 1 has 2: a group has three or four authorities" in answer.text
    assert not Share.objects.exists()


def test_groups_stay_from_the_share_date_on(cast, agreed):
    set_day(agreed, "share", timezone.localdate())

    with pytest.raises(CannotShare):
        set_groups(cycle=agreed, groups={"Group 1": members(cast, 801, 802, 804)}, by=cast.mo)

    assert not Share.objects.exists()


@pytest.fixture
def own(cast):
    return copy(template=make_template(), region=cast.north, by=cast.mo)


def titles(template):
    return list(template.chapters.values_list("number", "title"))


def test_a_region_s_copy_is_edited_without_scripts(cast, client_of, own):
    client = client_of("mo")
    address = reverse("selfeval:template", args=[own.pk])

    client.post(reverse("selfeval:template_rename", args=[own.pk]), {"name": "Ours", "about": ""})
    client.post(reverse("selfeval:template_add_chapter", args=[own.pk]), {"title": "Third"})
    third = own.chapters.get(title="Third")
    client.post(reverse("selfeval:form_chapter_move", args=[third.pk]), {"to": "up"})
    client.post(reverse("selfeval:form_chapter_remove", args=[own.chapters.get(title="Care").pk]))
    sent = {
        "kind": "table",
        "text": "Rows",
        "role": "areas",
        "columns": "What *\nStage: Early, Late\nShared?",
    }
    client.post(reverse("selfeval:form_chapter_add_prompt", args=[third.pk]), sent)
    page = client.get(address).text

    own.refresh_from_db()
    assert own.name == "Ours"
    assert titles(own) == [(0, "Third"), (1, "Voice")]
    assert third.prompts.get().columns == [
        {"key": "what", "label": "What", "required": True},
        {"key": "stage", "label": "Stage", "kind": "choice", "choices": ["Early", "Late"]},
        {"key": "shared", "label": "Shared", "kind": "tick"},
    ]
    assert "Early / Late" in page


def test_prompts_move_and_go_and_their_places_close_up(cast, client_of, own):
    chapter = own.chapters.first()
    client = client_of("mo")
    second = chapter.prompts.all()[1]

    client.post(reverse("selfeval:form_prompt_move", args=[second.pk]), {"to": "up"})
    client.post(reverse("selfeval:form_prompt_remove", args=[chapter.prompts.get(kind="table").pk]))

    kinds = [(one.position, one.kind) for one in chapter.prompts.all()]
    assert kinds == [
        (1, "judgement"),
        (2, "narrative"),
        (3, "interventions"),
        (4, "exceptions"),
        (5, "thread"),
    ]


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({"kind": "", "text": "Why?"}, "Choose a kind"),
        ({"kind": "narrative", "text": ""}, "Enter the question"),
        (
            {"kind": "narrative", "text": "Why?", "word_guide": "lots"},
            "Enter a whole number from 10 to 5,000",
        ),
        ({"kind": "table", "text": "Rows"}, "Enter at least one column"),
        ({"kind": "table", "text": "Rows", "columns": "A\nA"}, "is there twice"),
        ({"kind": "table", "text": "Rows", "columns": "Stage: one"}, "needs at least two choices"),
        ({"kind": "judgement", "text": "Sure?", "choices": "Yes"}, "Enter at least two choices"),
        ({"kind": "rollup", "text": "All"}, "Choose which rows to gather"),
    ],
)
def test_a_wrong_prompt_is_told_at_its_field(cast, client_of, own, sent, error):
    chapter = own.chapters.first()
    before = chapter.prompts.count()

    answer = client_of("mo").post(reverse("selfeval:form_chapter_add_prompt", args=[chapter.pk]), sent)

    assert (answer.status_code, error in answer.text) == (422, True)
    assert chapter.prompts.count() == before


def test_a_frozen_template_says_why_and_offers_a_copy(cast, client_of, own, year):
    open_cycle(cycle=year, template=own, by=None)
    own.refresh_from_db()
    client = client_of("mo")

    page = client.get(reverse("selfeval:template", args=[own.pk])).text
    client.post(reverse("selfeval:template_add_chapter", args=[own.pk]), {"title": "Late"})
    client.post(reverse("selfeval:template_copy", args=[own.pk]), {"region": "north"})

    assert "It cannot be changed: self-evaluations answer this version" in page
    assert "Copy to change it" in page
    assert not own.chapters.filter(title="Late").exists()
    newest = Template.objects.get(copied_from=own)
    assert (newest.version, newest.is_editable, titles(newest)) == (2, True, titles(own))
    with pytest.raises(TemplateFrozen):
        editing.rename(template=own, name="No", about="", by=cast.mo)


@pytest.mark.parametrize(("who", "status"), [("ada", 403), ("pat", 200), ("wil", 403), ("ana", 403)])
def test_who_may_change_a_region_s_template(cast, client_of, own, who, status):
    assert client_of(who).get(reverse("selfeval:template_rename", args=[own.pk])).status_code == status


def test_another_region_s_template_is_not_there(cast, client_of, own):
    assert client_of("wil").get(reverse("selfeval:template", args=[own.pk])).status_code == 404


def test_two_versions_side_by_side(cast, client_of, own):
    standard = own.copied_from
    chapter = own.chapters.get(title="Care")
    editing.add_chapter(template=own, title="New", usual_owner="", indicators=[], by=cast.mo)
    editing.change_prompt(prompt=chapter.prompts.get(kind="narrative"), word_guide=200, by=cast.mo)
    editing.remove_prompt(prompt=chapter.prompts.get(kind="table"), by=cast.mo)

    pairs = compare(standard, own)
    page = (
        client_of("mo").get(reverse("selfeval:template_compare", args=[own.pk]), {"with": standard.pk}).text
    )

    assert [(str(one.earlier or "–"), str(one.later or "–"), one.word) for one in pairs] == [
        ("Care", "Care", "Changed"),
        ("1. Voice", "1. Voice", "Same"),
        ("–", "2. New", "Added"),
    ]
    assert [(one.word, one.changes) for one in pairs[0].prompts if one.word != "Same"] == [
        ("Changed", ["Words: was “400”, now “200”"]),
        ("Removed", []),
    ]
    assert "Words: was “400”, now “200”" in page


def test_a_template_against_itself_is_the_same(cast, client_of, own):
    page = (
        client_of("mo")
        .get(reverse("selfeval:template_compare", args=[own.pk]), {"with": own.copied_from_id})
        .text
    )

    assert "Nothing: both ask the same." in page


def test_a_comparison_with_nothing_is_not_there(cast, client_of, own):
    assert (
        client_of("mo").get(reverse("selfeval:template_compare", args=[own.pk]), {"with": "x"}).status_code
        == 404
    )
