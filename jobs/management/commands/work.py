"""Claim and run jobs with no broker: the smallest installation, and what the tests lean on."""

import signal
import time

from django.conf import settings
from django.core.management.base import BaseCommand

from jobs import running, sweeping
from jobs.models import Job

IDLE_SECONDS = 1


class Command(BaseCommand):
    help = "Run background jobs without a broker, until told to stop."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="stop when nothing is left to run")

    def handle(self, *, once, **options):
        self.told_to_stop = False
        if not once:
            signal.signal(signal.SIGTERM, self.stop)
            signal.signal(signal.SIGINT, self.stop)
        next_sweep = 0.0
        while not self.told_to_stop:
            if time.monotonic() >= next_sweep:
                sweeping.sweep()
                next_sweep = time.monotonic() + settings.JOB_SWEEP_SECONDS
            pk = Job.objects.claimable().values_list("pk", flat=True).first()
            if pk is not None:
                running.run(pk)
            elif once:
                sweeping.sweep()
                return
            else:
                time.sleep(IDLE_SECONDS)

    def stop(self, *_):
        """Finish the job in hand, then go."""
        self.told_to_stop = True
