import pytest
from django.db import transaction

from jobs.models import Job
from outbox.actions import post
from outbox.models import Message
from tests.cast import cast  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db


def post_packs_ready(**changes):
    words = {"kind": "packs_ready", "to": "pat@example.org", "about": "batch 7"}
    return post(**words | changes, subject="Packs ready", body="Sign in to read them.")


def test_without_a_mail_server_a_message_is_kept_and_nothing_is_to_be_sent():
    message = post_packs_ready()

    assert (message.state, Job.objects.count()) == (Message.State.KEPT, 0)


def test_with_a_mail_server_a_message_waits_and_a_job_is_to_send_it(postbox):
    message = post_packs_ready()

    assert message.state == Message.State.WAITING
    assert Job.objects.get().params == {"message": message.pk}


def test_the_same_news_to_the_same_person_is_one_message(postbox):
    post_packs_ready()
    post_packs_ready()

    assert (Message.objects.count(), Job.objects.count()) == (1, 1)


@pytest.mark.parametrize("change", [{"to": "ada@example.org"}, {"about": "batch 8"}, {"kind": "packs_late"}])
def test_news_to_another_person_or_about_another_thing_is_another_message(change):
    post_packs_ready()
    post_packs_ready(**change)

    assert Message.objects.count() == 2


def test_a_message_can_be_about_a_thing(cast):  # noqa: F811
    message = post_packs_ready(about=cast.north)

    assert message.about == f"regions.region {cast.north.pk}"


def test_a_subject_cannot_carry_a_header():
    message = post(
        kind="note", to="pat@example.org", subject="Hello\r\nBcc: x@example.org", body="", about="1"
    )

    assert message.subject == "Hello Bcc: x@example.org"


def test_a_request_that_fails_sends_nothing(postbox):
    with transaction.atomic():
        post_packs_ready()
        transaction.set_rollback(True)

    assert (Message.objects.count(), Job.objects.count()) == (0, 0)


def test_only_those_who_may_read_the_outbox_see_messages(cast):  # noqa: F811
    message = post_packs_ready()

    assert list(Message.objects.visible_to(cast.adi)) == [message]
    assert list(Message.objects.visible_to(cast.pat)) == []
