from django.core.management.base import BaseCommand

from jobs.sweeping import sweep


class Command(BaseCommand):
    help = "Go round once: ring for lost jobs, set aside those that keep crashing, close complete batches."

    def handle(self, **options):
        swept = sweep()
        print(f"{swept.rung} rung, {swept.poisoned} set aside, {swept.cancelled} cancelled")
