"""What a load would change: the file's figures against the standing ones, compared as arrays."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from indicators.importing.bulk import standing
from indicators.importing.parsed import MEASURES, Parsed
from indicators.models import Indicator, NeighbourSet
from indicators.symbols import Symbol

SAMPLE = 20  # revisions shown before loading


@dataclass(frozen=True)
class Change:
    indicator: str
    added: int
    revised: int
    unchanged: int
    is_new: bool


@dataclass(frozen=True)
class Revision:
    indicator: str
    area: int
    period: str
    old: str
    new: str

    def __str__(self):
        return f"{self.indicator}, area {self.area}, {self.period}: {self.old} to {self.new}"


@dataclass
class Preview:
    """What storing a parsed file would do, for a person to read."""

    added: int
    revised: int
    unchanged: int
    withdrawn: int = 0  # of the revised: a number that gives way to a symbol
    new_neighbours: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    revisions: list[Revision] = field(default_factory=list)

    @property
    def changes_nothing(self):
        return not (self.added or self.revised or self.new_neighbours)


@dataclass(frozen=True)
class Differences:
    """Rows of the file with their ``state`` (added, revised, unchanged) and the ``id`` of the row they meet."""

    rows: pd.DataFrame
    known: list[Indicator | None]

    @property
    def changed(self):
        return self.rows[self.rows["state"] != "unchanged"]

    @property
    def has_changes(self):
        return bool((self.rows["state"] != "unchanged").any())

    def count(self, state):
        return int((self.rows["state"] == state).sum())


def known_indicators(drafts, stored):
    """The stored indicator of each draft, by the publisher's code or by slug; None where it is new."""
    by_code = {indicator.source_code: indicator for indicator in stored if indicator.source_code}
    by_slug = {indicator.slug: indicator for indicator in stored}
    return [by_code.get(draft.source_code) or by_slug.get(draft.slug) for draft in drafts]


def differences(parsed: Parsed) -> Differences:
    """Each figure of the file as added, revised or unchanged."""
    known = known_indicators(parsed.drafts, Indicator.objects.all())
    ids = np.array([indicator.pk if indicator else 0 for indicator in known] or [0])
    rows = parsed.figures.assign(indicator_id=ids[parsed.figures["indicator"]])
    old = standing(ids[ids > 0])
    at = meeting_place(rows, old)
    met = old.iloc[at.clip(min=0)].reset_index(drop=True) if len(old) else None
    if met is None:
        return Differences(rows.assign(state="added", id=-1), known)
    same = says_the_same(rows, met)
    state = np.select([at < 0, same], ["added", "unchanged"], "revised")
    olds = {f"old_{name}": met[name] for name in ("symbol", *MEASURES)}
    return Differences(rows.assign(state=state, id=np.where(at < 0, -1, met["id"]), **olds), known)


def key_of(frame):
    """One integer a figure: indicator, area and slot side by side."""
    return (
        (frame["indicator_id"].to_numpy() << 32)
        | (frame["area"].to_numpy() << 16 if "area" in frame else frame["area_id"].to_numpy() << 16)
        | frame["slot"].to_numpy()
    )


def meeting_place(rows, old):
    """For each row the position in ``old`` of the same indicator, area and slot, or -1."""
    if old.empty:
        return np.full(len(rows), -1)
    theirs, ours = key_of(old), key_of(rows)
    order = np.argsort(theirs)
    place = np.searchsorted(theirs[order], ours).clip(max=len(theirs) - 1)
    found = order[place]
    return np.where(theirs[found] == ours, found, -1)


def says_the_same(new, old):
    """Whether the new row tells nothing beyond the old one.

    A bare "-" is vaguer than any reason already known, and a file without counts or
    limits does not take away those of an equal figure.
    """
    both_missing = new["value"].isna().to_numpy() & old["value"].isna().to_numpy()
    value = both_missing | (new["value"].to_numpy() == old["value"].to_numpy())
    vaguer = both_missing & (new["symbol"] == Symbol.UNEXPLAINED).to_numpy()
    symbol = vaguer | (new["symbol"].to_numpy() == old["symbol"].to_numpy())
    # DfE's tool writes 0 where its files say that the figure rounds to 0 but is not 0.
    rounded = (new["value"] == 0).to_numpy() & (old["symbol"] == Symbol.LOW).to_numpy()
    same = (value & symbol) | rounded
    for name in MEASURES[1:]:
        same &= new[name].isna().to_numpy() | (new[name].to_numpy() == old[name].to_numpy())
    return same


def preview(parsed: Parsed) -> Preview:
    """What storing the parsed file would add and revise, an indicator at a time, with some revisions in full."""
    found = differences(parsed)
    counts = found.rows.groupby(["indicator", "state"]).size().unstack(fill_value=0)
    changes = [
        Change(
            indicator=known.title if known else draft.title,
            added=int(counts.get("added", {}).get(place, 0)),
            revised=int(counts.get("revised", {}).get(place, 0)),
            unchanged=int(counts.get("unchanged", {}).get(place, 0)),
            is_new=known is None,
        )
        for place, (draft, known) in enumerate(zip(parsed.drafts, found.known, strict=True))
    ]
    revised = found.rows[found.rows["state"] == "revised"]
    labels = set(NeighbourSet.objects.values_list("label", flat=True))
    return Preview(
        added=found.count("added"),
        revised=found.count("revised"),
        unchanged=found.count("unchanged"),
        withdrawn=withdrawn_in(revised),
        new_neighbours=[draft.label for draft in parsed.neighbours if draft.label not in labels],
        changes=changes,
        revisions=[revision(row, changes) for row in revised.head(SAMPLE).to_dict("records")],
    )


def withdrawn_in(revised):
    """How many revisions put a symbol where there was a number. Without any, the old columns are absent."""
    return 0 if revised.empty else int((revised["value"].isna() & revised["old_value"].notna()).sum())


def revision(row, changes):
    return Revision(
        indicator=changes[row["indicator"]].indicator,
        area=row["area"],
        period=row["label"],
        old=shown(row["old_value"], row["old_symbol"]),
        new=shown(row["value"], row["symbol"]),
    )


def shown(value, symbol):
    return str(symbol) if np.isnan(value) else f"{value:g} {symbol}".strip()
