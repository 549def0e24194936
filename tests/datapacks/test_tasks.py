"""Making packs as jobs: once for the same figures, with a plain reason when it cannot be done."""

import json
from datetime import date

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command

from datapacks import tasks
from datapacks.actions import NobodyToMakeFor, request_packs, request_region
from datapacks.content import PackContent
from datapacks.models import DataPack
from indicators.actions import undo
from indicators.models import DataVersion
from jobs.batches import progress
from outbox.models import Message
from tests.factories.figures import give_figures, make_indicator, make_neighbours, make_version
from tests.places import make_authority

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def figures(cast):
    make_neighbours()
    give_figures(
        make_indicator("north"),
        {801: [10.0, 11.0, 12.0, 13.0, "c"], 802: [12.0] * 5, 970: [11.0] * 5},
        version=make_version(),
    )


def work():
    call_command("work", once=True)


def test_one_pack_an_authority_with_its_files(cast, figures):
    run = request_region(region=cast.north, by=cast.pat)

    work()

    packs = DataPack.objects.order_by("authority")
    assert [pack.authority.name for pack in packs] == ["Northmere", "Southby"]
    assert all(
        default_storage.exists(file.storage_name) for pack in packs for file in (pack.pdf, pack.workbook)
    )
    assert (progress(run.batch).made, progress(run.batch).failed) == (2, 0)


def test_the_stored_numbers_make_the_same_content_again(cast, figures):
    request_region(region=cast.north, by=None)
    work()

    pack = DataPack.objects.get(authority=cast.northmere)

    assert PackContent.from_json(pack.content).to_json() == pack.content
    row = PackContent.from_json(pack.content).topics[0].indicators[0].authority
    assert (row.values[-1], row.shown[-1]) == (None, "[c]")


def test_asking_twice_prints_once(cast, figures):
    for _ in range(2):
        request_region(region=cast.north, by=cast.pat)
        work()

    assert DataPack.objects.count() == 2


def test_a_new_version_of_the_figures_makes_a_new_pack_and_keeps_the_old(cast, figures):
    request_packs(authorities=[cast.northmere], by=None)
    work()
    give_figures(make_indicator("other"), {801: [5.0], 802: [6.0]}, version=make_version())

    request_packs(authorities=[cast.northmere], by=None)
    work()

    assert DataPack.objects.filter(authority=cast.northmere).count() == 2


def test_after_a_load_is_undone_the_pack_of_the_figures_in_force_is_the_newest_again(cast, figures):
    request_packs(authorities=[cast.northmere], by=None)
    work()
    before = DataPack.objects.newest().get()
    version = make_version()
    give_figures(make_indicator("other"), {801: [5.0], 802: [6.0]}, version=version)
    request_packs(authorities=[cast.northmere], by=None)
    work()
    assert DataPack.objects.newest().get() != before

    undo(version, by=cast.ana)
    request_packs(authorities=[cast.northmere], by=None)
    work()

    assert DataPack.objects.newest().get() == before == DataPack.objects.first()
    assert DataPack.objects.count() == 2


def test_figures_loaded_and_a_pack_asked_for_while_one_is_printed_are_in_the_next(cast, figures, monkeypatch):
    printed = tasks.print_files

    def load_meanwhile(content):
        monkeypatch.setattr(tasks, "print_files", printed)
        give_figures(make_indicator("other"), {801: [5.0], 802: [6.0]}, version=make_version())
        request_packs(authorities=[cast.northmere], by=None)
        return printed(content)

    monkeypatch.setattr(tasks, "print_files", load_meanwhile)
    request_packs(authorities=[cast.northmere], by=None)
    work()

    old, new = DataPack.objects.order_by("pk")
    assert (old.data_version.pk, new.data_version.pk) == tuple(
        DataVersion.objects.order_by("pk").values_list("pk", flat=True)
    )


def test_the_person_who_asked_gets_one_email(cast, figures, settings):
    request_region(region=cast.north, by=cast.pat)
    work()

    message = Message.objects.get()
    assert (message.recipient, message.subject) == ("pat@example.org", "Data packs for North: ready")
    assert "2 of 2 made" in message.body
    assert f"{settings.PORTAL_URL}/pack-runs/" in message.body


def test_the_email_says_how_many_were_not_made(cast):
    request_region(region=cast.north, by=cast.pat)
    work()

    message = Message.objects.get()
    assert message.subject == "Data packs for North: 2 not made"
    assert "0 of 2 made" in message.body


def test_an_authority_without_figures_fails_with_a_reason(cast):
    run = request_packs(authorities=[cast.northmere], by=None)

    work()

    assert [job.message for job in run.batch.jobs.all()] == ["No figures are loaded for this authority yet."]


def test_a_former_authority_gets_no_pack(cast):
    closed = make_authority(809, "Oldshire", cast.north, closed_on=date(2019, 4, 1))

    with pytest.raises(NobodyToMakeFor):
        request_packs(authorities=[closed], by=None)


def test_the_command_writes_a_pdf_for_each_authority(cast, figures, tmp_path, capsys, monkeypatch):
    call_command("build_packs", region="north", out=tmp_path, json=True)

    results = json.loads(capsys.readouterr().out)
    assert {result["la"] for result in results} == {801, 802}
    assert all((tmp_path / f"{code}.pdf").read_bytes().startswith(b"%PDF") for code in (801, 802))
