import pytest
from django.core.mail import send_mail

from outbox.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def our_backend(settings):
    """The test runner puts its own backend in place; these tests are about ours."""
    settings.EMAIL_BACKEND = "outbox.backend.OutboxBackend"


def send(*to):
    return send_mail("Reset your password", "Follow this link.", None, list(to))


def test_what_django_sends_is_kept_as_a_message_to_each_recipient():
    assert send("ada@example.org", "rob@example.org") == 1

    assert sorted(Message.objects.values_list("recipient", "subject", "body")) == [
        ("ada@example.org", "Reset your password", "Follow this link."),
        ("rob@example.org", "Reset your password", "Follow this link."),
    ]


def test_asking_for_a_second_link_sends_a_second_message():
    send("ada@example.org")
    send("ada@example.org")

    assert Message.objects.count() == 2


def test_a_forgotten_password_goes_through_the_outbox(client, django_user_model):
    django_user_model.objects.create_user("ada@example.org", name="Ada")

    client.post("/accounts/password/reset/", {"email": "ada@example.org"})

    message = Message.objects.get()
    assert message.recipient == "ada@example.org"
    assert "/accounts/password/reset/key/" in message.body
