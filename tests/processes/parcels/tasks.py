import os
import signal
import tempfile
import time
from pathlib import Path

from datapacks.tasks import PACK, MakePack
from files.models import keep
from jobs.registry import Handler, handler
from tests.processes.parcels.models import Publication


@handler("parcel")
class MakeParcel(Handler):
    """Writes a file of its number, a hundred lines, slowly enough to be killed in the middle."""

    def make(self, job):
        with tempfile.NamedTemporaryFile("w", delete=False, suffix=".parcel") as target:
            for _ in range(5):
                target.write(f"{job.params['number']}\n" * 20)
                time.sleep(job.params["seconds"] / 5)
        return Path(target.name)

    def publish(self, job, made):
        Publication.objects.create(job=job, file=keep(made, "text/plain"))
        made.unlink()


@handler(PACK)
class MakeCountedPack(MakePack):
    """The portal's own, counted: what it stores is unique for its content, which would hide a second time."""

    def publish(self, job, made):
        super().publish(job, made)
        Publication.objects.create(job=job)


@handler("poison")
class KillItself(Handler):
    """Takes its worker process with it, every time."""

    def make(self, job):
        os.kill(os.getpid(), signal.SIGKILL)
