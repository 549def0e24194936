import csv
import json
import sys

from django.core.management.base import BaseCommand, CommandError

from indicators.models import Comparison, Indicator
from regions.models import LocalAuthority

COLUMNS = {
    "indicator": "indicator__slug",
    "source_code": "indicator__source_code",
    "la": "authority_id",
    "period": "period",
    "value": "value",
    "previous_period": "previous_period",
    "previous_value": "previous_value",
    "change": "change",
    "rank": "rank",
    "ranked": "ranked",
    "quartile_band": "quartile_band",
    "q25": "q25",
    "q50": "q50",
    "q75": "q75",
    "sn_mean": "sn_mean",
    "sn_median": "sn_median",
    "sn_count": "sn_count",
    "region": "region_area__name",
    "region_value": "region_value",
    "england_value": "england_value",
    "lower": "lower",
    "upper": "upper",
    "standing": "standing",
    "trend": "trend",
    "outlook": "outlook",
    "region_trend": "region_trend",
    "percentile": "percentile",
    "flag": "flag",
    "gap": "gap",
    "symbol": "symbol",
}


class Command(BaseCommand):
    help = "Prints how authorities compare, unrounded: one object an indicator and authority."

    def add_arguments(self, parser):
        parser.add_argument("--la", type=int, help="an LA number")
        parser.add_argument("--indicator", help="our id or the publisher's code")
        parser.add_argument("--format", choices=["json", "csv"], default="json")

    def handle(self, *args, **options):
        found = self.chosen(options).order_by("indicator__position", "authority_id")
        rows = [dict(zip(COLUMNS, row, strict=True)) for row in found.values_list(*COLUMNS.values())]
        if options["format"] == "json":
            print(json.dumps(rows, indent=1))
            return
        writer = csv.DictWriter(sys.stdout, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)

    def chosen(self, options):
        found = Comparison.objects.all()
        if options["la"] is not None:
            if not LocalAuthority.objects.filter(pk=options["la"]).exists():
                raise CommandError(f"No authority has the number {options['la']}.")
            found = found.filter(authority_id=options["la"])
        if options["indicator"]:
            name = options["indicator"]
            chosen = Indicator.objects.filter(slug=name) or Indicator.objects.filter(source_code=name)
            if not chosen:
                raise CommandError(f"No indicator has the id or code {name!r}.")
            found = found.filter(indicator__in=chosen)
        return found
