"""A kind of job that the tests steer: it does what ``params["then"]`` says and counts what it published."""

import pytest
from celery import current_app

from jobs import doorbell
from jobs.actions import enqueue
from jobs.registry import HANDLERS, Handler, Permanent


class Errand(Handler):
    def __init__(self):
        self.made, self.published, self.batches_done = [], [], []
        self.end_fails = False
        self.meanwhile = lambda job: None

    def make(self, job):
        self.made.append(job.key)
        match job.params["then"]:
            case "refuse":
                raise Permanent("This authority has no figures.")
            case "lose connection":
                raise ConnectionResetError
            case "break":
                raise KeyError("a fault of ours")
            case "meanwhile":
                self.meanwhile(job)
        return f"{job.key} made"

    def publish(self, job, made):
        if job.params.get("then") == "fail to publish":
            raise ConnectionResetError
        self.published.append(made)

    def batch_done(self, batch):
        if self.end_fails:
            raise ConnectionResetError
        self.batches_done.append(batch.pk)


@pytest.fixture
def errand(monkeypatch):
    one = Errand()
    monkeypatch.setitem(HANDLERS, "errand", one)
    return one


@pytest.fixture
def ask(errand, db):
    """ask("eggs", then="refuse") queues an errand and returns its job."""

    def enqueue_errand(key, *, batch=None, then=None):
        return enqueue("errand", key, params={"then": then}, batch=batch)

    return enqueue_errand


@pytest.fixture
def in_memory(settings, monkeypatch):
    """A broker in this process, empty at the start; gives the numbers of the jobs it was told of."""
    settings.BROKER_URL = "memory://"
    monkeypatch.setattr(doorbell, "_quiet_until", 0.0)
    with current_app.connection_for_write() as link:
        queue = link.SimpleQueue("jobs")
        queue.clear()
        yield lambda: [message.payload[0][0] for message in drain(queue)]


def drain(queue):
    while queue.qsize():
        message = queue.get_nowait()
        message.ack()
        yield message
