"""manage.py load_starter: the places, indicators and figures that the portal carries. Safe to repeat."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from indicators import actions
from indicators.importing.starter import read_starter
from regions.loading import load_areas


class Command(BaseCommand):
    help = "Load the starter figures, places and neighbours; a second run changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("--folder", type=Path, default=settings.BASE_DIR / "starter")

    def handle(self, *, folder, **options):
        places = load_areas(folder / "areas.csv")
        parsed = read_starter(folder)
        version = actions.store(parsed, by=None)
        members = actions.ensure_annual_set([draft.slug for draft in parsed.drafts if draft.source_code])
        judged = actions.judge_anew()
        if version is None and not places and not members and not judged:
            self.stdout.write("Starter figures: nothing changed.")
            return
        figures = f"{version.added:,} added, {version.revised:,} revised" if version else "none changed"
        self.stdout.write(
            f"Starter figures: {figures}. Places changed: {places}. Indicators put in the annual set: {members}. "
            f"Compared again by newer rules: {judged}."
        )
