"""Work in a child process with a clock and a memory limit of its own.

For work on what others wrote: it may hang or eat memory, and it can swallow a time limit raised as an
exception inside it, so it runs in a fork that can be killed. Forking a warm parent costs a few milliseconds,
for what is loaded is shared.

The work must not use the database: the connection is the parent's.
"""

import gc
import os
import pickle
import resource
import select
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, TypeVar

Made = TypeVar("Made")
MEMORY = 2**30


class OutOfTime(Exception):  # noqa: N818
    """The work was stopped by its clock."""


class OutOfMemory(Exception):  # noqa: N818
    """The work was stopped at its memory limit."""


def run_apart(work: Callable[[], Made], *, seconds: float, memory: int = MEMORY) -> Made:
    """What ``work`` returns in a fork, or raises there, as if it had been called here.

    ``memory`` is in bytes, beyond what the parent already has. Raises OutOfTime or OutOfMemory.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _be_the_child(work, writer, seconds=seconds, memory=memory)
    os.close(writer)
    answer = None
    try:
        with os.fdopen(reader, "rb") as pipe:
            answer = _read_before(pipe.fileno(), time.monotonic() + seconds)
    finally:  # whatever stops the parent stops the child
        if answer is None:
            os.kill(child, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if answer is None or status == -signal.SIGALRM:
        raise OutOfTime
    if status:
        # Native code that is refused memory ends the process without a word.
        raise OutOfMemory
    made, fault = pickle.loads(answer)  # noqa: S301 - written by our own fork
    if fault is not None:
        raise fault
    return made


def _read_before(pipe: int, deadline: float) -> bytes | None:
    """All that the child writes until it ends, or None when it does not end in time."""
    chunks = []
    while (left := deadline - time.monotonic()) > 0:
        if select.select([pipe], [], [], left)[0]:
            chunk = os.read(pipe, 1 << 20)
            if not chunk:
                return b"".join(chunks)
            chunks.append(chunk)
    return None


def _be_the_child(work: Callable[[], object], writer: int, *, seconds: float, memory: int) -> NoReturn:
    """Work, and leave without running anything of the parent's."""
    status = 1
    try:
        _limit(seconds, memory)
        with os.fdopen(writer, "wb") as pipe:
            pipe.write(_answer(work))
        status = 0
    finally:
        os._exit(status)


def _answer(work: Callable[[], object]) -> bytes:
    """What was made, or the fault that was raised, as bytes. Memory that ran out is no answer."""
    try:
        return pickle.dumps((work(), None))
    except MemoryError:
        raise
    except Exception as fault:
        return pickle.dumps((None, _portable(fault)))


def _portable(fault: Exception) -> Exception:
    """The fault, or where it cannot be sent, one that tells the same."""
    try:
        pickle.loads(pickle.dumps(fault))  # noqa: S301 - our own
    except Exception:
        return RuntimeError(f"{type(fault).__name__}: {fault}")
    return fault


def _limit(seconds: float, memory: int) -> None:
    """A clock of the child's own, in case the parent dies, and a ceiling on memory."""
    for number in (signal.SIGALRM, signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds + 1)
    gc.disable()  # a document's tens of thousands of objects would be walked again and again
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    ceiling = pages * resource.getpagesize() + memory
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))
