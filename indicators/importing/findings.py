"""What reading a file found, as plain data for a page, a command or JSON."""

from dataclasses import asdict

from indicators.importing.differences import Preview
from indicators.importing.parsed import Parsed

MOST_SHOWN = 200


def findings_of(parsed: Parsed, before: Preview) -> dict:
    """Counts, and the first refusals, notes and revisions, of a file that was read but not stored."""
    return {
        "file": parsed.source_name,
        "layout": parsed.layout,
        "rows": len(parsed.figures),
        "indicators": len(parsed.drafts),
        "added": before.added,
        "revised": before.revised,
        "unchanged": before.unchanged,
        "withdrawn": before.withdrawn,
        "changes_nothing": before.changes_nothing,
        "new_neighbour_sets": before.new_neighbours,
        "changes": [asdict(change) for change in before.changes if change.added or change.revised][
            :MOST_SHOWN
        ],
        "revisions": [asdict(revision) for revision in before.revisions],
        "refused": len(parsed.refusals),
        "refusals": [asdict(finding) for finding in parsed.refusals[:MOST_SHOWN]],
        "notes": [asdict(note) for note in parsed.notes],
    }
