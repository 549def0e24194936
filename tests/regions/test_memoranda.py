"""Who is a party to the memorandum, and that what was signed stays as it was."""

import hashlib

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Exists, OuterRef

from audit.models import Event
from outbox.models import Message
from regions import actions
from regions.models import (
    Conflict,
    LocalAuthority,
    Memorandum,
    MemorandumSignature,
    MemorandumWithdrawal,
    Person,
    missing_signatures,
)
from regions.presenters import closed_because, memorandum_page
from regions.roles import SIGNING_ROLES, Role
from regions.rules import same_name
from tests.cast import hold, make_person
from tests.factories.memoranda import make_draft, make_issued, sign_for, signatories

D, L, C = SIGNING_ROLES


def parties():
    return set(LocalAuthority.objects.party_to_memorandum().values_list("name", flat=True))


@pytest.fixture
def memorandum(cast):
    return make_issued(cast.north, by=cast.mo)


def sign(cast, memorandum, **changes):
    values = {
        "memorandum": memorandum,
        "authority": cast.northmere,
        "role": D,
        "typed_name": "Ada",
        "signed_in_with": "A test",
        "by": cast.ada,
    }
    return actions.sign(**values | changes)


def test_an_authority_is_a_party_when_all_three_have_signed(cast, memorandum):
    seen = []
    for role in SIGNING_ROLES:
        sign_for(cast.northmere, memorandum, [role])
        seen.append(parties())

    assert seen == [set(), set(), {"Northmere"}]


def test_without_a_memorandum_nobody_is_a_party(cast):
    make_draft(cast.north, by=cast.mo)

    assert parties() == set()
    assert missing_signatures(cast.northmere) == []
    assert closed_because(cast.northmere).startswith("Access is closed until your region issues")


def test_one_byte_more_and_access_is_closed_until_all_three_sign_the_new_version(cast, memorandum):
    sign_for(cast.northmere, memorandum)
    second = make_issued(cast.north, by=cast.mo, text=memorandum.text + ".")

    assert parties() == set()
    assert second.text_sha256 != memorandum.text_sha256
    (northmere, _) = memorandum_page(cast.north, second, cast.mo).rows
    assert {cell.words.split("; ")[1] for cell in northmere.cells} == {"signed version 1"}

    sign_for(cast.northmere, second, [D, L])
    assert parties() == set()
    assert missing_signatures(cast.northmere) == [C]
    assert closed_because(cast.northmere) == "Access is closed until the chief executive signs version 2."

    sign_for(cast.northmere, second, [C])
    assert parties() == {"Northmere"}
    assert closed_because(cast.northmere) == ""


def test_a_draft_of_the_next_version_closes_nothing(cast, memorandum):
    sign_for(cast.northmere, memorandum)

    make_draft(cast.north, by=cast.mo)

    assert parties() == {"Northmere"}


def test_an_authority_of_another_region_is_no_party_by_this_memorandum(cast, memorandum):
    with pytest.raises(actions.CannotSign, match="not the one in force"):
        sign(cast, memorandum, authority=cast.westley, by=cast.wil, typed_name="Wil")


def test_the_parties_are_one_query_inside_another(cast, memorandum, django_assert_num_queries):
    sign_for(cast.northmere, memorandum)
    party = LocalAuthority.objects.party_to_memorandum()

    with django_assert_num_queries(1):
        held = set(Person.objects.filter(posts__authority__in=party).values_list("name", flat=True))
    with django_assert_num_queries(1):
        also = Person.objects.filter(Exists(party.filter(posts__person=OuterRef("pk"))))
        assert set(also.values_list("name", flat=True)) == held

    assert {"Ada", "Rob", "Lena"} < held
    assert "Nia" not in held


def test_what_is_signed_holds_the_schedule_that_the_portal_follows(cast):
    memorandum = make_issued(
        cast.north, by=cast.mo, access_days_after=30, endorsers="both", project_manager_reads=True
    )

    assert "until 30 days after its event" in memorandum.issued_text
    assert "The lead member and the chief executive endorse a self-evaluation" in memorandum.issued_text
    assert "The regional project manager reads a self-evaluation" in memorandum.issued_text
    assert memorandum.text_sha256 == hashlib.sha256(memorandum.issued_text.encode()).hexdigest()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("access_days_after", 91),
        ("endorsers", "lead_member"),
        ("project_manager_reads", True),
        ("read_only_if_shared", False),
        ("concern_route", "Tell someone else."),
        ("drafts_kept_years", 2),
        ("signed_kept_years", 7),
        ("logs_kept_years", 7),
        ("review_on", "2029-01-01"),
    ],
)
def test_every_setting_changes_the_text_that_is_signed(cast, memorandum, field, value):
    second = make_issued(cast.north, by=cast.mo, **{field: value})

    assert second.issued_text != memorandum.issued_text


REFUSALS = {
    "another role": ({"role": L}, "Only the lead member"),
    "another authority": ({"authority": "southby"}, "Only the Director"),
    "another name": ({"typed_name": "Adam"}, "Type your name as the portal has it: Ada"),
    "no name": ({"typed_name": ""}, "Type your name"),
    "a post that ended": ({"by": "old", "typed_name": "Old"}, "Only the Director"),
    "a regional lead": ({"by": "pat", "typed_name": "Pat"}, "Only the Director"),
}


@pytest.mark.parametrize(("changes", "words"), REFUSALS.values(), ids=REFUSALS)
def test_a_signature_is_refused_from_anyone_else(cast, memorandum, changes, words):
    people = {name: getattr(cast, value) for name, value in changes.items() if name in ("by", "authority")}

    with pytest.raises(actions.CannotSign, match=words):
        sign(cast, memorandum, **changes | people)

    assert not MemorandumSignature.objects.exists()


def test_nobody_signs_twice_or_an_old_version_or_a_draft(cast, memorandum):
    sign(cast, memorandum)
    with pytest.raises(actions.CannotSign, match="signed already"):
        sign(cast, memorandum)

    draft = make_draft(cast.north, by=cast.mo)
    with pytest.raises(actions.CannotSign, match="not the one in force"):
        sign(cast, draft)

    actions.issue(memorandum=draft, by=cast.mo)
    with pytest.raises(actions.CannotSign, match="not the one in force"):
        sign(cast, memorandum)


@pytest.mark.parametrize(
    ("typed", "is_same"),
    [
        ("Mary-Ann O'Neil", True),
        ("  mary-ann   O’NEIL ", True),
        ("Mary-Ann", False),
        ("Mary Ann O'Neil", False),
        ("", False),
    ],
)
def test_capitals_blanks_and_curly_apostrophes_make_no_difference_to_a_name(typed, is_same):
    assert same_name(typed, "Mary-Ann O'Neil") is is_same


def test_a_withdrawal_closes_access_at_once_and_only_a_new_version_opens_it(cast, memorandum):
    sign_for(cast.northmere, memorandum)
    assert parties() == {"Northmere"}

    actions.withdraw(memorandum=memorandum, authority=cast.northmere, signed_in_with="A test", by=cast.ada)

    assert parties() == set()
    assert "has withdrawn from version 1" in closed_because(cast.northmere)
    assert MemorandumSignature.objects.count() == 3
    sign_for(cast.northmere, make_issued(cast.north, by=cast.mo))
    assert parties() == {"Northmere"}


def test_only_the_director_withdraws_and_only_once(cast, memorandum):
    def withdraw(by):
        actions.withdraw(memorandum=memorandum, authority=cast.northmere, signed_in_with="A test", by=by)

    with pytest.raises(actions.CannotSign, match="nothing to withdraw"):
        withdraw(cast.ada)
    sign_for(cast.northmere, memorandum)
    for other in (cast.lena, cast.nia, cast.mo):
        with pytest.raises(actions.CannotSign, match="Only the Director"):
            withdraw(other)
    withdraw(cast.ada)
    with pytest.raises(actions.CannotSign, match="withdrawn already"):
        withdraw(cast.ada)


def test_what_was_signed_is_changed_by_no_code(cast, memorandum):
    signature = sign(cast, memorandum)
    actions.withdraw(memorandum=memorandum, authority=cast.northmere, signed_in_with="A test", by=cast.ada)

    for row in (memorandum, signature, MemorandumWithdrawal.objects.get()):
        for change in (
            row.save,
            row.delete,
            lambda row=row: type(row).objects.update(pk=1),
            lambda row=row: type(row).objects.all().delete(),
        ):
            with pytest.raises(TypeError, match="never"), transaction.atomic():
                change()


STATEMENTS = [
    "UPDATE regions_memorandum SET text = 'other'",
    "UPDATE regions_memorandum SET issued_at = NULL",
    "UPDATE regions_memorandum SET access_days_after = 365",
    "DELETE FROM regions_memorandum",
    "UPDATE regions_memorandumsignature SET typed_name = 'other'",
    "DELETE FROM regions_memorandumsignature",
    "UPDATE regions_memorandumwithdrawal SET authority_id = 802",
    "DELETE FROM regions_memorandumwithdrawal",
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_what_was_signed_is_changed_by_no_sql(cast, memorandum, statement):
    sign(cast, memorandum)
    actions.withdraw(memorandum=memorandum, authority=cast.northmere, signed_in_with="A test", by=cast.ada)

    with (
        pytest.raises(DatabaseError, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has no such statement")
def test_a_row_is_not_overwritten_by_insert_or_replace(cast, memorandum):
    signature = sign(cast, memorandum)
    columns = (
        "id, memorandum_id, authority_id, role, person_id, statement, text_sha256, signed_at, signed_in_with"
    )

    with (
        pytest.raises(DatabaseError, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            f"INSERT OR REPLACE INTO regions_memorandumsignature ({columns}, typed_name) "
            f"SELECT {columns}, 'other' FROM regions_memorandumsignature"
        )

    assert MemorandumSignature.objects.get().typed_name == signature.typed_name


def test_a_draft_may_still_be_changed(cast):
    draft = make_draft(cast.north, by=cast.mo)

    actions.edit_draft(
        memorandum=draft,
        fields={name: getattr(draft, name) for name in actions.memoranda.COPIED} | {"title": "Other"},
        by=cast.mo,
    )

    assert Memorandum.objects.get().title == "Other"


def test_there_is_one_draft_and_it_is_copied_from_the_last_version(cast, memorandum):
    first = actions.start_draft(region=cast.north, by=cast.mo)
    second = actions.start_draft(region=cast.north, by=cast.pat)

    assert first == second
    assert (first.number, first.text, first.is_draft) == (2, memorandum.text, True)


def test_an_issued_one_is_neither_edited_nor_issued_again(cast, memorandum):
    with pytest.raises(actions.AlreadyIssued):
        actions.edit_draft(memorandum=memorandum, fields={}, by=cast.mo)
    with pytest.raises(actions.AlreadyIssued):
        actions.issue(memorandum=memorandum, by=cast.mo)


def test_issuing_writes_to_each_signatory_and_says_nothing_of_the_text(cast):
    make_issued(cast.north, by=cast.mo, title="A canary", text="1. A canary\n\nA canary.")

    messages = Message.objects.filter(kind="memorandum_issued")
    assert {message.recipient for message in messages} == {
        f"{name}@example.org" for name in ("ada", "lena", "nia")
    }
    assert {message.subject for message in messages} == {"Sign version 1 of the memorandum of North"}
    assert not any("canary" in message.body for message in messages)


def test_a_reminder_goes_to_those_missing_once_a_day(cast, memorandum):
    sign(cast, memorandum)

    numbers = [actions.remind(memorandum=memorandum, by=cast.mo) for _ in range(2)]

    assert numbers == [2, 2]
    reminders = Message.objects.filter(kind="memorandum_reminder")
    assert sorted(message.recipient for message in reminders) == ["lena@example.org", "nia@example.org"]


def test_an_authority_that_withdrew_is_not_reminded(cast, memorandum):
    sign(cast, memorandum)
    actions.withdraw(memorandum=memorandum, authority=cast.northmere, signed_in_with="A test", by=cast.ada)

    assert actions.remind(memorandum=memorandum, by=cast.mo) == 1


def test_everything_done_is_in_the_log_without_text(cast, memorandum):
    sign_for(cast.northmere, memorandum)
    actions.withdraw(memorandum=memorandum, authority=cast.northmere, signed_in_with="A test", by=cast.ada)
    actions.remind(memorandum=memorandum, by=cast.mo)

    seen = list(Event.objects.order_by("pk").values_list("action", flat=True))
    assert seen == [
        "memorandum_drafted",
        "memorandum_edited",
        "memorandum_issued",
        *["memorandum_signed"] * 3,
        "memorandum_withdrawn",
        "memorandum_reminded",
    ]
    assert not any("confidence" in str(detail) for detail in Event.objects.values_list("detail", flat=True))


def test_someone_in_two_of_the_posts_signs_in_each(cast, memorandum):
    hold(cast.ada, Role.CHIEF_EXECUTIVE, authority=cast.northmere)
    ada = Person.objects.get(pk=cast.ada.pk)

    sign(cast, memorandum, by=ada)
    sign(cast, memorandum, by=ada, role=C)

    assert missing_signatures(cast.northmere) == [L]


def test_a_post_nobody_holds_is_said_to_the_manager_only(cast, memorandum):
    def words(person):
        rows = memorandum_page(cast.north, memorandum, person).rows
        return {cell.words for row in rows for cell in row.cells}

    assert words(cast.mo) == {"Not signed", "Not signed; nobody is entered in this post"}
    assert words(cast.ada) == {"Not signed"}
    assert signatories(cast.southby).keys() == set(SIGNING_ROLES)


class TestConflicts:
    """What a person declares has effect between them and that authority only."""

    def declare(self, cast, outcome=Conflict.Outcome.CONFLICT):
        return actions.declare_conflict(
            authority=cast.southby, kind=Conflict.Kind.PERSONAL, outcome=outcome, by=cast.ada
        )

    def live_people(self, cast):
        between = Conflict.objects.live_between(OuterRef("pk"), cast.southby)
        return set(Person.objects.filter(Exists(between)).values_list("name", flat=True))

    def test_a_declared_conflict_is_live_until_it_is_ended(self, cast):
        conflict = self.declare(cast)
        assert self.live_people(cast) == {"Ada"}
        assert not Conflict.objects.live_between(cast.ada, cast.northmere).exists()

        actions.end_conflict(conflict=conflict, by=cast.ada)

        assert self.live_people(cast) == set()

    def test_one_looked_at_and_found_none_has_no_effect(self, cast):
        self.declare(cast, Conflict.Outcome.LOOKED_AT)

        assert self.live_people(cast) == set()

    def test_declaring_and_ending_twice_is_once(self, cast):
        first, second = self.declare(cast), self.declare(cast)
        actions.end_conflict(conflict=first, by=cast.ada)
        actions.end_conflict(conflict=first, by=cast.ada)

        assert first == second
        assert Event.objects.count() == 2

    def test_the_log_does_not_say_between_whom(self, cast):
        self.declare(cast)

        event = Event.objects.get()
        assert (event.detail, str(cast.southby.pk) in event.object_id) == ({}, False)

    def test_only_the_person_sees_it(self, cast):
        self.declare(cast)

        others = [cast.nia, cast.pat, cast.mo, cast.adi, make_person("other")]
        assert [Conflict.objects.visible_to(person).count() for person in others] == [0] * len(others)
        assert Conflict.objects.visible_to(cast.ada).count() == 1
