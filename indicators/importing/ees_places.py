"""Which area each row of a DfE file is for. Codes decide; names are never read."""

import pandas as pd

from indicators.importing.parsed import Parsed
from indicators.importing.places import Places
from regions.models import ENGLAND

PLACE_COLUMNS = ["geographic_level", "region_code", "old_la_code", "new_la_code"]
EMPTY = {"", "z", "x", "na", "nan"}


class NotAPlace(Exception):  # noqa: N818
    """The codes of a row name no area; the message says why."""


def locate(table: pd.DataFrame, places: Places, parsed: Parsed) -> pd.DataFrame:
    """The rows with their ``area``. One row for two authorities stands under each, as in DfE's own tool.

    A row whose codes are unknown or contradict each other is refused and left out.
    """
    columns = [name for name in PLACE_COLUMNS if name in table]
    found, wrong = {}, {}
    for key in table[columns].drop_duplicates().itertuples(index=False, name=None):
        try:
            found[key] = areas_of(dict(zip(columns, (cell.strip() for cell in key), strict=True)), places)
        except NotAPlace as reason:
            wrong[key] = str(reason)
    keys = pd.Series(list(table[columns].itertuples(index=False, name=None)), index=table.index)
    bad = keys.isin(wrong.keys())
    for line, key in zip(table.loc[bad, "line"], keys[bad], strict=True):
        parsed.refuse(int(line), wrong[key])
    joint = sorted(
        {
            " / ".join(places.by_code[code].name for code in codes)
            for codes in found.values()
            if len(codes) > 1
        }
    )
    if joint:
        parsed.note("One row for two authorities: its figures are shown under each.", joint)
    rows = table[~bad]
    if rows.empty:  # every row was refused
        return rows
    return rows.assign(area=keys[~bad].map(found)).explode("area").astype({"area": int})


def areas_of(codes: dict[str, str], places: Places) -> tuple[int, ...]:
    """DfE numbers of the area of a row: two for a joint row."""
    level = codes["geographic_level"].lower()
    if level == "national":
        return (ENGLAND,)
    if level in ("regional", "region"):
        return (region(codes.get("region_code", ""), places),)
    if level == "local authority":
        numbers = [code.strip() for code in codes["old_la_code"].split("/")]
        onses = [code.strip() for code in codes.get("new_la_code", "").split("/")]
        onses += [""] * (len(numbers) - len(onses))
        return tuple(authority(n, g, places) for n, g in zip(numbers, onses, strict=False))
    raise NotAPlace(f"The level “{codes['geographic_level']}” is not National, Regional or Local authority.")


def region(gss: str, places: Places) -> int:
    place = places.by_gss.get(gss)
    if place is None or place.is_authority:
        raise NotAPlace(f"“{gss}” is not the code of an English region.")
    return place.code


def authority(number: str, gss: str, places: Places) -> int:
    """The authority of a DfE number, an ONS code (old or new), or both when they agree."""
    by_gss = places.by_gss.get(gss)
    if number.lower() in EMPTY and by_gss is not None:
        return by_gss.code
    place = places.by_code.get(int(number)) if number.isdigit() else None
    if place is None or not place.is_authority:
        raise NotAPlace(f"“{number}” is not the DfE number of an authority in England.")
    if gss.lower() not in EMPTY and by_gss is not place:
        raise NotAPlace(f"The codes {number} and {gss} are not of the same authority.")
    return place.code
