"""``manage.py serve``: the whole portal on one machine."""

import fcntl
import os
import sys

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from sli_portal.broker import broker_url, embedded_broker_answers, embedded_command
from sli_portal.supervisor import Service, Supervisor


class Command(BaseCommand):
    help = "Run the web server, the worker, the timetable and, if it is the embedded one, the broker."

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *, host, port, **options):
        os.chdir(settings.BASE_DIR)
        with (settings.DATA_DIR / "serve.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise CommandError(f"The portal is already running on {settings.DATA_DIR}.") from None
            print(f"The portal is at http://{host}:{port}/ (Ctrl-C stops it)", flush=True)
            Supervisor([*broker(), *background(), web(host, port)]).run()
        print("Stopped.")


def web(host, port):
    command = [sys.executable, "-m", "gunicorn", "sli_portal.wsgi", "--bind", f"{host}:{port}"]
    command += ["--workers", str(max(2, os.cpu_count() or 1)), "--timeout", "60", "--graceful-timeout", "30"]
    command += ["--max-requests", "1000", "--max-requests-jitter", "100"]
    return Service("web", [*command, "--no-control-socket", "--log-level", "warning"])


def background():
    """The worker and the timetable; with no broker, processes that claim jobs themselves."""
    if settings.BROKER_URL == "none":
        work = [sys.executable, "manage.py", "work"]
        return [Service(f"worker {n}", work, niceness=19) for n in range(worker_processes())]
    celery = [sys.executable, "-m", "celery", "-A", "sli_portal", "--quiet"]
    if settings.BROKER_URL == "embedded":
        celery += ["--broker", broker_url()]  # or Celery takes BROKER_URL itself for an address
    worker = [*celery, "worker", "--loglevel", "WARNING"]
    worker += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    beat = [*celery, "beat", "--loglevel", "WARNING", "--pidfile", ""]
    return [Service("worker", worker, niceness=19), Service("beat", beat)]


def worker_processes():
    return settings.WORKER_PROCESSES or os.cpu_count() or 1


def broker():
    if settings.BROKER_URL != "embedded":
        return []
    return [Service("broker", embedded_command(), is_ready=embedded_broker_answers)]
