"""One batch, worked through by a real worker that keeps being killed; see ``benchmarks.kills``."""

import contextlib
import os
import random
import signal
import time
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from redis import Redis, RedisError

from benchmarks.kill_faults import found
from datapacks.actions import request_packs
from jobs.actions import enqueue, retry, start_batch
from regions.models import LocalAuthority
from sli_portal.broker import valkey_command
from sli_portal.management.commands.serve import background, broker
from sli_portal.supervisor import Service

GIVE_UP_SECONDS = 1800


class Run:
    """One batch, worked through by a real worker that keeps being killed."""

    def __init__(self, asked):
        self.asked = asked
        self.chance = random.Random(asked.seed)
        self.broker = broker_service(asked)
        self.worker, self.beat = background()
        self.worker.niceness = 0  # there is no web server here to let go first
        self.killed = {"worker": 0, "process": 0}
        self.killed_after = []
        self.poisoned = 0

    def report(self):
        try:
            self.start()
            began = time.monotonic()
            batch = enqueue_all(self.asked)
            self.kill_at_random(batch)
            self.wait_for(batch)
            seconds = round(time.monotonic() - began, 1)
        finally:
            self.stop()
        return {
            "kind": self.asked.kind,
            "broker": self.server,
            "database": connection.vendor,
            "jobs": batch.jobs.count(),
            "killed": self.killed,
            "killed_after": self.killed_after,
            "most_attempts": max(batch.jobs.values_list("attempt", flat=True)),
            "set_aside_and_retried": self.poisoned,
            "seconds": seconds,
            **found(batch),
            "processes_left": sum(len(processes_of(group)) for group in self.groups),
        }

    def start(self):
        self.groups = []
        self.broker.start()
        while not self.broker.is_ready():
            time.sleep(0.05)
        self.server = server_words()
        self.beat.start()
        self.start_worker()

    def start_worker(self):
        self.worker_started = timezone.now()
        self.worker.start()
        self.groups.append(self.worker.process.pid)

    def kill_at_random(self, batch):
        """Spread over the batch. Two times in three the worker and all its processes, else one process."""
        flush_at = self.asked.kills // 2 if self.asked.flush else None
        made = sorted(self.chance.choices(range(batch.jobs.count()), k=self.asked.kills))
        for number, so_many in enumerate(made):
            self.wait_until_at_work(batch, so_many)
            time.sleep(self.chance.uniform(0, 2) * self.asked.gap)
            if not batch.jobs.live().exists():
                return
            if number == flush_at:
                flush()
            self.killed_after.append(batch.jobs.filter(state="done").count())
            if self.chance.random() < 2 / 3:
                self.kill_worker()
            else:
                self.kill_process()

    def wait_until_at_work(self, batch, so_many):
        """Until so many jobs are made, and the worker has begun one: while it starts it has nothing to lose."""
        while batch.jobs.live().exists():
            begun = batch.jobs.filter(started_at__gte=self.worker_started).exists()
            if begun and batch.jobs.filter(state="done").count() >= so_many:
                return
            time.sleep(0.05)

    def kill_worker(self):
        self.worker.send(signal.SIGKILL)
        self.worker.process.wait()
        self.killed["worker"] += 1
        self.start_worker()

    def kill_process(self):
        children = children_of(self.worker.process.pid)
        if children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.chance.choice(children), signal.SIGKILL)
                self.killed["process"] += 1

    def wait_for(self, batch):
        """Until every job is over; one that was set aside is then tried again, as a person would."""
        wait_until_over(batch)
        for job in batch.jobs.filter(state="poisoned"):
            self.poisoned += 1
            retry(job, by=None)
        wait_until_over(batch)

    def stop(self):
        for service in (self.worker, self.beat, self.broker):
            if service.process is not None:
                service.process.terminate()
                service.stop(time.monotonic() + 3)


def wait_until_over(batch):
    give_up = time.monotonic() + GIVE_UP_SECONDS
    while batch.jobs.live().exists() and time.monotonic() < give_up:
        time.sleep(0.2)


def broker_service(asked):
    if asked.broker == "embedded":
        return broker()[0]
    folder = settings.DATA_DIR / "redis"
    folder.mkdir()
    port = settings.BROKER_URL.rpartition(":")[2].partition("/")[0]
    valkey, *options = valkey_command(folder=folder, listen=["--port", port, "--bind", "127.0.0.1"])
    return Service("redis", [asked.redis_server or valkey, *options], is_ready=redis_answers)


def redis_client():
    if settings.BROKER_URL == "embedded":
        return Redis(unix_socket_path=str(settings.BROKER_SOCKET))
    return Redis.from_url(settings.BROKER_URL)


def redis_answers():
    with redis_client() as client, contextlib.suppress(RedisError):
        return client.ping()
    return False


def server_words():
    """The broker's own account of what it is and where it listens."""
    with redis_client() as client:
        told = client.info("server")
    return f"{told.get('server_name', 'redis')} {told['redis_version']}, TCP port {told['tcp_port']}"


def flush():
    with redis_client() as client:
        client.flushall()


def enqueue_all(asked):
    """The batch, one job a parcel or one an authority."""
    if asked.kind == "pack":
        return request_packs(authorities=LocalAuthority.objects.current(), by=None).batch
    with transaction.atomic():
        batch = start_batch(title="Parcels", kind="parcel", by=None)
        for number in range(asked.jobs):
            enqueue("parcel", str(number), params={"number": number, "seconds": 0.2}, batch=batch)
    return batch


def children_of(pid):
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def processes_of(group):
    """The live processes of a worker that was killed or stopped; there should be none."""
    left = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _, pgrp = stat.read_text().rpartition(")")[2].split()[:3]
            if int(pgrp) == group and state != "Z":
                left.append(int(stat.parent.name))
    return left
