from django.core.management.base import BaseCommand
from django.utils import timezone

from cycles import reminders


class Command(BaseCommand):
    help = "Puts today's reminders of steps into the outbox; does nothing the second time on a day."

    def handle(self, *args, **options):
        print(f"People reminded today: {reminders.send(timezone.localdate())}")
