"""Keeps the portal's processes running together: restarts one that dies, stops all of them, orphans none."""

import ctypes
import logging
import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

logger = logging.getLogger(__name__)
PR_SET_PDEATHSIG = 1
LOOK_SECONDS = 0.2
LONGEST_WAIT = 30.0  # seconds before a process that keeps dying is started again
STEADY_SECONDS = 60.0  # after which a death counts as the first
GRACE_SECONDS = 35.0  # for the worker to end the job in hand


@dataclass
class Service:
    """One process to keep running. ``niceness`` 19 lets the others go first."""

    name: str
    command: list[str]
    niceness: int = 0
    is_ready: Callable[[], bool] | None = None
    process: subprocess.Popen | None = None
    started_at: float = 0.0
    start_again_at: float = 0.0
    wait: float = 0.5

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches the supervisor alone."""
        supervisor = os.getpid()
        self.process = subprocess.Popen(  # noqa: S603 - the commands are our own
            self.command,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            preexec_fn=lambda: end_with(supervisor, self.niceness),
        )
        self.started_at = time.monotonic()

    def look(self) -> None:
        """Start it if it is down and its wait is over; note a death and lengthen the wait."""
        now = time.monotonic()
        if self.process is None and now >= self.start_again_at:
            self.start()
        elif self.process is not None and self.process.poll() is not None:
            steady = now - self.started_at > STEADY_SECONDS
            self.wait = 1.0 if steady else min(self.wait * 2, LONGEST_WAIT)
            logger.warning(
                "%s ended (%s); starting it again in %.0f s", self.name, self.process.returncode, self.wait
            )
            self.send(signal.SIGKILL)  # what it may have left behind
            self.process, self.start_again_at = None, now + self.wait

    def send(self, number: int) -> None:
        """Send the signal to the service and every process of its session that it started."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)

    def stop(self, deadline: float) -> None:
        """Wait for it until the deadline (monotonic seconds), then end it and all it started."""
        if self.process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=max(0.1, deadline - time.monotonic()))
        self.send(signal.SIGKILL)
        self.process.wait()


def end_with(supervisor: int, niceness: int) -> None:
    """Runs in the child before its program: the kernel ends it when the supervisor is gone, however killed."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != supervisor:
        os._exit(1)
    os.nice(niceness)


class Supervisor:
    """Starts services in order, each when the one before is ready, and stops them in reverse."""

    def __init__(self, services: list[Service]) -> None:
        self.services = services
        self.told_to_stop = False

    def run(self) -> None:
        """Until SIGINT or SIGTERM. A second one does not hurry it: what is in hand is ended first."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.tell_to_stop)
        for service in self.services:
            service.start()
            self.wait_for(service)
        while not self.told_to_stop:
            time.sleep(LOOK_SECONDS)
            for service in self.services:
                service.look()
        self.stop()

    def tell_to_stop(self, *_: object) -> None:
        self.told_to_stop = True

    def wait_for(self, service: Service) -> None:
        while service.is_ready and not service.is_ready() and not self.told_to_stop:
            time.sleep(0.05)
            service.look()

    def stop(self) -> None:
        """First all that use the broker, together, and the broker last."""
        deadline = time.monotonic() + GRACE_SECONDS
        first, *rest = self.services
        for service in rest:
            if service.process is not None:
                service.process.terminate()
        for service in rest:
            service.stop(deadline)
        if first.process is not None:
            first.process.terminate()
        first.stop(time.monotonic() + 5)
