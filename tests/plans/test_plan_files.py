"""The plan's PDF, Word file and page of a summary: tagged, complete, text only, and what this reader may see."""

from unittest.mock import patch

import page as validation
import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn

from audit.models import Event
from plans.actions import plans as actions
from plans.actions import support
from plans.models import Activity, Measure, Need, Plan
from plans.presenters.documents import plan_document
from plans.reports.plan import build_plan_pdf, build_plan_word
from plans.reports.printing import STYLES, for_print, html_of
from plans.reports.summary import SIZES, build_summary_pdf, fitted, row_of
from plans.views import files
from selfeval.printable import every_text
from tests.datapacks.test_reports import tag_tree
from tests.plans.plan_world import confirm, full_plan
from tests.plans.test_plan_access import READS, who
from tests.plans.test_plans import PLACES, compare
from tests.plans.world import make_development, make_offer, match, raise_need, share
from tests.selfeval.payloads import TYPED
from tests.selfeval.pdf_text import right_edges, text_of
from ui.pdf import RenderFailed

pytestmark = [pytest.mark.django_db, pytest.mark.either]
RIGHT_MARGIN = (210 - 20) / 25.4 * 96 + 1  # an A4 page without its margin, in the engine's pixels


def url(name, *args):
    return reverse(f"plans:{name}", args=args)


@pytest.fixture
def plan(world):
    return full_plan(world)


def taken(world, plan, name, kind, tmp_path):
    """The path of a file that the person downloaded."""
    got = world.client(name).get(url(f"plan_{kind}", plan.pk))
    assert got.status_code == 200
    path = tmp_path / f"{name}-{kind}"
    path.write_bytes(got.content)
    return path


def faults_of(path):
    report = validation.validate_pdf(str(path), profile=validation.ValidationProfile.PDF_UA_1)
    return [fault.message for fault in report.failures]


def paragraphs(path, style=None):
    return [one.text for one in Document(str(path)).paragraphs if style in (None, one.style.name)]


def test_the_pdf_is_tagged_and_says_what_the_plan_says(world, plan, tmp_path):
    confirm(world, plan)
    late = plan.priorities.get().figures.get()
    compare(late, (6.0, 8.5, 9.0), period="2027", region_value=7.0)

    path = taken(world, plan, "ada", "pdf", tmp_path)

    assert faults_of(path) == []
    with pikepdf.open(path) as made:
        assert str(made.docinfo.Title) == "North: Plan 2026/27"
        assert str(made.Root.Lang) == "en-GB"
        assert made.Root.MarkInfo.Marked
        with made.open_outline() as outline:
            assert [one.title for one in outline.root][1:] == [
                "Contents",
                "1. Reviews in time",
                "The ballot",
                "What each authority does",
            ]
    assert {"/H1", "/H2", "/H3", "/H4", "/L", "/LI", "/Table", "/TH", "/TD"} <= {
        tag for tag, _ in tag_tree(path)
    }
    words = text_of(path)
    for said in (
        "Confirmed on 20 March 2027",
        "Care. Sponsored by Ada.",
        "Children wait too long.",
        "Need: Need of Northmere",
        "When confirmed (2026)",
        "Now (2027)",
        "At risk",
        "as of 10 March 2027",
        "Jo Lee; Northmere leads",
        "1 April 2027 to 31 March 2028",
        "Done on 10 March 2027",
        "January to March 2027",
        "Mo, ",
        "Carried",
    ):
        assert said in words, said


def test_the_word_file_has_real_headings_contents_and_repeated_header_rows(world, plan, tmp_path):
    actions.change_introduction(
        plan=plan, introduction="One\n- first\n- second", built_on=0, by=world.people["mo"]
    )
    confirm(world, plan)

    path = taken(world, plan, "nia", "word", tmp_path)

    assert paragraphs(path, "Title") == ["North: Plan 2026/27"]
    assert paragraphs(path, "Subtitle") == ["Confirmed on 20 March 2027"]
    assert paragraphs(path, "Heading 1") == [
        "Introduction",
        "1. Reviews in time",
        "The ballot",
        "What each authority does",
    ]
    assert paragraphs(path, "Heading 2") == [
        "Why this",
        "Where it comes from",
        "Figures that it should move",
        "Activities",
        "Quarter by quarter",
        *sorted(PLACES),
    ]
    assert paragraphs(path, "List Bullet")[:2] == ["first", "second"]
    word = Document(str(path))
    assert 'TOC \\o "1-2"' in word.element.xml
    assert word.core_properties.title == "North: Plan 2026/27"
    assert word.core_properties.language == "en-GB"
    assert word.sections[0].header.paragraphs[0].text == ""
    assert len(word.tables) == 3
    assert all(table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in word.tables)
    ballot = [[cell.text for cell in row.cells] for row in word.tables[-1].rows]
    assert ballot[1] == ["Reviews in time", "2", "0", "0", "4", "Carried"]


def test_its_figures_are_those_of_the_page(world, plan):
    confirm(world, plan)
    priority = plan.priorities.get()
    compare(priority.figures.get(), (6.0, 8.5, 9.0), period="2027", region_value=7.0)

    (measure,) = plan_document(plan, world.people["ada"])["chapters"][0]["measures"]
    page = world.client("ada").get(priority.get_absolute_url()).context["page"].measures[0]

    assert measure["rows"][0][1:3] == [page.region.before, page.region.now]
    assert [row[:4] for row in measure["rows"][1:]] == [
        [one.place, one.before, one.now, one.change.capitalize() or "–"] for one in page.authorities
    ]
    assert measure["columns"] == ["Place", "When confirmed (2026)", "Now (2027)", "Since", "Over the years"]


def test_a_source_that_the_reader_no_longer_sees_is_without_its_words(world, plan, tmp_path):
    Need.objects.update(visibility="own")

    assert "Need: Need of Northmere" in text_of(taken(world, plan, "ada", "pdf", tmp_path))
    others = text_of(taken(world, plan, "nora", "pdf", tmp_path))
    assert "Need of Northmere" not in others
    assert "Need, no longer shown" in others
    assert "Need: Need, no longer shown" in paragraphs(taken(world, plan, "nora", "word", tmp_path))


def test_its_end_says_what_each_authority_does_as_far_as_its_reader_sees_it(world, plan, tmp_path):
    confirm(world, plan)
    drafted = make_development(world, done="SECRET-LINE")
    drafted.lines.exclude(done="SECRET-LINE").delete()
    share(world, drafted)
    made = match(world, raise_need(world, visibility="own"), make_offer(world))
    for side, name in (("need", "ada"), ("offer", "nia")):
        support.agree_match(match=made, sides={side}, built_on=0, by=world.people[name])
    matched = "Received: Workforce, from Southby (agreed)"
    counts = "Lines: 1, of which 0 done and 0 waiting for a word."

    def section(name):
        points = paragraphs(taken(world, plan, name, "word", tmp_path))
        return points[points.index("Northmere") : points.index("Southby")]

    for name in ("ada", "mo", "nora"):
        said = section(name)
        assert "Reviews in time, for Reviews in time; 1 April 2027 to 31 March 2028: at risk" in said
        assert any(words.startswith("Late reviews: 7.0% (2026)") for words in said)
        assert "SECRET-LINE" not in " ".join(said)
    assert {name for name in ("ada", "mo", "nora") if matched in section(name)} == {"ada", "mo"}
    assert {name for name in ("ada", "mo", "nora") if counts in " ".join(section(name))} == {"ada", "mo"}
    printed = " ".join(text_of(taken(world, plan, "ada", "pdf", tmp_path)).split())
    for words in ("What each authority does", "As far as Ada may see it", matched, counts):
        assert words in printed
    assert matched not in text_of(taken(world, plan, "nora", "pdf", tmp_path))


def test_its_sections_are_those_of_the_page(world, plan):
    document = plan_document(plan, world.people["nia"])
    page = world.client("nia").get(url("plan_authorities", plan.pk)).context["page"]

    assert [one["name"] for one in document["authorities"]] == [one.authority.name for one in page.sections]
    assert [len(one["figures"]) for one in document["authorities"]] == [
        len(one.figures) for one in page.sections
    ]


def test_a_draft_is_marked_on_every_page_and_in_the_word_header(world, plan, tmp_path):
    for kind in ("pdf", "summary"):
        assert "Draft" in text_of(taken(world, plan, "mo", kind, tmp_path))
    header = Document(str(taken(world, plan, "mo", "word", tmp_path))).sections[0].header
    assert header.paragraphs[0].text.startswith("Draft")
    actions.move(plan=plan, name="open_ballot", by=world.people["mo"])
    assert "Draft: directors and lead members are being asked" in text_of(
        taken(world, plan, "mo", "pdf", tmp_path)
    )
    Plan.objects.update(state="confirmed")
    assert "Draft" not in text_of(taken(world, plan, "mo", "pdf", tmp_path))


def test_nobody_reads_in_a_file_what_an_authority_answered(world, plan, tmp_path):
    actions.move(plan=plan, name="open_ballot", by=world.people["mo"])
    given = {"vote": "amend", "change": "A candid word", "version": "0"}
    world.client("nia").post(url("priority_answer", plan.priorities.get().pk), given)

    for kind in ("pdf", "summary"):
        assert "candid" not in text_of(taken(world, plan, "mo", kind, tmp_path))
    assert "candid" not in " ".join(paragraphs(taken(world, plan, "mo", "word", tmp_path)))


@pytest.mark.parametrize("state", READS)
def test_who_takes_each_file_away(world, plan, state):
    Plan.objects.update(state=state)

    with patch("plans.views.files.made_file", lambda *_: files.HttpResponse("made")):
        for kind in ("pdf", "word", "summary"):
            assert who(world, url(f"plan_{kind}", plan.pk)) == READS[state]


def test_taking_it_away_is_noted_and_the_file_is_only_ever_saved(world, plan):
    got = world.client("ada").get(url("plan_summary", plan.pk))

    assert got.headers["Content-Disposition"] == 'attachment; filename="north-plan-202627-on-one-page.pdf"'
    assert got.headers["Content-Security-Policy"] == "sandbox"
    event = Event.objects.get(action="plan_taken_away")
    assert (event.actor, event.object_id) == (world.people["ada"], str(plan.pk))


def test_a_file_that_cannot_be_made_is_a_page_that_says_why(world, plan):
    why = "The document took longer than 120 seconds to make, so it was stopped."
    with patch("plans.views.files.build_plan_pdf", side_effect=RenderFailed(why)):
        got = world.client("ada").get(url("plan_pdf", plan.pk))

    assert got.status_code == 503
    assert why in got.content.decode()
    assert not Event.objects.filter(action="plan_taken_away").exists()


def test_the_plan_page_offers_the_files(world, plan):
    page = world.client("ada").get(plan.get_absolute_url()).content.decode()

    for kind in ("pdf", "word", "summary", "history"):
        assert url(f"plan_{kind}", plan.pk) in page


# -- Whatever was typed ---------------------------------------------------------------------------------------------


def with_payloads(world):
    """Every payload in each text that the plan holds."""
    everything = "\n".join(TYPED)
    plan = full_plan(world, title="".join(TYPED[0:3])[:200], words=everything)
    actions.change_introduction(plan=plan, introduction=everything, built_on=0, by=world.people["mo"])
    Activity.objects.update(owner=TYPED[9][:120], rag_because=TYPED[-1][:300])
    plan.refresh_from_db()
    return plan


def test_payloads_print_as_text(world, tmp_path):
    plan = with_payloads(world)

    for kind in ("pdf", "summary"):
        path = taken(world, plan, "mo", kind, tmp_path)
        assert faults_of(path) == []
        with pikepdf.open(path) as made:
            assert "/OpenAction" not in made.Root
            actions_in = {str(one.get("/S")) for one in made.objects if isinstance(one, pikepdf.Dictionary)}
        assert not actions_in & {"/JavaScript", "/Launch", "/URI"}
        assert "<script>window.ran=1</script>" in text_of(path).replace(" ", "").replace("\n", "")


def test_payloads_stand_in_word_as_text(world, tmp_path):
    path = taken(world, with_payloads(world), "mo", "word", tmp_path)

    words = "\n".join(paragraphs(path))
    assert "<svg onload=window.ran=1>" in words
    assert "\x0b" not in words
    assert [one.target_ref for one in Document(str(path)).part.rels.values() if one.is_external] == []
    assert Document(str(path)).element.xml.count("INCLUDETEXT") == words.count("INCLUDETEXT")


def test_nothing_runs_off_the_page(world):
    plan = full_plan(world, title="Donaudampfschifffahrt" * 9, words="unbreakable" * 60)
    document = plan_document(plan, world.people["mo"])

    html = html_of("reports/plans/plan.html", document)

    assert max(right_edges(html, STYLES)) <= RIGHT_MARGIN
    with patch("plans.reports.summary.write") as written:
        build_summary_pdf(document, None)
    template, filled, _ = written.call_args.args
    assert max(right_edges(html_of(template, filled), STYLES)) <= RIGHT_MARGIN + 5 / 25.4 * 96


# -- The page of a summary ------------------------------------------------------------------------------------------


def pages_of(document, tmp_path):
    path = tmp_path / "summary.pdf"
    build_summary_pdf(document, path)
    with pikepdf.open(path) as made:
        return len(made.pages), text_of(path), made.pages[0].mediabox


def test_the_summary_says_how_each_priority_stands_on_one_page(world, plan, tmp_path):
    confirm(world, plan)
    compare(plan.priorities.get().figures.get(), (6.0, 8.5, 9.0), period="2027", region_value=7.0)

    path = taken(world, plan, "lena", "summary", tmp_path)

    assert faults_of(path) == []
    with pikepdf.open(path) as made:
        assert len(made.pages) == 1
    words = " ".join(text_of(path).split())
    for said in ("1. Reviews in time", "Sponsor: Ada", "Carried", "1 at risk", "now 7"):
        assert said in words, said


@pytest.mark.parametrize(
    "title", ["Reviews", "W" * 200, "Wide and long words " * 10, "中文" * 100, "unbreakable" * 18]
)
@pytest.mark.parametrize("number", [1, 8, 60])
def test_a_summary_is_one_page_whatever_it_holds(title, number, tmp_path):
    region = {"before": "12.0", "now": "10.5", "change": "better"}
    measure = {"title": title, "since": "2026", "period": "2027", "is_newer": True, "region": region}
    one = {"title": title[:200], "sponsor": title[:60], "measures": [measure] * 4, "on_track": "2 on track"}
    ballot = {"is_carried": False}
    chapters = [one | {"number": n, "ballot": ballot} for n in range(1, number + 1)]
    document = {"authority": "North", "name": "Plan 2026/27", "state": "Confirmed", "mark": "Draft"}

    pages, words, box = pages_of(document | {"chapters": chapters, "made": "1 April 2027"}, tmp_path)

    assert pages == 1
    assert [round(float(one)) for one in box[2:]] == [595, 842]
    size, shown = fitted([row_of(one) for one in every_text(chapters, for_print)])
    assert (f"And {number - len(shown)} more in the whole plan" in words) == (len(shown) < number)
    assert size == next(iter(SIZES)) or number > 1 or title != "Reviews"


def test_an_empty_plan_makes_files_too(world, tmp_path):
    plan = actions.draft(cycle=world.evaluation.cycle, by=world.people["mo"])

    assert "There is no priority yet" in text_of(taken(world, plan, "mo", "summary", tmp_path))
    assert faults_of(taken(world, plan, "mo", "pdf", tmp_path)) == []
    assert paragraphs(taken(world, plan, "mo", "word", tmp_path), "Heading 1") == []


def test_a_figure_without_a_value_says_so(world, plan, tmp_path):
    Measure.objects.get().indicator.comparisons.all().delete()
    document = plan_document(plan, world.people["mo"])

    build_plan_pdf(document, tmp_path / "a.pdf")
    build_plan_word(document, tmp_path / "a.docx")

    assert "No figure is stored for the region." in text_of(tmp_path / "a.pdf")
    assert "No figure is stored for the region." in paragraphs(tmp_path / "a.docx")
    assert "Late reviews: no figure" in pages_of(document, tmp_path)[1]


def test_the_queries_do_not_grow_with_the_plan(world):
    plan = full_plan(world)
    numbers = []
    assert world.people["ada"].posts_now
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            plan_document(Plan.objects.select_related("cycle__region").get(), world.people["ada"])
        numbers.append(len(asked))
        more = {"area": "Workforce", "title": "More", "why": "x", "sponsor": world.people["ada"]}
        figures = list(plan.priorities.first().figures.all())
        for _ in range(3):
            actions.add_priority(plan=plan, figures=figures, by=world.people["mo"], **more)

    assert numbers[0] == numbers[1]
