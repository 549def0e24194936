import json
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from regions.models import LocalAuthority, Region
from sli_portal import (
    demonstration,
    demonstration_associates,
    demonstration_challenges,
    demonstration_development,
    demonstration_groups,
    demonstration_memorandum,
    demonstration_plan,
    demonstration_practice,
    demonstration_selfeval,
    demonstration_support,
    demonstration_update,
    demonstration_visit,
)


class Command(BaseCommand):
    help = (
        "Makes the demonstration's invented people, their memoranda and year; does nothing the second time."
    )

    def add_arguments(self, parser):
        parser.add_argument("--seed", type=int, default=1, help="draws other names")
        parser.add_argument("--users", type=Path, help="writes people, places and addresses as JSON")
        parser.add_argument("--base-url", default="http://127.0.0.1:8000")

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("The demonstration's people are made only with DEMO=1.")
        people = demonstration.seed(number=options["seed"])
        demonstration_memorandum.seed()
        demonstration_selfeval.seed()
        demonstration_challenges.seed()
        demonstration_visit.seed()
        demonstration_support.seed()
        demonstration_associates.seed()
        demonstration_development.seed()
        demonstration_plan.seed()
        demonstration_groups.seed()
        demonstration_practice.seed()
        demonstration_update.seed()  # last: it tells what the others made
        print(f"The demonstration has {people.count()} invented people.")
        if options["users"]:
            options["users"].write_text(json.dumps(self.document(options["base_url"]), indent=1))

    def document(self, base_url):
        return {
            "people": demonstration.people_as_json(base_url),
            "regions": [
                {"id": region.pk, "slug": region.slug, "url": f"{base_url}{region.get_absolute_url()}"}
                for region in Region.objects.all()
            ],
            "authorities": [
                {
                    "id": authority.pk,
                    "name": authority.name,
                    "region": authority.region.slug,
                    "url": f"{base_url}{authority.get_absolute_url()}",
                }
                for authority in LocalAuthority.objects.current().select_related("region")
            ],
        }
