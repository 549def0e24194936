"""The memorandum's pages: what each person finds there, and that signing takes the person themself."""

import hashlib
import re
import time

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from outbox.models import Message
from regions import actions
from regions.models import Conflict, LocalAuthority, Memorandum, MemorandumSignature
from tests.factories.memoranda import make_draft, make_issued, sign_for
from tests.places import make_authority
from tests.regions.signing_in_steps import PASSWORD, code_of, give_password, has_app

MINUTE = 60


@pytest.fixture
def memorandum(cast):
    return make_issued(cast.north, by=cast.mo)


def page_of(name, *keys):
    return reverse(f"regions:{name}", args=keys)


def sign(client, memorandum, authority, **changes):
    given = {"agrees": "on", "typed_name": "Ada"} | changes
    return client.post(page_of("memorandum_sign", memorandum.pk, authority.pk), given)


def is_party(authority):
    return LocalAuthority.objects.party_to_memorandum().filter(pk=authority.pk).exists()


@pytest.mark.parametrize(
    ("who", "current", "edit", "start", "sign_page", "withdraw"),
    [
        ("mo", 200, 200, 302, 403, 403),
        ("pat", 200, 200, 302, 403, 403),
        ("ana", 200, 403, 403, 403, 403),
        ("ada", 200, 403, 403, 200, 200),
        ("lena", 200, 403, 403, 200, 403),
        ("nia", 200, 403, 403, 403, 403),
        ("rob", 403, 403, 403, 403, 403),
        ("wil", 404, 403, 403, 404, 404),
        ("gus", 403, 403, 403, 403, 403),
        ("adi", 403, 403, 403, 403, 403),
    ],
)
def test_who_gets_to_which_page(client_of, cast, memorandum, who, current, edit, start, sign_page, withdraw):
    client, draft = client_of(who), make_draft(cast.north, by=cast.mo)
    own = [memorandum.pk, cast.northmere.pk]

    answers = [
        client.get(page_of("memorandum", "north")),
        client.get(page_of("memorandum_edit", draft.pk)),
        client.post(page_of("memorandum_start", "north")),
        client.get(page_of("memorandum_sign", *own)),
        client.get(page_of("memorandum_withdraw", *own)),
    ]

    assert [one.status_code for one in answers] == [current, edit, start, sign_page, withdraw]


@pytest.mark.parametrize(("who", "answer"), [("mo", 200), ("ada", 404), ("ana", 404), ("wil", 404)])
def test_only_those_who_write_it_see_a_draft(client_of, cast, who, answer):
    draft = make_draft(cast.north, by=cast.mo)

    assert client_of(who).get(draft.get_absolute_url()).status_code == answer


def test_a_director_signs_and_gets_a_certificate(client_of, cast, memorandum):
    client = client_of("ada")
    assert "Sign version 1 of the memorandum" in client.get(reverse("home")).text

    response = sign(client, memorandum, cast.northmere, typed_name=" ada ")

    signature = MemorandumSignature.objects.get()
    assert response.url == signature.get_absolute_url()
    assert signature.signed_in_with == "Demonstration sign-in, without a password"
    certificate = client.get(response.url).text
    local = timezone.localtime(signature.signed_at)
    for words in (
        memorandum.text_sha256,
        f"{local:%H:%M:%S}, London time",
        "as its Director of Children&#x27;s Services",
        "To help each other.",
    ):
        assert words in certificate
    assert "Sign version 1 of the memorandum" not in client.get(reverse("home")).text


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"typed_name": "Nia"}, "Type your name as the portal has it: Ada"),
        ({"typed_name": ""}, "Type your full name"),
        ({"agrees": ""}, "Tick the statement if you agree with it"),
    ],
)
def test_a_wrong_form_is_refused_at_the_field(client_of, cast, memorandum, changes, error):
    response = sign(client_of("ada"), memorandum, cast.northmere, **changes)

    assert response.status_code == 422
    assert response.text.count(error) == 2  # in the summary and at the field
    assert not MemorandumSignature.objects.exists()


def test_a_signature_given_already_is_said_and_not_asked_for_again(client_of, cast, memorandum):
    client = client_of("ada")
    sign(client, memorandum, cast.northmere)

    again = sign(client, memorandum, cast.northmere)

    assert again.status_code == 422
    assert "signed already by the Director" in again.text
    assert 'name="typed_name"' not in again.text


@pytest.fixture
def signed_in(cast, client):
    """Ada's own session with a password and a code, which she gave so many minutes ago."""

    def give(minutes):
        cast.ada.set_password(PASSWORD)
        cast.ada.save()
        secret = has_app(cast.ada)
        give_password(client, cast.ada)
        client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
        session = client.session
        for one in session["account_authentication_methods"]:
            one["at"] = time.time() - minutes * MINUTE
        session.save()
        return client

    return give


def test_someone_who_gave_password_and_code_lately_signs(cast, memorandum, signed_in):
    sign(signed_in(14), memorandum, cast.northmere)

    words = MemorandumSignature.objects.get().signed_in_with
    assert re.fullmatch(
        r"Password and code from an authenticator app, last given on \d+ \w+ \d{4} at \d\d:\d\d", words
    )


def test_after_a_quarter_of_an_hour_the_password_is_asked_for_before_signing(cast, memorandum, signed_in):
    client = signed_in(16)
    path = page_of("memorandum_sign", memorandum.pk, cast.northmere.pk)

    response = sign(client, memorandum, cast.northmere)

    assert response.url.startswith(reverse("account_reauthenticate"))
    assert not MemorandumSignature.objects.exists()
    back = client.post(response.url, {"password": PASSWORD, "next": path})
    assert back.url == path
    sign(client, memorandum, cast.northmere)
    assert MemorandumSignature.objects.count() == 1


def test_withdrawing_needs_the_password_too(cast, memorandum, signed_in):
    sign_for(cast.northmere, memorandum)

    response = signed_in(16).post(page_of("memorandum_withdraw", memorandum.pk, cast.northmere.pk))

    assert response.url.startswith(reverse("account_reauthenticate"))
    assert is_party(cast.northmere)


def test_an_authority_that_withdrew_is_no_party_from_that_request_on(client_of, cast, memorandum):
    sign_for(cast.northmere, memorandum)
    client, path = client_of("ada"), page_of("memorandum_withdraw", memorandum.pk, cast.northmere.pk)
    asked = client.get(path).text
    assert "Withdraw Northmere?" in asked
    assert is_party(cast.northmere)

    response = client.post(path)

    assert not is_party(cast.northmere)
    after = client.get(response.url).text
    assert "Access is closed: Northmere has withdrawn from version 1" in after
    assert "Northmere has withdrawn from version 1. It opens" in after
    assert "Access is closed: Northmere" not in client_of("nia").get(response.url).text


def test_names_and_certificates_are_for_the_own_people_and_the_managers(client_of, cast, memorandum):
    signature, *_ = sign_for(cast.northmere, memorandum)
    path = page_of("memorandum", "north")

    seen = {
        who: (
            signature.get_absolute_url() in client_of(who).get(path).text,
            client_of(who).get(signature.get_absolute_url()).status_code,
        )
        for who in ("ada", "lena", "mo", "pat", "ana", "nia")
    }

    assert {who for who, answer in seen.items() if answer == (True, 200)} == {"ada", "lena", "mo", "pat"}
    assert {who for who, answer in seen.items() if answer == (False, 404)} == {"ana", "nia"}


def test_the_certificate_is_a_tagged_pdf_with_the_exact_text_and_the_same_bytes_each_time(
    client_of, cast, memorandum, tmp_path
):
    import page as validation
    import pikepdf

    signature, *_ = sign_for(cast.northmere, memorandum)
    path = page_of("signature_pdf", signature.pk)

    first, second = (client_of("ada").get(path) for _ in range(2))

    assert first.content == second.content
    assert first.headers["Content-Disposition"].startswith('attachment; filename="memorandum-version-1-')
    file = tmp_path / "certificate.pdf"
    file.write_bytes(first.content)
    report = validation.validate_pdf(str(file), profile=validation.ValidationProfile.PDF_UA_1)
    assert report.is_compliant, report
    with pikepdf.open(file) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "Certificate of signature" in str(pdf.docinfo.Title)


def test_the_fingerprint_is_that_of_the_text_one_can_take_away(client_of, memorandum):
    taken = client_of("ada").get(page_of("memorandum_text", memorandum.pk))

    assert hashlib.sha256(taken.content).hexdigest() == memorandum.text_sha256


def test_a_manager_drafts_compares_and_issues_the_next_version(client_of, cast, memorandum):
    client = client_of("mo")
    edit = client.post(page_of("memorandum_start", "north")).url
    given = {
        "title": "Memorandum",
        "text": memorandum.text.replace("In confidence", "In full confidence"),
        "access_days_after": "60",
        "endorsers": "lead_member",
        "project_manager_reads": "yes",
        "read_only_if_shared": "no",
        "concern_route": "Tell\n1. the lead",
        "drafts_kept_years": "1",
        "signed_kept_years": "6",
        "logs_kept_years": "6",
        "review_on_0": "31",
        "review_on_1": "3",
        "review_on_2": "2028",
    }

    saved = client.post(edit, given)

    draft = Memorandum.objects.get(number=2)
    assert saved.url == draft.get_absolute_url()
    assert (draft.access_days_after, draft.project_manager_reads, draft.read_only_if_shared) == (
        60,
        True,
        False,
    )
    assert draft.concern_route == "Tell 1. the lead"
    compared = client.get(page_of("memorandum_compare", draft.pk)).text
    assert "<ins>full </ins>" in compared
    assert "Sharing: changed" in compared
    assert "Purpose: changed" not in compared
    client.post(page_of("memorandum_issue", draft.pk))
    assert "Version 2, issued on" in client_of("ada").get(page_of("memorandum", "north")).text
    assert client.get(edit).status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("text", "", "Enter the text"),
        ("access_days_after", "0", "enter a whole number from 1 to 730"),
        ("access_days_after", "soon", "enter a whole number from 1 to 730"),
        ("endorsers", "everyone", "Choose who endorses from the list"),
        ("review_on_1", "13", "Enter a real date"),
        ("review_on_2", "28", "Enter the year in four figures"),
        ("review_on_2", "9" * 40, "Enter a real date"),
        ("review_on_0", "", "Enter the day, month and year"),
        ("concern_route", "", "Say what someone does who has a concern"),
    ],
)
def test_a_draft_with_a_fault_is_refused_in_plain_words(client_of, cast, field, value, error):
    client, draft = client_of("mo"), make_draft(cast.north, by=cast.mo)
    form = client.get(page_of("memorandum_edit", draft.pk)).context["form"]
    given = {name: form.initial[name] for name in form.fields if name != "review_on"}
    given |= {"review_on_0": "31", "review_on_1": "3", "review_on_2": "2028", "text": draft.text} | {
        field: value
    }

    response = client.post(page_of("memorandum_edit", draft.pk), given)

    assert response.status_code == 422
    assert error in response.text


def test_a_region_without_a_memorandum_says_so_and_offers_the_first(client_of, cast):
    path = page_of("memorandum", "north")

    for who, offered in (("mo", True), ("ada", False)):
        shown = client_of(who).get(path).text
        assert "has not issued a memorandum yet" in shown
        assert ("Write the first version" in shown) is offered


def test_reminding_is_one_press(client_of, cast, memorandum):
    client = client_of("pat")

    response = client.post(page_of("memorandum_remind", "north"), follow=True)

    assert "A reminder went to the 3 people who have not signed" in response.text
    assert Message.objects.filter(kind="memorandum_reminder").count() == 3


def test_words_from_a_memorandum_cannot_add_markup(client_of, cast):
    cast.ada.name = "Ada <b>"
    cast.ada.save()
    cast.northmere.name = "North<i>mere"
    cast.northmere.save()
    memorandum = make_issued(cast.north, by=cast.mo, title="<script>", text="1. <script>\n\n<script>")

    for path in (
        page_of("memorandum", "north"),
        page_of("memorandum_sign", memorandum.pk, cast.northmere.pk),
    ):
        shown = client_of("ada").get(path).text
        assert "<script>" not in shown
        assert "<i>" not in shown
        assert "<b>" not in shown


@pytest.mark.parametrize(("who", "most"), [("mo", 20), ("ada", 26)])
def test_more_authorities_cost_no_more_queries(
    client_of, cast, memorandum, django_assert_max_num_queries, who, most
):
    client, path = client_of(who), page_of("memorandum", "north")
    sign_for(cast.northmere, memorandum)
    with django_assert_max_num_queries(most) as few:
        client.get(path)
    for number in range(3):
        sign_for(make_authority(810 + number, f"Extra {number}", cast.north), memorandum)

    with django_assert_max_num_queries(len(few)):
        client.get(path)


@pytest.mark.parametrize("who", ["ada", "mo", "gus"])
def test_anyone_with_a_post_declares_and_ends_a_conflict(client_of, cast, who):
    client, path = client_of(who), page_of("conflicts")
    given = {"authority": cast.southby.pk, "kind": "applied", "outcome": "conflict", "note": "In May"}

    client.post(path, given)

    assert Conflict.objects.live_between(getattr(cast, who), cast.southby).exists()
    assert "In May" in client.get(path).text
    again = client.post(path, given)
    assert again.status_code == 422
    assert "You have declared this already" in again.text
    end = page_of("conflict_end", Conflict.objects.get().pk)
    assert client.get(end).status_code == 200
    assert Conflict.objects.live().count() == 1
    client.post(end)
    assert Conflict.objects.live().count() == 0
    assert client.get(end).status_code == 404


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        (
            {},
            {
                "Choose the authority",
                "Choose what ties you to it",
                "Say whether it is a conflict",
            },
        ),
        (
            {"authority": 801, "kind": "applied", "outcome": "conflict"},
            {"Choose the authority from the list"},
        ),
        (
            {"authority": 803, "kind": "applied", "outcome": "conflict"},
            {"Choose the authority from the list"},
        ),
    ],
)
def test_a_conflict_names_another_authority_of_the_region(client_of, given, errors):
    response = client_of("ada").post(page_of("conflicts"), given)

    assert response.status_code == 422
    found = {error for list_ in response.context["form"].errors.values() for error in list_}
    assert found == errors


def test_nobody_else_sees_or_ends_a_conflict(client_of, cast):
    conflict = actions.declare_conflict(
        authority=cast.southby, kind="personal", outcome="conflict", by=cast.ada, note="A canary"
    )

    for who in ("nia", "pat", "mo", "adi"):
        client = client_of(who)
        assert "A canary" not in client.get(page_of("conflicts")).text
        assert client.post(page_of("conflict_end", conflict.pk)).status_code == 404
    assert Conflict.objects.live().count() == 1


def test_someone_without_a_post_has_nothing_to_declare(client_of):
    shown = client_of("sam").get(page_of("conflicts")).text

    assert "You hold no post in a region today" in shown
    assert "Southby" not in shown


def test_nobody_signs_without_signing_in(cast, memorandum):
    response = sign(Client(), memorandum, cast.northmere)

    assert response.url.startswith(reverse("account_login"))
