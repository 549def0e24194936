"""An invitation to a chapter: it can be looked at without being used up, works once, and gives nothing before."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from outbox.models import Message
from regions.models import Person
from regions.roles import Role
from selfeval.actions import inviting
from selfeval.models import ChapterPart, Invitation, SelfEvaluation
from tests.cast import hold, make_person
from tests.selfeval.writing_examples import make_evaluation

pytestmark = [pytest.mark.django_db, pytest.mark.either]
SENT = {"invite-name": "Wynne Hall", "invite-email": "Wynne@example.org", "invite-part": "contributor"}


@pytest.fixture
def chapter(cast):
    return make_evaluation(cast).chapters.first()


def invite(client_of, chapter, **changes):
    return client_of("ada").post(f"/chapters/{chapter.pk}/invite/", SENT | changes)


def link():
    body = Message.objects.filter(recipient="wynne@example.org").first().body
    return re.search(r"https?://[^/]+(/invitations/\S+/)", body)[1]


def test_a_scanner_opens_it_again_and_again_and_the_person_accepts_once(client_of, chapter):
    assert invite(client_of, chapter).status_code == 302
    scanner, wynne, late = Client(), Client(), Client()

    looked = [scanner.head(link()) for _ in range(3)] + [scanner.get(link()) for _ in range(3)]

    assert {one.status_code for one in looked} == {200}
    assert not Person.objects.filter(email="wynne@example.org").exists()
    accepted = wynne.post(link())
    assert "/password/reset/key/" in accepted.url
    assert wynne.get(accepted.url, follow=True).status_code == 200
    person = Person.objects.get(email="wynne@example.org")
    assert chapter.parts.get(person=person).part == ChapterPart.Part.CONTRIBUTOR
    assert [(one.role, one.authority.name) for one in person.posts_now] == [(Role.CONTRIBUTOR, "Northmere")]

    again = late.post(link())

    assert (again.status_code, "It was accepted on" in again.text) == (410, True)
    assert not again.has_header("location")


def test_the_page_keeps_the_link_to_itself_and_is_never_cached(client_of, chapter):
    invite(client_of, chapter)
    page = Client().get(link())

    assert "no-store" in page["cache-control"]
    assert page["referrer-policy"] == "same-origin"
    assert not Invitation.objects.filter(token_sha256__in=link().split("/")).exists()


@pytest.mark.parametrize(
    "end", ["expired", "withdrawn", "replaced", "shut out", "inviter left", "signed since"]
)
def test_one_that_has_ended_gives_nothing(client_of, cast, chapter, end):
    invite(client_of, chapter)
    address, one = link(), Invitation.objects.get()
    if end == "expired":
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif end == "withdrawn":
        client_of("ada").post(f"/chapter-invitations/{one.pk}/withdraw/")
    elif end == "replaced":
        invite(client_of, chapter)
    elif end == "inviter left":
        cast.ada.posts.update(ends_on=timezone.localdate() - timedelta(days=1))
    elif end == "signed since":
        SelfEvaluation.objects.update(state="signed")
    else:
        Person.objects.create_user("wynne@example.org", name="Wynne", is_active=False)

    answer = Client().post(address)

    assert (answer.status_code, "can no longer be used" in answer.text) == (410, True)
    assert not ChapterPart.objects.filter(person__email="wynne@example.org").exists()


def test_someone_who_has_a_password_signs_in_and_keeps_their_name(client_of, chapter):
    known = Person.objects.create_user("wynne@example.org", password="word", name="W. Hall")
    invite(client_of, chapter)

    answer = Client().post(link())

    assert answer.url == "/self-evaluations/"
    assert (chapter.parts.get(person=known).person.name, known.posts_now[0].role) == (
        "W. Hall",
        "contributor",
    )


def test_whether_an_address_is_known_is_not_told(client_of, cast, chapter):
    known = invite(client_of, chapter, **{"invite-email": cast.nia.email})
    unknown = invite(client_of, chapter)

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"invite-email": "no address"}, "Enter an e-mail address like"),
        ({"invite-name": ""}, "Enter the person’s name."),
        ({"invite-name": "Look at www.example.org"}, "Enter a name, without"),
        ({"invite-part": "king"}, "Select a valid choice"),
    ],
)
def test_what_is_not_right_is_said_at_its_field(client_of, chapter, changes, said):
    page = invite(client_of, chapter, **changes)

    assert (page.status_code, said in page.text) == (422, True)
    assert "govuk-details" in page.text
    assert not Invitation.objects.exists()


def test_the_chapter_names_who_is_invited_to_those_who_may_invite(client_of, cast, chapter):
    inviting.invite(chapter=chapter, email="w@example.org", name="Wynne", part="owner", by=cast.ada)

    assert "w@example.org" in client_of("ada").get(f"/chapters/{chapter.pk}/").text
    assert "w@example.org" not in client_of("rob").get(f"/chapters/{chapter.pk}/").text


def test_a_chapters_owner_does_not_invite(client_of, cast, chapter):
    ChapterPart.objects.update_or_create(chapter=chapter, person=cast.rob, defaults={"part": "owner"})

    assert client_of("rob").post(f"/chapters/{chapter.pk}/invite/", SENT).status_code == 403
    assert "Invite someone" not in client_of("rob").get(f"/chapters/{chapter.pk}/").text


def test_a_document_s_invitations_of_a_day_are_limited_and_the_limit_is_said(client_of, chapter, monkeypatch):
    monkeypatch.setattr(inviting, "MOST_A_DAY", 2)
    for number in range(2):
        invite(client_of, chapter, **{"invite-email": f"w{number}@example.org"})

    refused = invite(client_of, chapter, **{"invite-email": "w3@example.org"})
    Invitation.objects.update(invited_at=timezone.now() - timedelta(hours=25))

    assert (refused.status_code, "Send the others tomorrow" in refused.text) == (422, True)
    assert invite(client_of, chapter, **{"invite-email": "w3@example.org"}).status_code == 302


def test_nobody_is_asked_to_write_in_a_signed_document(client_of, cast, chapter):
    SelfEvaluation.objects.update(state="signed")
    parts = f"/chapters/{chapter.pk}/people/"

    invited = client_of("ada").post(f"/chapters/{chapter.pk}/invite/", SENT, follow=True)
    given = client_of("ada").post(parts, {"person": cast.lena.pk, "part": "owner"}, follow=True)

    assert all("The document is signed." in page.text for page in (invited, given))
    assert not Invitation.objects.exists()
    assert not chapter.parts.filter(person=cast.lena).exists()


def test_who_left_and_is_invited_again_has_a_post_again(client_of, cast, chapter):
    yesterday = timezone.localdate() - timedelta(days=1)
    hold(make_person("wynne"), Role.CONTRIBUTOR, authority=cast.northmere, until=yesterday)
    invite(client_of, chapter)

    Client().post(link())

    wynne = Person.objects.get(email="wynne@example.org")
    assert [post.role for post in wynne.posts_now] == [Role.CONTRIBUTOR]
    assert wynne.posts.count() == 2
