"""A portal of a benchmark's own: the starter figures and the demonstration in a temporary folder."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PREPARE = (["migrate", "-v0"], ["createcachetable"], ["load_starter"], ["seed_demo"])


class Portal:
    """Its folder and environment; ``manage`` runs a command there and gives its seconds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        kept = {
            name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "SECRET_KEY")
        }
        self.environment = kept | {
            "DEMO": "1",
            "DATA_DIR": str(folder),
            "BROKER_URL": "none",
            "LOG_LEVEL": "ERROR",
        }

    def manage(self, *arguments: str, **environment: str) -> float:
        """Wall seconds of one management command, starting Python included. Raises CalledProcessError."""
        started = time.perf_counter()
        subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment | environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        return time.perf_counter() - started

    @contextlib.contextmanager
    def served(self) -> Iterator[str]:
        """Its address, while two web processes answer there."""
        port = free_port()
        command = [sys.executable, "-m", "gunicorn", "sli_portal.wsgi", "-b", f"127.0.0.1:{port}", "-w", "2"]
        process = subprocess.Popen(
            [*command, "--log-level", "error"],
            cwd=ROOT,
            env=self.environment | {"DJANGO_SETTINGS_MODULE": "sli_portal.settings"},
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait()


@contextlib.contextmanager
def prepared() -> Iterator[Portal]:
    folder = Path(tempfile.mkdtemp(prefix="sli-portal-bench-"))
    try:
        portal = Portal(folder)
        for arguments in PREPARE:
            portal.manage(*arguments)
        yield portal
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=2):
            return
        time.sleep(0.1)
    raise SystemExit("The portal did not start.")
