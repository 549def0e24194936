from django.core.management.base import BaseCommand

from selfeval.actions.templates import load_standard


class Command(BaseCommand):
    help = "Stores the standard self-evaluation templates; does nothing the second time."

    def handle(self, *args, **options):
        print(f"Standard templates added: {load_standard()}.")
