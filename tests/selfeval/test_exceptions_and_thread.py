"""Exceptions listed by rule and commented on, the thread from last year, and the register in a chapter."""

from datetime import date

import pytest
from django.urls import reverse

from cycles.actions import start_cycle
from datapacks.actions import log_intervention
from selfeval.actions import improvement
from selfeval.actions.opening import give_part, open_cycle
from selfeval.actions.templates import copy
from selfeval.actions.writing import Draft, Locked, save_answer
from selfeval.blockers import blockers
from selfeval.content import frozen
from selfeval.models import Answer, ChapterPart, ExceptionComment, SelfEvaluation, ThreadRow
from tests.cast import NAMES
from tests.factories.documents import make_template
from tests.factories.figures import give_figures, make_indicator, make_version
from tests.places import make_authority

YEARS = 5


@pytest.fixture
def figures(cast):
    """Five authorities, so one is the worst fifth and one the best; Northmere is worst where low is good."""
    for code in (804, 805, 806):
        make_authority(code, f"Place {code}", cast.north)
    values = {801: 30.0, 802: 10.0, 804: 20.0, 805: 21.0, 806: 22.0}
    version = make_version()
    give_figures(make_indicator("weak"), {code: [v] * YEARS for code, v in values.items()}, version=version)
    flat = make_indicator("flat", polarity="none")
    give_figures(flat, {code: [v] * YEARS for code, v in values.items()}, version=version)
    give_figures(
        make_indicator("outside", in_set=False),
        {code: [v] * YEARS for code, v in values.items()},
        version=version,
    )
    return version


@pytest.fixture
def document(cast, figures):
    cycle = start_cycle(region=cast.north, pattern="north-west", year=2026, by=None)
    open_cycle(cycle=cycle, template=make_template(), by=None)
    return SelfEvaluation.objects.get(authority=cast.northmere)


def reasons(authority):
    return {
        one.indicator.slug: one.reasons
        for one in ExceptionComment.objects.filter(evaluation__authority=authority).select_related(
            "indicator"
        )
    }


def test_the_ends_of_the_region_are_listed_in_words_when_documents_open(cast, document):
    assert reasons(cast.northmere) == {
        "weak": ["Among the worst fifth of the region"],
        "flat": ["Among the highest fifth of the region"],
    }
    assert reasons(cast.southby) == {
        "weak": ["Among the best fifth of the region"],
        "flat": ["Among the lowest fifth of the region"],
    }
    assert reasons(cast.north.authorities.get(pk=805)) == {}


def test_newer_figures_change_the_list_and_keep_what_was_written(cast, document):
    written = document.exceptions.get(indicator__slug="weak")
    improvement.comment_on(exception=written, text="Because", no_comment_because="", built_on=0, by=cast.ada)
    for slug in ("weak", "flat"):
        indicator = written.indicator.__class__.objects.get(slug=slug)
        indicator.comparisons.filter(authority=cast.northmere).update(value=20.5, outlook="getting_worse")

    improvement.build_exceptions(evaluations=[document], by=cast.ada)

    assert reasons(cast.northmere) == {"weak": ["Getting worse"], "flat": ["Getting worse"]}
    written.refresh_from_db()
    assert (written.text, written.version) == ("Because", 1)


def test_one_that_no_longer_stands_out_goes_unless_it_was_commented_on(cast, document):
    written = document.exceptions.get(indicator__slug="weak")
    improvement.comment_on(exception=written, text="Because", no_comment_because="", built_on=0, by=cast.ada)
    ExceptionComment.objects.filter(pk=written.pk).update(reasons=["Was"])
    for one in document.exceptions.all():
        one.indicator.comparisons.filter(authority=cast.northmere).update(value=20.5)

    improvement.build_exceptions(evaluations=[document], by=cast.ada)

    assert reasons(cast.northmere) == {"weak": ["Was"]}


def send(client, exception, **sent):
    return client.post(exception.get_absolute_url(), {"version": exception.version, **sent})


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({}, "Write a comment, or say below why there is none"),
        ({"text": "word " * 121}, "Use 120 words or fewer: this has 121. Take 1 out"),
        ({"text": "a", "no_comment_because": "b"}, "Leave this empty, or take the comment out"),
    ],
)
def test_a_comment_that_cannot_be_kept_is_told_why(cast, client_of, document, sent, error):
    exception = document.exceptions.first()

    answer = send(client_of("ada"), exception, **sent)

    assert (answer.status_code, error in answer.text) == (422, True)
    exception.refresh_from_db()
    assert not exception.is_done


def test_comments_and_reasons_take_the_blocker_away_and_lead_to_the_next(cast, client_of, document):
    first, second = document.exceptions.all()
    client = client_of("ada")
    before = [one.url for one in blockers(document) if "exception" in one.words]

    after_first = send(client, first, text="word " * 120)
    after_second = send(client, second, no_comment_because="A handful of children")

    assert before == [reverse("selfeval:exceptions", args=[document.pk])]
    assert after_first.url == second.get_absolute_url()
    assert after_second.url == before[0]
    assert [one for one in blockers(document) if "exception" in one.words] == []


def test_a_comment_built_on_an_older_one_is_refused_and_both_texts_stay_in_sight(cast, client_of, document):
    exception = document.exceptions.first()
    send(client_of("ada"), exception, text="Hers")

    answer = send(client_of("ada"), exception, text="Late")

    assert answer.status_code == 422
    assert "Someone else saved a comment on this figure" in answer.text
    assert "Hers" in answer.text
    assert "Late" in answer.text
    exception.refresh_from_db()
    assert exception.text == "Hers"
    again = send(client_of("ada"), exception, text="Late")
    assert again.status_code == 302


def test_a_signed_document_takes_no_comment(cast, document):
    SelfEvaluation.objects.filter(pk=document.pk).update(state="signed")

    with pytest.raises(Locked):
        improvement.comment_on(
            exception=document.exceptions.first(), text="Late", no_comment_because="", built_on=0, by=cast.ada
        )


def test_who_reads_the_comments(cast, document):
    give_part(
        chapter=document.chapters.first(), person=cast.rob, part=ChapterPart.Part.CONTRIBUTOR, by=cast.ada
    )

    readers = {
        name
        for name in NAMES
        if ExceptionComment.objects.visible_to(getattr(cast, name)).filter(evaluation=document).exists()
    }

    assert readers == {"ada", "rob"}


@pytest.mark.parametrize("who", ["rob", "lena", "nia", "mo", "pat", "ana", "wil", "gus"])
def test_those_without_a_part_get_neither_list_nor_figure_nor_thread(cast, client_of, document, who):
    client = client_of(who)
    row = ThreadRow.objects.create(chapter=document.chapters.first(), role="areas", earlier="CANARY")

    answers = [
        client.get(address)
        for address in (
            reverse("selfeval:exceptions", args=[document.pk]),
            document.exceptions.first().get_absolute_url(),
            reverse("selfeval:thread", args=[row.chapter_id]),
        )
    ]

    assert {answer.status_code for answer in answers} <= {403, 404}
    assert "CANARY" not in "".join(answer.text for answer in answers)


def write_areas(document, person, *rows):
    answer = Answer.objects.get(chapter=document.chapters.first(), prompt__role="areas")
    draft = Draft(rows=tuple({"what": what} for what in rows))
    save_answer(answer=answer, draft=draft, built_on=answer.version, by=person)


@pytest.fixture
def next_year(cast, document):
    """The document of the year after, with last year's two areas brought in."""
    write_areas(document, cast.ada, "Visits are late", "Plans drift")
    cycle = start_cycle(region=cast.north, pattern="north-west", year=2027, by=None)
    open_cycle(cycle=cycle, template=document.template, by=None)
    return SelfEvaluation.objects.get(authority=cast.northmere, cycle=cycle)


def test_last_year_s_rows_are_followed_into_this_year_and_the_next(cast, client_of, document, next_year):
    write_areas(next_year, cast.ada, "Visits are better")
    chapter = next_year.chapters.first()
    visits, plans = ThreadRow.objects.filter(chapter=chapter)
    sent = {
        f"row-{visits.pk}-state": "improving",
        f"row-{visits.pk}-now": "Visits are better",
        f"row-{plans.pk}-state": "closed",
    }

    client_of("ada").post(reverse("selfeval:thread", args=[chapter.pk]), sent)
    page = client_of("ada").get(chapter.get_absolute_url()).text
    third = start_cycle(region=cast.north, pattern="north-west", year=2028, by=None)
    open_cycle(cycle=third, template=document.template, by=None)

    assert "Visits are late <strong>Improving</strong>: Visits are better" in " ".join(page.split())
    row = ThreadRow.objects.get(chapter__evaluation__cycle=third)
    assert (row.before, row.earlier) == ("Visits are late", "Visits are better")


def test_rows_of_a_chapter_that_is_gone_come_to_the_one_that_gathers_them(cast, document):
    write_areas(document, cast.ada, "Visits are late")
    template = copy(template=document.template, region=cast.north, by=cast.mo)
    template.chapters.update(title="Another name")
    gathers = template.chapters.create(number=90, title="All areas")
    gathers.prompts.create(position=1, kind="rollup", role="areas", text="All areas")
    cycle = start_cycle(region=cast.north, pattern="north-west", year=2027, by=None)

    open_cycle(cycle=cycle, template=template, by=None)

    row = ThreadRow.objects.get(chapter__evaluation__cycle=cycle)
    assert (row.earlier, row.chapter.of.title) == ("Visits are late", "All areas")


def test_the_thread_is_closed_with_the_document(cast, next_year):
    SelfEvaluation.objects.filter(pk=next_year.pk).update(state="signed")
    row = ThreadRow.objects.filter(chapter__evaluation=next_year).first()

    with pytest.raises(Locked):
        improvement.follow(row=row, state="worse", now="", by=cast.ada)


def test_a_release_freezes_register_exceptions_and_thread(cast, next_year):
    log_intervention(
        authority=cast.northmere,
        title="Hubs",
        topic="Care",
        began_on=date(2024, 3, 1),
        what_changed="Less",
        by=None,
    )

    first = frozen(next_year)["chapters"][0]
    rows = {answer["kind"]: answer["rows"] for answer in first["answers"]}

    assert rows["interventions"] == [["Hubs", "Since March 2024", "Less"]]
    assert rows["thread"] == [
        ["Area for development", "", "Visits are late", "", ""],
        ["Area for development", "", "Plans drift", "", ""],
    ]
    assert [row[0] for row in rows["exceptions"]] == ["Figure weak", "Figure flat"]


def test_a_chapter_s_page_costs_the_same_however_long_its_lists(
    cast, client_of, document, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, address = client_of("ada"), document.chapters.first().get_absolute_url()
    log_intervention(authority=cast.northmere, title="One", topic="Care", began_on=date(2024, 3, 1), by=None)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(5):
        log_intervention(
            authority=cast.northmere, title=f"T{number}", topic="Care", began_on=date(2024, 3, 1), by=None
        )
        ThreadRow.objects.create(chapter=document.chapters.first(), role="areas", earlier=f"Row {number}")

    with django_assert_num_queries(len(few)):
        client.get(address)
