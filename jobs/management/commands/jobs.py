import json

from django.core.management.base import BaseCommand
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Count

from jobs.models import Job, SweepRecord

COLUMNS = ("id", "kind", "key", "state", "attempt", "queued_at", "started_at", "finished_at", "message")


class Command(BaseCommand):
    help = "Show background jobs: how many in each state, and the jobs themselves with --json."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true")

    def handle(self, **options):
        counts = dict(Job.objects.order_by().values_list("state").annotate(Count("pk")))
        if options["json"]:
            self.print_json(counts)
            return
        for state in Job.State:
            print(f"{counts.get(state, 0):6} {state.label.lower()}")
        print(f"Last sweep: {SweepRecord.last() or 'never'}")

    def print_json(self, counts):
        jobs = list(Job.objects.values(*COLUMNS))
        shown = {"counts": counts, "last_sweep": SweepRecord.last(), "jobs": jobs}
        print(json.dumps(shown, cls=DjangoJSONEncoder, indent=1))
