"""manage.py import_data PATH: a file or DfE's LAIT folder into the database, all of it or none of it."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from indicators import actions
from indicators.importing.differences import preview
from indicators.importing.findings import MOST_SHOWN, findings_of
from indicators.importing.parsed import Unreadable
from indicators.importing.reading import LAYOUTS, parse


class Command(BaseCommand):
    help = "Load published figures. Every refused row is named; nothing is loaded unless all can be."

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path)
        parser.add_argument("--format", choices=LAYOUTS, default="", dest="layout")
        parser.add_argument(
            "--dry-run", action="store_true", help="Say what would change, and change nothing"
        )
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *, path, layout, dry_run, as_json, **options):
        if not path.exists():
            raise CommandError(f"There is no {path}.")
        try:
            parsed = parse(path, layout)
        except Unreadable as reason:
            raise CommandError(f"{path.name}: nothing loaded. {reason}") from reason
        before = preview(parsed)
        version = None if dry_run or parsed.refusals else actions.store(parsed, by=None)
        outcome = findings_of(parsed, before) | {
            "dry_run": dry_run,
            "version": version.pk if version else None,
        }
        self.stdout.write(json.dumps(outcome, indent=2) if as_json else in_words(parsed, before, outcome))
        if parsed.refusals:
            raise CommandError(f"{path.name}: nothing loaded. {len(parsed.refusals):,} rows were refused.")


def in_words(parsed, before, outcome):
    """The same for a person at a terminal."""
    lines = [
        f"{parsed.source_name}: {len(parsed.figures):,} figures of {len(parsed.drafts)} indicators read."
    ]
    lines += [f"Refused: {finding}" for finding in parsed.refusals[:MOST_SHOWN]]
    lines += [f"Note: {note}" for note in parsed.notes]
    lines += [f"Revised: {revision}" for revision in before.revisions]
    lines += [f"New set of statistical neighbours: {label}." for label in before.new_neighbours]
    if before.withdrawn:
        lines.append(f"Note: {before.withdrawn:,} of the revisions put a symbol where there was a number.")
    counts = f"{before.added:,} added, {before.revised:,} revised, {before.unchanged:,} unchanged"
    if outcome["dry_run"]:
        lines.append(f"Nothing stored (dry run). It would be: {counts}.")
    elif outcome["version"]:
        lines.append(f"Stored as version {outcome['version']}: {counts}.")
    elif not parsed.refusals:
        lines.append("Nothing changed: the portal holds all of this already.")
    return "\n".join(lines)
