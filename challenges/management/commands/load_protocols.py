from django.core.management.base import BaseCommand

from challenges.actions.protocols import load_standard


class Command(BaseCommand):
    help = "Stores the standard ways to run a challenge; does nothing the second time."

    def handle(self, *args, **options):
        print(f"{load_standard()} protocols added.")
