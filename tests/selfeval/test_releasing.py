"""Signing, endorsing, releasing: what is frozen stays frozen, one release a time, the newest for others."""

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from cycles.actions import change_phase
from cycles.models import Phase
from outbox.models import Message
from outbox.tasks import still_right
from regions.models import Conflict, Region
from selfeval import notices
from selfeval.actions import moving, releasing, writing
from selfeval.actions.grouping import set_groups
from selfeval.actions.moving import NotComplete
from selfeval.content import sha256_of
from selfeval.models import Answer, Endorsement, Reading, Release, SelfEvaluation, Share
from selfeval.statuses import Document, MoveNotAllowed
from tests.factories.memoranda import make_issued
from tests.selfeval.pdf_text import text_of
from tests.selfeval.world import ACCESS_DAYS, AFTER, BEFORE, clock_at, make_world, release, take_to, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(cast, settings):
    settings.DEMO = True
    with clock_at(BEFORE):
        yield make_world(cast)


def made(world, **texts):
    world.release = release(world.evaluation, world.people["ada"], **texts)
    release(world.partner, world.people["nia"])
    return world.release


def revised(world, text):
    take_to(world.evaluation, world.people["ada"], "revise")
    return_all(world)
    write(world.evaluation, world.people["ada"], text=text)


def return_all(world):
    for chapter in world.evaluation.chapters.all():
        moving.move_chapter(chapter=chapter, name="return", by=world.people["ada"])


def everything_of(client, release, tmp_path):
    """The release's page, PDF and Word document as one text."""
    page = client.get(release.get_absolute_url())
    if page.status_code != 200:
        return ""
    pdf = tmp_path / "got.pdf"
    pdf.write_bytes(client.get(reverse("selfeval:read_pdf", args=[release.pk])).content)
    from io import BytesIO

    from docx import Document as Word

    word = Word(BytesIO(client.get(reverse("selfeval:read_word", args=[release.pk])).content))
    return page.text + text_of(pdf) + word.element.xml


def test_a_release_holds_what_was_written_and_its_hash(world):
    one = made(world, text="<p>Our words</p>", row="Our row")

    content = json.loads(one.content)
    assert "Our words" in content["chapters"][0]["answers"][0]["text"]
    assert content["chapters"][0]["answers"][1]["rows"] == [["Our row"]]
    assert one.content_sha256 == sha256_of(one.content)


def test_a_release_is_what_was_signed_whatever_happened_since(world):
    ada = world.people["ada"]
    write(world.evaluation, ada, text="<p>As signed</p>")
    take_to(world.evaluation, ada, "send_for_review", "sign")
    signed = world.evaluation.signatures.get()
    Answer.objects.filter(chapter__evaluation=world.evaluation).update(text="<p>Afterwards</p>")
    Region.objects.filter(pk=world.evaluation.authority.region_id).update(self_evaluation_name="other name")

    release = releasing.submit(evaluation=world.evaluation, by=ada)

    assert (release.content, release.content_sha256) == (signed.content, signed.content_sha256)
    assert "As signed" in release.content
    assert "Afterwards" not in release.content


def test_a_document_whose_signing_was_not_kept_is_to_be_signed_again(world):
    SelfEvaluation.objects.filter(pk=world.evaluation.pk).update(state="signed")

    with pytest.raises(MoveNotAllowed, match="sign it again"):
        releasing.submit(evaluation=world.evaluation, by=world.people["ada"])


def test_the_state_is_told_as_shared_once_someone_may_read(world):
    made(world)
    addresses = (
        world.evaluation.get_absolute_url(),
        reverse("selfeval:status", args=[world.evaluation.cycle_id]),
    )

    def told():
        own = world.client("ada").get(addresses[0]).text
        region = world.client("mo").get(addresses[1]).text
        return "Shared</strong>" in own, "Shared</strong>" in region

    before = told()
    with clock_at(AFTER):
        open_now = told()
        Share.objects.filter(evaluation=world.evaluation).update(ended_at=timezone.now())
        ended = told()

    assert (before, open_now, ended) == ((False, False), (True, True), (False, True))


def test_a_document_signed_again_is_released_as_signed_last(world):
    ada = world.people["ada"]
    write(world.evaluation, ada, text="<p>First signing</p>")
    take_to(world.evaluation, ada, "send_for_review", "sign", "reopen")
    return_all(world)
    write(world.evaluation, ada, text="<p>Second signing</p>")
    take_to(world.evaluation, ada, "send_for_review", "sign")

    release = releasing.submit(evaluation=world.evaluation, by=ada)

    assert world.evaluation.signatures.count() == 2
    assert ("Second signing" in release.content, "First signing" in release.content) == (True, False)


@pytest.mark.parametrize(
    "deed", ["UPDATE selfeval_signature SET content = ''", "DELETE FROM selfeval_signature"]
)
def test_a_signature_is_changed_by_no_sql(world, deed):
    made(world)

    with (
        pytest.raises(DatabaseError, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(deed)


def test_a_document_that_lacks_something_is_not_signed(world):
    take_to(world.evaluation, world.people["ada"], "send_for_review")

    with pytest.raises(NotComplete):
        take_to(world.evaluation, world.people["ada"], "sign")


def test_a_signed_document_is_not_changed(world):
    write(world.evaluation, world.people["ada"])
    take_to(world.evaluation, world.people["ada"], "send_for_review", "sign")
    answer = world.evaluation.chapters.first().answers.first()

    with pytest.raises(writing.Locked):
        writing.save_answer(
            answer=answer,
            draft=writing.Draft(text="<p>No</p>"),
            built_on=answer.version,
            by=world.people["ada"],
        )


def test_edits_after_a_release_never_show_to_others_until_they_are_released(world, tmp_path):
    first = made(world, text="<p>Canaryone</p>")
    revised(world, "<p>Canarytwo</p>")

    with clock_at(AFTER):
        client = world.client("nia")
        before = everything_of(client, first, tmp_path)
        take_to(world.evaluation, world.people["ada"], "send_for_review", "sign")
        signed = everything_of(client, first, tmp_path)
        second = releasing.submit(evaluation=world.evaluation, by=world.people["ada"])
        after = everything_of(client, second, tmp_path)
        old = client.get(first.get_absolute_url())

    assert ("Canaryone" in before, "Canarytwo" in before) == (True, False)
    assert "Canarytwo" not in signed
    assert (second.number, "Canarytwo" in after, "Canaryone" in after) == (2, True, False)
    assert old.status_code == 404


def test_a_withdrawn_newest_release_does_not_bring_the_one_before_back(world):
    made(world)
    revised(world, "<p>Second</p>")
    take_to(world.evaluation, world.people["ada"], "send_for_review", "sign")
    second = releasing.submit(evaluation=world.evaluation, by=world.people["ada"])
    releasing.withdraw(release=second, by=world.people["ada"])

    with clock_at(AFTER):
        assert not Release.objects.open_to(world.people["nia"]).exists()


def test_the_same_submit_again_makes_no_second_release(world):
    made(world)

    with pytest.raises(MoveNotAllowed):
        releasing.submit(evaluation=world.evaluation, by=world.people["ada"])
    assert world.evaluation.releases.count() == 1


CHANGES = [
    "UPDATE selfeval_release SET content = 'x'",
    "UPDATE selfeval_release SET content_sha256 = 'x'",
    "UPDATE selfeval_release SET number = 9",
    "DELETE FROM selfeval_release",
    "UPDATE selfeval_reading SET what = 'pdf'",
    "DELETE FROM selfeval_reading",
]


@pytest.mark.parametrize("sql", CHANGES)
def test_the_database_itself_refuses_to_change_a_release_or_a_reading(world, sql):
    releasing.note_reading(release=made(world), person=world.people["nia"], what=Reading.What.PAGE)

    with pytest.raises(DatabaseError, match="never"), transaction.atomic():
        connection.cursor().execute(sql)


def test_the_database_refuses_to_undo_a_withdrawal(world):
    releasing.withdraw(release=made(world), by=world.people["ada"])

    with pytest.raises(DatabaseError, match="never undone"), transaction.atomic():
        connection.cursor().execute("UPDATE selfeval_release SET withdrawn_at = NULL")


def test_the_code_refuses_to_change_a_release_or_a_reading(world):
    one = made(world)
    releasing.note_reading(release=one, person=world.people["nia"], what=Reading.What.PAGE)
    reading = Reading.objects.get()
    deeds = [
        one.save,
        one.delete,
        lambda: Release.objects.update(content="x"),
        Release.objects.all().delete,
        reading.save,
        reading.delete,
        lambda: Reading.objects.update(what="pdf"),
        Reading.objects.all().delete,
    ]

    for deed in deeds:
        with pytest.raises(TypeError, match="never"):
            deed()


@pytest.mark.parametrize(
    ("asks", "steps"),
    [
        ("none", []),
        ("lead_member", [("lena", Document.ENDORSED)]),
        ("both", [("cleo", Document.SIGNED), ("lena", Document.ENDORSED)]),
    ],
)
def test_a_document_is_released_when_those_have_endorsed_it_whom_the_memorandum_names(cast, asks, steps):
    with clock_at(BEFORE):
        world = make_world(cast, endorsers=asks)
        ada = world.people["ada"]
        write(world.evaluation, ada)
        take_to(world.evaluation, ada, "send_for_review", "sign")
        for who, state in steps:
            with pytest.raises(MoveNotAllowed, match="endorsement"):
                releasing.submit(evaluation=world.evaluation, by=ada)
            take_to(world.evaluation, world.people[who], "endorse")
            assert SelfEvaluation.objects.get(pk=world.evaluation.pk).state == state
            with pytest.raises(MoveNotAllowed):
                take_to(world.evaluation, world.people[who], "endorse")

        assert releasing.submit(evaluation=world.evaluation, by=ada).number == 1


def test_reopening_takes_endorsements_away(cast):
    with clock_at(BEFORE):
        world = make_world(cast, endorsers="both")
        write(world.evaluation, world.people["ada"])
        take_to(world.evaluation, world.people["ada"], "send_for_review", "sign")
        take_to(world.evaluation, world.people["lena"], "endorse")
        take_to(world.evaluation, world.people["ada"], "reopen")

    assert not Endorsement.objects.exists()


def told(kind):
    return set(Message.objects.filter(kind=kind).values_list("recipient", flat=True))


def test_nobody_is_told_of_a_release_before_the_share_day(world):
    made(world)

    assert told(notices.OPENED) == set()


def test_those_who_may_read_a_late_release_are_told_and_nothing_is_said_of_it(world):
    release(world.partner, world.people["nia"])
    with clock_at(AFTER):
        release(world.evaluation, world.people["ada"])

    messages = Message.objects.filter(kind=notices.OPENED)
    assert {one.recipient for one in messages} == {f"{name}@example.org" for name in ("nia", "rhea", "pia")}
    assert not [one for one in messages if "Northmere" in one.subject + one.body]


def test_a_message_is_not_sent_to_someone_who_may_no_longer_read(world):
    release(world.partner, world.people["nia"])
    with clock_at(AFTER):
        release(world.evaluation, world.people["ada"])
        message = Message.objects.get(kind=notices.OPENED, recipient="nia@example.org")
        before = still_right[notices.OPENED](message)
        Conflict.objects.create(
            person=world.people["nia"],
            authority=world.evaluation.authority,
            kind="personal",
            outcome="conflict",
        )

        assert (before, still_right[notices.OPENED](message)) == (True, False)


def test_the_director_hears_of_a_chapter_handed_over_and_its_owner_of_one_that_comes_back(world):
    chapter = world.evaluation.chapters.first()
    answer = chapter.answers.first()
    writing.save_answer(
        answer=answer, draft=writing.Draft(text="<p>Secret</p>"), built_on=0, by=world.people["rob"]
    )
    moving.move_chapter(chapter=chapter, name="hand_over", by=world.people["rob"])
    moving.move_chapter(chapter=chapter, name="return", by=world.people["ada"])

    assert told(notices.HANDED_OVER) == {"ada@example.org"}
    assert told(notices.RETURNED) == {"owen@example.org"}
    assert not Message.objects.filter(body__contains="Secret").exists()


def test_a_named_reader_reads_until_the_name_or_the_post_goes(world):
    made(world)
    with clock_at(AFTER):
        rhea = world.people["rhea"]
        open_before = Release.objects.open_to(rhea).exists()
        rhea.posts.update(ends_on=AFTER.date().replace(day=1))
        without_post = Release.objects.open_to(type(rhea).objects.get(pk=rhea.pk)).exists()
        rhea.posts.update(ends_on=None)
        releasing.remove_reader(reader=world.share.readers.get(person=rhea), by=world.people["nia"])
        without_name = Release.objects.open_to(type(rhea).objects.get(pk=rhea.pk)).exists()

    assert (open_before, without_post, without_name) == (True, False, False)


def test_the_days_of_reading_move_with_the_share_day(world):
    phase = Phase.objects.get(cycle=world.evaluation.cycle, kind=Phase.Kind.SHARE)
    last = world.share.ends_on
    later = timedelta(days=120)

    change_phase(phase=phase, by=None, due_on=phase.due_on + later)

    world.share.refresh_from_db()
    assert world.share.ends_on == last + later


def test_a_share_that_was_ended_keeps_its_dates(world):
    phase = Phase.objects.get(cycle=world.evaluation.cycle, kind=Phase.Kind.SHARE)
    last = world.share.ends_on
    releasing.end_share(share=world.share, by=world.people["ada"])

    change_phase(phase=phase, by=None, due_on=phase.due_on + timedelta(days=1))

    world.share.refresh_from_db()
    assert world.share.ends_on == last


def test_a_newer_memorandum_shortens_the_reading_that_has_begun_and_never_lengthens_it(world):
    last = world.share.ends_on
    ends = []
    with clock_at(AFTER):
        for days in (ACCESS_DAYS + 30, ACCESS_DAYS - 10):
            make_issued(world.memorandum.region, by=world.people["pat"], access_days_after=days)
            world.share.refresh_from_db()
            ends.append(world.share.ends_on)

    assert ends == [last, last - timedelta(days=10)]


def test_what_the_owner_ended_does_not_begin_again_when_groups_are_made(world):
    releasing.end_share(share=world.share, by=world.people["ada"])
    mine, other = world.evaluation.authority, world.partner.authority

    for name in ("Group 1", "Group 9"):
        set_groups(cycle=world.evaluation.cycle, groups={name: [mine, other]}, by=world.people["mo"])

    assert not Share.objects.filter(evaluation=world.evaluation, authority=other, ended_at=None).exists()
    assert Share.objects.filter(evaluation=world.partner, authority=mine, ended_at=None).exists()
