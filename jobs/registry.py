"""Which handler makes which kind of job. Other apps register theirs in their ``tasks`` module.

@handler("pack")
class MakePack(Handler):
    def make(self, job): ...           # the work; no lasting effect but temporary files
    def publish(self, job, made): ...  # the lasting effect, inside the fenced transaction
"""

from collections.abc import Callable

HANDLERS: dict[str, "Handler"] = {}

# Called once in the worker before it starts its processes, so that they share what was loaded.
warm_hooks: list[Callable[[], object]] = []


class Permanent(Exception):  # noqa: N818 - read as "raise Permanent(...)"
    """Trying again would not help. The message is shown to the person who asked."""

    def __init__(self, user_message: str):
        super().__init__(user_message)
        self.user_message = user_message


class Stopped(Exception):  # noqa: N818
    """The job was cancelled, or handed to another worker; raised by ``report`` between steps."""


class Handler:
    """What every kind of job needs. ``make`` may run twice; ``publish`` is kept only once."""

    waits: tuple[int, ...] = (10, 60, 300)  # seconds before another try after a passing fault

    def make(self, job):
        """Do the work from ``job.params`` and return what ``publish`` needs.

        Raises Permanent when trying again would not help. A lost connection, a locked
        database and every other OSError is tried again after ``waits``.
        """
        raise NotImplementedError

    def publish(self, job, made):
        """Store what was made. Runs in the transaction that marks the job done, so never twice."""

    def batch_done(self, batch):
        """All the batch's jobs are over. Runs in the transaction that closes the batch."""


def handler(kind: str) -> Callable[[type[Handler]], type[Handler]]:
    """Class decorator: one instance of the class makes every job of this kind."""

    def register(cls: type[Handler]) -> type[Handler]:
        HANDLERS[kind] = cls()
        return cls

    return register
