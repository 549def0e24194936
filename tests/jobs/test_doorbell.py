import socket
import time

import pytest
from celery import current_app
from django.db import transaction

from jobs import doorbell
from jobs.models import Job

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def use_broker(settings, monkeypatch):
    """Has the doorbell connect to this address, and forget it afterwards."""

    def use(address):
        settings.BROKER_URL = address
        monkeypatch.setattr(doorbell, "_quiet_until", 0.0)
        monkeypatch.setattr(current_app.conf, "broker_write_url", address)
        monkeypatch.setattr(current_app, "_pool", None)
        monkeypatch.setattr(current_app.amqp, "_producer_pool", None)

    return use


@pytest.fixture
def broker_down(use_broker):
    """Nothing listens at the address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"redis://127.0.0.1:{free.getsockname()[1]}/0"
    use_broker(address)


@pytest.fixture
def broker_silent(use_broker):
    """Connections are taken at the address, and nothing is ever answered."""
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen(50)
        use_broker(f"redis://127.0.0.1:{mute.getsockname()[1]}/0")
        yield


@pytest.mark.parametrize("trouble", ["broker_down", "broker_silent"])
def test_a_request_for_many_jobs_is_answered_soon_though_the_broker_is_not_there(ask, trouble, request):
    request.getfixturevalue(trouble)
    began = time.monotonic()

    with transaction.atomic():
        for number in range(24):
            ask(str(number))

    assert time.monotonic() - began < 3
    assert Job.objects.filter(state="queued", sent_at=None).count() == 24
