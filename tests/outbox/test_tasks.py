import pytest
from django.core.management import call_command
from django.utils import timezone

from jobs import running
from jobs.models import Job
from outbox.actions import post
from outbox.models import Message

pytestmark = pytest.mark.django_db


def post_one(kind="packs_ready"):
    return post(
        kind=kind,
        to="pat@example.org",
        subject="Packs ready – all 24",
        body="Sign in.\n.\nBye",
        about="batch 7",
    )


def test_a_waiting_message_reaches_the_mail_server_once(postbox):
    message = post_one()

    call_command("work", once=True)
    call_command("work", once=True)

    (received,) = postbox.received
    assert (received["To"], received["Message-ID"]) == ("pat@example.org", message.message_id)
    message.refresh_from_db()
    assert message.state == Message.State.SENT


def test_a_worker_killed_after_sending_sends_the_same_message_id_again(postbox):
    post_one()
    job = Job.objects.get()
    running.HANDLERS["email"].make(job)  # and then the worker is gone: nothing was marked

    running.run(job.pk)

    first, second = postbox.received
    assert first["Message-ID"] == second["Message-ID"]


def test_an_address_that_does_not_exist_is_not_tried_again(postbox):
    postbox.verdict = "550 no such person"
    message = post_one()

    running.run(Job.objects.get().pk)

    job = Job.objects.get()
    assert (job.state, job.message) == ("failed", "The mail server refused this address: no such person")
    message.refresh_from_db()
    assert message.state == Message.State.WAITING


def test_a_mail_server_that_is_busy_is_tried_again_for_a_day_and_more(postbox):
    postbox.verdict = "451 try later"
    post_one()

    tries = 0
    while Job.objects.get().state == "queued":
        Job.objects.update(not_before=timezone.now())
        running.run(Job.objects.get().pk)
        tries += 1

    assert tries == 9
    assert sum(running.HANDLERS["email"].waits) > 24 * 3600


def test_no_mail_server_loses_no_message(postbox, settings):
    post_one()
    settings.OUTBOX_SMTP = settings.OUTBOX_SMTP | {"port": 1}
    running.run(Job.objects.get().pk)
    settings.OUTBOX_SMTP = settings.OUTBOX_SMTP | {"port": postbox.server_address[1]}
    Job.objects.update(not_before=timezone.now())

    call_command("work", once=True)

    assert len(postbox.received) == 1


def test_the_text_of_a_sign_in_message_is_not_kept_once_it_is_sent(postbox):
    sign_in, news = post_one(kind="sign-in"), post_one()

    call_command("work", once=True)

    sign_in.refresh_from_db()
    news.refresh_from_db()
    assert (sign_in.body, bool(news.body)) == ("", True)
