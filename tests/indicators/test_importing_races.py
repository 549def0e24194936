"""Two loads at once, and comparisons that are worked out before their figures are stored."""

import threading

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from indicators import actions
from indicators.comparing import COLUMNS, work_out
from indicators.importing.parsed import NeighbourDraft
from indicators.importing.reading import parse
from indicators.importing.storing import Overtaken, prepare, store_prepared
from indicators.models import Comparison, DataVersion, Indicator, Observation
from indicators.reading import read_figures
from indicators.tasks import LOAD
from jobs.models import Job
from jobs.registry import HANDLERS
from jobs.running import claim, publish, run
from regions.models import LocalAuthority
from tests.factories.figures import make_file, make_indicator, make_neighbours
from tests.indicators.importing_examples import LEEDS, PORTAL_HEADER, ees_csv, places, portal_csv, rate

__all__ = ["places", "rate"]
pytestmark = pytest.mark.django_db
FIRST = ("late-reviews,383,2025,12.5,,25,200", "late-reviews,202,2025,3,,,", "late-reviews,970,2025,9,,,")
SECOND = ("late-reviews,383,2025,13,,,", "late-reviews,383,2026,14,,,", "late-reviews,202,2025,,u,,")


def parsed(folder, *rows, name="own.csv"):
    return parse(portal_csv(folder, *rows, name=name))


def kept():
    names = [*COLUMNS, "indicator_id", "neighbour_set_id"]
    return sorted(Comparison.objects.values_list(*names), key=repr)


def worked_out_again():
    """Every comparison from the figures as they are stored now."""
    Comparison.objects.all().delete()
    actions.comparing.keep(work_out(read_figures(Indicator.objects.all())))
    return kept()


def test_comparisons_worked_out_in_advance_are_those_of_the_stored_figures(rate, tmp_path):
    make_neighbours()
    loads = [
        parsed(tmp_path, *FIRST),
        parsed(tmp_path, *SECOND),
        parse(
            ees_csv(
                tmp_path, "quite_new_rate", f"2025,Reporting year,{LEEDS},4", f"2024,Reporting year,{LEEDS},c"
            )
        ),
    ]
    versions = []
    for each in loads:
        versions.append(actions.store(each, by=None))
        assert kept() == worked_out_again()
    for version in reversed(versions):
        actions.undo(version, by=None)
        assert kept() == worked_out_again()


@pytest.mark.parametrize("figures", [SECOND, ()], ids=["with figures", "alone"])
def test_new_neighbours_are_compared_with_at_once_and_for_every_indicator(rate, tmp_path, figures):
    make_indicator("other", unit="number")
    actions.store(parsed(tmp_path, *FIRST, "other,383,2024,5,,,"), by=None)
    codes = list(LocalAuthority.objects.filter(closed_on=None).order_by("pk").values_list("pk", flat=True))
    links = tuple((codes[0], rank, code, "close") for rank, code in enumerate(codes[1:11], 1))
    coming = parsed(tmp_path, *(figures or FIRST), name="more.csv")
    if not figures:  # as a workbook of neighbours is read
        coming.figures, coming.drafts = coming.figures.head(0), []
    coming.neighbours = [NeighbourDraft("June 2030", timezone.now().date().replace(2030, 6, 1), links)]

    actions.store(coming, by=None)

    assert set(Comparison.objects.values_list("neighbour_set__label", "indicator__slug")) == {
        ("June 2030", "late-reviews"),
        ("June 2030", "other"),
    }
    assert kept() == worked_out_again()


def test_a_load_is_worked_out_without_writing_anything(rate, tmp_path):
    with CaptureQueriesContext(connection) as found:
        prepare(parsed(tmp_path, *FIRST))

    words = {query["sql"].lstrip().partition(" ")[0] for query in found}
    assert words <= {"SELECT", "COPY"}


@pytest.mark.parametrize("then", ["load", "undo"])
def test_a_load_that_another_has_overtaken_writes_nothing(rate, tmp_path, then):
    before = actions.store(parsed(tmp_path, "late-reviews,384,2025,1,,,"), by=None)
    slow = prepare(parsed(tmp_path, *FIRST))
    if then == "load":
        actions.store(parsed(tmp_path, *SECOND), by=None)
    else:
        actions.undo(before, by=None)
    figures = set(Observation.objects.values_list("pk", "replaced_by"))

    with pytest.raises(Overtaken), transaction.atomic():
        store_prepared(slow, by=None)

    assert set(Observation.objects.values_list("pk", "replaced_by")) == figures


def test_a_job_that_another_load_has_overtaken_is_tried_again(rate, tmp_path, cast_upload):
    upload, job = cast_upload(FIRST)
    claimed = claim(job.pk)
    made = HANDLERS[LOAD].make(claimed)
    actions.store(parsed(tmp_path, *SECOND), by=None)

    with pytest.raises(Overtaken):
        publish(claimed, HANDLERS[LOAD], made)
    upload.refresh_from_db()
    assert (upload.loaded_at, DataVersion.objects.count()) == (None, 1)

    Job.objects.update(state=Job.State.QUEUED, lease="", lease_until=None, not_before=None)
    run(job.pk)
    upload.refresh_from_db()
    assert upload.version.revised == 2
    assert kept() == worked_out_again()


@pytest.fixture
def cast_upload(django_user_model):
    """An upload of rows that was read, and its load waiting."""

    def make(rows):
        ana = django_user_model.objects.create_user("ana@example.org", name="Ana")
        content = "\n".join([PORTAL_HEADER, *rows, ""]).encode()
        upload = actions.Upload.objects.create(
            file=make_file(content),
            name="own.csv",
            uploaded_by=ana,
            findings={"refused": 0, "changes_nothing": False},
        )
        return upload, actions.load(upload, by=ana)

    return make


@pytest.mark.django_db(transaction=True)
def test_loads_that_race_are_written_one_after_the_other(rate, tmp_path):
    """Every load holds a figure of its own and one that all of them revise."""
    files = [
        parsed(
            tmp_path, f"late-reviews,383,2025,{n},,,", f"late-reviews,202,{2010 + n},{n},,,", name=f"{n}.csv"
        )
        for n in range(1, 5)
    ]
    start, faults = threading.Barrier(len(files)), []

    def load(each):
        try:
            start.wait()
            actions.store(each, by=None)
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=load, args=[each]) for each in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    assert DataVersion.objects.count() == len(files)
    standing = Observation.objects.standing()
    assert standing.filter(area=202).count() == len(files)
    assert standing.get(area=383).version == DataVersion.objects.first()
    assert kept() == worked_out_again()
