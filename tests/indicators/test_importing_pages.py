"""The pages on which an analyst loads figures."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from indicators.importing import reading
from indicators.importing.reading import parse
from indicators.importing.template import template_csv, template_workbook
from indicators.models import DataVersion, Observation, Upload
from indicators.tasks import CHECK, LOAD
from jobs.models import Job
from jobs.running import run
from regions.loading import load_areas
from tests.factories.figures import make_indicator, make_upload
from tests.indicators.importing_examples import BAD_FILES, PORTAL_HEADER, STARTER

pytestmark = pytest.mark.django_db
GOOD = f"{PORTAL_HEADER}\nlate-reviews,801,2025,12.5,,25,200\n"


@pytest.fixture
def analyst(client_of):
    make_indicator("late-reviews")
    return client_of("ana")


def send(client, content, name="figures.csv"):
    data = content.encode() if isinstance(content, str) else content
    return client.post(reverse("indicators:imports"), {"file": SimpleUploadedFile(name, data)})


def work(kind):
    """What the worker would do with the jobs of a kind that wait."""
    for job in Job.objects.filter(kind=kind).live():
        run(job.pk)


def test_a_file_is_checked_shown_and_loaded_only_when_asked(analyst, cast):
    shown = send(analyst, GOOD).url
    assert "Reading the file" in analyst.get(shown).text

    work(CHECK)
    page = analyst.get(shown).text
    assert "Load these figures" in page
    assert not Observation.objects.exists()

    upload = Upload.objects.get()
    analyst.post(reverse("indicators:upload_load", args=[upload.pk]))
    work(LOAD)
    assert "1 added, 0 revised" in analyst.get(shown).text
    assert DataVersion.objects.get().loaded_by == cast.ana
    assert Observation.objects.get().value == 12.5


def test_a_refused_row_is_shown_with_its_line_and_there_is_nothing_to_press(analyst):
    shown = send(analyst, GOOD + "late-reviews,999,2025,1,,,\n").url
    work(CHECK)

    page = analyst.get(shown).text

    assert "Line 3: “999” is not the DfE number or ONS code of a place in England." in page
    assert "Load these figures" not in page


def test_a_refused_file_is_not_loaded_even_when_asked(analyst):
    send(analyst, GOOD + "late-reviews,999,2025,1,,,\n")
    work(CHECK)

    analyst.post(reverse("indicators:upload_load", args=[Upload.objects.get().pk]))

    assert not Job.objects.filter(kind=LOAD).exists()
    assert not DataVersion.objects.exists()


def test_pressing_twice_loads_once(analyst):
    send(analyst, GOOD)
    work(CHECK)
    address = reverse("indicators:upload_load", args=[Upload.objects.get().pk])

    analyst.post(address)
    analyst.post(address)
    work(LOAD)
    analyst.post(address)
    work(LOAD)

    assert DataVersion.objects.count() == 1


def test_the_same_content_again_has_nothing_to_load(analyst):
    for _ in range(2):
        shown = send(analyst, GOOD).url
        work(CHECK)
        analyst.post(reverse("indicators:upload_load", args=[Upload.objects.first().pk]))
        work(LOAD)

    assert "There is nothing to load" in analyst.get(shown).text
    assert DataVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        ("", "figures.csv", "The file is empty."),
        (GOOD, "figures.pdf", "Choose a CSV file or an Excel workbook (.xlsx)."),
        (GOOD, "figures.xls", "The portal cannot read .xls files."),
        (GOOD, "figures.xlsm", "The portal cannot read .xlsm files."),
    ],
)
def test_a_wrong_file_is_refused_at_the_field(analyst, content, name, message):
    response = send(analyst, content, name)

    assert response.status_code == 422
    assert message in response.text
    assert not Upload.objects.exists()


def test_no_file_is_refused_at_the_field(analyst):
    response = analyst.post(reverse("indicators:imports"))

    assert "Choose a file to load." in response.text
    assert not Upload.objects.exists()


def test_too_large_a_file_is_refused_at_the_field(analyst, settings):
    settings.UPLOAD_MAX_BYTES = 10

    response = send(analyst, GOOD)

    assert "The file is too large" in response.text


@pytest.mark.parametrize("content", ["a,b\n1,2\n", "indicator,area,period\n1,2,3\n"])
def test_a_file_of_another_layout_ends_with_its_reason(analyst, content):
    shown = send(analyst, content).url
    work(CHECK)

    assert "This file cannot be read" in analyst.get(shown).text
    assert Upload.objects.get().findings is None


@pytest.mark.parametrize("kind", BAD_FILES)
def test_a_bad_file_ends_with_its_message_and_nothing_stored(analyst, tmp_path, kind):
    make, message = BAD_FILES[kind]
    path = make(tmp_path, "late-reviews")
    shown = send(analyst, path.read_bytes(), path.name).url

    work(CHECK)

    page = analyst.get(shown).text
    assert message in page
    assert "Load these figures" not in page
    assert not Observation.objects.exists()


@pytest.mark.parametrize(
    ("limits", "message"),
    [({"SECONDS": 0.05}, "so it was stopped. Split it"), ({"MEMORY": 2**22}, "needs more memory")],
)
def test_a_file_that_takes_too_much_is_stopped_and_the_next_one_is_read(
    analyst, monkeypatch, limits, message
):
    # Far more than what a long run of tests has freed and not given back: that is the child's to use.
    rows = "".join(f"late-reviews,801,{year % 9000 + 1000},{year},,,\n" for year in range(700_000))
    with monkeypatch.context() as tight:
        for name, value in limits.items():
            tight.setattr(reading, name, value)
        shown = send(analyst, f"{PORTAL_HEADER}\n{rows}").url
        work(CHECK)
    assert message in analyst.get(shown).text
    assert Upload.objects.get().findings is None

    shown = send(analyst, GOOD).url
    work(CHECK)
    assert "Load these figures" in analyst.get(shown).text


def test_another_persons_file_does_not_exist_for_me(analyst, cast):
    upload = make_upload(cast.mo)

    assert analyst.get(reverse("indicators:upload", args=[upload.pk])).status_code == 404


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.csv", "a\u202egnp.csv", "x" * 300 + ".csv", "C:\\figures\\own.csv"]
)
def test_a_strange_name_is_cleaned(analyst, name):
    send(analyst, GOOD, name)

    kept = Upload.objects.get().name
    assert len(kept) <= 104
    assert not set(kept) & set("/\\\u202e")


def test_undo_asks_first_and_then_takes_the_load_back(analyst):
    send(analyst, GOOD)
    work(CHECK)
    analyst.post(reverse("indicators:upload_load", args=[Upload.objects.get().pk]))
    work(LOAD)
    address = reverse("indicators:import_undo", args=[DataVersion.objects.get().pk])

    assert "Undo figures.csv?" in analyst.get(address).text
    assert Observation.objects.standing().exists()
    analyst.post(address)

    assert not Observation.objects.standing().exists()


@pytest.mark.parametrize(("make", "name"), [(template_csv, "own.csv"), (template_workbook, "own.xlsx")])
def test_the_template_can_be_read_back(db, tmp_path, make, name):
    load_areas(STARTER / "areas.csv")
    make_indicator("looked-after-rate", unit="rate_per_10000")
    path = tmp_path / name
    path.write_bytes(make())

    parsed = parse(path)

    assert (parsed.refusals, parsed.figures["value"].tolist()) == ([], [104.2])


def test_the_list_of_loads_takes_as_many_queries_for_three_as_for_one(analyst, cast):
    counts = []
    for _ in range(2):
        DataVersion.objects.create(source_name="a", layout="portal", sha256="0" * 64, loaded_by=cast.ana)
        with CaptureQueriesContext(connection) as found:
            analyst.get(reverse("indicators:imports"))
        counts.append(len(found))
        DataVersion.objects.create(source_name="b", layout="portal", sha256="0" * 64, loaded_by=cast.ana)

    assert counts[0] == counts[1]
