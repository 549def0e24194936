"""One way in for every layout: which reader, then the indicators that are stored already, then the checks."""

from dataclasses import replace
from pathlib import Path

from indicators.importing.checks import check
from indicators.importing.differences import known_indicators
from indicators.importing.ees import read_ees
from indicators.importing.fingerprint import fingerprint
from indicators.importing.lait import read_lait
from indicators.importing.neighbours import read_neighbours
from indicators.importing.parsed import Parsed, Unreadable, figures_from
from indicators.importing.places import Places, stored_places
from indicators.importing.portal import read_portal
from indicators.importing.tables import decoded
from indicators.models import Indicator
from ui.apart import MEMORY, OutOfMemory, OutOfTime, run_apart

SECONDS = 60  # to read a file of the largest size takes a quarter of this
TOO_SLOW = (
    f"Reading this file took longer than {SECONDS} seconds, so it was stopped. "
    "Split it into smaller files and load them one by one."
)
TOO_LARGE = (
    "This file needs more memory than the portal may use for one, so reading was stopped. "
    "Keep the rows and columns that you need and load that."
)
LAYOUTS = ("lait", "ees", "portal")
DEFINED = ("title", "topic", "unit", "polarity", "decimals", "year_type", "source", "is_banded")


def parse(
    path: Path, layout: str = "", *, places: Places | None = None, name: str = "", apart: bool = False
) -> Parsed:
    """Read and check a file or folder of the layout, which is recognised when not given.

    ``name`` is the name that the person knows the file by. ``apart`` is for a file that nobody vouches for:
    it is read in a process with limits of its own. Raises Unreadable when the whole cannot be read;
    single rows that cannot are among ``refusals``.
    """
    places = places or stored_places()
    if not places.by_code:
        raise Unreadable("The portal has no places yet. Run “manage.py load_starter” first.")
    stored = list(Indicator.objects.all())
    if not apart:
        return read_and_check(path, layout, places, stored, name)
    try:
        return run_apart(
            lambda: read_and_check(path, layout, places, stored, name), seconds=SECONDS, memory=MEMORY
        )
    except OutOfTime as fault:
        raise Unreadable(TOO_SLOW) from fault
    except OutOfMemory as fault:
        raise Unreadable(TOO_LARGE) from fault


def read_and_check(path, layout, places, stored, name):
    """The whole of ``parse`` but what it needs from the database."""
    parsed = read(path, layout or recognised(path, name), places, stored)
    parsed.source_name = name or parsed.source_name
    settle_drafts(parsed, stored)
    check(parsed, places)
    return parsed


def read(path, layout, places, stored):
    if layout == "neighbours":
        draft = read_neighbours(path, places)
        return Parsed("ees", path.name, fingerprint([path]), figures_from({}), [], neighbours=[draft])
    if layout == "portal":
        return read_portal(path, places, stored)
    return {"lait": read_lait, "ees": read_ees}[layout](path, places)


def recognised(path: Path, name: str = "") -> str:
    """The layout, by the kind of file and its header. Raises Unreadable with what to do instead."""
    suffix = Path(name or path.name).suffix.lower()
    if path.is_dir() or suffix == ".parquet":
        return "lait"
    if suffix in (".xlsx", ".xls", ".xlsm", ".xlsb"):
        return "neighbours" if path.name.startswith("sn_") else "portal"
    with path.open("rb") as source:
        start = source.read(1 << 16)
    header = {cell.strip(' "\r') for cell in decoded(whole_lines(start)).partition("\n")[0].split(",")}
    if {"SN_1", "SN_1P", "old_la_code"} <= header:
        return "neighbours"
    if {"time_period", "geographic_level"} <= header:
        return "ees"
    if {"indicator", "area", "period"} <= header:
        return "portal"
    raise Unreadable(explain(header))


def whole_lines(start):
    """The first lines alone: the block that was read may end in the middle of a character."""
    return start[: start.rfind(b"\n") + 1] or start


def explain(header):
    """Why a file of another layout cannot be read, and what to do."""
    if {"Indicator ID", "Area Code", "Time period"} <= header:
        return (
            "This is a Fingertips download, which mixes sexes, deprivation groups and areas in one file. "
            "Copy the figures that you need into the portal's own template and load that."
        )
    if "la_name" in header and not header & {"old_la_code", "new_la_code"}:
        return (
            "This file names authorities but has no codes, and names differ from file to file. "
            "Copy the figures that you need into the portal's own template, which asks for DfE's three-digit "
            "number or the ONS code of each authority, and load that."
        )
    found = ", ".join(sorted(header))[:300]
    return (
        "The portal does not know this layout. It reads DfE's LAIT folder, DfE's “explore education statistics” "
        f"CSV files (time_period, geographic_level, ...) and its own template (indicator, area, period, ...). "
        f"The columns found are: {found}."
    )


def settle_drafts(parsed: Parsed, stored: list[Indicator]) -> None:
    """Give drafts of stored indicators what is stored about them; refuse the unknown ones that must exist."""
    settled = []
    for draft, known in zip(parsed.drafts, known_indicators(parsed.drafts, stored), strict=True):
        if known is not None:
            stored = {name: getattr(known, name) for name in DEFINED}
            draft = replace(draft, slug=known.slug, source_code=known.source_code, **stored)
        elif draft.must_exist:
            parsed.refuse(None, f"The portal has no indicator “{draft.slug or draft.source_code}”.")
        settled.append(draft)
    parsed.drafts = settled
