"""A self-evaluation from its first word to its readers: four writers, a signature, a share date, and nobody else."""

import json
import re
import subprocess
import sys
from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.journeys.accessibility import assert_accessible
from tests.journeys.conftest import ROOT, manage

pytestmark = [pytest.mark.browser, pytest.mark.processes]

PLACE, LA_NUMBER = "Knowsley", 340  # the third of its group: the first has a release of its own already
FIRST_READER, SECOND_READER = "Cumberland", "Halton"
NOT_READERS = [
    ("dcs", "Blackburn with Darwen"),  # of another group, with a release of its own
    ("la_coordinator", SECOND_READER),  # at a reading authority, and not named as a reader
    ("project_manager", "North West"),
    ("regional_lead", "North West"),
    ("analyst", "North West"),
]
SECOND = "second_contributor"
EMAIL = "second@demonstration.example"
LONG_PAST = date(2026, 9, 1)
SIGN_OFF = "Self-views signed off by lead members"
SHARE = "Self-views open to the performance and data group"
SAVED = re.compile(r"^Saved \d\d:\d\d$")

SUMMARY, PROGRESS, EDUCATION, SOCIAL_CARE, JOURNEY = CHAPTERS = (
    "Summary by the director",
    "2. Progress since the last challenge, conversation and inspection",
    "3. Education",
    "4. Social care",
    "5. Our journey",
)
MOVED, CHALLENGED, WORRIED = "Where are we on our journey", "The three things", "What are we worried about"
POSITION, AREAS = "The position in one page", "What is not good enough, and why?"
BY_FIRST = "Fewer children move school when they move home."
BY_SECOND = "Challenge us on who decides that a child is heard."
BY_DIRECTOR = "No figure shows how tired our night team is."
ROWS = {
    PROGRESS: ["Answer sooner", "Two more people answer", "Someone rings back", "The weekends"],
    EDUCATION: ["Attendance in year nine", "Buses were cut", "Long mornings at a stop"],
    SOCIAL_CARE: ["Plans reach families late", "One typist for three teams", "Meetings without a plan"],
    JOURNEY: ["Leadership that listens", "Good to great", "Letters from young people"],
}
EDUCATION_WORDS, CARE_WORDS = "Our schools know every child by name.", "Families tell their story once."

PREPARE = """
import json
from regions.models import Person
from sli_portal.demonstration_selfeval import *

second = Person.objects.get(email=EMAIL)
Person.objects.filter(pk=second.pk).update(is_demonstration=True)
own = SelfEvaluation.objects.get(authority__name=PLACE)
for chapter in own.chapters.all():
    for answer in chapter.answers.exclude(version=0):
        writing.save_answer(
            answer=answer, draft=writing.Draft(), built_on=answer.version, by=holder(Role.DCS, own)
        )
other = SelfEvaluation.objects.get(authority__name=SECOND_READER)
for chapter in other.chapters.all():
    for answer in chapter.answers.filter(version=0).select_related("prompt"):
        writing.save_answer(
            answer=answer, draft=draft_for(answer.prompt), built_on=0, by=holder(Role.DCS, other)
        )
    agree(chapter, holder(Role.DCS, other))
sign_and_release(other)
days = {kind: str(own.cycle.day_of(kind)) for kind in ("share", "sign_off")}
print(json.dumps({"second": second.pk, "days": days}))
"""
PUT_BACK = """
from datetime import date
from cycles.actions import change_phase
from cycles.models import Phase

for kind, day in DAYS.items():
    phase = Phase.objects.get(cycle__region__slug="north-west", kind=kind)
    change_phase(phase=phase, by=None, due_on=date.fromisoformat(day))
"""


def shell(portal, script, **names):
    """Run it with the portal's data and these names; returns what it prints."""
    given = "\n".join(f"{name} = {value!r}" for name, value in names.items())
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", f"{given}\n{script}"]
    environment = portal.environment
    return subprocess.run(
        command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


@pytest.fixture
def group(portal):
    """The group before anybody writes: the second reader has released, and a second contributor is there."""
    manage(
        f"add_person {EMAIL} --name Ottilie --role contributor --at {LA_NUMBER}",
        portal.environment,
    )
    told = json.loads(shell(portal, PREPARE, EMAIL=EMAIL, PLACE=PLACE, SECOND_READER=SECOND_READER))
    portal.people.append({"id": told["second"], "name": "Ottilie", "role": SECOND, "place": PLACE})
    yield
    shell(portal, PUT_BACK, DAYS=told["days"])


@pytest.fixture
def visit(portal, browser):
    """Open browsers, each with someone signed in, or nobody; they are closed at the end."""
    contexts = []

    def open_one(role=None, place=PLACE):
        contexts.append(browser.new_context(viewport={"width": 1280, "height": 900}, base_url=portal.url))
        page = contexts[-1].new_page()
        if role:
            portal.sign_in(page, role, place)
        return page

    yield open_one
    for one in contexts:
        one.close()


def open_overview(page):
    page.goto("/self-evaluations/")
    page.get_by_role("link", name=f"{PLACE}: ").click()
    page.get_by_role("heading", level=1, name=PLACE).wait_for()


def open_chapter(page, chapter):
    open_overview(page)
    page.get_by_role("cell", name=chapter).or_(page.get_by_role("rowheader", name=chapter)).get_by_role(
        "link"
    ).click()
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
    question(page, words).locator("[data-state]").get_by_text(SAVED).wait_for()


def write(page, words, text):
    question(page, words).locator(".portal-editor").press_sequentially(text)
    wait_until_saved(page, words)


def fill_row(page, words, cells):
    fields = question(page, words).locator("[data-rows] tr").last.locator("textarea, select").all()
    for field, text in zip(fields, cells, strict=True):
        is_list = field.evaluate("field => field.tagName") == "SELECT"
        field.select_option(text) if is_list else field.fill(text)
    wait_until_saved(page, words)


def agree(page):
    page.get_by_role("button", name="Agree this chapter").click()
    page.locator("#chapter-state").get_by_text("Agreed").wait_for()


def write_at_once(first, second, names):
    """Two people in one chapter: each sees the other, and neither loses a word."""
    for page in (first, second):
        open_chapter(page, SUMMARY)
    boxes = [
        question(page, words).locator(".portal-editor")
        for page, words in ((first, MOVED), (second, CHALLENGED))
    ]
    for page, box, other in zip((first, second), boxes, reversed(names), strict=True):
        box.focus()
        page.locator("#here", has_text=re.compile(f"^Also here: .*{other}")).wait_for()
    for start, end in ((0, 20), (20, None)):
        for box, text in zip(boxes, (BY_FIRST, BY_SECOND), strict=True):
            box.press_sequentially(text[start:end])
    wait_until_saved(first, MOVED)
    wait_until_saved(second, CHALLENGED)


def write_the_rest(director, coordinator, first, second):
    open_chapter(director, SUMMARY)
    assert question(director, MOVED).get_by_text(BY_FIRST).count()
    assert question(director, CHALLENGED).get_by_text(BY_SECOND).count()
    write(director, WORRIED, BY_DIRECTOR)
    first.get_by_role("button", name="Hand to the chapter’s owner").click()
    open_chapter(director, SUMMARY)
    agree(director)
    for page, chapter, text in ((second, EDUCATION, EDUCATION_WORDS), (coordinator, SOCIAL_CARE, CARE_WORDS)):
        open_chapter(page, chapter)
        write(page, POSITION, text)
        fill_row(page, AREAS, ROWS[chapter])
        agree(page)
    for page, chapter, words in (
        (first, PROGRESS, "For each earlier priority"),
        (director, JOURNEY, "Where are we on each enabler?"),
    ):
        open_chapter(page, chapter)
        fill_row(page, words, ROWS[chapter])
        assert_accessible(page)
        agree(page)


def sign_and_release(director, coordinator):
    """Returns the release's address."""
    coordinator.get_by_text("Every chapter is complete.").wait_for()
    coordinator.get_by_role("button", name="Send to the director for review").click()
    coordinator.get_by_text("It waits for the director to sign it.").wait_for()
    assert_accessible(coordinator)
    director.goto("/")
    director.get_by_role("button", name="Read and sign").click()
    assert_accessible(director)
    director.get_by_role("button", name="Sign it").click()
    director.get_by_role("alert").get_by_text("Tick the box if it is a fair account").wait_for()
    assert_accessible(director)
    director.get_by_label("I have read it whole").check()
    director.get_by_role("button", name="Sign it").click()
    director.get_by_text("It is signed and can be released.").wait_for()
    assert_accessible(director)
    director.get_by_role("button", name="Release it to the group").click()
    director.get_by_text("Version 1 is released.").wait_for()
    assert_accessible(director)
    return director.get_by_role("link", name="Read it").get_attribute("href")


def move_step(manager, name, day):
    manager.goto("/cycles/")
    manager.get_by_role("link", name="2026/27 cycle of North West").click()
    manager.get_by_role("link", name=f"Change {name}").click()
    for part in ("Day", "Month", "Year"):
        manager.get_by_label(part, exact=True).last.fill(str(getattr(day, part.lower())))
    manager.get_by_role("button", name="Save this step").click()
    manager.get_by_text(f"“{name}” was saved.").wait_for()


def files_of(release):
    return [release, f"{release}release.pdf", f"{release}release.docx"]


def answers(page, release):
    """The status that each of the release's addresses answers with."""
    return {page.request.get(path, max_redirects=0).status for path in files_of(release)}


def assert_reads(page, release):
    page.wait_for_url(f"**{release}")
    written = [BY_FIRST, BY_SECOND, BY_DIRECTOR, EDUCATION_WORDS, CARE_WORDS, *(cell for row in ROWS.values() for cell in row)]
    for words in written:
        assert page.locator("main").get_by_text(words, exact=True).count(), words
    assert_accessible(page)


def assert_downloads(page, ending, beginning):
    with page.expect_download() as download:
        page.get_by_role("link", name=f"Download as {ending}").click()
    assert download.value.path().read_bytes().startswith(beginning)


def test_four_people_write_it_its_director_releases_it_and_its_group_alone_reads_it(portal, group, visit):
    names = {(one["role"], one["place"]): one["name"] for one in portal.people}
    first_name, second_name = names["contributor", PLACE], names[SECOND, PLACE]
    director, coordinator, first, second = map(visit, ("dcs", "la_coordinator", "contributor", SECOND))

    assert len(left_to_do(coordinator)) == len(CHAPTERS) + 2  # none is agreed, and two questions are needed
    give_part(director, SUMMARY, first_name, "Contributor")
    give_part(director, SUMMARY, second_name, "Contributor")
    give_part(director, EDUCATION, second_name, "Owner")
    write_at_once(first, second, (first_name, second_name))
    write_the_rest(director, coordinator, first, second)
    assert left_to_do(coordinator) == []
    release = sign_and_release(director, coordinator)

    manager, today = visit("project_manager", "North West"), timezone.localdate()
    reader, other_reader = visit("dcs", FIRST_READER), visit("dcs", SECOND_READER)
    assert answers(reader, release) == {404}
    move_step(manager, SIGN_OFF, LONG_PAST)  # nothing is shared before it is signed off
    move_step(manager, SHARE, today + timedelta(days=1))
    assert answers(reader, release) == answers(other_reader, release) == {404}
    move_step(manager, SHARE, today)

    reader.goto("/")
    reader.locator(".portal-card", has_text=PLACE).get_by_role("button", name="Read it").click()
    assert_reads(reader, release)
    assert_downloads(reader, "PDF", b"%PDF")
    assert_downloads(reader, "Word", b"PK")
    other_reader.goto("/self-evaluations/")
    other_reader.get_by_role("link", name=f"{PLACE}, 2026/27").click()
    assert_reads(other_reader, release)

    for role, place in NOT_READERS:
        assert answers(visit(role, place), release) == {404}, role
    stranger = visit()
    assert answers(stranger, release) == {302}
    for path in files_of(release):
        stranger.goto(path)
        assert "/accounts/login/" in stranger.url
    open_overview(director)
    director.get_by_role("link", name="Who has read it").click()
    assert set(director.get_by_role("rowheader").all_inner_texts()) == {
        names["dcs", FIRST_READER],
        names["dcs", SECOND_READER],
    }
    assert_accessible(director)
