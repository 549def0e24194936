"""Writing a chapter in a real browser: what is on the screen is what the portal has, whatever breaks in between."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys.accessibility import assert_accessible
from tests.journeys.conftest import ROOT, free_port, wait_until_it_answers
from tests.selfeval.payloads import PAYLOADS

pytestmark = [pytest.mark.browser, pytest.mark.processes]

PLACE = "Derbyshire"
CHAPTER = "1. Our place and context"
WORD = (Path(__file__).parent.parent / "selfeval" / "data" / "word_clipboard.html").read_text()
PASTE = """(editor, html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  editor.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


class Writer:
    """Someone with a browser of their own at one question of the chapter."""

    def __init__(self, portal, browser, role, *, question=0, url="", **options):
        self.portal, self.url = portal, url or portal.url
        self.context = browser.new_context(viewport={"width": 1280, "height": 900}, **options)
        self.page = self.context.new_page()
        self.role, self.question = role, question
        portal.sign_in(self.page, role, PLACE)
        self.open()

    def open(self, page=None):
        page = page or self.page
        page.goto(f"{self.url}/self-evaluations/")
        if not page.get_by_role("link", name=CHAPTER).count():
            page.locator("main .portal-panel a").first.click()
        page.get_by_role("link", name=CHAPTER).first.click()
        page.get_by_role("heading", level=1, name=CHAPTER).wait_for()

    def section(self, page=None):
        return (page or self.page).locator(".portal-prompt").nth(self.question)

    def editor(self, page=None):
        return self.section(page).locator(".portal-editor")

    def write(self, text, page=None):
        editor = self.editor(page)
        editor.click()
        editor.press("Control+a")
        editor.press("Delete")
        editor.press_sequentially(text)

    def wait_for(self, words, page=None, seconds=20):
        self.section(page).locator("[data-state]").get_by_text(words).wait_for(timeout=seconds * 1000)

    def on_the_server(self):
        """The text as a fresh page shows it."""
        page = self.context.new_page()
        page.goto(self.page.url)
        text = self.editor(page).inner_text().strip()
        page.close()
        return text

    def says_what_the_server_has(self):
        return self.editor().inner_text().strip() == self.on_the_server()


@pytest.fixture
def writer(portal, browser):
    """Make writers; their browsers are closed at the end."""
    made = []

    def make(role, **options):
        made.append(Writer(portal, browser, role, **options))
        return made[-1]

    yield make
    for one in made:
        one.context.close()


SAVED = re.compile(r"^Saved \d\d:\d\d$")


def test_saved_is_said_only_once_the_portal_has_it(writer):
    ada = writer("dcs")
    held = []
    ada.page.route("**/save/", lambda route: held.append(route))

    ada.write("The first words.")
    ada.wait_for("Saving…")
    assert not ada.section().get_by_text(SAVED).count()
    assert "The first words." not in ada.on_the_server()
    held[0].continue_()
    ada.wait_for(SAVED)

    assert ada.on_the_server() == "The first words."


def test_two_people_at_one_question_clash_and_one_of_them_settles_it(writer):
    ada, rob = writer("dcs"), writer("contributor")
    rob.editor().focus()
    ada.page.reload()
    ada.editor().focus()
    ada.section().get_by_text("is at this question now").wait_for()

    ada.write("What the director wrote.")
    ada.wait_for(SAVED)
    rob.write("What the contributor wrote.")
    rob.wait_for("saved this meanwhile. Your text is kept.")
    assert rob.on_the_server() == "What the director wrote."
    rob.page.get_by_role("link", name="See both and choose").click()
    assert_accessible(rob.page)
    assert rob.page.get_by_text("What the director wrote.").count()
    assert rob.page.get_by_text("What the contributor wrote.").count()
    rob.page.get_by_role("button", name="Save the joined text").click()

    assert rob.on_the_server() == "What the director wrote.\n\nWhat the contributor wrote."
    rob.section().get_by_role("link", name="History").click()
    assert_accessible(rob.page)
    assert rob.page.get_by_text("What the contributor wrote.").count()


def test_a_network_that_is_cut_while_someone_types_loses_nothing_and_is_said(writer):
    ada = writer("dcs")
    ada.write("Before the cut.")
    ada.wait_for(SAVED)

    ada.context.set_offline(True)
    ada.editor().press("End")
    ada.editor().press_sequentially(" During it.")
    ada.wait_for(re.compile(r"Not saved since \d\d:\d\d\. Trying again\."))
    ada.editor().press_sequentially(" Still during it.")
    ada.context.set_offline(False)
    ada.wait_for(SAVED, seconds=40)

    assert ada.on_the_server() == "Before the cut. During it. Still during it."
    assert ada.says_what_the_server_has()


def test_an_answer_lost_on_its_way_back_is_no_clash_with_oneself(writer):
    ada = writer("dcs")

    def lose(route):
        route.fetch()
        route.abort()

    ada.page.route("**/save/", lose, times=1)
    ada.write("Kept, but not heard of.")
    ada.wait_for(re.compile("Not saved since"))
    ada.editor().press_sequentially(" And more.")
    ada.wait_for(SAVED)

    ada.page.wait_for_timeout(2500)
    assert ada.on_the_server() == "Kept, but not heard of. And more."
    assert not ada.page.get_by_text("saved this meanwhile").count()


@pytest.fixture
def serve(portal, tmp_path):
    """Start a server of one's own at a port, on the portal's data; whatever still runs at the end is ended."""
    started, log = [], tmp_path / "serve.log"

    def start(port):
        started.append(start_server(portal, port, log))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def start_server(portal, port, log):
    command = [sys.executable, "manage.py", "runserver", "--noreload", str(port)]
    with log.open("a") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=portal.environment, stdout=output, stderr=subprocess.STDOUT
        )
    wait_until_it_answers(f"http://127.0.0.1:{port}", process, log)
    return process


def test_a_server_that_is_killed_and_started_again_has_what_is_on_the_screen(serve, writer):
    port = free_port()
    process = serve(port)
    ada = writer("dcs", url=f"http://127.0.0.1:{port}")
    ada.write("Before the end.")
    ada.wait_for(SAVED)

    process.send_signal(signal.SIGKILL)
    process.wait()
    ada.editor().press_sequentially(" After it.")
    ada.wait_for(re.compile("Not saved since"))
    serve(port)
    ada.wait_for(SAVED, seconds=60)

    assert ada.on_the_server() == "Before the end. After it."


def test_a_session_that_ended_keeps_the_text_until_someone_signs_in_in_another_tab(portal, writer):
    ada = writer("dcs")
    [key] = [one["value"] for one in ada.context.cookies() if "session" in one["name"]]
    manage_code = (
        f"from django.contrib.sessions.models import Session as S; S.objects.filter(pk='{key}').delete()"
    )
    subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", manage_code],
        cwd=ROOT,
        env=portal.environment,
        check=True,
    )

    ada.write("Written while signed out.")
    ada.wait_for("You are signed out: sign in in another tab, then come back.")
    other = ada.context.new_page()
    portal.sign_in(other, "dcs", PLACE)
    ada.wait_for(SAVED, seconds=60)

    assert ada.on_the_server() == "Written while signed out."


def test_two_tabs_of_one_person_overwrite_nothing(writer):
    ada = writer("dcs")
    second = ada.context.new_page()
    second.goto(ada.page.url)

    ada.write("In the first tab.")
    ada.wait_for(SAVED)
    ada.write("In the second tab.", page=second)
    ada.wait_for("saved this meanwhile. Your text is kept.", page=second)

    assert ada.on_the_server() == "In the first tab."
    second.get_by_role("link", name="See both and choose").click()
    assert second.get_by_text("In the second tab.").count()
    second.locator("form", has=second.locator("[value=refused]")).get_by_role("button").click()
    assert ada.on_the_server() == "In the second tab."


def test_leaving_with_unsaved_text_asks_first_and_with_saved_text_does_not(writer):
    ada = writer("dcs")
    asked = []
    ada.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    ada.write("Saved text.")
    ada.wait_for(SAVED)

    ada.context.set_offline(True)
    ada.editor().press_sequentially(" Not saved.")
    ada.page.close(run_before_unload=True)
    ada.page.wait_for_timeout(1000)
    assert asked == ["beforeunload"]
    ada.context.set_offline(False)
    ada.wait_for(SAVED, seconds=40)
    ada.page.goto(f"{ada.url}/self-evaluations/")

    assert asked == ["beforeunload"]


def test_a_chapter_is_written_by_keyboard_alone(writer):
    ada = writer("dcs")
    page = ada.page
    ada.write("")
    page.keyboard.type("Plain and ")
    page.keyboard.press("Control+b")
    page.locator("[data-command=bold][aria-pressed=true]").wait_for()
    page.keyboard.type("bold")
    page.keyboard.press("Control+b")

    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.textContent") == "Bold"
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.textContent") == "Bullets"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className").startswith("portal-editor")
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")  # the tool that was chosen last: bullets
    page.keyboard.type("A point")
    ada.wait_for(SAVED)
    page.keyboard.press("Tab")
    assert not page.evaluate("document.activeElement.className").startswith("portal-editor")

    assert ada.on_the_server().split() == "Plain and bold A point".split()
    assert ada.editor().locator("li").inner_text() == "A point"
    assert page.locator(".portal-editor strong, .portal-editor b").first.inner_text() == "bold"
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent.trim()"))
    assert any("Add the comment" in one for one in reached)
    assert any("Hand to the chapter" in one for one in reached)


def test_a_chapter_is_written_without_scripts(writer):
    ada, rob = writer("dcs", java_script_enabled=False), None
    box = ada.section().get_by_role("textbox").first
    before = ada.page.url

    box.fill("### A heading\n\nSome **bold** words.\n\n- one\n- two")
    ada.section().get_by_role("button", name="Save").click()

    assert ada.page.url.startswith(before)
    assert ada.page.get_by_text("Saved at").count()
    assert box.input_value() == "### A heading\n\nSome **bold** words.\n\n- one\n- two"
    rob = writer("contributor", java_script_enabled=False)
    box.fill("The director’s.")
    ada.section().get_by_role("button", name="Save").click()
    rob.section().get_by_role("textbox").first.fill("The contributor’s.")
    rob.section().get_by_role("button", name="Save").click()
    assert rob.page.get_by_role("heading", name="Two texts for one question").count()
    rob.page.locator("form", has=rob.page.locator("[value=refused]")).get_by_role("button").click()
    assert rob.section().get_by_role("textbox").first.input_value() == "The contributor’s."


def test_what_word_puts_on_the_clipboard_comes_in_clean_where_the_cursor_was(writer):
    ada = writer("dcs")
    ada.write("Before.")
    ada.editor().press("Enter")

    ada.editor().evaluate(PASTE, WORD)
    ada.editor().get_by_text("Re-referrals").wait_for()
    assert ada.page.evaluate("document.activeElement.className").startswith("portal-editor")
    ada.page.keyboard.type(" After.")
    ada.wait_for(SAVED)

    text = ada.on_the_server()
    assert text.startswith("Before.")
    assert text.endswith("and a note. After.")
    assert "deleted" not in text
    assert "A picture was left out" in text
    fresh = ada.context.new_page()
    fresh.goto(ada.page.url)
    for selector in ("h3", "ul ul", "ol li", "table th[scope=col]", "strong", "em"):
        assert ada.editor(fresh).locator(selector).count(), selector


def test_no_payload_runs_or_leaves_in_the_page(writer):
    ada = writer("dcs", question=2)
    requests, errors = [], []
    ada.context.on("request", lambda request: requests.append(request.url))
    ada.page.on("pageerror", lambda error: errors.append(error))

    for payload in PAYLOADS:
        ada.editor().evaluate("editor => editor.replaceChildren()")
        ada.editor().focus()
        ada.editor().evaluate(PASTE, payload)
        ada.section().locator("[data-announce]").get_by_text("Pasted.").wait_for(state="attached")
        ada.section().locator("[data-announce]").evaluate("one => one.replaceChildren()")
    ada.editor().evaluate("(editor, all) => { editor.textContent = all; }", " ".join(PAYLOADS))
    ada.editor().press_sequentially(" end")
    ada.wait_for(SAVED)
    ada.page.reload()

    assert ada.page.evaluate("window.ran") is None
    assert [url for url in requests if not url.startswith(ada.url)] == []
    assert errors == []


def test_rows_are_added_and_emptied(portal, writer):
    ada = writer("dcs")
    ada.page.goto(
        re.sub(r"\d+/$", lambda found: f"{int(found[0][:-1]) + 1}/", ada.page.url)
    )  # progress: a table
    rows = ada.page.locator("[data-rows] tr")
    before = rows.count()

    ada.page.get_by_role("button", name="Add a row").first.click()
    ada.page.keyboard.type("What we said")
    ada.wait_for(SAVED)
    ada.page.reload()
    assert rows.nth(before - 1).locator("textarea").first.input_value() == "What we said"
    rows.nth(before - 1).locator("textarea").first.fill("")
    ada.wait_for(SAVED)
    ada.page.reload()

    assert rows.count() == before
    assert ada.page.evaluate(
        "() => { const ids = [...document.querySelectorAll('[id]')].map(one => one.id);"
        " return ids.length === new Set(ids).size }"
    )
