"""A self-evaluation from its first word to its readers: four writers, a signature, a share date, and nobody else."""

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from cycles.actions import year_name
from sli_portal.demonstration import this_year
from tests.journeys.accessibility import assert_accessible
from tests.journeys.conftest import manage

pytestmark = [pytest.mark.browser, pytest.mark.processes]

YEAR = year_name(this_year())
OWNER, LA_NUMBER = "Knowsley", 340  # the third of its group: the first has a release of its own already
READERS = FIRST_READER, SECOND_READER = "Cumberland", "Halton"
NOT_READERS = (
    ("dcs", "Blackburn with Darwen"),  # of another group, with a release of its own
    ("la_coordinator", SECOND_READER),  # at a reading authority, and not named as a reader
    ("project_manager", "North West"),
    ("regional_lead", "North West"),
    ("analyst", "North West"),
)
EMAIL, SECOND = "second@demonstration.example", "second_contributor"
LONG_PAST = timezone.localdate() - timedelta(days=80)
SIGN_OFF = "Self-views signed off by lead members"
SHARE = "Self-views open to the performance and data group"

SUMMARY, EDUCATION, CARE = "Summary by the director", "3. Education", "4. Social care"
PROGRESS, JOURNEY = "2. Progress since the last challenge, conversation and inspection", "5. Our journey"
POSITION, AREAS = "The position in one page", "What is not good enough, and why?"
AT_ONCE = (
    ("Where are we on our journey", "Fewer children move school when they move home."),
    ("The three things we most want", "Challenge us on who decides that a child is heard."),
)
WORK = (  # who, where, the question, and what they write: a text, or the cells of a row
    ("dcs", SUMMARY, "What are we worried about", "No figure shows how tired our night team is."),
    (SECOND, EDUCATION, POSITION, "Our schools know every child by name."),
    (SECOND, EDUCATION, AREAS, ["Attendance in year nine", "Buses were cut", "Long mornings at a stop"]),
    ("la_coordinator", CARE, POSITION, "Families tell their story once."),
    ("la_coordinator", CARE, AREAS, ["Plans come late", "One typist for three teams", "No plan to hold"]),
    ("contributor", PROGRESS, "For each earlier", ["Answer sooner", "Two more people", "A call", "Weekends"]),
    ("dcs", JOURNEY, "Where are we on each", ["Leaders listen", "Good to great", "Children’s letters"]),
)

PREPARE = """
import json
from regions.models import Person
from sli_portal.demonstration_selfeval import *

Person.objects.filter(email=EMAIL).update(is_demonstration=True)
for name in (OWNER, SECOND_READER):
    evaluation = SelfEvaluation.objects.get(authority__name=name)
    director = holder(Role.DCS, evaluation)
    for chapter in evaluation.chapters.all():
        for answer in chapter.answers.select_related("prompt"):
            draft = writing.Draft() if name == OWNER else draft_for(answer.prompt)
            writing.save_answer(answer=answer, draft=draft, built_on=answer.version, by=director)
        if name == SECOND_READER:
            agree(chapter, director)
sign_and_release(evaluation)
days = {kind: str(evaluation.cycle.day_of(kind)) for kind in ("share", "sign_off")}
print(json.dumps({"second": Person.objects.get(email=EMAIL).pk, "days": days}))
"""
PUT_BACK = """
from datetime import date
from cycles.models import Phase

for kind, day in DAYS.items():
    phase = Phase.objects.get(cycle__region__slug="north-west", kind=kind)
    phase.due_on = date.fromisoformat(day)
    phase.save()
"""


@pytest.fixture
def group(portal):
    """Before anybody writes: the second reader has released its own, and a second contributor is there."""
    manage(f"add_person {EMAIL} --name Ottilie --role contributor --at {LA_NUMBER}", portal.environment)
    told = json.loads(portal.shell(PREPARE, EMAIL=EMAIL, OWNER=OWNER, SECOND_READER=SECOND_READER))
    portal.people.append({"id": told["second"], "name": "Ottilie", "role": SECOND, "place": OWNER})
    yield
    portal.shell(PUT_BACK, DAYS=told["days"])


def open_overview(page):
    page.goto("/self-evaluations/")
    page.get_by_role("link", name=f"{OWNER}: ").click()


def open_chapter(page, chapter):
    open_overview(page)
    page.get_by_role("table").get_by_role("link", name=chapter, exact=True).click()
    page.get_by_role("heading", level=1, name=chapter).wait_for()


def left_to_do(page):
    """What the overview says must be done before it can be signed."""
    open_overview(page)
    return page.get_by_role("region", name="Next").locator("li a").all_text_contents()


def give_part(page, chapter, person, part):
    open_chapter(page, chapter)
    page.get_by_label("Person").select_option(person)
    page.get_by_label("Part", exact=True).select_option(part)
    page.get_by_role("button", name="Give this part").click()
    page.locator(".govuk-summary-list__row", has_text=person).get_by_text(part).wait_for()


def question(page, words):
    return page.locator(".portal-prompt", has=page.get_by_role("heading", level=2, name=words))


def wait_until_saved(page, words):
    question(page, words).locator("[data-state]", has_text=re.compile(r"^Saved \d\d:\d\d$")).wait_for()


def write(page, words, answer):
    if isinstance(answer, str):
        question(page, words).locator(".portal-editor").press_sequentially(answer)
    else:
        row = question(page, words).locator("[data-rows] tr").last
        for field, text in zip(row.locator("textarea, select").all(), answer, strict=True):
            is_list = field.evaluate("field => field.tagName") == "SELECT"
            field.select_option(text) if is_list else field.fill(text)
    wait_until_saved(page, words)


def write_at_once(pages, names):
    """Two people in one chapter: each sees that the other is there, and neither loses a word."""
    for page in pages:
        open_chapter(page, SUMMARY)
    boxes = [
        question(page, words).locator(".portal-editor")
        for page, (words, _) in zip(pages, AT_ONCE, strict=True)
    ]
    for page, box, other in zip(pages, boxes, reversed(names), strict=True):
        box.focus()
        page.locator("#here", has_text=re.compile(f"^Also here: .*{other}")).wait_for()
    for part in (slice(20), slice(20, None)):
        for box, (_, text) in zip(boxes, AT_ONCE, strict=True):
            box.press_sequentially(text[part])
    for page, (words, _) in zip(pages, AT_ONCE, strict=True):
        wait_until_saved(page, words)
    assert_accessible(pages[0])
    pages[0].get_by_role("button", name="Hand to the chapter’s owner").click()


def write_the_rest_and_agree(writers):
    for who, chapter, words, answer in WORK:
        open_chapter(writers[who], chapter)
        write(writers[who], words, answer)
    for who, chapter in dict.fromkeys((who, chapter) for who, chapter, *_ in WORK):
        open_chapter(writers[who], chapter)
        writers[who].get_by_role("button", name="Agree this chapter").click()
        writers[who].locator("#chapter-state", has_text="Agreed").wait_for()


def follow_card(page, words):
    page.goto("/")
    page.locator(".portal-card", has_text=words).get_by_role("link").click()


def sign_and_release(director, coordinator):
    """Returns the release's address."""
    coordinator.get_by_text("Every chapter is complete.").wait_for()
    coordinator.get_by_role("button", name="Send to the director for review").click()
    coordinator.get_by_text("It waits for the director to sign it.").wait_for()
    follow_card(director, "it waits for your signature")
    overview = director.url
    director.get_by_role("link", name="Read it whole").click()
    director.get_by_text("as it would be signed").wait_for()
    assert_accessible(director)
    director.goto(overview)
    director.get_by_role("button", name="Sign it").click()
    director.get_by_role("alert").get_by_text("Tick the box if it is a fair account").wait_for()
    assert_accessible(director)
    director.get_by_label("I have read it whole").check()
    director.get_by_role("button", name="Sign it").click()
    director.get_by_text("It can be released, as it was signed.").wait_for()
    assert_accessible(director)
    director.get_by_role("button", name="Release it to the group").click()
    director.get_by_text("Version 1 is released.").wait_for()
    return director.get_by_role("link", name="Read it", exact=True).get_attribute("href")


def move_step(manager, name, day):
    manager.goto("/cycles/")
    manager.get_by_role("link", name=f"{YEAR} cycle of North West").click()
    manager.get_by_role("link", name=f"Change {name}").click()
    for part in ("Day", "Month", "Year"):
        manager.get_by_label(part, exact=True).last.fill(str(getattr(day, part.lower())))
    manager.get_by_role("button", name="Save this step").click()
    manager.get_by_text(f"“{name}” was saved.").wait_for()


def answers(page, release):
    """The statuses that the release's page, PDF and Word document answer with."""
    return [
        page.request.get(f"{release}{file}", max_redirects=0).status
        for file in ("", "release.pdf", "release.docx")
    ]


def assert_reads(page, release):
    page.wait_for_url(f"**{release}")
    for *_, written in (*AT_ONCE, *WORK):
        for words in [written] if isinstance(written, str) else written:
            assert page.locator("main").get_by_text(words, exact=True).count(), words


def test_four_people_write_it_its_director_releases_it_and_its_group_alone_reads_it(portal, group, visit):
    names = {(one["role"], one["place"]): one["name"] for one in portal.people}
    writers = {role: visit(role, OWNER) for role in ("dcs", "la_coordinator", "contributor", SECOND)}
    director, coordinator, *contributors = writers.values()
    both = names["contributor", OWNER], names[SECOND, OWNER]

    assert len(left_to_do(coordinator)) == 7  # five chapters are not agreed, two questions must be answered
    for name in both:
        give_part(director, SUMMARY, name, "Contributor")
    give_part(director, EDUCATION, both[1], "Owner")
    write_at_once(contributors, both)
    write_the_rest_and_agree(writers)
    assert left_to_do(coordinator) == []
    release = sign_and_release(director, coordinator)

    manager, today = visit("project_manager", "North West"), timezone.localdate()
    readers = first, second = [visit("dcs", place) for place in READERS]
    assert answers(first, release) == [404] * 3
    move_step(manager, SIGN_OFF, LONG_PAST)  # nothing is shared before it is signed off
    move_step(manager, SHARE, today + timedelta(days=1))
    assert [answers(one, release) for one in readers] == [[404] * 3] * 2
    move_step(manager, SHARE, today)

    follow_card(first, OWNER)
    assert_reads(first, release)
    assert_accessible(first)
    for kind, beginning in (("PDF", b"%PDF"), ("Word", b"PK")):
        with first.expect_download() as download:
            first.get_by_role("link", name=f"Download as {kind}").click()
        assert download.value.path().read_bytes().startswith(beginning)
    second.goto("/self-evaluations/")
    second.get_by_role("link", name=f"{OWNER}, {YEAR}").click()
    assert_reads(second, release)

    for role, place in NOT_READERS:
        assert answers(visit(role, place), release) == [404] * 3, role
    stranger = visit()
    assert answers(stranger, release) == [302] * 3
    stranger.goto(f"{release}release.pdf")
    assert "/accounts/login/" in stranger.url
    open_overview(director)
    director.get_by_role("link", name="Who has read it").click()
    assert set(director.get_by_role("rowheader").all_inner_texts()) == {
        names["dcs", place] for place in READERS
    }
    assert_accessible(director)
