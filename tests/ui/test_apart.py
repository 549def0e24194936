"""Work in a process of its own: what comes back, and what becomes of work that will not end."""

import os
import signal
import time

import pytest

from ui.apart import OutOfMemory, OutOfTime, run_apart


def test_what_is_made_comes_back_whole():
    assert run_apart(lambda: (os.getppid(), "x" * 5_000_000), seconds=10) == (os.getpid(), "x" * 5_000_000)


def test_a_fault_is_raised_here_as_it_was_there():
    with pytest.raises(ValueError, match="not a number"):
        run_apart(lambda: int_of("not a number"), seconds=10)


def int_of(text):
    raise ValueError(text)


class Odd(Exception):  # noqa: N818
    """Cannot be sent: it needs two arguments and keeps one."""

    def __init__(self, first, second):
        super().__init__(first)


def test_a_fault_that_cannot_be_sent_is_told_in_words():
    def work():
        raise Odd("first", "second")

    with pytest.raises(RuntimeError, match="Odd: first"):
        run_apart(work, seconds=10)


def test_work_that_swallows_everything_is_stopped_by_the_clock():
    def work():
        while True:
            try:
                time.sleep(60)
            except BaseException:
                continue

    begun = time.monotonic()
    with pytest.raises(OutOfTime):
        run_apart(work, seconds=0.5)

    assert time.monotonic() - begun < 3


@pytest.fixture
def child(tmp_path):
    """A file in which the child leaves its number, and is asked for by it."""
    return tmp_path / "child"


def is_gone(child):
    with pytest.raises(ProcessLookupError):
        os.kill(int(child.read_text()), 0)
    return True


def test_work_that_eats_memory_is_stopped_and_nothing_is_left_running(child):
    def work():
        child.write_text(str(os.getpid()))
        return bytearray(2 * 2**30)

    with pytest.raises(OutOfMemory):
        run_apart(work, seconds=10)

    assert is_gone(child)


def test_the_same_work_is_done_where_the_limit_allows_it():
    assert run_apart(lambda: len(bytearray(2**28)), seconds=10, memory=2**29) == 2**28


def test_work_ends_with_the_parents_patience(child):
    """An exception in the parent while it waits, such as a worker's own time limit, ends the child too."""

    class Enough(Exception):  # noqa: N818
        pass

    def ring(*_):
        raise Enough

    def work():
        child.write_text(str(os.getpid()))
        time.sleep(60)

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        with pytest.raises(Enough):
            run_apart(work, seconds=60)
        assert is_gone(child)
    finally:
        signal.signal(signal.SIGALRM, before)
